"""Curves that are cut: their values at the cut, and the shape of what follows it.

Lives: any thread (pure).
"""

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence

from app.model.automation import Breakpoint, bent
from app.model.curve import value_at
from app.model.parameters import Parameter
from app.model.ranges import BEND

_SAME_VALUE = 1e-9


def within_points(entry: Parameter, points: Sequence[Breakpoint]) -> Callable[[Sequence[Breakpoint], int], float]:
    """What gives the value of some points at a frame, never beyond those of `points` by rounding."""
    lowest, highest = min(point.value for point in points), max(point.value for point in points)
    return lambda some, frame: min(max(value_at(some, entry, frame), lowest), highest)


def differ(a: float, b: float) -> bool:
    """Whether two values of a curve differ by more than rounding."""
    return not math.isclose(a, b, rel_tol=_SAME_VALUE, abs_tol=_SAME_VALUE)  # -inf dB, silence, equals itself


def bend_after(points: Sequence[Breakpoint], frame: int) -> float:
    """Bend of what is left of a segment from `frame` on, by the value in its middle."""
    index = bisect_right(points, frame, key=lambda point: point.timeline_frame)
    if index == 0 or index == len(points) or not points[index - 1].bend:
        return 0.0
    left, right = points[index - 1], points[index]
    if left.timeline_frame == frame:
        return left.bend
    share = (frame - left.timeline_frame) / (right.timeline_frame - left.timeline_frame)
    begun, middle = bent(share, left.bend), bent((1 + share) / 2, left.bend)
    power = math.log((middle - begun) / (1 - begun)) / math.log(0.5)
    return min(max(math.log(power, 8), BEND[0]), BEND[1])
