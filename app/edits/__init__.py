"""Edits: pure functions from song to song, each with the label that Undo shows.

An edit of this package raises EditRefused with a sentence if it makes no sense for the song, and returns the same song
object if it changes nothing.

Lives: any thread (pure).
"""

from app.edits.edit import Edit

__all__ = ["Edit"]
