"""The arrangement: corner, ruler, headers, lanes, scroll bar and overview, and a card for an empty song.

Lives: window, main thread.
"""

import msgspec
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollBar, QVBoxLayout, QWidget

from app.devices.window_layout import WindowLayout
from app.edits.grid import GridStep
from app.messages.window import first_track
from app.model.bus import Bus
from app.model.channel import ChannelId
from app.model.ids import TrackId
from app.song.changes import Changes
from ui import theme
from ui.arrange.automation_lanes import AutomationLanes
from ui.arrange.corner import Corner
from ui.arrange.emotion_overlay import EmotionOverlay
from ui.arrange.follow import FollowPlayhead
from ui.arrange.header_column import HeaderColumn
from ui.arrange.lanes_view import LanesView
from ui.arrange.minimap import Minimap
from ui.arrange.ruler import RulerView
from ui.arrange.snapper import Snapper
from ui.arrange.tool_row import ToolRow
from ui.arrange.viewport import Viewport
from ui.bridge import Bridge
from ui.state.editing import Editing
from ui.state.selection import Selection
from ui.widgets.card import button, label

LEAST_LANES = 60  # in px: less of the lanes is worth more than the overview
LANE_HEIGHTS = (58, 116, 46)
LEAST_WITH_TOOLS_PX = 230  # a lower timeline, such as above the console of a small window, has no tool row
LEAST_ROOMY_PX = 270  # a lower one has no time in its ruler: the transport shows it


class ArrangeView(QWidget):
    """The whole arrangement. It keeps its parts scrolled together."""

    def __init__(self, bridge: Bridge, selection: Selection, editing: Editing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._selection, self._editing = bridge, selection, editing
        self._recording = False
        self._fits = True  # until somebody zooms
        self.viewport = Viewport(self)
        self.viewport.lanes.show_song(bridge.song)
        self.viewport.song_frames = bridge.song.length_frames
        bridge.changed.connect(self._lay_out_rows)  # before anybody places a widget by them
        self.follow = FollowPlayhead(bridge, self.viewport, editing)
        self.snapper = Snapper(bridge, self.viewport, editing)
        self.ruler = RulerView(bridge, self.viewport, selection, self.snapper, self)
        self.ruler.show_chords(editing.shows_chords)
        editing.changed.connect(lambda: self.ruler.show_chords(editing.shows_chords))
        self.corner = Corner(bridge, self.ruler, self)
        self.headers = HeaderColumn(bridge, self.viewport, selection, self)
        self.lanes = LanesView(bridge, self.viewport, selection, editing, self.snapper, self)
        self.ruler.fields.then = self.lanes
        self.emotion = EmotionOverlay(bridge, self.viewport, self.lanes)
        self.emotion.show_line(editing.shows_emotion)
        editing.changed.connect(lambda: self.emotion.show_line(editing.shows_emotion))
        self.lanes.walked.connect(self.walk_tracks)
        self.automation = AutomationLanes(bridge, self.lanes, self.headers)
        self.headers.automation_asked.connect(self.toggle_automation)
        self.headers.takes_asked.connect(self.toggle_takes)
        self.empty = _EmptySong(bridge, self.lanes)
        self.minimap = Minimap(
            bridge,
            self.viewport,
            lambda file: bridge.session.document.waves.peaks(file),
            lambda: self.lanes.live,
            self,
        )
        self.minimap.whole_song_asked.connect(self.fit)
        self._down = QScrollBar(Qt.Orientation.Vertical, self)
        self._down.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._down.setMinimumHeight(theme.HIT)  # its style asks for more than a low window has
        self._down.valueChanged.connect(lambda value: self.viewport.scroll_to(self.viewport.left_px, value))
        self.tools = ToolRow(bridge, self.viewport, self.snapper, editing, self)
        grid = self._grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(self.tools, 0, 0, 1, 3)
        grid.addWidget(self.corner, 1, 0)
        grid.addWidget(self.ruler, 1, 1, 1, 2)
        grid.addWidget(self.headers, 2, 0, 2, 1)
        grid.addWidget(self.lanes, 2, 1)
        grid.addWidget(self._down, 2, 2)
        grid.addWidget(self.minimap, 3, 1, 1, 2)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(2, 1)
        self.viewport.moved.connect(self._set_bar)
        self.viewport.zoomed.connect(self._stop_fitting)
        self.viewport.widened.connect(self._fit_again)
        bridge.track_added.connect(self._name_track)
        bridge.changed.connect(self._on_change)
        bridge.ticked.connect(self._on_tick)
        self._place_empty()

    def toggle_automation(self, channel_id: ChannelId) -> None:
        """Unfold or fold the curves of a channel: under its track, or below all tracks for a bus."""
        channel = self._bridge.channel(channel_id)
        if channel is not None:
            self.automation.shown.toggle(channel)
            if isinstance(channel, Bus):
                self.automation.show_in_view(channel_id)
            else:
                self.show_track(channel.id)

    def zoom_to(self, start_frame: int, end_frame: int) -> None:
        """Show a range of frames, with a little around it."""
        self.viewport.zoom_to(start_frame, end_frame)

    def place_at_pointer(self) -> tuple[int, TrackId | None] | None:
        """Frame and track under the pointer, or where the open menu was asked for; None outside of the lanes.

        The track is None below all tracks.
        """
        at = self.lanes.pointer()
        if at is None:
            return None
        song, lane = self._bridge.song, self.viewport.lane_at(at.y())
        return self.snapper.snap(self.viewport.frame_at(at.x())), song.tracks[lane].id if 0 <= lane < len(
            song.tracks
        ) else None

    def has_keys(self) -> bool:
        """Whether the keyboard is on the lanes."""
        return self.lanes.hasFocus()

    def next_lane_height(self) -> None:
        """The next of LANE_HEIGHTS."""
        now = self.viewport.lanes.lane_height
        at = LANE_HEIGHTS.index(now) if now in LANE_HEIGHTS else 0
        self.viewport.lanes.set_lane_height(LANE_HEIGHTS[(at + 1) % len(LANE_HEIGHTS)])

    def toggle_takes(self, track_id: TrackId) -> None:
        """Unfold or fold the takes of a track."""
        self.automation.takes.toggle(track_id)
        self.show_track(track_id)

    def show_track(self, track_id: TrackId) -> None:
        """Scroll until a lane is in view, with what is unfolded below it."""
        numbers = [n for n, track in enumerate(self._bridge.song.tracks) if track.id == track_id]
        if numbers:
            view, top = self.viewport, self.viewport.lanes.top_px(numbers[0])
            unfolded = view.lanes.unfolded_px[numbers[0]] if view.lanes.unfolded_px else 0
            least = top + view.lanes.height_px(numbers[0]) + unfolded - view.height_px
            view.scroll_to(view.left_px, min(top, max(least, view.top_px)))

    def _name_track(self, track_id: TrackId) -> None:
        """Select a new track, show it, and open its name for typing."""
        self._selection.set_track(track_id)
        self.show_track(track_id)
        if self.isVisible():
            self.headers.headers[track_id].name.open_field(then=self.lanes)

    def walk_tracks(self, direction: int) -> None:
        """To the track below or above."""
        ids = [track.id for track in self._bridge.song.tracks]
        if ids:
            here = self._selection.track
            at = ids.index(here) + direction if here in ids else (0 if direction > 0 else len(ids) - 1)
            self._selection.set_track(ids[min(len(ids) - 1, max(0, at))])
            self.show_track(ids[min(len(ids) - 1, max(0, at))])

    def areas(self) -> list[QWidget]:
        """Widgets where F6 stops."""
        return [self.headers, self.lanes, self.tools]

    def bring_into_view(self, widget: QWidget) -> None:
        """Scroll until a widget of the headers or lanes is in view, as far as it fits."""
        for column in (self.headers, self.lanes):
            if column.isAncestorOf(widget):
                top = widget.mapTo(column, QPoint(0, 0)).y()
                below = top + widget.height() - column.height()
                if top < 0 or below > 0:
                    self.viewport.scroll_by(0, top if top < 0 else min(top, below))

    def fit(self) -> None:
        song = self._bridge.song
        self.viewport.fit(song.length_frames, song.rate_hz)
        self._fits = True

    def remember(self, layout: WindowLayout) -> WindowLayout:
        """`layout` with zoom, scroll and height of lanes as they are now."""
        view, folder = self.viewport, self._bridge.session.document.folder
        return msgspec.structs.replace(
            layout,
            lane_height=view.lanes.lane_height,
            song=str(folder or ""),
            frames_per_px=0.0 if self._fits else view.frames_per_px,
            left_px=view.left_px,
            top_px=view.top_px,
        )

    def restore(self, layout: WindowLayout) -> None:
        """Take height of lanes, and zoom and scroll if they are of the open song."""
        view = self.viewport
        view.lanes.set_lane_height(layout.lane_height)
        if layout.song == str(self._bridge.session.document.folder or ""):
            self._fits = not layout.frames_per_px
            view.place(layout.frames_per_px or view.frames_per_px, layout.left_px, layout.top_px)

    def grid_step(self) -> GridStep:
        """The grid in the middle of what is shown."""
        return self.snapper.step(self.viewport.frame_at(self.viewport.width_px / 2))

    def _stop_fitting(self) -> None:
        self._fits = False

    def _fit_again(self) -> None:
        if self._fits:
            self.fit()

    def zoom(self, factor: float) -> None:
        """Zoom around the playhead if it is in view, else around the middle."""
        x = self.viewport.x_of(self._bridge.clock.frame)
        inside = 0 <= x <= self.viewport.width_px
        self.viewport.zoom(factor, x if inside else self.viewport.width_px / 2)

    def minimumSizeHint(self) -> QSize:
        """Without the overview and the time in the ruler, which give way first."""
        height = self.ruler.least_height + self.lanes.minimumHeight()
        return QSize(self.corner.width() + self.lanes.minimumWidth(), height)

    def resizeEvent(self, event: object) -> None:
        self.ruler.set_low(self.height() < LEAST_ROOMY_PX)
        self._grid.activate()  # the lanes have the rest
        self.minimap.setVisible(self.height() >= self.ruler.height() + LEAST_LANES + self.minimap.height())
        self.tools.setVisible(self.height() >= LEAST_WITH_TOOLS_PX)
        self._place_empty()
        self._set_bar()

    def _lay_out_rows(self, changes: Changes) -> None:
        if changes.song_replaced or changes.structure or changes.tracks or changes.clips or changes.folders:
            self.viewport.lanes.show_song(self._bridge.song)
            self.viewport.song_frames = self._bridge.song.length_frames

    def _on_change(self, changes: Changes) -> None:
        if changes.song_replaced:
            self.fit()
        if changes.song_replaced or changes.structure or changes.clips:
            self._place_empty()
            self._set_bar()

    def _on_tick(self) -> None:
        clock = self._bridge.clock
        self.follow.tick()
        if clock.recording != self._recording:
            self._recording = clock.recording
            if clock.recording:
                self._show_armed()

    def _show_armed(self) -> None:
        """Scroll to an armed track, so that a new take can be seen."""
        armed = [lane for lane, track in enumerate(self._bridge.song.tracks) if track.armed]
        view = self.viewport
        if armed and not any(0 <= view.y_of(lane) <= view.height_px - view.lanes.height_px(lane) for lane in armed):
            view.scroll_to(view.left_px, view.lanes.top_px(armed[0]) - view.height_px // 3)

    def _set_bar(self) -> None:
        view, bar = self.viewport, self._down
        bar.blockSignals(True)
        bar.setPageStep(view.height_px)
        bar.setSingleStep(view.lanes.lane_height)
        bar.setRange(0, max(0, view.lanes.content_height_px - view.height_px))
        bar.setValue(view.top_px)
        bar.blockSignals(False)
        bar.setVisible(bar.maximum() > 0)

    # --- the empty song
    def _place_empty(self) -> None:
        free = self.lanes.rect().adjusted(8, 8, -8, -8)
        size = QSize() if self._bridge.song.tracks else self.empty.fit(free.size())
        self.empty.setVisible(size.isValid())
        place = QRect(QPoint(0, 0), size)
        place.moveCenter(free.center())
        self.empty.setGeometry(place)


class _EmptySong(QFrame):
    """What to do first, as far as there is room; the button beside the lanes is always there."""

    WIDTH = 360

    def __init__(self, bridge: Bridge, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self._column = QVBoxLayout(self)
        self._column.setSpacing(12)
        record = bridge.actions.key("transport.record")
        self._said = (label("Nothing is recorded yet", "title"), label(first_track(record), "dim", wrap=True))
        for part in self._said:
            self._column.addWidget(part)
        self._column.addWidget(button("Add the first track", lambda: bridge.actions.run("track.add"), "primary"))

    def fit(self, free: QSize) -> QSize:
        """Show all of it, or only the button. Returns the size for that; an invalid one where nothing fits."""
        for brief in (False, True):
            for part in self._said:
                part.setVisible(not brief)
            self._column.setContentsMargins(*((8, 8, 8, 8) if brief else (24, 20, 24, 20)))
            self._column.activate()
            width = min(self.WIDTH, free.width())
            size = self._column.sizeHint() if brief else QSize(width, self._column.totalHeightForWidth(width))
            if size.boundedTo(free) == size:
                return size
        return QSize()
