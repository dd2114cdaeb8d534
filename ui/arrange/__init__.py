"""The arrangement: ruler, track headers, lanes with clips, takes and automation.

Lives: window, main thread.
"""
