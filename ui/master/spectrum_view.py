"""The spectrum of the master, with a line at the highest recent level of each column.

Lives: window, main thread.
"""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.editor.eq_painter import paint_spectrum
from ui.editor.eq_scale import LABELLED_HZ, EqScale, hz_label
from ui.editor.spectrum import FLOOR_DB, Spectrum
from ui.widgets.sharp import fits, painting, sharp_pixmap

COLUMNS = 200
HOLD_FALL_DB = 0.4  # a picture


class SpectrumView(QWidget):
    """The spectrum from 20 Hz to 20 kHz."""

    def __init__(self, rate_hz: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spectrum = Spectrum(COLUMNS, rate_hz)
        self._held_db = np.full(COLUMNS, FLOOR_DB)
        self._ground: QPixmap | None = None
        self.setMinimumSize(260, 120)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Spectrum of the master, 20 Hz to 20 kHz")

    def sizeHint(self) -> QSize:
        return QSize(480, 200)

    def show_sound(self, sound: NDArray[np.float32]) -> None:
        """Add the newest frames of the master: float32 [frame, (left, right)]."""
        if self.spectrum.feed(sound.mean(axis=1)):
            np.maximum(self.spectrum.levels_db, self._held_db - HOLD_FALL_DB, out=self._held_db)
            self.update()

    def resizeEvent(self, event: object) -> None:
        self._ground = None

    def paintEvent(self, event: QPaintEvent) -> None:
        scale = EqScale(QRectF(self.rect()).adjusted(8, 6, -8, -18))
        if not fits(self._ground, self):
            self._ground = _ground(self, scale)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._ground)
        painter.setClipRect(scale.area)
        paint_spectrum(painter, scale, self.spectrum.levels_db, theme.colour(theme.ACCENT, 0.35), filled=True)
        paint_spectrum(painter, scale, self._held_db, theme.colour(theme.DIM, 0.9), filled=False)
        painter.end()


def _ground(view: QWidget, scale: EqScale) -> QPixmap:
    made = sharp_pixmap(view, theme.colour(theme.BG))
    with painting(made) as painter:
        painter.setFont(theme.font(10))
        for hz in LABELLED_HZ:
            x = scale.x_of(hz)
            painter.setPen(theme.colour(theme.LINE))
            painter.drawLine(QPointF(x, scale.area.top()), QPointF(x, scale.area.bottom()))
            painter.setPen(theme.colour(theme.DIM))
            place = QRectF(x - 20, scale.area.bottom() + 2, 40, 14)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, hz_label(hz))
    return made
