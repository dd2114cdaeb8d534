"""The last ten seconds of a dynamics section: the level that came in, and by how much it was turned down.

Lives: window, main thread.
"""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QWidget

from ui import theme

SECONDS, POINTS = 10.0, 160
LEVEL_FLOOR_DB = -60.0


class DynamicsHistory(QWidget):
    """`full_db` is the deepest reduction that fits the picture."""

    def __init__(self, name: str, full_db: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._full_db = full_db
        self._ground: QPixmap | None = None
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
        painter = QPainter(self)
        area = QRectF(self.rect()).adjusted(0, 0, -26, 0)
        if self._ground is None or self._ground.size() != self.size():
            self._ground = self._paint_ground(area)
        painter.drawPixmap(0, 0, self._ground)
        xs = np.linspace(0.0, area.right(), POINTS)
        heights = np.clip(1.0 - self._levels_db / LEVEL_FLOOR_DB, 0.0, 1.0) * area.height()
        painter.setPen(QPen(theme.colour(theme.FAINT), 0))
        painter.drawPolyline(_line(xs, area.height() - heights))
        depths = np.clip(-self.reductions_db / self._full_db, 0.0, 1.0) * area.height()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(theme.WARN, 0.25))
        painter.drawPolygon(_line(np.concatenate(([0.0], xs, [area.right()])), np.concatenate(([0.0], depths, [0.0]))))
        painter.setPen(QPen(theme.colour(theme.WARN), 0))  # a hairline: broad and smooth ones cost milliseconds
        painter.drawPolyline(_line(xs, depths))
        painter.end()

    def _paint_ground(self, area: QRectF) -> QPixmap:
        """The scale, which stays."""
        made = QPixmap(self.size())
        made.fill(theme.colour(theme.BG))
        painter = QPainter(made)
        painter.setFont(theme.font(10))
        for level in range(6, int(self._full_db), 6):
            y = area.height() * level / self._full_db
            painter.setPen(theme.colour(theme.LINE))
            painter.drawLine(QPointF(0, y), QPointF(area.right(), y))
            painter.setPen(theme.colour(theme.DIM))
            painter.drawText(QRectF(area.right() + 2, y - 7, 24, 14), Qt.AlignmentFlag.AlignCenter, f"\u2212{level}")
        painter.end()
        return made


def _line(xs: np.ndarray, ys: np.ndarray) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)])
