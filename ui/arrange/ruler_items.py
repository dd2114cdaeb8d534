"""What lies under the pointer in the rows of the ruler, and which edit moves it.

Lives: window, main thread.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

from app.edits import markers, sections
from app.edits.edit import Edit
from app.edits.section_order import reorder_section
from app.messages import steps
from app.model.ids import MarkerId, SectionId
from app.model.marker import Marker
from app.model.section import Section
from app.model.section_frames import section_frames
from app.model.song import Song
from app.model.tempo_map import tempo_map
from ui.arrange.ruler_rows import MARKERS, SECTIONS, RulerRow
from ui.arrange.viewport import Viewport

GRAB_PX = 6.0  # around an edge; less where a range is short
FLAG_PX = 10.0  # of a marker, besides its name
NAME_PX = 5  # from the left edge of a range, or of what is in sight of it, to its name

Part = Literal["start", "end", "body"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RulerItem:
    """A marker, a section, or the range of a row, and the part of it that would be dragged.

    Attributes:
        row: The row that it is in.
        name: As it is shown.
        start_frame: First frame.
        end_frame: The one after the last; `start_frame` for a place.
        part: What is under the pointer.
        label: Of the step that dragging it makes.
        edit: The edit that gives it other edges; the second one counts only where an edge is dragged.
        id: Of the marker or section; None for the range of a row.
        notes: On the section.
    """

    row: RulerRow
    name: str
    start_frame: int
    end_frame: int
    part: Part
    label: str
    edit: Callable[[int, int], Edit]
    id: MarkerId | SectionId | None = None
    notes: str = ""

    @property
    def span(self) -> tuple[int, int]:
        """First frame and the one after the last."""
        return self.start_frame, self.end_frame


def item_at(
    song: Song,
    view: Viewport,
    row: RulerRow | None,
    x: float,
    width_of: Callable[[str], float],
    sections_take_music: bool,
) -> RulerItem | None:
    """What is at a column of a row; None where there is nothing, or only the inside of a loop or punch.

    Args:
        song: What is shown.
        view: Where.
        row: The row under the pointer.
        x: Of the pointer.
        width_of: Width of a text in the font of the ruler, in px.
        sections_take_music: A dragged section changes its place among the others, with the music.
    """
    if row is MARKERS:
        return _marker_at(song.markers, view, x, width_of)
    if row is SECTIONS:
        return _section_at(song, view, x, sections_take_music)
    if row is None or row.range is None:
        return None
    _, start, end = row.range.span(song.transport)
    part = _part(view, start, end, x)
    if part is None or part == "body":
        return None
    set_range = row.range.set_range
    return RulerItem(row, row.name, start, end, part, steps.range_of(row.name), lambda a, b: set_range(True, a, b))


def on_name(item: RulerItem, view: Viewport, x: float, width_of: Callable[[str], float]) -> bool:
    """Whether a column is on the name of an item, and not behind it. Arguments as for `item_at`."""
    return x <= max(0.0, view.x_of(item.start_frame)) + NAME_PX + width_of(item.name)


def _marker_at(
    found: tuple[Marker, ...], view: Viewport, x: float, width_of: Callable[[str], float]
) -> RulerItem | None:
    """Places lie over ranges, later ones over earlier ones."""
    following = [*(marker.start_frame for marker in found), None][1:]
    for marker, after in reversed(list(zip(found, following, strict=True))):
        if not marker.length_frames:
            left = view.x_of(marker.start_frame)
            right = left + FLAG_PX + width_of(marker.name)
            right = right if after is None else max(left + GRAB_PX, min(right, view.x_of(after)))
            if left - GRAB_PX / 2 <= x <= right:
                return _marker_item(marker, "body")
    return _topmost(found, lambda marker: (marker.start_frame, marker.end_frame), _marker_item, view, x)


def _section_at(song: Song, view: Viewport, x: float, music: bool) -> RulerItem | None:
    return _topmost(
        song.sections,
        lambda section: section_frames(song, section),
        lambda section, part: _section_item(song, section, part, music),
        view,
        x,
    )


def _topmost(
    found: Iterable[T],
    span_of: Callable[[T], tuple[int, int]],
    item_of: Callable[[T, Part], RulerItem],
    view: Viewport,
    x: float,
) -> RulerItem | None:
    """The last one at a column; an inside counts before an edge that is only near."""
    near = None
    for one in found:
        start, end = span_of(one)
        part = _part(view, start, end, x)
        if part is not None and (near is None or view.x_of(start) <= x < view.x_of(end)):
            near = item_of(one, part)
    return near


def _part(view: Viewport, start: int, end: int, x: float) -> Part | None:
    """The part of a range at a column: its edges reach outside, and inside no further than a quarter of it."""
    if end <= start:
        return None
    left, right = view.x_of(start), view.x_of(end)
    inside = min(GRAB_PX, (right - left) / 4)
    if left - GRAB_PX <= x <= left + inside:
        return "start"
    if right - inside <= x <= right + GRAB_PX:
        return "end"
    return "body" if left < x < right else None


def _marker_item(marker: Marker, part: Part) -> RulerItem:
    moves = part == "body"
    return RulerItem(
        MARKERS,
        marker.name,
        marker.start_frame,
        marker.end_frame,
        part,
        steps.MOVE_MARKER if moves else steps.RESIZE_RANGE,
        (lambda start, _end: markers.move_marker(marker.id, start))
        if moves
        else (lambda start, end: markers.resize_marker(marker.id, start, end)),
        marker.id,
    )


def _section_item(song: Song, section: Section, part: Part, music: bool) -> RulerItem:
    """What is dragged of it goes to whole bars. With its music, it goes to another place among the sections."""

    def bar(frame: int) -> int:
        return round(tempo_map(song).bars_at(frame)) + 1

    by_place = [reorder_section(section.id, place) for place in range(len(song.sections))]
    edits: dict[Part, Callable[[int, int], Edit]] = {
        "body": (lambda start, end: by_place[place_between(song, section, start, end)])
        if music
        else (lambda start, _end: sections.move_section(section.id, bar(start))),
        "start": lambda start, _end: sections.resize_section(section.id, bar(start), section.end_bar),
        "end": lambda _start, end: sections.resize_section(section.id, section.start_bar, bar(end)),
    }
    start, end = section_frames(song, section)
    label = steps.MOVE_SECTION if part == "body" else steps.RESIZE_SECTION
    return RulerItem(SECTIONS, section.name, start, end, part, label, edits[part], section.id, section.notes)


def place_between(song: Song, section: Section, start: int, end: int) -> int:
    """The place among the sections of one that is dragged to [start, end): it passes the middle of another one.

    Args:
        song: Before the drag.
        section: What is dragged.
        start: Where it would begin.
        end: Where it would end.
    """
    place, behind = 0, False
    for other in song.sections:
        if other.id == section.id:
            behind = True
            continue
        middle = sum(section_frames(song, other)) // 2
        place += middle < (end if behind else start)
    return place
