"""Audio files dragged onto the timeline: shows where they would go, and reports where they were dropped.

Lives: window, main thread.
"""

from itertools import islice
from pathlib import Path

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QPainter
from PySide6.QtWidgets import QWidget

from app.messages.window import drop_of_files, drop_of_song
from app.model.ids import TrackId
from app.model.tempo_map import tempo_map
from app.song.dropped import sort_dropped
from app.song.importing import audio_files
from app.storage.folder import name_from_folder
from app.text import values
from ui import theme
from ui.arrange.snapper import Snapper
from ui.arrange.viewport import Viewport
from ui.bridge import Bridge

MOST_SHOWN = 64  # tracks
LABEL_HEIGHT, LABEL_MARGIN = 24, 8


def dropped_paths(event: QDropEvent) -> list[Path]:
    """Local files and folders that a drag carries."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


class LaneDrop:
    """Handles drags over the lanes."""

    def __init__(self, lanes: QWidget, bridge: Bridge, viewport: Viewport, snapper: Snapper) -> None:
        self._lanes, self._bridge, self._viewport, self._snapper = lanes, bridge, viewport, snapper
        self.place: tuple[int, int] | None = None  # lane and frame under the drag
        self._files, self._song = list[Path](), ""

    def enter(self, event: QDragEnterEvent) -> None:
        paths = dropped_paths(event)
        if paths:  # the importer says what is audio
            dropped = sort_dropped(paths)
            self._song = "" if dropped.song is None else _song_name(dropped.song)
            self._files = list(islice(audio_files(dropped.files), MOST_SHOWN))
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
        """Lane and frame at a point, as it snaps; Shift turns that round."""
        view = self._viewport
        frame = self._snapper.snap(view.frame_at(at.x()), bool(modifiers & Qt.KeyboardModifier.ShiftModifier))
        return view.lane_at(at.y()), frame

    # --- the preview
    @property
    def text(self) -> str:
        """What letting go would do: `Loop onto Vox at 9.1.000`; empty without a drag."""
        if self.place is None:
            return ""
        if self._song:
            return drop_of_song(self._song)
        lane, frame = self.place
        tracks, position = self._bridge.song.tracks, values.format_bars(tempo_map(self._bridge.song).position(frame))
        onto = tracks[lane].name if self._is_onto_a_track(lane) else ""
        return drop_of_files([file.stem for file in self._files], onto, position)

    def _is_onto_a_track(self, lane: int) -> bool:
        """Several files get tracks of their own, wherever they fall."""
        return len(self._files) <= 1 and 0 <= lane < len(self._bridge.song.tracks)

    def paint(self, painter: QPainter) -> None:
        if self.place is None:
            return
        lane, frame = self.place
        view, count = self._viewport, len(self._bridge.song.tracks)
        x, top = view.pixel_of(frame), view.y_of(min(lane, count))
        if not self._song:
            if self._is_onto_a_track(lane):
                self._paint_lane(painter, x, top, view.lanes.height_px(lane))
            else:
                for number in range(max(1, len(self._files))):
                    self._paint_lane(
                        painter, x, view.y_of(count) + number * view.lanes.lane_height, view.lanes.lane_height
                    )
        self._paint_text(painter, x, top)

    def _paint_lane(self, painter: QPainter, x: int, y: int, height: int) -> None:
        painter.fillRect(QRect(x, y, self._lanes.width(), height - 1), theme.colour(theme.ACCENT, 0.12))
        painter.fillRect(QRect(x, y, 2, height - 1), theme.colour(theme.ACCENT))

    def _paint_text(self, painter: QPainter, x: int, y: int) -> None:
        """Beside the place, or as near to it as it can be read."""
        painter.setFont(theme.font(12, 600))
        metrics, most = painter.fontMetrics(), self._lanes.width() - 2 * LABEL_MARGIN
        text = metrics.elidedText(self.text, Qt.TextElideMode.ElideMiddle, most - 2 * LABEL_MARGIN)
        width = metrics.horizontalAdvance(text) + 2 * LABEL_MARGIN
        left = max(LABEL_MARGIN, min(x + LABEL_MARGIN, self._lanes.width() - width - LABEL_MARGIN))
        above = max(LABEL_MARGIN, min(y + LABEL_MARGIN, self._lanes.height() - LABEL_HEIGHT - LABEL_MARGIN))
        box = QRect(left, above, width, LABEL_HEIGHT)
        painter.fillRect(box, theme.colour(theme.RAISED))
        painter.setPen(theme.colour(theme.TEXT))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _song_name(path: Path) -> str:
    return name_from_folder(path.parent if path.name == "song.json" else path)
