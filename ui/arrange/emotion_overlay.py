"""The emotional timeline laid faintly over the lanes.

Lives: window, main thread.
"""

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.model.ranges import INTENSITY
from app.model.section_frames import section_frames
from app.song.changes import Changes
from ui import theme
from ui.arrange.viewport import Viewport
from ui.bridge import Bridge
from ui.widgets.smooth_line import smooth_line

HIGHEST_PX = 160  # of the line: in high lanes it stays below that
MARGIN_PX = 12


class EmotionOverlay(QWidget):
    """Lies over the lanes, and lets the mouse through."""

    def __init__(self, bridge: Bridge, viewport: Viewport, lanes: QWidget) -> None:
        super().__init__(lanes)
        self._bridge, self._viewport = bridge, viewport
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName("Intensity of the sections")
        lanes.installEventFilter(self)
        viewport.moved.connect(self.update)
        bridge.changed.connect(self._on_change)
        self.hide()

    def _on_change(self, changes: Changes) -> None:
        if changes.sections or changes.tempo or changes.song_replaced:
            self.update()

    def show_line(self, on: bool) -> None:
        """Show it or not."""
        self.setVisible(on)
        if on:
            self._cover()

    def _cover(self) -> None:
        lanes = self.parentWidget()
        if lanes is not None:
            self.setGeometry(lanes.rect())
            self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._cover()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        song, view = self._bridge.song, self._viewport
        room = min(HIGHEST_PX, self.height() - 2 * MARGIN_PX)
        points = []
        for section in song.sections:
            start, end = section_frames(song, section)
            share = section.intensity / INTENSITY[1]
            points.append(QPointF(view.x_of((start + end) / 2), MARGIN_PX + (1 - share) * room))
        if not points or room <= 0:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour(theme.WARN, 0.45), 2))
        painter.drawPath(smooth_line(points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(theme.WARN, 0.6))
        for point in points:
            painter.drawEllipse(point, 3, 3)
        painter.end()
