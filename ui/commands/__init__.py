"""The command table: what can be done, with titles, keys and menus.

Lives: window, main thread.
"""
