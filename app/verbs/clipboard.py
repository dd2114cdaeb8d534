"""Copies of the selected clips or time range: cut, copy, paste, duplicate, repeat, and moving or copying to the playhead.

Lives: any thread (pure), but for `paste_from_song`, which makes a task.
"""

from typing import Annotated

from app.edits import clipboard as edits
from app.edits.clipboard import Clipboard
from app.edits.clips import delete_clips, move_clips
from app.edits.edit import Edit
from app.edits.time_range import TimeRange
from app.messages.song import NOTHING_COPIED
from app.model.ids import TrackId
from app.model.song import Song
from app.model.value_spec import whole
from app.problems import NothingToDo
from app.renders.pasting import Copied, PasteFromSong
from app.song.open_song import OpenSong
from app.verbs.clips import why_nothing_selected
from app.verbs.moving import moved_along
from app.verbs.target import Target
from app.verbs.verb import EDIT, ActsOn, Verb, made_clips

MOST_REPEATS = 999

Place = tuple[int, TrackId | None]
"""A frame, and the track for the first row; below all tracks if there is none."""

Times = Annotated[int, whole("Copies", 1, MOST_REPEATS)]
Down = Annotated[int, whole("Tracks down", -127, 127)]


def copy(target: Target) -> Clipboard:
    """The selected clips or time range, to be pasted. Raises NothingToDo."""
    return edits.copy_clips(target.song, target.clips_or_range())


def cut(target: Target) -> tuple[Clipboard, Edit]:
    """The selected clips or time range, and the edit that removes them. Raises NothingToDo."""
    return edits.cut_clips(target.song, target.clips_or_range(), target.ripple)


def place_to_paste(target: Target) -> Place:
    """The playhead and the selected track; the first one if none is selected."""
    track = target.track_or_none() or next(iter(target.song.tracks), None)
    return target.frame, None if track is None else track.id


def paste(target: Target, clipboard: Clipboard | None, place: Place | None = None) -> Edit:
    """Paste clips of this song at a place, or else at `place_to_paste`.

    Raises:
        NothingToDo: Nothing was copied.
    """
    if clipboard is None or not clipboard.rows:
        raise NothingToDo(NOTHING_COPIED)
    return edits.paste_clips(clipboard, *(place or place_to_paste(target)), target.ripple)


def paste_from_song(target: Target, opened: OpenSong, copied: Copied, place: Place) -> PasteFromSong:
    """Paste clips of another song at a place, with copies of their files. Raises Refused if the song is read-only."""
    return PasteFromSong(opened, copied, *place, target.ripple)


def delete(target: Target) -> Edit:
    """Delete the selected clips, or what lies in the selected time range."""
    return delete_clips(target.clips_or_range(), target.ripple)


def duplicate(target: Target) -> Edit:
    """Put a copy of the selected clips or time range right behind them, at the distance of the selection's length."""
    return edits.duplicate_clips(target.clips_or_range(), target.ripple)


def repeat(target: Target, times: Times = 2) -> Edit:
    """Put several copies of the selected clips or time range behind them."""
    return edits.repeat_clips(target.clips_or_range(), times, target.ripple)


def copy_to(target: Target, tracks_down: Down = 0) -> Edit:
    """Put a copy of the selected clips or time range at the playhead, so many tracks lower."""
    start, _ = target.span()
    return edits.copy_clips_by(target.clips_or_range(), target.frame - start, tracks_down, target.ripple)


def move_to(target: Target, tracks_down: Down = 0) -> Edit:
    """Move the selected clips or time range to the playhead, and so many tracks lower."""
    start, _ = target.span()
    return move_clips(target.clips_or_range(), target.frame - start, tracks_down, target.ripple)


def _after_move(before: Target, _after: Song, tracks_down: int = 0) -> TimeRange | None:
    return moved_along(before, before.frame - before.span()[0], tracks_down)


_EACH: tuple[ActsOn, ...] = ("clips or range",)
_THERE: tuple[ActsOn, ...] = ("clips or range", "playhead")

VERBS = (
    Verb("clips.duplicate", "Duplicate", EDIT, duplicate, _EACH, why_nothing_selected, selects=made_clips),
    Verb("clips.repeat", "Repeat", EDIT, repeat, _EACH, why_nothing_selected, selects=made_clips),
    Verb("clips.copy-to", "Copy to the playhead", EDIT, copy_to, _THERE, why_nothing_selected, selects=made_clips),
    Verb("clips.move-to", "Move to the playhead", EDIT, move_to, _THERE, why_nothing_selected, selects=_after_move),
    Verb("clips.delete", "Delete", EDIT, delete, _EACH, why_nothing_selected),
)
