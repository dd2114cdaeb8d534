"""The window: Qt widgets that show the session and call its verbs.

Lives: window, main thread.
"""
