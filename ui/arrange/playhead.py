"""The playhead of one widget along the timeline: repaints only the strips that it leaves and enters.

Lives: window, main thread.
"""

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from ui.arrange.viewport import Viewport
from ui.bridge import Bridge


class Playhead:
    def __init__(self, widget: QWidget, bridge: Bridge, viewport: Viewport, half_px: int = 1) -> None:
        """`half_px`: how far the widget paints it to the left and right of its place."""
        self._widget, self._bridge, self._viewport, self._half_px = widget, bridge, viewport, half_px
        self._shown_x = -1

    @property
    def x(self) -> int:
        return round(self._viewport.x_of(self._bridge.clock.frame))

    def follow(self) -> None:
        x = self.x
        if x != self._shown_x:
            for old in (self._shown_x, x):
                self._widget.update(QRect(old - self._half_px, 0, 2 * self._half_px + 1, self._widget.height()))
            self._shown_x = x
