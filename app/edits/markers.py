"""Markers: named places and ranges of the timeline.

Lives: any thread (pure).
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from app.edits.edit import Edit, clean_name, on_timeline
from app.messages import steps
from app.messages.song import gone
from app.model.ids import MarkerId, new_id
from app.model.marker import Marker
from app.model.ranges import FRAMES, TRACK_COLOURS
from app.model.song import Song
from app.problems import EditRefused


def next_marker_name(song: Song) -> str:
    """`Marker 3`: the default name of the next marker."""
    taken = {marker.name.casefold() for marker in song.markers}
    number = len(song.markers) + 1
    while f"marker {number}" in taken:
        number += 1
    return f"Marker {number}"


def add_marker(
    start_frame: int,
    length_frames: int = 0,
    name: str | None = None,
    colour: int = 0,
    marker_id: MarkerId | None = None,
) -> Edit:
    """Add a marker at a frame, or with a length a range; without a name it gets the next number."""
    fixed_id = marker_id or MarkerId(new_id())

    def apply(song: Song) -> Song:
        called = next_marker_name(song) if name is None else clean_name(name, "marker")
        start = on_timeline(start_frame)
        marker = Marker(fixed_id, called, start, _length(start, start + length_frames), colour % TRACK_COLOURS)
        return replace(song, markers=_in_order((*song.markers, marker)))

    return Edit(steps.ADD_RANGE if length_frames > 0 else steps.ADD_MARKER, apply)


def move_marker(marker_id: MarkerId, start_frame: int) -> Edit:
    """Move a marker or range to a frame; it keeps its length, and ends where a song can end at most."""

    def change(marker: Marker) -> Marker:
        start = min(on_timeline(start_frame), FRAMES[1] - marker.length_frames)
        return replace(marker, start_frame=start)

    return Edit(steps.MOVE_MARKER, lambda song: _change(song, marker_id, change))


def resize_marker(marker_id: MarkerId, start_frame: int, end_frame: int) -> Edit:
    """Set both edges of a range, in any order. Edges at one frame make it a place."""

    def change(marker: Marker) -> Marker:
        start, end = sorted((on_timeline(start_frame), on_timeline(end_frame)))
        return replace(marker, start_frame=start, length_frames=_length(start, end))

    return Edit(steps.RESIZE_RANGE, lambda song: _change(song, marker_id, change))


def rename_marker(marker_id: MarkerId, name: str) -> Edit:
    """Rename a marker."""
    called = clean_name(name, "marker")
    return Edit(steps.RENAME_MARKER, lambda song: _change(song, marker_id, lambda old: replace(old, name=called)))


def colour_marker(marker_id: MarkerId, colour: int) -> Edit:
    """Set the colour of a marker: an index of the track colours."""
    wanted = colour % TRACK_COLOURS
    return Edit(steps.COLOUR_MARKER, lambda song: _change(song, marker_id, lambda old: replace(old, colour=wanted)))


def remove_markers(marker_ids: Iterable[MarkerId]) -> Edit:
    """Remove markers."""
    chosen = frozenset(marker_ids)

    def apply(song: Song) -> Song:
        if not chosen <= {marker.id for marker in song.markers}:
            raise EditRefused(gone("marker"))
        remaining = tuple(marker for marker in song.markers if marker.id not in chosen)
        return replace(song, markers=remaining) if chosen else song

    return Edit(steps.of("Remove", len(chosen), "marker"), apply)


def _length(start: int, end: int) -> int:
    return max(min(end, FRAMES[1]) - start, 0)


def _in_order(markers: Iterable[Marker]) -> tuple[Marker, ...]:
    return tuple(sorted(markers, key=lambda marker: marker.start_frame))


def _change(song: Song, marker_id: MarkerId, change: Callable[[Marker], Marker]) -> Song:
    if all(marker.id != marker_id for marker in song.markers):
        raise EditRefused(gone("marker"))
    markers = _in_order(change(marker) if marker.id == marker_id else marker for marker in song.markers)
    return song if markers == song.markers else replace(song, markers=markers)
