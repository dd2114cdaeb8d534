"""Editing a curve by mouse and keys: add, move, lift, bend and delete points.

One drag is one undo step; Escape cancels it.

Lives: window, main thread.
"""

from typing import Literal

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from app.edits.grid import stepped_line
from app.model.automation import Breakpoint
from app.model.tempo_map import tempo_map
from ui.arrange.curve_points import (
    segment_at,
    value_on,
    with_bend,
    with_lifted,
    with_moved,
    with_point,
    without_point,
)
from ui.arrange.curve_scale import CurveScale
from ui.arrange.lane_curve import LaneCurve
from ui.arrange.snapper import Snapper
from ui.arrange.stroke import Stroke
from ui.arrange.viewport import Viewport
from ui.widgets.controls import is_escape
from ui.widgets.parameter_scale import stepped

POINT_REACH, LINE_REACH, DRAG_PX = 10.0, 7.0, 4.0
BEND_PX = 60.0  # of the way for a whole bend
_SHIFT, _CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
_WAYS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1),
}  # fmt: skip
_DELETE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_ADD = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Insert)
Mode = Literal["idle", "point", "line", "bend", "empty", "draw"]


class AutomationHand:
    """Handles mouse and keys of one automation curve.

    Args:
        widget: The curve.
        curve: What it edits.
        viewport: What the lane shows.
        snapper: Where points come to lie.
    """

    def __init__(self, widget: QWidget, curve: LaneCurve, viewport: Viewport, snapper: Snapper) -> None:
        self._widget, self._curve, self._viewport, self._snapper = widget, curve, viewport, snapper
        self._stroke: Stroke | None = None
        self._mode: Mode = "idle"
        self._start = QPointF()
        self._before: tuple[Breakpoint, ...] = ()
        self._held: tuple[int, ...] = ()
        self._moved = self._key_held = False
        self.hover_x: float | None = None

    @property
    def _scale(self) -> CurveScale:
        return CurveScale(self._viewport, self._curve.entry, self._widget.height())

    @property
    def busy(self) -> bool:
        return self._mode != "idle" or self._key_held

    # --- what lies under the pointer
    def point_at(self, at: QPointF) -> int | None:
        curve = self._curve
        distances = [(self._scale.place(point) - at).manhattanLength() for point in curve.points]
        nearest = min(range(len(distances)), key=distances.__getitem__, default=None)
        return nearest if nearest is not None and distances[nearest] <= POINT_REACH else None

    def on_line(self, at: QPointF) -> bool:
        curve = self._curve
        return bool(curve.points) and abs(self._scale.y_at(curve.points, at.x()) - at.y()) <= LINE_REACH

    def _frame(self, x: float, other_way: bool) -> int:
        return self._snapper.snap(self._viewport.frame_at(x), other_way)

    # --- the mouse
    def press(self, event: QMouseEvent) -> None:
        curve, at = self._curve, event.position()
        self._widget.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._start, self._before, self._moved = at, curve.points, False
        keys, index = event.modifiers(), self.point_at(at)
        if keys & _CTRL and (keys & _SHIFT or (index is None and not self.on_line(at))):
            self._mode, self._stroke = "draw", Stroke(curve.entry, curve.bridge.song.rate_hz)
        elif index is not None:
            curve.select(index)
            self._mode, self._held = "point", (index,)
        elif self.on_line(at):
            self._held = segment_at(curve.points, self._viewport.frame_at(at.x()))
            self._mode = "bend" if keys & _CTRL else "line"
        else:
            self._mode = "empty"

    def move(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._mode == "idle":
            self._hover(at)
            return
        offset = at - self._start
        if not self._moved and offset.manhattanLength() < DRAG_PX:
            return
        if not self._moved:
            self._moved = True
            self._curve.begin()
            self._snapper.begin()
        if self._stroke is not None:
            self._draw_to(at)
            return
        if self._mode == "empty":
            self._add(self._start, loose=bool(event.modifiers() & _SHIFT))
            self._mode, self._held = "point", (self._curve.selected or 0,)
            self._before = self._curve.points
        self._drag(at, offset, bool(event.modifiers() & _SHIFT))

    def _draw_to(self, at: QPointF) -> None:
        """Freehand, which ignores the grid."""
        stroke, curve = self._stroke, self._curve
        if stroke is not None:
            for point in (self._start, at):
                frame = max(0, self._viewport.frame_at(point.x()))
                stroke.add(frame, self._scale.value_at(point.y()))
            self._start = at
            curve.draw(stroke.over(self._before))

    def _drag(self, at: QPointF, offset: QPointF, loose: bool) -> None:
        curve, area = self._curve, max(1.0, self._widget.height() - 18.0)
        if self._mode == "point":
            value = self._scale.value_at(at.y())
            curve.draw(with_moved(self._before, self._held[0], self._frame(at.x(), loose), value))
        elif self._mode == "line":
            curve.draw(with_lifted(self._before, curve.entry, self._held, -offset.y() / area))
        elif len(self._held) == 2:
            left, right = (self._before[n] for n in self._held)
            up = 1.0 if right.value >= left.value else -1.0
            bend = left.bend + up * offset.y() / BEND_PX
            curve.draw(with_bend(self._before, self._held[0], bend))

    def release(self, event: QMouseEvent) -> None:
        if self._mode == "idle" or event.button() != Qt.MouseButton.LeftButton:
            return
        curve, mode, moved = self._curve, self._mode, self._moved
        self._mode, self._stroke = "idle", None
        self._snapper.end()
        curve.end()
        if not moved and mode in ("empty", "line"):
            self._add(event.position(), loose=bool(event.modifiers() & _SHIFT), on_line=mode == "line")

    def _add(self, at: QPointF, *, loose: bool, on_line: bool = False) -> None:
        """Add a point at the pointer; `on_line` puts it on the curve."""
        curve = self._curve
        frame = self._frame(at.x(), loose)
        value = value_on(curve.points, curve.entry, frame, curve.resting) if on_line else self._scale.value_at(at.y())
        points, index = with_point(curve.points, frame, value)
        curve.draw(points)
        curve.select(index)

    def double_click(self, event: QMouseEvent) -> None:
        index = self.point_at(event.position())
        self._mode = "idle"
        if index is not None and event.button() == Qt.MouseButton.LeftButton:
            self._curve.end()
            self._remove(index)

    def _remove(self, index: int) -> None:
        self._curve.select(None)
        self._curve.draw(without_point(self._curve.points, index))

    def _hover(self, at: QPointF) -> None:
        over = self.point_at(at) is not None
        line = not over and self.on_line(at)
        shape = Qt.CursorShape.SizeAllCursor if over else Qt.CursorShape.SizeVerCursor if line else None
        self._widget.setCursor(shape or Qt.CursorShape.CrossCursor)
        self.hover_x = at.x()
        self._widget.update()

    def leave(self) -> None:
        if self.hover_x is not None:
            self.hover_x = None
            self._widget.update()

    def cancel(self) -> None:
        """Restore the curve as it was before this drag."""
        self._mode, self._stroke, self._key_held = "idle", None, False
        self._snapper.end()
        self._curve.end(keep=False)

    # --- the keyboard
    def wants(self, event: QKeyEvent) -> bool:
        if is_escape(event):
            return self.busy
        plain = not event.modifiers() & ~(_SHIFT | Qt.KeyboardModifier.KeypadModifier)
        if event.key() in _WAYS or event.key() in _DELETE:
            return plain and self._curve.selected is not None
        return plain and event.key() in _ADD

    def key(self, event: QKeyEvent) -> bool:
        """Handle a key; False if it is not for the curve."""
        if not self.wants(event):
            return False
        curve, key = self._curve, Qt.Key(event.key())
        if is_escape(event):
            self.cancel()
        elif key in _ADD:
            frame = max(0, curve.bridge.clock.frame)
            points, index = with_point(curve.points, frame, value_on(curve.points, curve.entry, frame, curve.resting))
            curve.draw(points)
            curve.select(index)
        elif curve.selected is not None and key in _DELETE:
            self._remove(curve.selected)
        elif curve.selected is not None:
            self._step(curve.selected, *_WAYS[key], fine=bool(event.modifiers() & _SHIFT))
        return True

    def _step(self, index: int, across: int, up: int, *, fine: bool) -> None:
        """Move a point by a grid line or a step of the value; with `fine` by a pixel or a tenth.

        Key repeats are one undo step.
        """
        curve = self._curve
        if not self._key_held:
            self._key_held = True
            curve.begin()
        point = curve.points[index]
        frame = point.timeline_frame
        if fine:
            frame = round(frame + across * self._viewport.frames_per_px)
        elif across:
            step = self._snapper.step(frame)
            frame = stepped_line(tempo_map(curve.bridge.song), frame, step, 1 if across > 0 else -1)
        if curve.entry.kind == "switch":
            value = point.value if not up else float(up > 0)
        else:
            value = stepped(curve.entry, point.value, up, fine) if up else point.value
        curve.draw(with_moved(curve.points, index, max(0, frame), value))

    def key_up(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self.leave_keys()

    def leave_keys(self) -> None:
        if self._key_held:
            self._key_held = False
            self._curve.end()

    def walk(self, direction: int) -> bool:
        """Select the next or previous point; False beyond the last."""
        curve, count = self._curve, len(self._curve.points)
        at = (-1 if direction > 0 else count) if curve.selected is None else curve.selected
        if not 0 <= at + direction < count:
            return False
        curve.select(at + direction)
        return True
