"""Keeps a curve and its header for everything that is unfolded, in its place under its track.

Lives: window, main thread.
"""

from PySide6.QtCore import QObject

from app.changes import Changes
from app.model.ids import TrackId
from ui.arrange.automation_header import AutomationHeader
from ui.arrange.automation_lane import AutomationLane
from ui.arrange.automation_shown import LANE_HEIGHT, AutomationShown
from ui.arrange.header_column import HeaderColumn
from ui.arrange.lanes_view import LanesView
from ui.bridge import Bridge

FOLLOW_EVERY = 4  # ticks between two looks at the figures


class AutomationLanes(QObject):
    def __init__(self, bridge: Bridge, lanes: LanesView, headers: HeaderColumn) -> None:
        super().__init__(lanes)
        self._bridge, self._lanes, self._headers = bridge, lanes, headers
        self.shown = AutomationShown(self)
        self.lanes: dict[tuple[TrackId, str], AutomationLane] = {}
        self.headers: dict[tuple[TrackId, str], AutomationHeader] = {}
        self._ticks = 0
        self.shown.changed.connect(self.rebuild)
        lanes.viewport.moved.connect(self._on_moved)
        lanes.viewport.resized.connect(self._place)
        lanes.viewport.widened.connect(self._place)
        bridge.changed.connect(self._on_change)
        bridge.ticked.connect(self._on_tick)

    def rebuild(self) -> None:
        """Widgets for what is unfolded, and none for the rest."""
        song = self._bridge.song
        wanted = [(track, path) for track in song.tracks for path in self.shown.paths.get(track.id, ())]
        keys = {(track.id, path) for track, path in wanted}
        for group in (self.lanes, self.headers):
            for key in [key for key in group if key not in keys]:
                gone = group.pop(key)  # type: ignore[attr-defined]
                gone.hide()
                gone.deleteLater()
        for track, path in wanted:
            if (track.id, path) not in self.lanes:
                self.lanes[track.id, path] = AutomationLane(self._lanes, track, path)
                header = AutomationHeader(self._bridge, self.shown, track, path, self._headers.inside)
                self.headers[track.id, path] = header
        self._lanes.viewport.set_unfolded(self.shown.heights(song))
        self._place()

    def _place(self) -> None:
        view = self._lanes.viewport
        for number, track in enumerate(self._bridge.song.tracks):
            for row, path in enumerate(self.shown.paths.get(track.id, ())):
                lane, header = self.lanes.get((track.id, path)), self.headers.get((track.id, path))
                if lane is None or header is None:
                    continue
                top = view.start_px(number) + view.lane_height + row * LANE_HEIGHT
                lane.setGeometry(0, top - view.top_px, self._lanes.width(), LANE_HEIGHT)
                header.move(0, top)
                lane.show()
                header.show()

    def _on_moved(self) -> None:
        self._place()
        for lane in self.lanes.values():
            lane.move_with_viewport()

    def _on_change(self, changes: Changes) -> None:
        if changes.song_replaced:
            self.shown.paths = {}
            self.rebuild()
            return
        self.shown.keep_existing(self._bridge.song)
        if self._lanes.viewport.unfolded_px != self.shown.heights(self._bridge.song):
            self.rebuild()
        for (track_id, path), lane in self.lanes.items():
            if track_id in changes.tracks or changes.tempo:
                track = self._bridge.track(track_id)
                if track is not None:
                    lane.show_track(track)
                    self.headers[track_id, path].show_track(track)

    def _on_tick(self) -> None:
        self._ticks += 1
        for lane in self.lanes.values():
            lane.follow_playhead()
        if self._ticks % FOLLOW_EVERY == 0:
            for header in self.headers.values():
                header.follow()
