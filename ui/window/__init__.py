"""Parts of the main window.

Lives: window, main thread.
"""
