"""Creates and places a lane and a header for each unfolded curve: under its track, or for buses below all tracks.

Lives: window, main thread.
"""

from PySide6.QtCore import QObject

from app.model.channel import ChannelId, channels
from app.model.track import Track
from app.song.changes import Changes
from ui.arrange.automation_header import AutomationHeader
from ui.arrange.automation_lane import AutomationLane
from ui.arrange.automation_shown import LANE_HEIGHT, AutomationShown
from ui.arrange.header_column import ADD_ROW, HeaderColumn
from ui.arrange.lanes_view import LanesView
from ui.arrange.take_lanes import TakeLanes
from ui.bridge import Bridge

FOLLOW_EVERY = 4  # ticks between two looks at the figures


class AutomationLanes(QObject):
    """All automation lanes of the arrangement."""

    def __init__(self, bridge: Bridge, lanes: LanesView, headers: HeaderColumn) -> None:
        super().__init__(lanes)
        self._bridge, self._lanes, self._headers = bridge, lanes, headers
        self.shown = AutomationShown(self)
        self.lanes: dict[tuple[ChannelId, str], AutomationLane] = {}
        self.headers: dict[tuple[ChannelId, str], AutomationHeader] = {}
        self.takes = TakeLanes(bridge, lanes, headers)  # between a track and its curves
        self._ticks = 0
        self.takes.changed.connect(self.rebuild)
        self.shown.changed.connect(self.rebuild)
        lanes.viewport.moved.connect(self._on_moved)
        lanes.waves_arrived.connect(self._draw_again)
        lanes.viewport.lanes.resized.connect(self._place)
        lanes.viewport.widened.connect(self._place)
        bridge.changed.connect(self._on_change)
        bridge.ticked.connect(self._on_tick)

    def rebuild(self) -> None:
        """Create widgets for what is unfolded, and delete all others."""
        song = self._bridge.song
        requested = [(channel, path) for channel in channels(song) for path in self.shown.paths.get(channel.id, ())]
        keys = {(channel.id, path) for channel, path in requested}
        for group in (self.lanes, self.headers):
            for key in [key for key in group if key not in keys]:
                gone = group.pop(key)
                gone.hide()
                gone.deleteLater()
        for channel, path in requested:
            if (channel.id, path) not in self.lanes:
                self.lanes[channel.id, path] = AutomationLane(self._lanes, channel, path)
                header = AutomationHeader(self._bridge, self.shown, channel, path, self._headers.inside)
                self.headers[channel.id, path] = header
                self.lanes[channel.id, path].menu = header.menu
        self._lanes.viewport.lanes.set_unfolded(self._heights(), self.shown.below(song))
        self._place()

    def _heights(self) -> tuple[int, ...]:
        """Height of what is unfolded below each track, in px; empty if nothing is."""
        song = self._bridge.song
        curves = self.shown.heights(song) or (0,) * len(song.tracks)
        heights = tuple(px + self.takes.height(track) for px, track in zip(curves, song.tracks, strict=True))
        return heights if any(heights) else ()

    def _place(self) -> None:
        view, song = self._lanes.viewport, self._bridge.song
        for number, track in enumerate(song.tracks):
            if not view.lanes.height_px(number):
                self._hide(track)
                continue
            top = view.lanes.top_px(number) + view.lanes.height_px(number)
            self.takes.place(track, top)
            self._place_under(track.id, top + self.takes.height(track))
        top = view.lanes.top_px(len(song.tracks)) + ADD_ROW
        for bus in song.buses:
            top = self._place_under(bus.id, top)

    def _place_under(self, channel_id: ChannelId, top: int) -> int:
        """Place the curves of one channel from `top` on; returns where they end."""
        view = self._lanes.viewport
        for path in self.shown.paths.get(channel_id, ()):
            lane, header = self.lanes.get((channel_id, path)), self.headers.get((channel_id, path))
            if lane is not None and header is not None:
                lane.setGeometry(0, top - view.top_px, self._lanes.width(), LANE_HEIGHT)
                header.move(0, top)
                lane.show()
                header.show()
            top += LANE_HEIGHT
        return top

    def _hide(self, track: Track) -> None:
        """What is unfolded below a track that is folded away itself."""
        self.takes.hide(track)
        for (channel_id, _), lane in self.lanes.items():
            if channel_id == track.id:
                lane.hide()
        for (channel_id, _), header in self.headers.items():
            if channel_id == track.id:
                header.hide()

    def show_in_view(self, channel_id: ChannelId) -> None:
        """Scroll to the curves of a bus."""
        view = self._lanes.viewport
        places = [header.y() for (known, _), header in self.headers.items() if known == channel_id]
        if places:
            least = max(places) + LANE_HEIGHT - view.height_px
            view.scroll_to(view.left_px, min(min(places), max(least, view.top_px)))

    def _on_moved(self) -> None:
        self._place()
        self._draw_again()

    def _draw_again(self) -> None:
        for lane in self.lanes.values():
            lane.move_with_viewport()
        self.takes.move_with_viewport()

    def _on_change(self, changes: Changes) -> None:
        if changes.song_replaced:
            self.shown.paths = {}
            self.rebuild()
            return
        self.shown.keep_existing(self._bridge.song)
        view, song = self._lanes.viewport, self._bridge.song
        if (view.lanes.unfolded_px, view.lanes.below_px) != (self._heights(), self.shown.below(song)):
            self.rebuild()
        for (channel_id, path), lane in self.lanes.items():
            if channel_id in changes.tracks | changes.buses or changes.tempo:
                channel = self._bridge.channel(channel_id)
                if channel is not None:
                    lane.show_channel(channel)
                    self.headers[channel_id, path].show_channel(channel)

    def _on_tick(self) -> None:
        self._ticks += 1
        for lane in self.lanes.values():
            lane.playhead.follow()
        if self._ticks % FOLLOW_EVERY == 0:
            for header in self.headers.values():
                header.follow()
