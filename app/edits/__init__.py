"""Edits: pure functions from song to song, each with the words that the history shows for it.

Lives: any thread (pure).
"""

from app.edits.edit import Edit

__all__ = ["Edit"]
