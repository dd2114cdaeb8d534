"""Dialogs: songs, devices, tempo, bounce, import, files, keys.

Lives: window, main thread.
"""
