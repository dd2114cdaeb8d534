"""Audio files and journals: reading, writing, importing, recovery.

Lives: threads and processes that may wait for a drive; never the audio callback.
"""
