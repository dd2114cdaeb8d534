"""Creates a lane and a header for each take of the tracks whose takes are unfolded, which belongs to the window.

Lives: window, main thread.
"""

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.messages.window import comp_help, no_takes
from app.model.ids import PassId, TakeId, TrackId
from app.model.track import Track
from app.recording import comping
from app.song.changes import Changes
from app.storage.health import take_health
from app.tasks import Task
from ui import theme
from ui.arrange.header_column import HeaderColumn
from ui.arrange.lanes_view import LanesView
from ui.arrange.take_header import COMP_HEIGHT, CompHeader, TakeHeader
from ui.arrange.take_lane import HEIGHT, TakeLane
from ui.bridge import Bridge


class TakeLanes(QObject):
    """All take lanes of the arrangement."""

    changed = Signal()  # what is unfolded

    def __init__(self, bridge: Bridge, lanes: LanesView, headers: HeaderColumn) -> None:
        super().__init__(lanes)
        self._bridge, self._lanes, self._headers = bridge, lanes, headers
        self.shown: frozenset[TrackId] = frozenset()
        self.lanes: dict[TakeId, TakeLane] = {}
        self.headers: dict[TakeId, TakeHeader] = {}
        self.comps: dict[TrackId, tuple[CompHeader, _KeeperLane]] = {}
        self.soloed: dict[TrackId, TakeId] = {}  # the take that a track plays alone
        self._health: dict[TakeId, str] = {}
        self._reading: Task[dict[TakeId, str]] | None = None
        self._running: PassId | None = None
        bridge.changed.connect(self._on_change)
        bridge.ticked.connect(self._on_tick)

    def toggle(self, track_id: TrackId) -> None:
        """Unfold or fold the takes of a track."""
        track = self._bridge.track(track_id)
        if track is not None and not track.takes and track_id not in self.shown:
            record = self._bridge.actions.key("transport.record")
            self._bridge.notify("info", no_takes(track.name, record))
            return
        if track_id in self.shown:
            self.solo(track_id, None)
        self.shown ^= {track_id}
        self.rebuild()

    def height(self, track: Track) -> int:
        """Height of the takes of a track, in px."""
        return COMP_HEIGHT + HEIGHT * len(track.takes) if track.id in self.shown else 0

    def solo(self, track_id: TrackId, take_id: TakeId | None) -> None:
        """The take alone, in place of the comp; the same again or None: the comp."""
        requested = None if take_id == self.soloed.get(track_id) else take_id
        if requested is None and track_id not in self.soloed:
            return
        session = self._bridge.session
        if self._bridge.attempt(lambda: comping.audition(session.document, session.link, track_id, requested)):
            self.soloed = {k: v for k, v in self.soloed.items() if k != track_id} | (
                {track_id: requested} if requested else {}
            )
            self._show()

    def rebuild(self) -> None:
        requested = {
            take.id: (track, take)
            for track in self._bridge.song.tracks
            if track.id in self.shown
            for take in track.takes
        }
        for group in (self.lanes, self.headers):
            for key in [key for key in group if key not in requested]:
                _drop(group.pop(key))
        for track_id in [key for key in self.comps if key not in self.shown]:
            for widget in self.comps.pop(track_id):
                _drop(widget)
        for take_id, (track, take) in requested.items():
            if take_id not in self.lanes:
                self.lanes[take_id] = TakeLane(self._lanes, track, take)
                listen = lambda take, track_id=track.id: self.solo(track_id, take.id)  # noqa: E731
                self.headers[take_id] = TakeHeader(self._bridge, track, take, listen, self._headers.inside)
                self.lanes[take_id].menu = self.headers[take_id].menu
                self.headers[take_id].belong_to(self.lanes[take_id])
        for track in self._bridge.song.tracks:
            if track.id in self.shown and track.id not in self.comps:
                fold = lambda track_id=track.id: self.toggle(track_id)  # noqa: E731
                hint = comp_help(self._bridge.actions.key("track.done"))
                header = CompHeader(self._bridge, self._lanes.selection, track, fold, self._headers.inside)
                self.comps[track.id] = (header, _KeeperLane(self._lanes, track, hint))
        self._show()
        self._check_files()
        self.changed.emit()

    def _check_files(self) -> None:
        """Verify the shown takes on a worker, each once."""
        unknown = [lane.take for take_id, lane in self.lanes.items() if take_id not in self._health]
        folder = self._bridge.session.document.folder
        if unknown and folder is not None and self._reading is None:
            self._reading = Task(lambda: {take.id: take_health(folder, take) for take in unknown})
            self._bridge.start_task(
                self._reading,
                self._take_health,
                lambda _sentence: self._take_health({take.id: "" for take in unknown}),
                owner=self,
            )

    def _take_health(self, found: dict[TakeId, str]) -> None:
        self._reading = None
        self._health |= found
        self._show()
        self._check_files()

    def place(self, track: Track, top: int) -> None:
        """Place the takes of a track from `top` on."""
        view = self._lanes.viewport
        if track.id not in self.comps:
            return
        header, keepers = self.comps[track.id]
        _put(header, 0, top)
        keepers.setGeometry(0, top - view.top_px, self._lanes.width(), COMP_HEIGHT)
        keepers.show()
        top += COMP_HEIGHT
        for take in reversed(track.takes):  # the newest on top
            if take.id in self.lanes:
                self.lanes[take.id].setGeometry(0, top - view.top_px, self._lanes.width(), HEIGHT)
                self.lanes[take.id].show()
                _put(self.headers[take.id], 0, top)
            top += HEIGHT

    def hide(self, track: Track) -> None:
        """Hide the takes of a track that is folded away."""
        takes = {take.id for take in track.takes}
        parts = [*self.comps.get(track.id, ())]
        parts += [widget for group in (self.lanes, self.headers) for take, widget in group.items() if take in takes]
        for widget in parts:
            widget.hide()

    def move_with_viewport(self) -> None:
        for lane in self.lanes.values():
            lane.move_with_viewport()
        for _, keepers in self.comps.values():
            keepers.update()

    def _show(self) -> None:
        for track in self._bridge.song.tracks:
            if track.id not in self.comps:
                continue
            for part in self.comps[track.id]:
                part.show_track(track)
            for take in track.takes:
                if take.id in self.lanes:
                    self.lanes[take.id].show_take(track, take)
                    self.headers[take.id].show_take(
                        track, take, self.soloed.get(track.id) == take.id, self._health.get(take.id, "")
                    )

    def _on_change(self, changes: Changes) -> None:
        if changes.song_replaced:
            self.shown, self.soloed, self._health = frozenset(), {}, {}
            self.rebuild()
            return
        there = {track.id for track in self._bridge.song.tracks}
        self.soloed = {k: v for k, v in self.soloed.items() if k in there and k not in changes.clips}
        takes = {take.id for track in self._bridge.song.tracks if track.id in self.shown for take in track.takes}
        if not self.shown <= there or takes != self.lanes.keys():
            self.shown &= there
            self.rebuild()
        elif changes.tracks & self.shown:
            self._show()

    def _unfold_rounds(self) -> None:
        """Unfold the takes of a loop, because they are there to be chosen from."""
        running = self._bridge.session.passes.recording
        before, self._running = self._running, None if running is None else PassId(running.pass_id)
        if before is not None and before != self._running:
            looped = [t.id for t in self._bridge.song.tracks if sum(take.pass_id == before for take in t.takes) > 1]
            if not self.shown.issuperset(looped):
                self.shown |= frozenset(looped)
                self.rebuild()

    def _on_tick(self) -> None:
        self._unfold_rounds()
        for lane in self.lanes.values():
            if not lane.visibleRegion().isEmpty():
                lane.playhead.follow()
        for header, _ in self.comps.values():
            header.follow()


class _KeeperLane(QWidget):
    """A green line over each range that is marked as done, beside the comp's header."""

    def __init__(self, lanes: LanesView, track: Track, hint: str) -> None:
        super().__init__(lanes)
        self._view, self._track, self._hint = lanes.viewport, track, hint
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def show_track(self, track: Track) -> None:
        self._track = track
        self.setAccessibleName(f"Keepers of {track.name}: {len(track.keepers)}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(theme.BG))
        painter.setFont(theme.font(11))
        painter.setPen(theme.colour(theme.DIM))
        if not self._track.keepers:
            painter.drawText(self.rect().adjusted(12, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._hint)
        for keeper in self._track.keepers:
            left, right = self._view.pixel_of(keeper.start_frame), self._view.pixel_of(keeper.end_frame)
            painter.fillRect(QRect(left, self.height() - 8, max(2, right - left), 4), theme.colour(theme.OK))
            painter.setPen(theme.colour(theme.OK))
            painter.drawText(max(left, 4), self.height() - 13, "keeper")
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), theme.colour(theme.LINE))
        painter.end()


def _put(widget: QWidget, x: int, y: int) -> None:
    widget.move(x, y)
    widget.show()


def _drop(widget: QWidget) -> None:
    widget.hide()
    widget.deleteLater()
