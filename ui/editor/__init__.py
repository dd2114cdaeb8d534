"""The channel editor: EQ, dynamics and the rest of a strip.

Lives: window, main thread.
"""
