"""Removes breakpoints that do not change a movement audibly (Ramer, Douglas & Peucker).

Lives: any thread (pure).
"""

from app.model.automation import Breakpoint
from app.model.curve import curve_span, to_curve_scale
from app.model.parameters import Parameter

LEVEL_TOLERANCE_DB = 0.1
TRAVEL_TOLERANCE = 0.005  # of the whole range
MOST_POINTS_A_SECOND = 10.0
_COARSER = 1.4


def thinned(points: list[Breakpoint], entry: Parameter, rate_hz: int) -> list[Breakpoint]:
    """The points of a recorded movement without those that its neighbours imply within 0.1 dB or 0.5 % of the range.

    A movement too restless for that is drawn more coarsely, until there are fewer than ten points a second. Switches
    keep the points at which they change.
    """
    if entry.kind == "switch":
        return [point for index, point in enumerate(points) if index == 0 or points[index - 1].value != point.value]
    if len(points) < 3:
        return list(points)
    tolerance = LEVEL_TOLERANCE_DB if entry.unit == "dB" else TRAVEL_TOLERANCE * curve_span(entry)
    seconds = (points[-1].timeline_frame - points[0].timeline_frame) / rate_hz
    most = max(MOST_POINTS_A_SECOND * seconds, 4.0)
    kept = _simplified(points, entry, tolerance)
    while len(kept) >= most and len(kept) > 2:
        tolerance *= _COARSER
        kept = _simplified(points, entry, tolerance)
    return kept


def _simplified(points: list[Breakpoint], entry: Parameter, tolerance: float) -> list[Breakpoint]:
    """Keeps the ends, and in each stretch the point farthest from the straight line, as long as it is too far."""
    positions = [to_curve_scale(point.value, entry) for point in points]
    keep = {0, len(points) - 1}
    ranges = [(0, len(points) - 1)]
    while ranges:
        first, last = ranges.pop()
        span = points[last].timeline_frame - points[first].timeline_frame
        worst, worst_at = tolerance, -1
        for index in range(first + 1, last):
            share = (points[index].timeline_frame - points[first].timeline_frame) / span
            off = abs(positions[index] - (positions[first] + (positions[last] - positions[first]) * share))
            if off > worst:
                worst, worst_at = off, index
        if worst_at >= 0:
            keep.add(worst_at)
            ranges += [(first, worst_at), (worst_at, last)]
    return [points[index] for index in sorted(keep)]
