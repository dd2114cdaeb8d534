"""Audio files dragged onto the timeline: shows where they would go, and reports where they were dropped.

Lives: window, main thread.
"""

from pathlib import Path

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QPainter
from PySide6.QtWidgets import QWidget

from app.model.ids import TrackId
from ui import theme
from ui.arrange.viewport import Viewport, grid_of
from ui.bridge import Bridge


def dropped_paths(event: QDropEvent) -> list[Path]:
    """Local files and folders that a drag carries."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


class LaneDrop:
    """Handles drags over the lanes."""

    def __init__(self, lanes: QWidget, bridge: Bridge, viewport: Viewport) -> None:
        self._lanes, self._bridge, self._viewport = lanes, bridge, viewport
        self.place: tuple[int, int] | None = None  # lane and frame under the drag

    def enter(self, event: QDragEnterEvent) -> None:
        if dropped_paths(event):  # the importer says what is audio
            event.acceptProposedAction()

    def move(self, event: QDragMoveEvent) -> None:
        self.place = self._at(event.position(), event.modifiers())
        self._lanes.update()
        event.acceptProposedAction()

    def leave(self) -> None:
        self.place = None
        self._lanes.update()

    def drop(self, event: QDropEvent) -> tuple[list[Path], int, TrackId | None]:
        """What was dropped, at which timeline frame, and onto which track."""
        lane, frame = self._at(event.position(), event.modifiers())
        self.leave()
        tracks = self._bridge.song.tracks
        onto = tracks[lane].id if 0 <= lane < len(tracks) else None
        event.acceptProposedAction()
        return dropped_paths(event), frame, onto

    def _at(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> tuple[int, int]:
        """Frame and lane at a point, on the grid unless Shift is pressed."""
        view = self._viewport
        frame = max(0, view.frame_at(at.x()))
        if not modifiers & Qt.KeyboardModifier.ShiftModifier:
            frame = max(0, grid_of(self._bridge.song).snapped(frame, view.frames_per_px))
        return view.lane_at(at.y()), frame

    def paint(self, painter: QPainter) -> None:
        if self.place is None:
            return
        lane, frame = self.place
        view, count = self._viewport, len(self._bridge.song.tracks)
        x, y, height = view.pixel_of(frame), view.y_of(min(lane, count)), view.height_of(lane) or view.lane_height
        painter.fillRect(QRect(x, y, self._lanes.width(), height), theme.colour(theme.ACCENT, 0.12))
        painter.fillRect(QRect(x, y, 2, height), theme.colour(theme.ACCENT))
