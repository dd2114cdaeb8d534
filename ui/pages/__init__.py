"""The seven pages and the bar that shows them.

Lives: window, main thread.
"""
