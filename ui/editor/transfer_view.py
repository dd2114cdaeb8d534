"""The transfer curve of a dynamics section: level in against level out, with a dot where the sound is now.

Lives: window, main thread.
"""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QWidget

from app.model.parameters import Parameter
from app.model.strip import StripSettings
from app.text.parameters import format_parameter
from ui import theme
from ui.widgets.controls import ValueControl
from ui.widgets.parameter_control import parameter_form
from ui.widgets.parameter_scale import stepped
from ui.widgets.sharp import fits, painting, sharp_pixmap

GRID_EVERY_DB = 12


class TransferView(ValueControl):
    """A value control of the threshold: drag left and right, arrows, double-click to reset."""

    def __init__(
        self,
        name: str,
        entry: Parameter,
        curve: Callable[[StripSettings, np.ndarray], np.ndarray],
        floor_db: float,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, parent)
        self.entry, self._curve, self._floor_db = entry, curve, floor_db
        self.low, self.high, self.neutral = entry.low, entry.high, float(entry.default)
        self.take_form(parameter_form(entry))
        self.format_value = lambda value: f"threshold {format_parameter(entry, value)}"
        self.on = False
        self._strip: StripSettings | None = None
        self._dot: tuple[float, float] | None = None
        self._picture: QPixmap | None = None
        self.setMinimumSize(130, 110)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def sizeHint(self) -> QSize:
        return QSize(170, 150)

    # --- the value: where the threshold lies across the picture
    def position_of(self, value: float) -> float:
        return (value - self._floor_db) / -self._floor_db

    def value_at(self, position: float) -> float:
        return self._floor_db * (1.0 - position)

    def nudged(self, steps: float, fine: bool) -> float:
        return stepped(self.entry, self.value, steps, fine)

    def area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(4, 4, -4, -4)

    def travel(self) -> float:
        return self.area().width()

    # --- what is shown
    def show_strip(self, strip: StripSettings, *, on: bool, threshold_db: float) -> None:
        if strip is not self._strip or on != self.on:
            self._strip, self.on, self._picture = strip, on, None
            if not self.in_gesture:
                self.set_value(threshold_db)
            self.update()

    def show_level(self, input_db: float, output_db: float) -> None:
        """The dot; none below the picture."""
        dot = (round(input_db, 1), round(output_db, 1)) if input_db > self._floor_db else None
        if dot != self._dot:
            self._dot = dot
            self.update()

    def _place(self, input_db: float, output_db: float) -> QPointF:
        area = self.area()
        x = area.x() + area.width() * (input_db - self._floor_db) / -self._floor_db
        y = area.bottom() - area.height() * (output_db - self._floor_db) / -self._floor_db
        return QPointF(x, y)

    def resizeEvent(self, event: object) -> None:
        self._picture = None

    def paintEvent(self, event: QPaintEvent) -> None:
        if not fits(self._picture, self):
            self._picture = self._paint_ground()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self.area())
        if self._dot is not None:
            painter.setPen(QPen(theme.colour(theme.BG), 1))
            painter.setBrush(theme.colour(theme.WARN))
            painter.drawEllipse(self._place(*self._dot), 5, 5)
        painter.setClipping(False)
        theme.paint_focus_ring(painter, self, 6)
        painter.end()

    def _paint_ground(self) -> QPixmap:
        made = sharp_pixmap(self, theme.colour(theme.BG))
        with painting(made) as painter:
            painter.setFont(theme.font(10))
            area = self.area()
            for level in range(-GRID_EVERY_DB, int(self._floor_db), -GRID_EVERY_DB):
                at = self._place(level, level)
                painter.setPen(theme.colour(theme.RAISED))
                painter.drawLine(QPointF(at.x(), area.top()), QPointF(at.x(), area.bottom()))
                painter.drawLine(QPointF(area.left(), at.y()), QPointF(area.right(), at.y()))
                painter.setPen(theme.colour(theme.DIM))
                painter.drawText(
                    QRectF(at.x() - 14, area.bottom() - 13, 28, 12), Qt.AlignmentFlag.AlignCenter, str(-level)
                )
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour(theme.LINE), 1))
            painter.drawLine(area.bottomLeft(), area.topRight())
            self._paint_curve(painter, area)
        return made

    def _paint_curve(self, painter: QPainter, area: QRectF) -> None:
        if self._strip is None:
            return
        levels = np.linspace(self._floor_db, 0.0, 121)
        out = self._curve(self._strip, levels)
        painter.setClipRect(area)
        threshold = self._place(self.value, 0.0).x()
        painter.setPen(QPen(theme.colour(theme.ACCENT if self.on else theme.FAINT), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(threshold, area.top()), QPointF(threshold, area.bottom()))
        painter.setPen(QPen(theme.colour(theme.TEXT if self.on else theme.FAINT), 2))
        painter.drawPolyline(QPolygonF([self._place(a, b) for a, b in zip(levels.tolist(), out.tolist(), strict=True)]))

    def set_value(self, value: float) -> None:
        if value != self.value:
            self._picture = None
        super().set_value(value)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.unsetCursor()
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.set_by_hand(self.neutral)
        else:
            super().keyPressEvent(event)

    def own_keys(self) -> tuple[Qt.Key, ...]:
        return (*super().own_keys(), Qt.Key.Key_Delete)
