"""The playhead of one widget on the timeline: repaints only the strips that it leaves and enters.

Lives: window, main thread.
"""

from PySide6.QtCore import QObject, QRect
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.arrange.viewport import Viewport
from ui.bridge import Bridge


class Playhead(QObject):
    """Position `x` and colour `tone` as last painted; paint with these, so that `follow` knows what to repaint."""

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
        self.tone = theme.TEXT  # red while recording
        viewport.moved.connect(self.follow)

    def follow(self) -> None:
        x = self._viewport.pixel_of(self._bridge.clock.frame)
        tone = theme.REC if self._bridge.clock.recording else theme.TEXT
        if (x, tone) != (self.x, self.tone):
            for place in (self.x, x):
                self._widget.update(QRect(place - self._half_px, 0, 2 * self._half_px + 1, self._widget.height()))
            self.x, self.tone = x, tone
