"""Values of an automation curve at a frame, as the engine plays it.

Lives: any thread (pure).
"""

import math
from bisect import bisect_right
from collections.abc import Sequence

from app.model.automation import Breakpoint, bent
from app.model.parameters import Parameter
from app.units import MINUS_INFINITY_DB

SILENCE_DB = -120.0  # what -inf dB counts as on the way between two points


def value_at(points: Sequence[Breakpoint], entry: Parameter, frame: int) -> float:
    """Value of a curve at a frame: constant before the first point and after the last; switches hold until the next.

    Levels move linearly in dB, values of a logarithmic scale by ratio, all others in their unit; bends apply to all.
    """
    index = bisect_right(points, frame, key=lambda point: point.timeline_frame)
    if index == 0:
        return points[0].value
    left = points[index - 1]
    if index == len(points) or entry.kind == "switch" or left.timeline_frame == frame:
        return left.value
    right = points[index]
    share = (frame - left.timeline_frame) / (right.timeline_frame - left.timeline_frame)
    low, high = to_curve_scale(left.value, entry), to_curve_scale(right.value, entry)
    return from_curve_scale(low + (high - low) * bent(share, left.bend), entry)


def to_curve_scale(value: float, entry: Parameter) -> float:
    """A value in the unit in which its curve is linear."""
    if entry.kind == "level":
        return max(value, SILENCE_DB)
    return math.log2(max(value, 1e-9)) if entry.scale == "log" else value


def from_curve_scale(value: float, entry: Parameter) -> float:
    """The inverse of `to_curve_scale`; a level at the bottom is silence."""
    if entry.kind == "level":
        return MINUS_INFINITY_DB if value <= SILENCE_DB else value
    return float(2.0**value) if entry.scale == "log" else value


def curve_span(entry: Parameter) -> float:
    """Range of a value in the unit of `to_curve_scale`."""
    return to_curve_scale(entry.high, entry) - to_curve_scale(entry.low, entry)
