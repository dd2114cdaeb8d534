"""Audio files dragged onto the timeline: shows where they would go, and reports where they were dropped.

Lives: window, main thread.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QPainter

from ui import theme

if TYPE_CHECKING:
    from ui.arrange.lanes_view import LanesView


def dropped_paths(event: QDropEvent) -> list[Path]:
    """Local files and folders that a drag carries."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


class LaneDrop:
    """Handles drags over the lanes."""

    def __init__(self, lanes: "LanesView") -> None:
        self._lanes = lanes
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

    def drop(self, event: QDropEvent) -> None:
        lane, frame = self._at(event.position(), event.modifiers())
        self.leave()
        tracks = self._lanes.bridge.song.tracks
        onto = tracks[lane].id if 0 <= lane < len(tracks) else None
        event.acceptProposedAction()
        self._lanes.files_dropped.emit(dropped_paths(event), frame, onto)

    def _at(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> tuple[int, int]:
        """Frame and lane at a point, on the grid unless Shift is pressed."""
        view = self._lanes.viewport
        frame = max(0, view.frame_at(at.x()))
        if not modifiers & Qt.KeyboardModifier.ShiftModifier:
            frame = max(0, self._lanes.grid.snapped(frame, view.frames_per_px))
        return view.lane_at(at.y()), frame

    def paint(self, painter: QPainter) -> None:
        if self.place is None:
            return
        lane, frame = self.place
        view, count = self._lanes.viewport, len(self._lanes.bridge.song.tracks)
        x, y = round(view.x_of(frame)), view.y_of(min(lane, count))
        painter.fillRect(QRect(x, y, self._lanes.width(), view.lane_height), theme.colour(theme.ACCENT, 0.12))
        painter.fillRect(QRect(x, y, 2, view.lane_height), theme.colour(theme.ACCENT))
