"""The clock of the transport bar: bars and time, one of them large.

Lives: window, main thread.
"""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.model.tempo_map import tempo_map
from app.text import values
from app.units import frames_to_seconds
from ui import theme
from ui.bridge import Bridge

WIDTH, NARROW_WIDTH = 142, 126


class ClockLabel(QWidget):
    """Bars large and time small; a click swaps them."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.bars_first = True
        self._texts = ("", "")
        self.setFixedSize(WIDTH, 48)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("Clock")
        bridge.actions.describe(self, "transport.clock", "Click to swap bars and time")

    def flip(self) -> None:
        self.bars_first = not self.bars_first
        self.refresh()

    def refresh(self) -> None:
        song, frame = self._bridge.song, self._bridge.clock.frame
        bars = values.format_bars(tempo_map(song).position(frame))
        time = values.format_clock(frames_to_seconds(frame, song.rate_hz))
        texts = (bars, time) if self.bars_first else (time, bars)
        if texts != self._texts:
            self._texts = texts
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.flip()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        counting = self._bridge.clock.state == "counting_in"
        painter.setFont(theme.font(theme.CLOCK_PX, 600))
        painter.setPen(theme.colour(theme.WARN if counting else theme.TEXT))
        painter.drawText(QRect(2, 0, 140, 30), Qt.AlignmentFlag.AlignVCenter, self._texts[0])
        painter.setFont(theme.font(theme.SMALL_PX))
        painter.setPen(theme.colour(theme.WARN if counting else theme.DIM))
        second = "count-in" if counting else self._texts[1]
        painter.drawText(QRect(2, 30, 140, 16), Qt.AlignmentFlag.AlignVCenter, second)
        painter.end()
