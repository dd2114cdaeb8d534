"""The meter of the transport bar: left and right of the master, with their highest peaks.

Lives: window, main thread.
"""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.messages.window import MASTER_METER_HELP
from app.text import values
from ui import theme
from ui.bridge import Bridge
from ui.widgets.ballistics import FLOOR_DB, METER_MARKS_DB, meter_fraction
from ui.widgets.meters import MeterLayer, MeterSpot

WIDTH, NARROW_WIDTH = 120, 56
METER_LEFT, BAR_TOPS = 18, (6, 18)  # of the two meters, above their scale


class MasterMeter(QWidget):
    """Left and right of the master, with their highest peaks; a click forgets them."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._figures = ("", "")
        self.length = WIDTH
        self._over = (False, False)
        self.setFixedSize(WIDTH + 62, 44)
        self.setAccessibleName("Master level")
        self.setToolTip(MASTER_METER_HELP)
        self.layer = MeterLayer(self._spots, self)
        self.layer.setGeometry(self.rect())

    def sizeHint(self) -> QSize:
        return self.size()

    def set_length(self, length: int) -> None:
        """Of the meters, in px, with the letters before them."""
        if length != self.length:
            self.length = length
            self.setFixedWidth(length + 62)
            self.layer.setGeometry(self.rect())
            self.layer.relayout()

    def _rows(self) -> tuple[int, int]:
        row = self._bridge.bus_row(self._bridge.song.master.id)
        return row, row + 1

    def _spots(self) -> list[MeterSpot]:
        return [
            MeterSpot(
                self._bridge.levels.buses,
                row,
                QRect(METER_LEFT, BAR_TOPS[n], self.length - METER_LEFT, 8),
                vertical=False,
                top_db=0.0,
                clip_box=QRect(self.length + 2, BAR_TOPS[n], 8, 8),
            )
            for n, row in enumerate(self._rows())
        ]

    def refresh(self) -> None:
        self.layer.refresh()

    def refresh_figures(self) -> None:
        highest = self._bridge.levels.buses.highest_db
        peaks = [float(highest[row]) for row in self._rows()]
        figures = tuple(
            values.format_decibels(peak if peak > FLOOR_DB else -200, unit="", signed=True) for peak in peaks
        )
        over = tuple(peak >= 0.0 for peak in peaks)
        if (figures, over) != (self._figures, self._over):
            self._figures, self._over = (figures[0], figures[1]), (over[0], over[1])
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._bridge.levels.buses.clear(self._rows())
        self.refresh_figures()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for n, side in enumerate("LR"):
            middle = BAR_TOPS[n] - 5
            painter.setFont(theme.font(theme.SMALL_PX))
            painter.setPen(theme.colour(theme.DIM))
            painter.drawText(QRect(2, middle, 14, 18), Qt.AlignmentFlag.AlignVCenter, side)
            if self._over[n]:
                painter.setFont(theme.font(theme.SMALL_PX, 600))
                painter.setPen(theme.colour(theme.REC_TEXT))
            place = QRect(self.length + 12, middle, 46, 18)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._figures[n])
        self._paint_scale(painter)
        painter.end()

    def _paint_scale(self, painter: QPainter) -> None:
        """Under the meters; figures are left out where they would touch."""
        painter.setFont(theme.font(9))
        width, last = self.length - METER_LEFT, self.length + 20
        for mark_db in METER_MARKS_DB:
            x = METER_LEFT + round(meter_fraction(mark_db, 0.0) * width)
            painter.fillRect(QRect(x - 1, 28, 1, 3), theme.colour(theme.FAINT))
            if last - x >= 15:
                painter.setPen(theme.colour(theme.DIM))
                painter.drawText(QRect(x - 12, 31, 24, 12), Qt.AlignmentFlag.AlignCenter, f"{abs(mark_db):.0f}")
                last = x
