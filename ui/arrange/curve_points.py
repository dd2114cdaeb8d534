"""Edits of a curve's points. Pure functions: old points in, new points out.

Lives: any thread (pure).
"""

from collections.abc import Sequence
from dataclasses import replace

from app.model.automation import Breakpoint
from app.model.curve import value_at
from app.model.parameters import Parameter
from ui.widgets.parameter_scale import position_of
from ui.widgets.parameter_scale import value_at as value_of_position

Points = tuple[Breakpoint, ...]


def with_point(points: Sequence[Breakpoint], frame: int, value: float) -> tuple[Points, int]:
    """The points with one added, and its index; it replaces a point at the same frame."""
    others = [point for point in points if point.timeline_frame != frame]
    made = sorted([*others, Breakpoint(max(0, frame), value)], key=lambda point: point.timeline_frame)
    return tuple(made), next(n for n, point in enumerate(made) if point.timeline_frame == max(0, frame))


def without_point(points: Sequence[Breakpoint], index: int) -> Points:
    """The points without one."""
    return tuple(point for n, point in enumerate(points) if n != index)


def with_moved(points: Sequence[Breakpoint], index: int, frame: int, value: float) -> Points:
    """The points with one moved, never past its neighbours."""
    first = points[index - 1].timeline_frame + 1 if index > 0 else 0
    last = points[index + 1].timeline_frame - 1 if index + 1 < len(points) else frame
    limited = max(first, min(frame, max(first, last)))
    moved = replace(points[index], timeline_frame=max(0, limited), value=value)
    return tuple(moved if n == index else point for n, point in enumerate(points))


def with_lifted(points: Sequence[Breakpoint], entry: Parameter, indices: Sequence[int], travel: float) -> Points:
    """The points with some moved up or down by a share of the value's travel."""

    def lifted(point: Breakpoint) -> Breakpoint:
        return replace(point, value=value_of_position(entry, position_of(entry, point.value) + travel))

    return tuple(lifted(point) if n in indices else point for n, point in enumerate(points))


def with_bend(points: Sequence[Breakpoint], index: int, bend: float) -> Points:
    """The points with the segment that begins at `index` bent."""
    limited = max(-1.0, min(1.0, bend))
    limited = 0.0 if abs(limited) < 0.04 else limited
    return tuple(replace(point, bend=limited) if n == index else point for n, point in enumerate(points))


def segment_at(points: Sequence[Breakpoint], frame: int) -> tuple[int, ...]:
    """Indices of the one or two points of the segment at a frame."""
    before = [n for n, point in enumerate(points) if point.timeline_frame <= frame]
    if not points:
        return ()
    if not before:
        return (0,)
    return (before[-1],) if before[-1] + 1 == len(points) else (before[-1], before[-1] + 1)


def value_on(points: Sequence[Breakpoint], entry: Parameter, frame: int, resting: float) -> float:
    """Value of the curve at a frame; `resting` if there are no points."""
    return value_at(points, entry, frame) if points else resting
