"""What the record should be like, and notes on the song.

Lives: any thread (pure).
"""

from dataclasses import replace

from app.edits.edit import Edit, text_for
from app.messages import steps
from app.model.song import Song


def write_vision(text: str) -> Edit:
    """Set the artistic vision."""
    new = text_for(Song, "vision", text)
    return Edit(steps.WRITE_VISION, lambda song: song if song.vision == new else replace(song, vision=new))


def write_notes(text: str) -> Edit:
    """Set the notes on the song."""
    new = text_for(Song, "notes", text)
    return Edit(steps.SONG_NOTES, lambda song: song if song.notes == new else replace(song, notes=new))
