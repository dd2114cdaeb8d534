"""Short horizontal controls: a labelled level (sends, headphones) and the pan.

Lives: window, main thread.
"""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.text import values
from app.units import MINUS_INFINITY_DB, fader_db_to_position, fader_position_to_db
from ui import theme
from ui.widgets.controls import ValueControl


class LevelSlider(ValueControl):
    """A level from -inf to +6 dB as a filled line, with `label` on its left and the number on its right."""

    def __init__(
        self, name: str, label: str, parent: QWidget | None = None, *, label_width: int = 30, figure_width: int = 0
    ) -> None:
        super().__init__(name, parent)
        self.label = label
        self.label_width, self.figure_width = label_width, figure_width
        self.low, self.high, self.neutral = MINUS_INFINITY_DB, 6.0, MINUS_INFINITY_DB
        self.step, self.fine_step = 1.0, 0.1
        self.take_form(values.FORMS["dB"])
        self._value = MINUS_INFINITY_DB
        self.setMinimumHeight(theme.HIT)
        self.setMinimumWidth(label_width + figure_width + 24)

    def sizeHint(self) -> QSize:
        return QSize(self.label_width + self.figure_width + 60, theme.HIT)

    def position_of(self, value: float) -> float:
        return min(1.0, fader_db_to_position(value))

    def value_at(self, position: float) -> float:
        return min(6.0, fader_position_to_db(position))

    def floor_for_steps(self) -> float:
        return -60.0

    def is_on(self) -> bool:
        """True if the level is audible."""
        return self.value > -100

    def travel(self) -> float:
        return float(max(1, self.width() - self.label_width - self.figure_width - 8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.is_on()
        painter.setFont(theme.font(theme.SMALL_PX))
        painter.setPen(theme.colour(theme.TEXT if on else theme.DIM))
        text = painter.fontMetrics().elidedText(self.label, Qt.TextElideMode.ElideMiddle, self.label_width - 2)
        painter.drawText(QRectF(4, 0, self.label_width, self.height()), Qt.AlignmentFlag.AlignVCenter, text)
        line = QRectF(self.label_width + 4, self.height() / 2 - 2, self.travel(), 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(theme.LINE))
        painter.drawRoundedRect(line, 2, 2)
        if on:
            painter.setBrush(theme.colour(theme.ACCENT))
            painter.drawRoundedRect(QRectF(line.x(), line.y(), line.width() * self.position_of(self.value), 4), 2, 2)
        if self.figure_width:
            painter.setPen(theme.colour(theme.DIM))
            place = QRectF(self.width() - self.figure_width, 0, self.figure_width - 4, self.height())
            figure = values.format_decibels(self.value, unit="")
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, figure)
        theme.paint_focus_ring(painter, self)
        painter.end()


class PanSlider(ValueControl):
    """A pan from left to right with a detent in the middle."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.low, self.high, self.neutral = -1.0, 1.0, 0.0
        self.step, self.fine_step = 0.05, 0.01
        self.take_form(values.FORMS["L/R"])
        self.setMinimumSize(48, theme.HIT)

    def sizeHint(self) -> QSize:
        return QSize(72, theme.HIT)

    def snap(self, value: float) -> float:
        return 0.0 if abs(value) < 0.04 else value

    def travel(self) -> float:
        return float(max(1, self.width() - 20))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        line = QRectF(10, middle - 2, self.travel(), 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(theme.LINE))
        painter.drawRoundedRect(line, 2, 2)
        painter.setPen(QPen(theme.colour(theme.FAINT), 1))
        painter.drawLine(QPointF(line.center().x(), middle - 6), QPointF(line.center().x(), middle + 6))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(theme.KNOB))
        painter.drawEllipse(QPointF(line.x() + line.width() * self.position_of(self.value), middle), 6, 6)
        theme.paint_focus_ring(painter, self)
        painter.end()
