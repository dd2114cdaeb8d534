"""The practice speed as a line from 50 to 150 %, with the song's own speed in its middle.

Lives: window, main thread.
"""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.session.rehearsal import SPEEDS_PERCENT, STEP_PERCENT
from app.text import values
from ui import theme
from ui.widgets.controls import ValueControl

EDGE_PX = 10
NEAR_PERCENT = 2  # of the song's own speed: a drag stays there


class SpeedSlider(ValueControl):
    """A percentage; its marks are 75, 100 and 125 %."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.low, self.high, self.neutral = float(SPEEDS_PERCENT[0]), float(SPEEDS_PERCENT[1]), 100.0
        self.step, self.fine_step = float(STEP_PERCENT), 1.0
        self._value = 100.0
        self.take_form(values.Form(lambda value: f"{value:.0f}", _typed))
        self.format_value = lambda value: f"{value:.0f} %"
        self.setMinimumSize(120, theme.HIT)

    def sizeHint(self) -> QSize:
        return QSize(240, theme.HIT)

    def snap(self, value: float) -> float:
        return self.neutral if abs(value - self.neutral) <= NEAR_PERCENT else float(round(value))

    def travel(self) -> float:
        return float(max(1, self.width() - 2 * EDGE_PX))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        line = QRectF(EDGE_PX, middle - 2, self.travel(), 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(theme.LINE))
        painter.drawRoundedRect(line, 2, 2)
        painter.setPen(QPen(theme.colour(theme.FAINT), 1))
        for mark in (75.0, 100.0, 125.0):
            x, half = line.x() + line.width() * self.position_of(mark), 8 if mark == self.neutral else 5
            painter.drawLine(QPointF(x, middle - half), QPointF(x, middle + half))
        here, own = (line.x() + line.width() * self.position_of(value) for value in (self.value, self.neutral))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(theme.WARN))
        painter.drawRect(QRectF(min(here, own), middle - 2, abs(here - own), 4))
        painter.setBrush(theme.colour(theme.KNOB))
        painter.drawEllipse(QPointF(here, middle), 7, 7)
        theme.paint_focus_ring(painter, self)
        painter.end()


def _typed(text: str) -> float | None:
    """A percentage as it is typed: `75` or `75 %`."""
    return values.parse_number(text.replace("%", ""))
