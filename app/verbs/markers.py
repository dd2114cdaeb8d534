"""Markers and ranges of the timeline, time that is inserted or deleted, and loop and punch from what is selected.

Lives: any thread (pure).
"""

from typing import Annotated, Any, Literal

from app.edits import markers as edits
from app.edits import song_time
from app.edits.edit import Edit
from app.edits.snapping import next_point, previous_point, snap_points
from app.edits.transport import set_loop, set_punch
from app.messages.song import NO_MARKERS, NO_SECTION_HERE, NOT_A_RANGE, NOTHING_BEHIND_MARKER
from app.model.ranges import LONGEST_NAME
from app.model.section_frames import section_at, section_frames
from app.model.tempo_map import tempo_map
from app.model.value_spec import choice, number, text
from app.problems import NothingToDo
from app.text.colours import COLOUR_NAMES, ColourName
from app.verbs.clips import why_nothing_selected
from app.verbs.target import Target
from app.verbs.verb import EDIT, LOOPS, MARKERS, ActsOn, Verb

NewName = Annotated[str | None, text("Name", LONGEST_NAME)]
Name = Annotated[str, text("Name", LONGEST_NAME)]
Colour = Annotated[ColourName, choice("Colour")]
Bars = Annotated[float, number("Bars", 0.001, 9999.0)]


def add(target: Target, name: NewName = None) -> Edit:
    """Add a marker at the playhead; without a name it gets the next number."""
    return edits.add_marker(target.frame, name=name)


def add_range(target: Target, name: NewName = None) -> Edit:
    """Add a range from the selected time range or clips."""
    start, end = target.span()
    return edits.add_marker(start, end - start, name=name)


def rename(target: Target, name: Name = "Marker") -> Edit:
    """Rename the marker."""
    return edits.rename_marker(target.selected_marker().id, name)


def set_colour(target: Target, colour: Colour = "red") -> Edit:
    """Set the colour of the marker."""
    return edits.colour_marker(target.selected_marker().id, COLOUR_NAMES.index(colour))


def move(target: Target) -> Edit:
    """Move the marker or range to the playhead."""
    return edits.move_marker(target.selected_marker().id, target.frame)


def remove(target: Target) -> Edit:
    """Remove the marker."""
    return edits.remove_markers([target.selected_marker().id])


def loop_range(target: Target) -> Edit:
    """Loop the range of the marker."""
    marker = target.selected_marker()
    if not marker.length_frames:
        raise NothingToDo(NOT_A_RANGE)
    return set_loop(True, marker.start_frame, marker.end_frame)


def loop_selection(target: Target) -> Edit:
    """Loop the selected time range or clips."""
    return set_loop(True, *target.span())


def punch_selection(target: Target) -> Edit:
    """Punch in and out at the edges of the selected time range or clips."""
    return set_punch(True, *target.span())


def span_between_markers(target: Target) -> tuple[int, int]:
    """Frames from the last marker or edge of a range up to the playhead to the next one, or to the song's edges.

    Raises:
        NothingToDo: There is no marker, or nothing lies behind the last one.
    """
    points = snap_points(target.song, ("markers",))
    if not points:
        raise NothingToDo(NO_MARKERS)
    start = max((point for point in points if point <= target.frame), default=0)
    end = next_point(points, target.frame)
    end = target.song.length_frames if end is None else end
    if end <= start:
        raise NothingToDo(NOTHING_BEHIND_MARKER)
    return start, end


def section_span(target: Target) -> tuple[int, int]:
    """Frames of the section at the playhead. Raises NothingToDo if there is none."""
    section = section_at(target.song, target.frame)
    if section is None:
        raise NothingToDo(NO_SECTION_HERE)
    return section_frames(target.song, section)


def next_mark_frame(target: Target, direction: Literal[-1, 1]) -> int | None:
    """Where the next or previous marker, range or section starts.

    Args:
        target: One that started less than half a second before the playhead does not count as previous.
        direction: 1 for the next, -1 for the previous.

    Returns:
        Timeline frame; None if there is none.
    """
    song, frame = target.song, target.playhead_frame
    sections = {section_frames(song, section)[0] for section in song.sections}
    starts = sorted({marker.start_frame for marker in song.markers} | sections)
    return next_point(starts, frame) if direction > 0 else previous_point(starts, frame - song.rate_hz // 2)


def insert_bars(target: Target, bars: Bars = 1.0) -> Edit:
    """Insert silent bars at the playhead into the whole song, as long as the bar there."""
    frame = target.frame
    return song_time.insert_time(frame, max(tempo_map(target.song).moved(frame, bars) - frame, 1))


def insert_range(target: Target) -> Edit:
    """Insert silence into the whole song where the time range starts, as long as it is."""
    time_range = target.selected_range()
    return song_time.insert_time(time_range.start_frame, time_range.length_frames)


def delete_time(target: Target) -> Edit:
    """Remove the selected time from the whole song, with tempo, sections and curves, and close the gap."""
    time_range = target.selected_range()
    return song_time.delete_time(time_range.start_frame, time_range.end_frame)


def why_no_range(target: Target) -> str:
    """What is missing for a verb of a time range, in a few words; empty if nothing is."""
    return "" if target.time_range is not None else "select some time first"


def why_no_marker(target: Target) -> str:
    """What is missing for a verb of a marker, in a few words; empty if nothing is."""
    return "" if target.marker_or_none() is not None else "no marker before the playhead"


def _why_no_marked_range(target: Target) -> str:
    marker = target.marker_or_none()
    return why_no_marker(target) if marker is None or marker.length_frames else f"{marker.name} is a place"


def _present(target: Target) -> dict[str, Any]:
    marker = target.marker_or_none()
    return {} if marker is None else {"name": marker.name, "colour": COLOUR_NAMES[marker.colour]}


_ONE: tuple[ActsOn, ...] = ("marker",)
_SELECTED: tuple[ActsOn, ...] = ("clips or range",)

VERBS = (
    Verb("time.insert", "Insert bars", EDIT, insert_bars, ("playhead",)),
    Verb("time.insert-range", "Insert the selected time on all tracks", EDIT, insert_range, ("range",), why_no_range),
    Verb("time.delete", "Delete the selected time on all tracks", EDIT, delete_time, ("range",), why_no_range),
    Verb("markers.add", "Add a marker", MARKERS, add, ("playhead",)),
    Verb("markers.add-range", "Add a range", MARKERS, add_range, _SELECTED, why_nothing_selected),
    Verb("markers.rename", "Rename the marker", MARKERS, rename, _ONE, why_no_marker, present=_present),
    Verb("markers.colour", "Colour of the marker", MARKERS, set_colour, _ONE, why_no_marker, present=_present),
    Verb("markers.move", "Move the marker to the playhead", MARKERS, move, ("marker", "playhead"), why_no_marker),
    Verb("markers.loop", "Loop the range", MARKERS, loop_range, _ONE, _why_no_marked_range),
    Verb("markers.remove", "Delete the marker", MARKERS, remove, _ONE, why_no_marker),
    Verb("transport.loop-selection", "Loop the selection", LOOPS, loop_selection, _SELECTED, why_nothing_selected),
    Verb("transport.punch-selection", "Punch the selection", LOOPS, punch_selection, _SELECTED, why_nothing_selected),
)
