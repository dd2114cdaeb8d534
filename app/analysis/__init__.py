"""Numbers about sound: frequency and level responses, pitch.

Lives: any thread.
"""
