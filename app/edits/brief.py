"""The creative brief: what the record should be like, and notes on the song.

Lives: any thread (pure).
"""

from dataclasses import replace

from app.edits.edit import Edit, text_for
from app.messages import steps
from app.model.brief import Brief
from app.model.song import Song


def write_vision(text: str) -> Edit:
    """Set the artistic vision."""
    new = text_for(Brief, "vision", text)
    return Edit(steps.WRITE_VISION, lambda song: _with_brief(song, replace(song.brief, vision=new)))


def write_notes(text: str) -> Edit:
    """Set the notes on the song."""
    new = text_for(Brief, "notes", text)
    return Edit(steps.SONG_NOTES, lambda song: _with_brief(song, replace(song.brief, notes=new)))


def _with_brief(song: Song, brief: Brief) -> Song:
    return song if brief == song.brief else replace(song, brief=brief)
