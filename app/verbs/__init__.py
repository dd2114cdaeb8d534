"""Verbs: what a user does to the selected things, for window and command line, without pixels.

Lives: any thread (pure), but for `retry`.
"""
