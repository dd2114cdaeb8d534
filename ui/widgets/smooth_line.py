"""A smooth line through points that never swings beyond them.

Lives: window, main thread.
"""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath


def smooth_line(points: Sequence[QPointF]) -> QPainterPath:
    """The line through points in order of x, each at another x; empty without any.

    Between two points it is a cubic whose slopes are limited as Fritsch and Carlson do (SIAM J. Numer. Anal. 17, 1980), so
    that it neither rises above the higher nor falls below the lower one.
    """
    path = QPainterPath()
    if not points:
        return path
    slopes = [(b.y() - a.y()) / (b.x() - a.x()) for a, b in pairwise(points)]
    tangents = [0.0, *(_between(a, b) for a, b in pairwise(slopes)), 0.0]
    path.moveTo(points[0])
    for (a, at_a), (b, at_b) in pairwise(zip(points, tangents, strict=False)):
        third = (b.x() - a.x()) / 3
        path.cubicTo(QPointF(a.x() + third, a.y() + at_a * third), QPointF(b.x() - third, b.y() - at_b * third), b)
    return path


def _between(before: float, after: float) -> float:
    """The slope at a point: none at a peak or dip, else the harmonic mean of those beside it."""
    return 0.0 if before * after <= 0 else 2 * before * after / (before + after)
