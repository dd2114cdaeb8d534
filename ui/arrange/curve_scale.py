"""Maps frames and values of a curve to positions in an automation lane.

Lives: window, main thread.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPolygonF

from app.model.automation import Breakpoint
from app.model.curve import value_at
from app.model.parameters import Parameter
from ui.arrange.viewport import Viewport
from ui.widgets.parameter_scale import position_of
from ui.widgets.parameter_scale import value_at as value_of_position

MARGIN = 9.0  # above and below: a point at the end of its range is still whole
STEP_PX = 4


class CurveScale:
    """Values are spaced as on their control."""

    def __init__(self, viewport: Viewport, entry: Parameter, height: int) -> None:
        self.viewport, self.entry, self.height = viewport, entry, height

    def y_of(self, value: float) -> float:
        if self.entry.kind == "switch":
            return MARGIN if value >= 0.5 else self.height - MARGIN
        return MARGIN + (1.0 - position_of(self.entry, value)) * (self.height - 2 * MARGIN)

    def value_at(self, y: float) -> float:
        position = 1.0 - (y - MARGIN) / max(1.0, self.height - 2 * MARGIN)
        if self.entry.kind == "switch":
            return float(position >= 0.5)
        return value_of_position(self.entry, position)

    def place(self, point: Breakpoint) -> QPointF:
        return QPointF(self.viewport.x_of(point.timeline_frame), self.y_of(point.value))

    def y_at(self, points: Sequence[Breakpoint], x: float) -> float:
        """Height of the curve at a column."""
        return self.y_of(value_at(points, self.entry, self.viewport.frame_at(x)))

    def line(self, points: Sequence[Breakpoint], width: int) -> QPolygonF:
        """The curve across the lane, through every visible point."""
        xs = {float(x) for x in range(0, width + STEP_PX, STEP_PX)}
        inside = [self.place(point) for point in points]
        made = [QPointF(x, self.y_at(points, x)) for x in xs]
        made += [place for place in inside if 0 <= place.x() <= width]
        if self.entry.kind == "switch":
            made += [QPointF(place.x() - 0.01, self.y_at(points, place.x() - 1)) for place in inside]
        return QPolygonF(sorted(made, key=lambda place: place.x()))
