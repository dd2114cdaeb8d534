"""The playhead of one widget on the timeline: repaints only the strips that it leaves and enters.

Lives: window, main thread.
"""

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.arrange.viewport import Viewport
from ui.bridge import Bridge
from ui.widgets.sharp import device_rect


class Playhead(QObject):
    """A line of whole device pixels. `paint` paints what `follow` knows to repaint.

    Attributes:
        x: Its place in px of the widget.
        tone: Token of its colour.
    """

    def __init__(self, widget: QWidget, bridge: Bridge, viewport: Viewport, half_px: int = 1) -> None:
        """Follow the transport in `widget`.

        Args:
            widget: Widget to repaint.
            bridge: Source of the clock.
            viewport: Maps frames to pixels.
            half_px: How far the playhead is painted to both sides.
        """
        super().__init__(widget)
        self._widget, self._bridge, self._viewport, self._half_px = widget, bridge, viewport, half_px
        self.x = -1
        self._frame = self._column = -1
        self.tone = theme.TEXT  # red while recording
        viewport.moved.connect(self.follow)

    def follow(self) -> None:
        """Look at the clock, and have the widget repainted where the playhead was and is."""
        frame = self._bridge.clock.frame
        x, column = self._viewport.pixel_of(frame), self._viewport.device_x(frame, self._widget.devicePixelRatioF())
        tone = theme.REC if self._bridge.clock.recording else theme.TEXT
        if (x, column, tone) != (self.x, self._column, self.tone):
            for place in (self.x, x):
                reach = self._half_px + 1  # a device pixel may lie on both sides of one of the widget's
                self._widget.update(QRect(place - reach, 0, 2 * reach + 1, self._widget.height()))
            self.x, self._frame, self._column, self.tone = x, frame, column, tone

    def paint(self, painter: QPainter) -> None:
        """Paint the line over the whole height of the widget."""
        ratio = self._widget.devicePixelRatioF()
        column = self._viewport.device_x(self._frame, ratio)
        place = device_rect(ratio, column, 0, column + max(1, int(ratio)), round(self._widget.height() * ratio))
        painter.fillRect(place, theme.colour(self.tone))
