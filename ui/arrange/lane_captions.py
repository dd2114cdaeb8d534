"""Under each armed track, in its lane: how its performer hears themselves, and with what delay.

Lives: window, main thread.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QRegion

from app.audibility import audibility
from app.model.ids import TrackId
from app.monitoring import sentence_for
from app.studio import Studio
from ui import theme

if TYPE_CHECKING:
    from ui.arrange.lanes_view import LanesView

HEIGHT_PX = 16
LEAST_LANE_PX = 44  # a lower one has no room for words


def armed_sentences(studio: Studio, *, brief: bool = False) -> dict[TrackId, str]:
    """For every armed track, in the song's order."""
    song, link = studio.song, studio.link
    audible, facts = audibility(song), (link.way, link.device, link.latency_frames, link.latency_measured)
    return {track.id: sentence_for(song, audible, track, *facts, brief=brief) for track in song.tracks if track.armed}


class LaneCaptions:
    def __init__(self, lanes: "LanesView") -> None:
        self._lanes = lanes
        self.shown: dict[TrackId, str] = {}

    def refresh(self) -> None:
        """Asked often: repaints only the lanes whose sentence changed."""
        before, self.shown = self.shown, armed_sentences(self._lanes.bridge.studio, brief=True)
        for lane, track in enumerate(self._lanes.bridge.song.tracks):
            if before.get(track.id) != self.shown.get(track.id):
                self._lanes.update(self._place(lane))

    def _place(self, lane: int) -> QRect:
        view = self._lanes.viewport
        return QRect(0, view.y_of(lane) + view.lane_height - HEIGHT_PX - 3, self._lanes.width(), HEIGHT_PX)

    def paint(self, painter: QPainter, region: QRegion) -> None:
        if self._lanes.viewport.lane_height < LEAST_LANE_PX:
            return
        painter.setFont(theme.font(theme.SMALL_PX))
        for lane, track in enumerate(self._lanes.bridge.song.tracks):
            place, words = self._place(lane), self.shown.get(track.id)
            if words is None or not region.intersects(place):
                continue
            metrics = painter.fontMetrics()
            words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, place.width() - 20)
            ground = QRect(3, place.y(), metrics.horizontalAdvance(words) + 10, HEIGHT_PX)
            painter.fillRect(ground, theme.colour(theme.BG, 0.6))
            painter.setPen(theme.colour(theme.TEXT))
            painter.drawText(ground.adjusted(5, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, words)
