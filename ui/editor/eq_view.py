"""The picture of the EQ: response with a handle for each band and filter, over the spectrum before and after the strip.

Lives: window, main thread.
"""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.engine.ports import Scope
from app.messages.window import EQ_HELP
from app.model.channel import Value
from app.model.strip import StripSettings
from ui.editor.eq_hand import HANDLES, Handle, at_rest, dragged, handle_of, turned, walked
from ui.editor.eq_painter import EqPainter, EqPicture
from ui.editor.eq_scale import EqScale
from ui.editor.spectrum import Spectrum
from ui.widgets.controls import is_escape, wheel_is_meant
from ui.widgets.gesture_widget import GestureWidget

REACH_PX = 14.0
COLUMNS = 200
MARGINS = (8.0, 6.0, 8.0, 18.0)
_WAYS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1),
}  # fmt: skip
_TURNS = {Qt.Key.Key_PageUp: 1, Qt.Key.Key_PageDown: -1}

FILTERS_DB = -12.0  # where the handles of the filters lie, clear of bands at rest


class EqView(GestureWidget):
    """Drag: frequency and gain. Wheel: Q. Shift: fine. Double-click: reset. Tab: next handle; arrows move it."""

    began = Signal(object)
    moved = Signal(object)
    _grab: tuple[QPointF, Handle] | None

    def __init__(self, name: str, rate_hz: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.strip = StripSettings()
        self.active = "low"
        self.before, self.after = Spectrum(COLUMNS, rate_hz), Spectrum(COLUMNS, rate_hz)
        self._painter = EqPainter()
        self.setMinimumSize(420, 130)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._say()

    def sizeHint(self) -> QSize:
        return QSize(520, 220)

    @property
    def scale(self) -> EqScale:
        left, top, right, bottom = MARGINS
        return EqScale(QRectF(self.rect()).adjusted(left, top, -right, -bottom))

    def handle(self, name: str) -> Handle:
        return handle_of(self.strip, name)

    def place_of(self, name: str) -> QPointF:
        """Where a handle lies."""
        handle = self.handle(name)
        height = handle.gain_db if handle.is_band else FILTERS_DB
        return QPointF(self.scale.x_of(handle.settings.frequency_hz), self.scale.y_of(height))

    # --- what is shown
    def show_strip(self, strip: StripSettings) -> None:
        if strip is not self.strip:
            self.strip = strip
            self._painter.forget_curve()
            self._say()
            self.update()

    def show_scope(self, scope: Scope) -> None:
        """The newest sound of the channel."""
        moved = self.before.feed(scope.before)
        if self.after.feed(scope.after) or moved:
            self.update()

    def _say(self) -> None:
        text = f"EQ of {self._name}. {self.handle(self.active).description()}"
        self.setAccessibleName(text)
        self.setToolTip(EQ_HELP)

    def _activate(self, name: str) -> None:
        if name != self.active:
            self.active = name
            self._painter.forget_curve()
            self._say()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        handles = {name: (self.handle(name), self.place_of(name)) for name in HANDLES}
        picture = EqPicture(self.strip, self.active, handles, self.before.levels_db, self.after.levels_db)
        self._painter.paint(painter, self, self.scale, picture)
        painter.end()

    # --- the mouse
    def handle_at(self, point: QPointF) -> str | None:
        """The nearest handle within reach; the active one where two lie on each other."""

        def distance(name: str) -> float:
            offset = self.place_of(name) - point
            return float(np.hypot(offset.x(), offset.y())) - (2.0 if name == self.active else 0.0)

        nearest = min(HANDLES, key=distance)
        return nearest if distance(nearest) <= REACH_PX else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        name = self.handle_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton or name is None:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._activate(name)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._at_once(at_rest(self.handle(name)))
            return
        self._grab = (event.position(), self.handle(name))
        self.began.emit(self.handle(name).paths)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grab is None:
            over = self.handle_at(event.position())
            self.setCursor(Qt.CursorShape.SizeAllCursor if over else Qt.CursorShape.ArrowCursor)
            return
        start, handle = self._grab
        offset = event.position() - start
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            offset /= 8
        scale = self.scale
        x = scale.x_of(handle.settings.frequency_hz) + offset.x()
        gain_db = scale.gain_at(scale.y_of(handle.gain_db) + offset.y())
        self.moved.emit(dragged(handle, scale.hz_at(x), gain_db))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        name = self.handle_at(event.position())
        if name is not None and event.button() == Qt.MouseButton.LeftButton:
            self._grab = None
            self._at_once(at_rest(self.handle(name)))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not wheel_is_meant(self, event):
            event.ignore()
            return
        notches = (event.angleDelta().y() or event.angleDelta().x()) / 120
        name = self.handle_at(event.position()) or self.active
        if notches and not self.in_gesture:
            self._activate(name)
            fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._at_once(turned(self.handle(name), notches, fine))
        event.accept()

    def _at_once(self, values: dict[str, Value]) -> None:
        """A complete gesture."""
        self.began.emit(tuple(values))
        self.moved.emit(values)
        self.ended.emit()

    # --- the keyboard
    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from handle to handle before it leaves."""
        at = HANDLES.index(self.active) + (1 if forward else -1)
        if 0 <= at < len(HANDLES):
            self._activate(HANDLES[at])
            return True
        return super().focusNextPrevChild(forward)

    def _wants(self, event: QKeyEvent) -> bool:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        mine = event.key() in (*_WAYS, *_TURNS, Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
        return (plain and mine) or (self.in_gesture and is_escape(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_escape(event) and self.in_gesture:
            self.cancel_gesture()
            return
        key, fine = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        handle = self.handle(self.active)
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._at_once(at_rest(handle))
        elif key in _TURNS and self._grab is None:
            self._by_key(handle, turned(handle, _TURNS[key], fine))
        elif key in _WAYS and self._grab is None:
            self._by_key(handle, walked(handle, *_WAYS[key], fine))
        else:
            super().keyPressEvent(event)

    def _by_key(self, handle: Handle, values: dict[str, Value]) -> None:
        """All that a held key does is one gesture."""
        if not self._key_held:
            self._key_held = True
            self.began.emit(tuple(values))
        self.moved.emit(values)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() == Qt.FocusReason.TabFocusReason:
            self._activate(HANDLES[0])
        elif event.reason() == Qt.FocusReason.BacktabFocusReason:
            self._activate(HANDLES[-1])
        super().focusInEvent(event)
