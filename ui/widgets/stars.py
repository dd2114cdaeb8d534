"""A rating in stars: a click on one gives as many, a click on the last that is lit takes it back.

Lives: window, main thread.
"""

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.text import values
from ui import theme
from ui.widgets.controls import ValueControl

STAR_PX, MOST = 15, 5


class Stars(ValueControl):
    """0 to 5 stars. Emits `rated` once for each change by hand."""

    rated = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.low, self.high, self.neutral = 0.0, float(MOST), 0.0
        self.step = self.fine_step = 1.0
        self.take_form(values.Form(lambda value: f"{value:.0f}", values.parse_number))
        self.format_value = lambda value: values.count(round(value), "star")
        self.setFixedSize(MOST * STAR_PX + 4, theme.HIT)
        self._before = 0.0
        self.began.connect(self._note)
        self.moved.connect(self.set_value)
        self.ended.connect(self._report)
        self.cancelled.connect(lambda: self.set_value(self._before))

    def snap(self, value: float) -> float:
        return float(round(value))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        stars = min(MOST, max(1, int(event.position().x() - 2) // STAR_PX + 1))
        self.set_by_hand(0.0 if stars == round(self.value) else float(stars))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Stars are clicked, not dragged."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(13))
        for number in range(MOST):
            lit = number < round(self.value)
            painter.setPen(theme.colour(theme.WARN if lit else theme.DIM))
            painter.drawText(QPointF(2 + number * STAR_PX, self.height() / 2 + 5), "\u2605" if lit else "\u2606")
        theme.paint_focus_ring(painter, self)
        painter.end()

    def _note(self) -> None:
        self._before = self.value

    def _report(self) -> None:
        if self.value != self._before:
            self.rated.emit(round(self.value))
