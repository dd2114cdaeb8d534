"""What every kind of document shares: its history.

Lives: window, main thread.
"""
