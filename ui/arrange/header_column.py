"""The column of track headers, scrolled with the lanes; one layer paints all its meters.

Lives: window, main thread.
"""

from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.model.ids import FolderId, TrackId
from app.song.changes import Changes
from ui import theme
from ui.arrange.folder_header import FolderHeader
from ui.arrange.header_hand import HeaderHand
from ui.arrange.lanes_view import wheel
from ui.arrange.monitoring import armed_sentences
from ui.arrange.track_header import TrackHeader
from ui.arrange.viewport import Viewport
from ui.bridge import Bridge
from ui.state.selection import Selection
from ui.widgets.card import button
from ui.widgets.meters import MeterLayer, MeterSpot
from ui.widgets.tab_order import chain

ADD_ROW = 48


class _Ground(QWidget):
    """An opaque background, so that scrolling copies what is painted already."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour(theme.PANEL))
        painter.end()


class HeaderColumn(QWidget):
    """The headers of all tracks and folders."""

    automation_asked = Signal(object)  # a track's identity
    takes_asked = Signal(object)

    def __init__(self, bridge: Bridge, viewport: Viewport, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._viewport, self._selection = bridge, viewport, selection
        self.setFixedWidth(theme.HEADER_WIDTH)
        self.inside = _Ground(self)
        self.hand = HeaderHand(bridge, viewport, self, self.inside)
        self.headers: dict[TrackId, TrackHeader] = {}
        self.folders: dict[FolderId, FolderHeader] = {}
        self.add_button = button("Add track", lambda: bridge.actions.run("track.add"))
        self.add_button.setParent(self.inside)
        self.layer = MeterLayer(self._spots, self.inside)
        viewport.moved.connect(self._follow)
        viewport.lanes.resized.connect(self.rebuild)
        selection.track_changed.connect(self._repaint_headers)
        bridge.changed.connect(self._on_change)
        bridge.ticked.connect(self.layer.refresh)
        bridge.slow_ticked.connect(self._on_slow_tick)
        self._recording = False
        self._in_tab_order: list[QWidget] = []
        self.rebuild()

    def _on_change(self, changes: Changes) -> None:
        song = self._bridge.song
        same = list(self.headers) == [track.id for track in song.tracks]
        if not same or self.folders.keys() != {folder.id for folder in song.folders}:
            self.rebuild()
        elif changes.structure:
            self.layer.relayout()
        for track_id in changes.tracks | changes.strips:
            header = self.headers.get(track_id)
            if header is not None:
                header.show_track()
        inside = {track.folder for track in song.tracks if track.id in changes.tracks | changes.strips}
        for folder_id, row in self.folders.items():
            if changes.folders or folder_id in inside:
                row.show_folder()
        if changes.folders:
            self._repaint_headers()

    def _on_slow_tick(self) -> None:
        recording = self._bridge.clock.recording
        sentences = armed_sentences(self._bridge.session, brief=True)
        for track_id, header in self.headers.items():
            header.show_hearing(sentences.get(track_id, ""))
            if not header.visibleRegion().isEmpty():
                header.refresh_level()
            header.show_recording()  # each time: a pass may be shorter than a tick
            if recording != self._recording:
                header.update()
        self._recording = recording

    def rebuild(self) -> None:
        """Make, drop and place headers as the song's rows are now."""
        song, view = self._bridge.song, self._viewport
        _drop_others(self.headers, {track.id for track in song.tracks})
        _drop_others(self.folders, {folder.id for folder in song.folders})
        for lane, track in enumerate(song.tracks):
            header = self.headers.pop(track.id, None) or self._new_header(track.id)
            self.headers[track.id] = header  # in the order of tracks
            header.setGeometry(0, view.lanes.top_px(lane), theme.HEADER_WIDTH, view.lanes.height_px(lane))
            header.setVisible(view.lanes.height_px(lane) > 0)
        for row in view.lanes.rows.folders:
            if row.folder not in self.folders:
                self.folders[row.folder] = FolderHeader(
                    self._bridge, self._selection, self.hand, row.folder, self.inside
                )
            self.folders[row.folder].move(0, row.top_px)
            self.folders[row.folder].show()
        self._order_tabs()
        end = self._viewport.lanes.top_px(len(song.tracks))
        self.add_button.setGeometry(12, end + 10, 96, 30)
        whole = end + ADD_ROW + self._viewport.lanes.below_px
        self._viewport.lanes.content_height_px = whole
        self.inside.resize(theme.HEADER_WIDTH, whole)
        self.layer.setGeometry(self.inside.rect())
        self.layer.raise_()
        self.layer.relayout()
        self._viewport.set_size(self._viewport.width_px, self._viewport.height_px)
        self._follow()

    def _order_tabs(self) -> None:
        """Let Tab go from the upper to the lower headers, also after they were reordered."""
        placed = sorted((*self.headers.values(), *self.folders.values()), key=lambda one: (one.y(), one.height() == 0))
        wanted: list[QWidget] = [*placed, self.add_button]
        if wanted != self._in_tab_order:
            self._in_tab_order = wanted
            chain(wanted)

    def rename_track(self, track_id: TrackId) -> None:
        """Open the name of a track for typing."""
        header = self.headers.get(track_id)
        if header is not None:
            header.name.open_field()

    def rename_folder(self, folder_id: FolderId) -> None:
        """Scroll to a folder, and open its name for typing."""
        header, view = self.folders.get(folder_id), self._viewport
        if header is not None:
            least = header.y() + header.height() - view.height_px
            view.scroll_to(view.left_px, min(header.y(), max(least, view.top_px)))
            header.name.open_field()

    def _new_header(self, track_id: TrackId) -> TrackHeader:
        made = TrackHeader(self._bridge, self._selection, self.hand, track_id, self.inside)
        made.automation_asked.connect(self.automation_asked)
        made.takes_asked.connect(self.takes_asked)
        return made

    def _spots(self) -> list[MeterSpot]:
        shown = (header for header in self.headers.values() if header.height() and not header.isHidden())
        return [spot for header in shown for spot in header.meter_spots()]

    def _follow(self) -> None:
        if self.inside.y() != -self._viewport.top_px:
            self.inside.move(0, -self._viewport.top_px)

    def _repaint_headers(self) -> None:
        for header in (*self.headers.values(), *self.folders.values()):
            header.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour(theme.PANEL))
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            wheel(self._viewport, event)


Id = TypeVar("Id")
Header = TypeVar("Header", bound=QWidget)


def _drop_others(headers: dict[Id, Header], existing: set[Id]) -> None:
    """Delete the headers of what is no longer in the song."""
    for known in [known for known in headers if known not in existing]:
        header = headers.pop(known)
        header.hide()
        header.deleteLater()
