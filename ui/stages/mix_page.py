"""Mix: the arrangement or the picture of the mix above, the console below, and under it the editor or the master panel.

Lives: window, main thread.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.model.channel import ChannelId
from app.model.ids import BusId, TrackId
from ui.arrange.arrange_view import ArrangeView
from ui.bridge import Bridge
from ui.editor.channel_editor import ChannelEditor
from ui.master.master_panel import MasterPanel
from ui.mixer.console import Console
from ui.selection import Selection

LEAST_ABOVE = 150  # less of the arrangement is not worth showing beside an open editor
HANDLE = 3


class MixPage(QWidget):
    page_asked = Signal(int)

    def __init__(self, bridge: Bridge, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._selection = bridge, selection
        self._arrange: ArrangeView | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.console = Console(bridge, selection)
        self.editor = ChannelEditor(bridge, self.console.menus)
        self.dock = QStackedWidget()
        self.master = MasterPanel(bridge)
        self.dock.addWidget(self.editor)
        self.dock.addWidget(self.master)
        self.dock.hide()
        self.above = QStackedWidget()
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(HANDLE)
        for part, stretch in ((self.above, 3), (self.console, 2), (self.dock, 2)):
            self._split.addWidget(part)
            self._split.setStretchFactor(self._split.count() - 1, stretch)
        column.addWidget(self._split)
        self._sized = False
        self.console.edit_asked.connect(self.open_editor)
        self.editor.closed.connect(self.close_dock)
        self.master.closed.connect(self.close_dock)
        self.master.edit_asked.connect(self.open_editor)
        self.editor.channel_asked.connect(self.choose)
        selection.track_changed.connect(self._follow_selection)

    def take(self, arrange: ArrangeView) -> None:
        """The one arrangement is shared with the Record page."""
        self._arrange = arrange
        self.above.insertWidget(0, arrange)
        self.above.setCurrentIndex(0)
        arrange.show()
        if not self._sized:
            self._sized = True
            self._split.setSizes([600, 400, 0])

    # --- the editor
    @property
    def dock_open(self) -> bool:
        return self.dock.isVisibleTo(self)

    def toggle_editor(self) -> None:
        """Of the chosen channel, or of the first track."""
        if self.dock_open and self.dock.currentWidget() is self.editor:
            self.editor.focus_eq()
            return
        tracks = self._bridge.song.tracks
        channel_id = self._selection.channel or (tracks[0].id if tracks else self._bridge.song.master.id)
        self.open_editor(channel_id)

    def open_editor(self, channel_id: ChannelId) -> None:
        self.choose(channel_id)
        if not self.editor.open_channel(channel_id):
            self._bridge.noticed.emit("info", "A headphone mix has no strip to edit.", None, None)
            return
        self._open_dock(self.editor)
        self.editor.focus_eq()

    def toggle_master(self) -> None:
        """Loudness, limiter, stereo picture, spectrum."""
        if self.dock_open and self.dock.currentWidget() is self.master:
            self.close_dock()
            return
        self.editor.stop_watching()
        self._open_dock(self.master)
        self.master.loudness.setFocus()

    def _open_dock(self, widget: QWidget) -> None:
        self.dock.setCurrentWidget(widget)
        self.dock.show()
        self._share_height()

    def close_dock(self) -> None:
        if self.dock_open:
            self.dock.hide()
            self.editor.stop_watching()
            self._share_height()
            self.console.setFocus()

    def choose(self, channel_id: ChannelId) -> None:
        """Makes it the chosen channel, and shows its strip."""
        if any(track.id == channel_id for track in self._bridge.song.tracks):
            self._selection.set_track(TrackId(channel_id))
        else:
            self._selection.set_bus(BusId(channel_id))
        self.console.show_strip(channel_id)

    def _follow_selection(self) -> None:
        if self.dock_open and self.dock.currentWidget() is self.editor:
            self.editor.open_channel(self._selection.channel)

    # --- room
    def resizeEvent(self, event: object) -> None:
        self._share_height()

    def _share_height(self) -> None:
        """With the editor open in a small window the console shows faders only, and the arrangement goes if it must."""
        dock = self.dock.currentWidget().minimumHeight() if self.dock_open else 0
        free = self.height() - 2 * HANDLE - dock
        self.console.set_compact(self.dock_open and free - self.console.full_height < LEAST_ABOVE)
        console = self.console.minimumHeight()
        self.above.setVisible(not self.dock_open or free - console >= LEAST_ABOVE)
        if self.dock_open:
            above = max(0, free - console) if self.above.isVisibleTo(self) else 0
            extra = 0 if above else max(0, free - console)
            self._split.setSizes([above * 2 // 3, console, dock + extra + above // 3])
