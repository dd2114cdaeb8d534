"""Points of automation curves that go along with clips: lifted from under them, and dropped where they land.

Lives: any thread (pure).
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.edits.values import entry_of
from app.model.automation import Breakpoint, Curve
from app.model.song import Song
from app.model.track import Track
from app.problems import EditRefused

Span = tuple[int, int]
Points = dict[str, list[Breakpoint]]
"""Points by the path of their curve."""


def points_in(curves: Iterable[Curve], spans: Iterable[Span]) -> Points:
    """The points that lie in any of the spans, by the path of their curve."""
    ordered = sorted(spans)
    found = {curve.path: _parted(curve.points, ordered)[0] for curve in curves}
    return {path: points for path, points in found.items() if points}


def without_points(curves: Iterable[Curve], spans: Iterable[Span]) -> tuple[Curve, ...]:
    """The curves without the points in the spans; one that has none left is gone."""
    ordered = sorted(spans)
    remaining = (replace(curve, points=tuple(_parted(curve.points, ordered)[1])) for curve in curves)
    return tuple(curve for curve in remaining if curve.points)


def later(points: Mapping[str, Iterable[Breakpoint]], frames: int) -> Points:
    """The points this many frames later; those that would lie before the song's start are left out."""
    return {
        path: [
            Breakpoint(point.timeline_frame + frames, point.value, point.bend)
            for point in some
            if point.timeline_frame + frames >= 0
        ]
        for path, some in points.items()
    }


def with_points(song: Song, track: Track, arriving: Points, spans: Sequence[Span]) -> Track:
    """The track with points that arrive in the spans, in place of those that their curves have there.

    Points of values that the track does not have, such as a send to a bus that is gone, are left out.
    """
    curves = {curve.path: curve.points for curve in track.curves}
    for path, points in arriving.items():
        try:
            entry_of(song, track, path)
        except EditRefused:
            continue
        there = without_points([Curve(path, curves.get(path, ()))], spans)
        by_frame = {point.timeline_frame: point for curve in there for point in curve.points}
        by_frame |= {point.timeline_frame: point for point in points}
        if by_frame:
            curves[path] = tuple(by_frame[frame] for frame in sorted(by_frame))
    return replace(track, curves=tuple(Curve(path, curves[path]) for path in sorted(curves)))


def _parted(points: tuple[Breakpoint, ...], spans: Iterable[Span]) -> tuple[list[Breakpoint], list[Breakpoint]]:
    """The points in spans that are in order of time, and the others: by halving, as many clips are dragged over many."""
    inside, outside, at = list[Breakpoint](), list[Breakpoint](), 0
    for start, end in spans:
        first = bisect_left(points, start, lo=at, key=_frame)
        last = bisect_left(points, end, lo=first, key=_frame)
        outside += points[at:first]
        inside += points[first:last]
        at = last
    return inside, [*outside, *points[at:]]


def _frame(point: Breakpoint) -> int:
    return point.timeline_frame
