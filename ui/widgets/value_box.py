"""A parameter as a box: its name, its value, which can be typed over, and a bar for its position.

Lives: window, main thread.
"""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.model.parameters import Parameter
from ui import theme
from ui.widgets.parameter_control import ParameterControl

WIDTH, BOX_HEIGHT, CAPTION_HEIGHT = 76, 26, 15
TRAVEL_PX = 160.0
CLICK_PX = 4
LEAST_WIDTH, FIGURE_MARGIN = 56, 6


class ValueBox(ParameterControl):
    """A box that is dragged up and down (Shift: fine), reset by double click or Ctrl+click, and clicked to type."""

    def __init__(
        self, entry: Parameter, name: str, parent: QWidget | None = None, *, caption: str | None = None
    ) -> None:
        """Show `entry`; an empty caption leaves out its line."""
        super().__init__(name, parent)
        self.take_entry(entry)
        self.caption = entry.label if caption is None else caption
        self.tone = theme.ACCENT
        self._pressed_at: QPointF | None = None
        self.vertical = True
        self.setFixedHeight(BOX_HEIGHT + (CAPTION_HEIGHT if self.caption else 0))
        figures = (self.format_value(value) for value in (entry.low, self.neutral, entry.high))
        widest = max(QFontMetrics(theme.font(theme.SMALL_PX)).horizontalAdvance(figure) for figure in figures)
        self.setMinimumWidth(max(LEAST_WIDTH, widest + FIGURE_MARGIN))
        self.setToolTip(f"{name}: {self.format_value(self.neutral)}")

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, self.height())

    # --- how it travels
    def travel(self) -> float:
        return TRAVEL_PX

    def snap(self, value: float) -> float:
        two_sided = self.entry.scale == "linear" and self.entry.low < self.neutral < self.entry.high
        near = abs(self.position_of(value) - self.position_of(self.neutral)) < 0.012
        return self.neutral if two_sided and near else value

    # --- typing
    def figure_rect(self) -> QRect:
        return QRect(0, self.height() - BOX_HEIGHT, self.width(), BOX_HEIGHT)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        self._pressed_at = event.position() if event.button() == Qt.MouseButton.LeftButton and plain else None
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is not None and (event.position() - self._pressed_at).manhattanLength() < CLICK_PX:
            return
        self._pressed_at = None
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the field if the mouse did not move: that was a click."""
        clicked, self._pressed_at = self._pressed_at is not None and self.in_gesture, None
        super().mouseReleaseEvent(event)
        if clicked:
            self.open_field()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = None
        if self.field is not None:
            self.field.reject()
        super().mouseDoubleClickEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.set_by_hand(self.neutral)
        else:
            super().keyPressEvent(event)

    def own_keys(self) -> tuple[Qt.Key, ...]:
        return (*super().own_keys(), Qt.Key.Key_Delete, Qt.Key.Key_Backspace)

    # --- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(theme.SMALL_PX))
        if self.caption:
            painter.setPen(theme.colour(theme.DIM))
            caption = painter.fontMetrics().elidedText(self.caption, Qt.TextElideMode.ElideRight, self.width())
            painter.drawText(QRectF(1, 0, self.width(), CAPTION_HEIGHT - 1), Qt.AlignmentFlag.AlignVCenter, caption)
        box = QRectF(self.figure_rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.colour(theme.ACCENT if self.hasFocus() else theme.LINE), 2 if self.hasFocus() else 1))
        painter.setBrush(theme.colour(theme.BG))
        painter.drawRoundedRect(box, 4, 4)
        self._paint_travel(painter, box.adjusted(4, 0, -4, -2))
        painter.setPen(theme.colour(theme.TEXT if self.isEnabled() else theme.DIM))
        painter.drawText(box.adjusted(2, 0, -2, -2), Qt.AlignmentFlag.AlignCenter, self.format_value(self.value))
        painter.end()

    def _paint_travel(self, painter: QPainter, area: QRectF) -> None:
        """Paint the bar from the neutral position to the value."""
        here, zero = self.position_of(self.value), self._zero()
        left, right = sorted((here, zero))
        bar = QRectF(area.x() + left * area.width(), area.bottom() - 2, max(2.0, (right - left) * area.width()), 2)
        painter.fillRect(bar, theme.colour(self.tone))

    def _zero(self) -> float:
        """Where the bar begins: at 0 for values of both signs, else at the low end."""
        if self.entry.scale == "linear" and self.entry.low < 0.0 < self.entry.high:
            return self.position_of(0.0)
        return 0.0
