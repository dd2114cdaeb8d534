"""State that belongs to the window and not to the song.

Lives: window, main thread.
"""
