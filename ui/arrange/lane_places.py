"""What lies under the pointer on the lanes, and what a drag there does.

The upper half of a clip is the clip: it moves. Its lower half and the ground beside it are time: a click places the
playhead, a drag selects. Edges trim, upper corners fade, the middle of the upper edge is the gain.

Lives: window, main thread.
"""

from typing import Literal, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt

from app.model.clip import Clip
from ui.arrange.clip_picture import LANE_GAP, TITLE_HEIGHT
from ui.arrange.viewport import Viewport
from ui.bridge import Bridge
from ui.state.selection import Selection

EDGE_PX = 7.0
GAIN_BAR_PX = QRectF(-9, 1, 18, 5)  # the handle as it is painted, from the middle of the upper edge
GAIN_REACH_PX = 3  # around it, where it is grabbed too
LEAST_GAIN_PX = 72.0  # width of a clip that has the handle
Zone = Literal["time", "move", "trim-start", "trim-end", "fade-in", "fade-out", "gain", "range-start", "range-end"]
CURSORS = {
    "time": Qt.CursorShape.IBeamCursor,
    "move": Qt.CursorShape.OpenHandCursor,
    "trim-start": Qt.CursorShape.SizeHorCursor,
    "trim-end": Qt.CursorShape.SizeHorCursor,
    "fade-in": Qt.CursorShape.PointingHandCursor,
    "fade-out": Qt.CursorShape.PointingHandCursor,
    "gain": Qt.CursorShape.SizeVerCursor,
    "range-start": Qt.CursorShape.SplitHCursor,
    "range-end": Qt.CursorShape.SplitHCursor,
}

STRETCHES = Qt.CursorShape.SplitHCursor  # of an edge with Ctrl


class Place(NamedTuple):
    """A point of the lanes.

    Attributes:
        zone: What a drag does there.
        lane: Index of the track; -1 or their number outside of the tracks.
        clip: The uppermost clip there.
    """

    zone: Zone
    lane: int
    clip: Clip | None = None


class LanePlaces:
    """Looks things up in the song as it is shown."""

    def __init__(self, bridge: Bridge, viewport: Viewport, selection: Selection) -> None:
        self._bridge, self._viewport, self._selection = bridge, viewport, selection

    def at(self, point: QPointF) -> Place:
        """The place at a point, px of the lanes."""
        lane = self._viewport.lane_at(point.y())
        clip = self._clip_at(point, lane)
        zone: Zone = "time" if clip is None else self._zone_of(point, lane, clip)
        if zone == "time":
            zone = self._range_edge_at(point, lane) or zone
        return Place(zone, lane, clip)

    def gain_handle(self, lane: int, clip: Clip) -> QRectF | None:
        """The gain handle of a clip: in the middle of what is in sight of it; None if it is too narrow."""
        view = self._viewport
        left, right = max(0.0, view.x_of(clip.timeline_start_frame)), view.x_of(clip.timeline_end_frame)
        right = min(right, float(view.width_px))
        if right - left < LEAST_GAIN_PX:
            return None
        return GAIN_BAR_PX.translated((left + right) / 2, view.y_of(lane) + LANE_GAP)

    def _clip_at(self, point: QPointF, lane: int) -> Clip | None:
        view, tracks = self._viewport, self._bridge.song.tracks
        if not 0 <= lane < len(tracks) or view.folder_at(point.y()) is not None:
            return None
        for clip in reversed(tracks[lane].clips):
            if view.x_of(clip.timeline_start_frame) <= point.x() <= view.x_of(clip.timeline_end_frame):
                return clip
        return None

    def _zone_of(self, point: QPointF, lane: int, clip: Clip) -> Zone:
        view = self._viewport
        left, right = view.x_of(clip.timeline_start_frame), view.x_of(clip.timeline_end_frame)
        reach = min(EDGE_PX, (right - left) / 4)
        below_top = point.y() - view.y_of(lane) - LANE_GAP
        if below_top <= TITLE_HEIGHT:
            fades: tuple[tuple[Zone, int], ...] = (
                ("fade-in", clip.timeline_start_frame + clip.fade_in_frames),
                ("fade-out", clip.timeline_end_frame - clip.fade_out_frames),
            )
            for zone, frame in fades:
                if abs(point.x() - view.x_of(frame)) <= reach:
                    return zone
        handle = self.gain_handle(lane, clip)
        if handle is not None and handle.adjusted(
            -GAIN_REACH_PX, -GAIN_REACH_PX, GAIN_REACH_PX, GAIN_REACH_PX
        ).contains(point):
            return "gain"
        if point.x() - left <= reach:
            return "trim-start"
        if right - point.x() <= reach:
            return "trim-end"
        return "move" if below_top < view.lanes.height_px(lane) / 2 - LANE_GAP else "time"

    def _range_edge_at(self, point: QPointF, lane: int) -> Zone | None:
        """The edge of the selected range at a point."""
        selected, tracks, view = self._selection.time_range, self._bridge.song.tracks, self._viewport
        if selected is None or not 0 <= lane < len(tracks) or tracks[lane].id not in selected.tracks:
            return None
        if abs(point.x() - view.x_of(selected.start_frame)) <= EDGE_PX / 2:
            return "range-start"
        return "range-end" if abs(point.x() - view.x_of(selected.end_frame)) <= EDGE_PX / 2 else None
