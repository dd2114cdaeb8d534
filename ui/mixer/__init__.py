"""The mixer: console, strips, menus, mix versions, picture of the mix.

Lives: window, main thread.
"""
