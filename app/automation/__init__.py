"""Movements written as curves, and their thinning.

Lives: window, main thread.
"""
