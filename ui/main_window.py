"""The window: stage bar, transport, seven pages, status line; notices lie over the pages.

Lives: window, main thread.
"""

from functools import partial
from typing import Literal, TypeVar

import msgspec
from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from app.devices.window_layout import WindowLayout
from app.documents.notices import WindowCommand
from app.messages.devices import new_here
from app.problems import REFUSALS
from app.session.session import Session
from app.song.changes import Changes
from app.verbs.retry import Retry
from app.verbs.tap_tempo import TapTempo
from ui.arrange.arrange_view import ArrangeView
from ui.bridge import Bridge
from ui.commands.actions import Actions
from ui.commands.context import perform
from ui.commands.discarding import offer_to_restore
from ui.commands.table import COMMANDS
from ui.dialogs.dialog import Dialog
from ui.pages.mix_page import MixPage
from ui.pages.record_page import RecordPage
from ui.pages.stage_bar import StageBar
from ui.pages.step_page import StepPage
from ui.state.copies import Copies
from ui.state.editing import Editing
from ui.state.selection import Selection
from ui.transport.status_line import StatusLine
from ui.transport.transport_bar import TransportBar
from ui.widgets import accessible
from ui.widgets.lazy_stack import LazyPage, LazyStack
from ui.window.dialogs import Dialogs
from ui.window.file_drop import FileDrop
from ui.window.focus_areas import FocusAreas, cards_of
from ui.window.history_panel import HistoryPanel
from ui.window.menu_bar import MenuBar
from ui.window.notices import Notices
from ui.window.placement import fit_screen, placement_of
from ui.window.step_places import show_step
from ui.window.tour import Stop, Tour
from ui.write.page import WritePage

RECORD, MIX = 2, 3
LOW_PX = 620  # a lower window shows only names of the stages
P = TypeVar("P", WritePage, RecordPage, MixPage, StepPage)
CLOSE_TRIES = 30  # tenths of a second that a take gets to arrive; the engine keeps it in any case


class MainWindow(QMainWindow):
    """Everything that lasts lives in Session; closing the window ends the session's song, saved or autosaved.

    It is what commands run with (`ui.commands.context.Context`). Pages are made when they are first shown or asked for.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        accessible.install()
        self.bridge = Bridge(session, self)
        self.selection, self.clipboard = Selection(self), Copies()
        self.editing = Editing(session.settings, session.save_settings, self)
        self.retry = Retry(
            session.passes,
            session.transport,
            session.document,
            session.recorder,
            self.bridge.attempt,
            partial(offer_to_restore, self.bridge, label="Keep it"),
        )
        self.taps = TapTempo()
        self.bridge.actions = Actions(COMMANDS, self, partial(perform, self), self)
        self.dialogs = Dialogs(self.bridge, self.editing, self)
        self._scale = session.settings.preferences.scale  # that it is drawn at
        self._close_tries = 0
        self._save_problems: set[str] = set()  # sentences that are shown
        self.stages = StageBar(self.bridge)
        self.transport = TransportBar(self.bridge)
        self.notices = Notices(self.bridge, self, self._free_of_controls, self.dialogs.take_notice)
        self.status = StatusLine(self.bridge)
        self.arrange = ArrangeView(self.bridge, self.selection, self.editing)
        self.history = HistoryPanel(self.bridge)
        self.history.setVisible(session.settings.window.history)
        self._fill_pages()
        self._lay_out()
        self._focus_areas = FocusAreas(self, self._areas, self.arrange.bring_into_view)
        self.menus = MenuBar(self.bridge.actions, self)
        self.setMenuBar(self.menus)
        self.tour = Tour(self.bridge, self, self._find_for_tour, lambda: self.dialog is not None)
        self._connect()
        fit_screen(self, session.settings.window)
        self._show_title()
        self.show_page(session.settings.window.page)

    def _fill_pages(self) -> None:
        bridge = self.bridge
        self._write = LazyPage(lambda: self._connected(WritePage(bridge)))
        self._record = LazyPage(lambda: self._connected(RecordPage(bridge)))
        self._mix = LazyPage(self._make_mix)
        others = [LazyPage(partial(self._make_steps, stage)) for stage in (4, 5, 6, 7)]
        self._every_page: tuple[LazyPage[QWidget], ...] = (self._write, self._record, self._mix, *others)
        self.pages = LazyStack(self._every_page)

    def _make_mix(self) -> MixPage:
        page = self._connected(MixPage(self.bridge, self.selection, self.clipboard))
        page.restore(self.bridge.session.settings.window)
        return page

    def _make_steps(self, stage: int) -> StepPage:
        return self._connected(StepPage(self.bridge, stage))

    def _connected(self, page: P) -> P:
        page.page_asked.connect(self.show_page)
        page.step_asked.connect(partial(show_step, self))
        return page

    def _connect(self) -> None:
        self.bridge.changed.connect(self._on_change)
        self.bridge.ticked.connect(self.retry.poll)
        self.dialogs.changed.connect(self._raise_notices)
        self.stages.page_asked.connect(self._on_stage_clicked)
        self.installEventFilter(self.status)  # status tips arrive here
        self.status.device_asked.connect(self.dialogs.show_devices)
        self.arrange.lanes.files_dropped.connect(self.dialogs.receive)
        FileDrop(self, lambda paths: self.dialogs.receive(paths, max(0, self.bridge.clock.frame)))
        self.bridge.slow_ticked.connect(self._show_title)
        self.bridge.slow_ticked.connect(self._greet_device)

    # --- parts
    @property
    def write(self) -> WritePage:
        return self._write.widget

    @property
    def record(self) -> RecordPage:
        return self._record.widget

    @property
    def mix(self) -> MixPage:
        return self._mix.widget

    @property
    def dialog(self) -> Dialog | None:
        """The dialog that is open."""
        return self.dialogs.current

    def _lay_out(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.stages, self.transport):
            column.addWidget(part)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.pages, 1)
        row.addWidget(self.history)
        column.addLayout(row, 1)
        column.addWidget(self.status)
        self.setCentralWidget(middle)

    # --- the screen
    def _free_of_controls(self, height: int) -> QRect | None:
        """Where notices of this height may lie: over the timeline where it shows, never over a dialog or the transport."""
        place: QWidget = self.pages
        if self.dialog is None and self.page == MIX:
            place = self.mix.body
        if self.dialog is None and self.arrange.lanes.isVisible():
            place = self.arrange.lanes
        area = QRect(place.mapTo(self, QPoint(0, 0)), place.size())
        return area if self.dialog is None else self.dialog.room_for_notices(area, height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.stages.set_low(self.height() < LOW_PX)
        self.notices.place()

    def remember(self) -> WindowLayout:
        """How the window stands now, for `Settings.window`."""
        layout = placement_of(self, self.arrange.remember(self.bridge.session.settings.window))
        layout = msgspec.structs.replace(layout, scale=self._scale, page=self.page, history=self.history.is_open)
        return layout if self._mix.made is None else self._mix.made.remember(layout)

    def _greet_device(self) -> None:
        """Ask once how performers hear themselves with a new sound card; the very first opens the device dialog."""
        session, device = self.bridge.session, self.bridge.session.devices.device
        if device is None or not session.devices.has_sound_card or not device.input_channels:
            return
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton or session.document.opened.history.in_gesture:
            return  # at the next tick after the hand has let go
        name = device.input_device
        if name not in session.devices.greeted and name not in session.settings.monitoring:
            session.devices.greeted.add(name)
            if not session.settings.set_up_shown and self.dialog is None:
                session.settings.set_up_shown = True
                session.save_settings()
                self.dialogs.show_devices()
                return
            self.bridge.notify("info", new_here(name), "Set it up", WindowCommand.DEVICES)

    # --- pages
    @property
    def page(self) -> int:
        return self.pages.currentIndex() + 1

    def show_page(self, number: int) -> None:
        """The arrangement moves with Record and Mix; sound goes on whatever is shown."""
        page = self.pages.show_page(self._every_page[number - 1])
        if isinstance(page, RecordPage | MixPage):
            page.take(self.arrange)
        self.stages.show_page(number)
        self.notices.place()
        if number in (RECORD, MIX):
            self.arrange.lanes.setFocus()
        else:
            self.pages.setFocus()

    def _find_for_tour(self, stop: Stop) -> QWidget | None:
        """The control that a stop of the tour is about, on its page."""
        if stop == "bounce":
            return self.show_mix().bar.bounce
        if self.page != RECORD:
            self.show_page(RECORD)
        if stop in ("record", "listen"):
            return self.transport.record if stop == "record" else self.transport.play
        headers = self.arrange.headers
        first = next(iter(headers.headers.values()), None)
        found: QWidget = headers.add_button if stop == "add" or first is None else first.input
        self.arrange.bring_into_view(found)
        return found

    def show_mix(self) -> MixPage:
        if self.page != MIX:
            self.show_page(MIX)
        return self.mix

    def _on_stage_clicked(self, number: int) -> None:
        """A second click on the stage where one is shows its steps."""
        if number == self.page and number in (RECORD, MIX):
            self.dialogs.show_steps(number).step_asked.connect(partial(show_step, self))
        else:
            self.show_page(number)

    # --- verbs of commands
    def walk_areas(self, step: Literal[-1, 1]) -> None:
        """The keyboard to the next or previous area of the window."""
        self._focus_areas.walk(step)

    def toggle_history(self) -> None:
        """Show the steps of the history beside the page, or hide them."""
        self.history.setVisible(not self.history.is_open)
        if self.history.is_open:
            self.history.setFocus()
        self.notices.place()

    def save(self) -> None:
        """Offer another place if the song's folder cannot be written, until it can."""
        board = self.bridge.session.board
        try:
            self.bridge.session.document.save()
        except REFUSALS as refusal:
            self._save_problems.add(str(refusal))
            board.post("error", str(refusal), "Save a copy elsewhere", WindowCommand.SAVE_COPY, of_song=True)
        else:
            while self._save_problems:
                board.settle(self._save_problems.pop())

    def _areas(self) -> list[QWidget]:
        """Where F6 stops."""
        if self.dialog is not None:
            return [self.dialog.card]
        page = self.pages.currentWidget()
        inside = page.areas() if isinstance(page, RecordPage | MixPage) else cards_of(page or self)
        return [self.stages, self.transport, *inside, self.status, self.notices]

    def _raise_notices(self) -> None:
        if self.dialog is not None:
            self.notices.raise_()
        self.notices.place()
        self.tour.place()

    # --- the document
    def _on_change(self, changes: Changes) -> None:
        self.selection.keep_existing(self.bridge.song)
        if changes.song_replaced:
            self.selection.set_clips(())
            self._show_title()

    def _show_title(self) -> None:
        mark = " \u2022" if self.bridge.session.document.is_modified else ""
        title = f"{self.bridge.song.name}{mark} \u2013 Worktape"
        if title != self.windowTitle():
            self.setWindowTitle(title)

    # --- the end
    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before work is cancelled, stop a running take and wait for it, save the song, and close everything."""
        if not self.dialogs.may_quit():
            event.ignore()
            return
        session = self.bridge.session
        writing = session.passes.recording is not None or session.passes.retrospective is not None
        if writing and self._close_tries < CLOSE_TRIES:
            event.ignore()
            if self._close_tries == 0 and session.passes.recording is not None:
                self.bridge.attempt(session.transport.stop)
            self._close_tries += 1
            QTimer.singleShot(100, self, self.close)
            return
        self._close_tries = 0
        try:
            self.bridge.put_song_away()
        except REFUSALS as refusal:
            if not self.dialogs.may_quit(str(refusal)):
                event.ignore()
                return
        self.bridge.stop()
        event.accept()
