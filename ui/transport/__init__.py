"""The transport bar and the status line.

Lives: window, main thread.
"""
