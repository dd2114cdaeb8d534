"""One value of the parameter table as a small knob: name above, arc, figure below that can be typed over.

Lives: window, main thread.
"""

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.model.parameters import Parameter
from ui import parameter_text, parameter_travel, theme
from ui.widgets.controls import ValueControl
from ui.widgets.field import TypedField

WIDTH, HEIGHT = 68, 74
ARC = 34
SWEEP_DEGREES = 270.0
TRAVEL_PX = 160.0
FIGURE_HEIGHT = 20


class Knob(ValueControl):
    """Drag up and down (Shift: fine), wheel, arrows, double-click or Ctrl+click to reset, Enter or a click on the
    figure to type."""

    focused = Signal()

    def __init__(self, entry: Parameter, name: str, parent: QWidget | None = None, *, caption: str = "") -> None:
        super().__init__(name, parent)
        self.entry = entry
        self.caption = caption or entry.label
        self.vertical = True
        self.low = -math.inf if entry.kind == "level" else entry.low
        self.high = entry.high
        self.neutral = float(entry.default)
        self.words = lambda value: parameter_text.words(entry, value)
        self.field: TypedField | None = None
        self._value = self.neutral
        self.setFixedSize(WIDTH, HEIGHT)
        self.setToolTip(f"{name}: {self.words(self.neutral)}")

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, HEIGHT)

    # --- how it travels
    def position_of(self, value: float) -> float:
        return parameter_travel.position_of(self.entry, value)

    def value_at(self, position: float) -> float:
        return parameter_travel.value_at(self.entry, position)

    def nudged(self, steps: float, fine: bool) -> float:
        return parameter_travel.stepped(self.entry, self.value, steps, fine)

    def travel(self) -> float:
        return TRAVEL_PX

    def snap(self, value: float) -> float:
        two_sided = self.entry.scale == "linear" and self.entry.low < self.neutral < self.entry.high
        near = abs(self.position_of(value) - self.position_of(self.neutral)) < 0.012
        return self.neutral if two_sided and near else value

    # --- typing
    def figure_rect(self) -> QRectF:
        return QRectF(0, self.height() - FIGURE_HEIGHT, self.width(), FIGURE_HEIGHT)

    def open_field(self) -> None:
        if self.field is None:
            self.field = TypedField(self, self.figure_rect().toRect().adjusted(0, -4, 0, 0), self.words(self.value))
            self.field.typed.connect(self._take)
            self.field.left.connect(self._forget)

    def _take(self, typed: str) -> None:
        value = parameter_text.parse(self.entry, typed)
        if value is not None:
            self.set_by_hand(value)

    def _forget(self) -> None:
        self.field = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.button() == Qt.MouseButton.LeftButton and plain and self.figure_rect().contains(event.position()):
            self.open_field()
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_field()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.set_by_hand(self.neutral)
        else:
            super().keyPressEvent(event)

    def own_keys(self) -> tuple[Qt.Key, ...]:
        return (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete, Qt.Key.Key_Backspace)

    # --- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(theme.SMALL_PX))
        painter.setPen(theme.colour(theme.DIM))
        top = QRectF(0, 0, self.width(), 16)
        caption = painter.fontMetrics().elidedText(self.caption, Qt.TextElideMode.ElideRight, self.width() - 2)
        painter.drawText(top, Qt.AlignmentFlag.AlignCenter, caption)
        self._paint_arc(painter)
        painter.setPen(theme.colour(theme.TEXT if self.isEnabled() else theme.DIM))
        painter.drawText(self.figure_rect(), Qt.AlignmentFlag.AlignCenter, self.words(self.value))
        theme.paint_focus_ring(painter, self)
        painter.end()

    def _paint_arc(self, painter: QPainter) -> None:
        ring = QRectF((self.width() - ARC) / 2, 19, ARC, ARC)
        position, zero = self.position_of(self.value), self._zero()
        pen = QPen(theme.colour(theme.LINE), 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawArc(ring, round(225 * 16), round(-SWEEP_DEGREES * 16))
        pen.setColor(theme.colour(theme.ACCENT if self.isEnabled() else theme.FAINT))
        painter.setPen(pen)
        begin, span = 225 - zero * SWEEP_DEGREES, (zero - position) * SWEEP_DEGREES
        painter.drawArc(ring, round(begin * 16), round(span * 16))
        angle = math.radians(225 - position * SWEEP_DEGREES)
        way = QPointF(math.cos(angle), -math.sin(angle))
        painter.setPen(QPen(theme.colour(theme.TEXT), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(ring.center() + way * 6, ring.center() + way * (ARC / 2 - 4))

    def _zero(self) -> float:
        """Where the arc begins: at 0 for values that go both ways, else at the low end."""
        if self.entry.scale == "linear" and self.entry.low < 0.0 < self.entry.high:
            return self.position_of(0.0)
        return 0.0
