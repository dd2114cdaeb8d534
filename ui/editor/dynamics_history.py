"""The last ten seconds of a dynamics section: the level that came in, and by how much it was turned down.

Lives: window, main thread.
"""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.widgets.sharp import device_size, draw_part, painting

SECONDS, POINTS = 10.0, 160
LEVEL_FLOOR_DB = -60.0
SCALE_PX = 26


class DynamicsHistory(QWidget):
    """`full_db` is the deepest reduction that fits the picture."""

    def __init__(self, name: str, full_db: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._full_db = full_db
        self._ground: QImage | None = None
        self.reductions_db = np.zeros(POINTS)
        self._levels_db = np.full(POINTS, LEVEL_FLOOR_DB)
        self._waiting_s, self._deepest_db, self._loudest_db = 0.0, 0.0, LEVEL_FLOOR_DB
        self.setAccessibleName(f"Gain reduction of {name}, the last ten seconds")
        self.setMinimumSize(120, 90)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def sizeHint(self) -> QSize:
        return QSize(190, 150)

    def advance(self, level_db: float, reduction_db: float, elapsed_s: float) -> None:
        """What is now; a point a twentieth of a second keeps the deepest of it."""
        self._deepest_db = min(self._deepest_db, reduction_db)
        self._loudest_db = max(self._loudest_db, level_db)
        self._waiting_s += elapsed_s
        if self._waiting_s < SECONDS / POINTS:
            return
        self._waiting_s = 0.0
        for row, value in ((self.reductions_db, self._deepest_db), (self._levels_db, self._loudest_db)):
            row[:-1] = row[1:]
            row[-1] = value
        self._deepest_db, self._loudest_db = 0.0, LEVEL_FLOOR_DB
        if self.reductions_db.any() or (self._levels_db > LEVEL_FLOOR_DB).any():
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        if self._ground is None or self._ground.size() != device_size(self.size(), ratio):
            self._ground = self._paint_ground(ratio)
        painter = QPainter(self)
        draw_part(painter, self.rect(), self._picture(ratio))
        painter.end()

    def _picture(self, ratio: float) -> QImage:
        """Column by column: a path of as many points, painted by Qt, takes milliseconds."""
        assert self._ground is not None
        made = self._ground.copy()
        height, width = made.height(), made.width()
        pixels = np.frombuffer(made.bits(), np.uint32).reshape(height, width)[:, : width - round(SCALE_PX * ratio)]
        columns = np.linspace(0.0, POINTS - 1.0, pixels.shape[1])
        thick = max(1, int(ratio))
        points, rows = np.arange(POINTS), np.arange(height)[:, None]
        levels = np.interp(columns, points, np.clip(self._levels_db / LEVEL_FLOOR_DB, 0.0, 1.0)) * (height - 1)
        depths = np.interp(columns, points, np.clip(-self.reductions_db / self._full_db, 0.0, 1.0)) * (height - 1)
        pixels[_line(levels, rows, thick)] = theme.colour(theme.FAINT).rgb()
        pixels[rows < depths] = theme.mix(theme.WARN, theme.BG, 0.25).rgb()
        pixels[_line(depths, rows, thick)] = theme.colour(theme.WARN).rgb()
        return made

    def _paint_ground(self, ratio: float) -> QImage:
        """The scale, which stays."""
        made = QImage(device_size(self.size(), ratio), QImage.Format.Format_RGB32)
        made.setDevicePixelRatio(ratio)
        made.fill(theme.colour(theme.BG))
        with painting(made) as painter:
            painter.setFont(theme.font(10))
            right = self.width() - SCALE_PX
            for level in range(6, int(self._full_db), 6):
                y = self.height() * level / self._full_db
                painter.setPen(theme.colour(theme.LINE))
                painter.drawLine(QPointF(0, y), QPointF(right, y))
                painter.setPen(theme.colour(theme.DIM))
                painter.drawText(QRectF(right + 2, y - 7, 24, 14), Qt.AlignmentFlag.AlignCenter, f"\u2212{level}")
        return made


def _line(heights: NDArray[np.float64], rows: NDArray[np.int64], thick: int) -> NDArray[np.bool_]:
    """Which pixels [row, column] a line goes through that has these heights, from the top, in its columns."""
    here = np.round(heights)
    before = np.concatenate((here[:1], here[:-1]))
    mask: NDArray[np.bool_] = (rows >= np.minimum(here, before)) & (rows < np.maximum(here, before) + thick)
    return mask
