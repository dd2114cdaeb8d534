"""Mix: the arrangement or the picture of the mix above, the console below, and under it the editor or the master panel.

Lives: window, main thread.
"""

from collections.abc import Callable
from typing import Any

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.devices.window_layout import Panel, WindowLayout
from app.messages.mixing import HEADPHONES_WITHOUT_STRIP
from app.model.channel import ChannelId
from app.model.ids import BusId, TrackId
from ui.arrange.arrange_view import ArrangeView
from ui.bridge import Bridge
from ui.editor.channel_editor import ChannelEditor
from ui.master.master_panel import MasterPanel
from ui.mixer.console import HEIGHTS, Console
from ui.mixer.mix_bar import MixBar
from ui.mixer.mix_picture import MixPicture
from ui.mixer.versions_panel import VersionsPanel
from ui.state.copies import Copies
from ui.state.selection import Selection
from ui.widgets.lazy_stack import LazyPage, LazyStack

LEAST_ABOVE = 130  # less of the arrangement is not worth showing beside an open editor
LEAST_TIMELINE = 100  # above a console without an editor
HANDLE = 3
CONSOLE_SHARE = 0.55  # of a tall window, until somebody moves the line above the console


class MixPage(QWidget):
    """The Mix page: console, editor, master panel, versions and picture."""

    page_asked = Signal(int)
    step_asked = Signal(object)  # StepProgress: show where it is done

    def __init__(self, bridge: Bridge, selection: Selection, clipboard: Copies, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._selection = bridge, selection
        self._arrange: ArrangeView | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.console = Console(bridge, selection, clipboard)
        self._editor, self._picture = LazyPage(self._make_editor), LazyPage(self._make_picture)
        self._master, self._versions = LazyPage(self._make_master), LazyPage(self._make_versions)
        self.bar = MixBar(bridge.actions)
        self.dock = LazyStack((self._editor, self._master, self._versions))
        self.dock.hide()
        self.above = LazyStack((self._picture,))
        self.body = QSplitter(Qt.Orientation.Vertical)
        self.body.setChildrenCollapsible(False)
        self.body.setHandleWidth(HANDLE)
        for part, stretch in ((self.above, 3), (self.console, 2), (self.dock, 2)):
            self.body.addWidget(part)
            self.body.setStretchFactor(self.body.count() - 1, stretch)
        column.addWidget(self.bar)
        column.addWidget(self.body, 1)
        self._shows_picture = False
        self._console_share = 0.0  # chosen by hand; 0: not yet
        self.body.splitterMoved.connect(self._note_share)
        self.console.edit_asked.connect(self.open_editor)
        self._connect_bar()
        selection.track_changed.connect(self._follow_selection)

    # --- parts that are made when they are first shown
    def _make_editor(self) -> ChannelEditor:
        made = ChannelEditor(self._bridge, self.console.menus)
        made.closed.connect(self.close_dock)
        made.channel_asked.connect(self.choose)
        return made

    def _make_master(self) -> MasterPanel:
        made = MasterPanel(self._bridge)
        made.closed.connect(self.close_dock)
        made.edit_asked.connect(self.open_editor)
        return made

    def _make_versions(self) -> VersionsPanel:
        made = VersionsPanel(self._bridge)
        made.closed.connect(self.close_dock)
        return made

    def _make_picture(self) -> MixPicture:
        made = MixPicture(self._bridge, self._selection)
        made.edit_asked.connect(self.open_editor)
        return made

    @property
    def editor(self) -> ChannelEditor:
        return self._editor.widget

    @property
    def master(self) -> MasterPanel:
        return self._master.widget

    @property
    def versions(self) -> VersionsPanel:
        return self._versions.widget

    @property
    def picture(self) -> MixPicture:
        return self._picture.widget

    def _is_open(self, panel: LazyPage[Any]) -> bool:
        return self.dock_open and panel.is_current

    def _connect_bar(self) -> None:
        for signal, verb in (
            (self.bar.timeline_asked, self.show_timeline),
            (self.bar.editor_asked, lambda: self._toggle(self._editor, self.toggle_editor)),
        ):
            signal.connect(verb)
        self._show_bar()

    def _show_bar(self) -> None:
        """The chips say what is open: neither of the two above the console while there is no room for them."""
        bar, picture, above = self.bar, self._shows_picture, self.above.isVisibleTo(self)
        for chip, on in (
            (bar.timeline, above and not picture),
            (bar.picture, above and picture),
            (bar.narrow, self.console.narrow),
            (bar.editor, self._is_open(self._editor)),
            (bar.master, self._is_open(self._master)),
            (bar.versions, self._is_open(self._versions)),
        ):
            chip.setChecked(on)

    def take(self, arrange: ArrangeView) -> None:
        """The one arrangement is shared with the Record page."""
        self._arrange = arrange
        self.above.insertWidget(0, arrange)
        if self._shows_picture:
            self.above.show_page(self._picture)
        else:
            self.above.setCurrentWidget(arrange)
            arrange.show()
        self._show_bar()
        self._share_height()

    # --- what is remembered
    @property
    def _panels(self) -> dict[Panel, LazyPage[Any]]:
        return {"editor": self._editor, "master": self._master, "versions": self._versions}

    def remember(self, layout: WindowLayout) -> WindowLayout:
        """`layout` with what is open on this page now."""
        return msgspec.structs.replace(
            layout,
            panel=next((name for name, panel in self._panels.items() if self._is_open(panel)), ""),
            picture=self._shows_picture,
            narrow_strips=self.console.narrow,
            console_share=self._console_share,
        )

    def restore(self, layout: WindowLayout) -> None:
        """Open what was open; the keyboard stays where it is."""
        self._console_share = layout.console_share
        if layout.narrow_strips != self.console.narrow:
            self.console.toggle_narrow()
        if layout.picture:
            self._shows_picture = True
            self.above.show_page(self._picture)
        panel = self._panels.get(layout.panel)
        channel_id = self._chosen_channel()
        if panel is not None and (panel is not self._editor or self.editor.open_channel(channel_id)):
            self.dock.show_page(panel)
            self.dock.show()
        self._share_height()

    def _note_share(self) -> None:
        """Somebody moved a line between two parts."""
        if not self.dock_open and self.above.isVisibleTo(self):
            self._console_share = min(1.0, self.console.height() / max(1, self.body.height()))

    # --- above the console
    def show_timeline(self) -> None:
        self._shows_picture = False
        if self._arrange is not None:
            self.above.setCurrentWidget(self._arrange)
            if not self.above.isVisibleTo(self):
                self.close_dock()
            self._share_height()

    def show_picture(self) -> None:
        """The picture of the mix, or the timeline again."""
        if self._shows_picture and self.above.isVisibleTo(self):
            self.show_timeline()
            return
        self._shows_picture = True
        self.above.show_page(self._picture)
        if not self.above.isVisibleTo(self):
            self.close_dock()
        self._show_bar()
        self.picture.setFocus()

    def toggle_narrow(self) -> None:
        self.console.toggle_narrow()
        self._show_bar()

    # --- the editor
    @property
    def dock_open(self) -> bool:
        return self.dock.isVisibleTo(self)

    def toggle_editor(self) -> None:
        """Of the chosen channel, or of the first track."""
        if self._is_open(self._editor):
            self.editor.focus_eq()
            return
        self.open_editor(self._chosen_channel())

    def _chosen_channel(self) -> ChannelId:
        tracks = self._bridge.song.tracks
        return self._selection.channel or (tracks[0].id if tracks else self._bridge.song.master.id)

    def open_editor(self, channel_id: ChannelId) -> None:
        self.choose(channel_id)
        if not self.editor.open_channel(channel_id):
            self._bridge.notify("info", HEADPHONES_WITHOUT_STRIP)
            return
        self._open_dock(self._editor)
        self.editor.focus_eq()

    def _toggle(self, panel: LazyPage[Any], opened: Callable[[], object]) -> None:
        if self._is_open(panel):
            self.close_dock()
        else:
            opened()

    def toggle_master(self) -> None:
        """Loudness, limiter, stereo picture, spectrum."""
        self._toggle(self._master, lambda: self._open_other(self._master, self.master.loudness))

    def toggle_versions(self) -> None:
        """Save, compare, go back."""
        self._toggle(self._versions, lambda: self._open_other(self._versions, self.versions.save))

    def show_card(self, card_id: str) -> None:
        """Open the panel `versions` or `master`. Raises KeyError for another id."""
        panel = {"versions": self._versions, "master": self._master}[card_id]
        self._open_other(panel, self.versions.save if panel is self._versions else self.master.loudness)

    def _open_other(self, panel: LazyPage[Any], first: QWidget) -> None:
        self._stop_watching()
        self._open_dock(panel)
        first.setFocus()

    def _open_dock(self, panel: LazyPage[Any]) -> None:
        if panel is not self._versions:
            self._stop_comparing()
        self.dock.show_page(panel)
        self.dock.show()
        self._share_height()

    def close_dock(self) -> None:
        if self.dock_open:
            self.dock.hide()
            self._stop_watching()
            self._stop_comparing()
            self._share_height()
            self.console.setFocus()

    def _stop_watching(self) -> None:
        if self._editor.made is not None:
            self._editor.made.stop_watching()

    def _stop_comparing(self) -> None:
        if self._versions.made is not None:
            self._versions.made.comparison.stop()

    def choose(self, channel_id: ChannelId) -> None:
        """Makes it the chosen channel, and shows its strip."""
        if any(track.id == channel_id for track in self._bridge.song.tracks):
            self._selection.set_track(TrackId(channel_id))
        else:
            self._selection.set_bus(BusId(channel_id))
        self.console.show_strip(channel_id)

    def _follow_selection(self) -> None:
        if self._is_open(self._editor):
            self.editor.open_channel(self._selection.channel)

    def walk(self, direction: int) -> None:
        """To the channel on the right or left, with the keyboard where it was."""
        before = self._selection.channel
        after = self.console.beyond(before, direction)
        self.choose(after)
        self.console.walk_focus(before, after)

    def focus_strip(self, part: str) -> None:
        """The keyboard to a control of the chosen strip."""
        if not self.console.isVisibleTo(self):
            self.close_dock()
        channel_id = self._selection.channel or self.console.beyond(None, 1)
        self.choose(channel_id)
        strip = self.console.strip_of(channel_id)
        if strip is not None:
            getattr(strip, part).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def areas(self) -> list[QWidget]:
        """Where F6 stops, from top to bottom."""
        above: list[QWidget] = [self.picture] if self._shows_picture or self._arrange is None else self._arrange.areas()
        dock = self.dock.currentWidget()
        return [self.bar, *above, self.console, *(self.editor.areas() if self._editor.is_current else [dock])]

    # --- room
    def resizeEvent(self, event: object) -> None:
        self._share_height()

    def _share_height(self) -> None:
        """Share the height between console, editor and arrangement.

        If it is low, strips leave out their upper parts, then the arrangement goes; in the smallest window the editor
        stands alone.
        """
        panel = self.dock.currentWidget() if self.dock_open else None
        dock = 0 if panel is None else panel.minimumHeight()
        free = self.height() - self.bar.height() - 2 * HANDLE - dock
        self.console.set_compact(self._compactness(free))
        self.console.setVisible(not self.dock_open or free >= HEIGHTS[2])
        console = self.console.minimumHeight() if self.console.isVisibleTo(self) else 0
        least = self._least_above(LEAST_ABOVE if self.dock_open else LEAST_TIMELINE)
        self.above.setVisible(console > 0 and free - console >= least)
        if self.dock_open:
            above = max(0, free - console) if self.above.isVisibleTo(self) else 0
            extra = 0 if above else max(0, free - console)
            upper = min(above, max(least, above * 2 // 3))
            self.body.setSizes([upper, console, dock + extra + above - upper])
        elif self.above.isVisibleTo(self):
            height = self.height() - self.bar.height() - 2 * HANDLE
            console = max(console, round(height * (self._console_share or CONSOLE_SHARE)))
            self.body.setSizes([height - console, console, 0])
        self._show_bar()

    def _compactness(self, free: int) -> int:
        """How much the strips leave out, 0 to 2, where `free` px are there for them and the arrangement."""
        if self.dock_open:
            return 0 if free - HEIGHTS[0] >= self._least_above(LEAST_ABOVE) else 1 if free >= HEIGHTS[1] else 2
        least = self._least_above(LEAST_TIMELINE)
        alone = 0 if free - HEIGHTS[2] >= least else least
        return next((level for level in (0, 1) if free - HEIGHTS[level] >= least - alone), 2)

    def _least_above(self, worth_showing: int) -> int:
        """Height that the timeline or the picture needs, or that makes it worth showing."""
        return max(worth_showing, self.above.minimumSizeHint().height())
