"""Selecting time from the keyboard: growing a range from the playhead, and putting its edges there.

A range that one begins lies on the selected tracks, or on all if none is selected; one that is there keeps its own.

Lives: any thread (pure).
"""

from typing import Literal

from app.edits.grid import stepped_line
from app.edits.time_range import TimeRange
from app.model.ids import TrackId
from app.model.tempo_map import tempo_map
from app.verbs.target import Target


def step_range(target: Target, direction: Literal[-1, 1]) -> TimeRange:
    """The range with its moving edge on the next line of the grid; it is empty where its edges meet.

    The edge at the playhead stays, or else the start. Without a range both edges begin at the playhead.

    Args:
        target: Its grid is the one that is shown.
        direction: 1 for later, -1 for earlier.
    """
    staying, moving = _edges(target)
    return _range(target, staying, stepped_line(tempo_map(target.song), moving, target.grid, direction))


def reach_range(target: Target, to_end: bool) -> TimeRange:
    """The range from the edge that stays, as for `step_range`, to the end or the start of the song."""
    staying, _ = _edges(target)
    return _range(target, staying, target.song.length_frames if to_end else 0)


def range_from_here(target: Target) -> TimeRange:
    """The range from the playhead on: up to the end it had if that lies behind, else to the end of the song."""
    end = 0 if target.time_range is None else target.time_range.end_frame
    return _range(target, target.frame, end if end > target.frame else target.song.length_frames)


def range_to_here(target: Target) -> TimeRange:
    """The range up to the playhead: from the start it had if that lies before, else from the start of the song."""
    start = 0 if target.time_range is None else target.time_range.start_frame
    return _range(target, start if start < target.frame else 0, target.frame)


def _edges(target: Target) -> tuple[int, int]:
    """The edge that stays, and the one that moves."""
    selected = target.time_range
    if selected is None:
        return target.frame, target.frame
    if selected.end_frame == target.frame:
        return selected.end_frame, selected.start_frame
    return selected.start_frame, selected.end_frame


def _range(target: Target, one: int, other: int) -> TimeRange:
    return TimeRange(min(one, other), max(one, other), _tracks(target))


def _tracks(target: Target) -> tuple[TrackId, ...]:
    if target.time_range is not None:
        return target.time_range.tracks
    chosen = target.tracks or ((target.track,) if target.track is not None else ())
    every = tuple(track.id for track in target.song.tracks)
    return tuple(track for track in every if track in chosen) or every
