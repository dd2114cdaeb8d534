"""A goniometer: left against right as a picture (mono is vertical, a wide mix is round), and their correlation.

Lives: window, main thread.
"""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.widgets.polygon import polygon
from ui.widgets.sharp import device_size, painting

FRAMES = 1024
STEP = 3  # every second frame is drawn
FADE = 0.22  # how much of the old picture goes with each new one
BAR_HEIGHT = 26
SMOOTHING = 0.15


def correlation(sound: NDArray[np.float32]) -> float:
    """Correlation of two channels.

    Args:
        sound: float32 [frame, (left, right)].

    Returns:
        +1 for equal channels, 0 for unrelated ones and for silence, -1 for opposite ones.
    """
    left, right = sound[:, 0].astype(np.float64), sound[:, 1].astype(np.float64)
    size = float(np.sqrt((left @ left) * (right @ right)))
    return float(left @ right) / size if size > 1e-9 else 0.0


class Goniometer(QWidget):
    """The picture, with a correlation bar below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.correlation = 0.0
        self._picture: QPixmap | None = None
        self._quiet = 0
        self.setMinimumSize(150, 150 + BAR_HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Stereo picture")

    def sizeHint(self) -> QSize:
        return QSize(200, 200 + BAR_HEIGHT)

    def resizeEvent(self, event: object) -> None:
        self._picture = None

    def show_sound(self, sound: NDArray[np.float32]) -> None:
        """Draw the newest frames of the master: float32 [frame, (left, right)]."""
        newest = sound[-FRAMES:]
        self._quiet = 0 if newest.any() else self._quiet + 1
        if self._quiet > 30:
            return
        self.correlation += (correlation(newest) - self.correlation) * SMOOTHING
        self.setAccessibleName(f"Stereo picture, correlation {self.correlation:+.1f}")
        self._draw(newest)
        self.update()

    def _side(self) -> int:
        return min(self.width(), self.height() - BAR_HEIGHT)

    def _draw(self, sound: NDArray[np.float32]) -> None:
        side, ratio = self._side(), self.devicePixelRatioF()
        size = device_size(QSize(side, side), ratio)
        if self._picture is None or self._picture.size() != size:
            self._picture = QPixmap(size)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(theme.colour(theme.BG))
        with painting(self._picture) as painter:
            painter.fillRect(QRectF(0, 0, side, side), theme.colour(theme.BG, FADE))
            half, scale = side / 2, side / 2 / np.sqrt(2.0)
            left, right = sound[::STEP, 0], sound[::STEP, 1]
            xs, ys = half + (right - left) * scale, half - (right + left) * scale
            painter.setPen(QPen(theme.colour(theme.ACCENT), 2))
            painter.drawPoints(polygon(xs, ys))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(theme.PANEL))
        side = self._side()
        left = (self.width() - side) / 2
        if self._picture is not None:
            painter.drawPixmap(QPointF(left, 0), self._picture)
        else:
            painter.fillRect(QRectF(left, 0, side, side), theme.colour(theme.BG))
        painter.setPen(theme.colour(theme.LINE))
        painter.drawLine(QPointF(left, 0), QPointF(left + side, side))
        painter.drawLine(QPointF(left + side, 0), QPointF(left, side))
        painter.setFont(theme.font(theme.SMALL_PX))
        painter.setPen(theme.colour(theme.DIM))
        painter.drawText(QPointF(left + 6, 16), "L")
        painter.drawText(QPointF(left + side - 13, 16), "R")
        self._paint_correlation(painter, QRectF(left, side + 10, side, 6))
        painter.end()

    def _paint_correlation(self, painter: QPainter, bar: QRectF) -> None:
        """Paint the bar: to the right is mono-compatible, to the left parts vanish in mono."""
        painter.fillRect(bar, theme.colour(theme.BG))
        middle = bar.center().x()
        end = middle + bar.width() / 2 * self.correlation
        tone = theme.OK if self.correlation >= 0 else theme.REC
        painter.fillRect(QRectF(min(middle, end), bar.y(), abs(end - middle), bar.height()), theme.colour(tone))
        painter.setPen(theme.colour(theme.DIM))
        painter.setFont(theme.font(10))
        for text, where in (("\u22121", bar.left() + 7), ("0", middle), ("+1", bar.right() - 8)):
            place = QRectF(where - 12, bar.bottom() + 1, 24, 11)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
