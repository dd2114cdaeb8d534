"""Passes: what they need, how they start, and what becomes of their takes.

Lives: window, main thread.
"""
