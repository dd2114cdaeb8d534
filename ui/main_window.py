"""The window: stage bar, transport, seven pages, status line; notices lie over the pages.

Lives: window, main thread.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.model.ids import TrackId
from app.problems import REFUSALS, LockHolder, SongDamaged
from app.session.session import Session
from app.song.changes import Changes
from app.song.importing import SUFFIXES
from app.song.maintenance import LACKS
from ui.arrange.arrange_view import ArrangeView
from ui.arrange.lane_drop import dropped_paths
from ui.bridge import Bridge
from ui.dialogs.bounce import BounceDialog
from ui.dialogs.choosing import existing_files
from ui.dialogs.copying import CopyDialog, ask_where
from ui.dialogs.device import DeviceDialog
from ui.dialogs.dialog import Dialog
from ui.dialogs.importing import ImportDialog
from ui.dialogs.shortcuts import ShortcutsDialog
from ui.dialogs.song_files import SongFilesDialog
from ui.dialogs.songs import LockDialog, SongsDialog
from ui.dialogs.steps import StepsDialog
from ui.dialogs.tempo import TempoDialog
from ui.pages.mix_page import MixPage
from ui.pages.record_page import RecordPage
from ui.pages.stage_bar import StageBar
from ui.pages.step_page import StepPage
from ui.pages.write_page import WritePage
from ui.retry import Retry
from ui.state.selection import Selection
from ui.transport.status_line import StatusLine
from ui.transport.transport_bar import TransportBar
from ui.widgets import accessible
from ui.window.focus_areas import FocusAreas
from ui.window.notices import Notices
from ui.window_actions import WindowActions

LANE_HEIGHTS = (58, 116, 46)
RECORD, MIX = 2, 3
PREFERRED, LEAST = QSize(1440, 900), QSize(1100, 680)
FRAME_PX = 40  # about what a window manager draws around
CLOSE_TRIES = 30  # tenths of a second that a take gets to arrive; the engine keeps it in any case


class MainWindow(QMainWindow):
    """Everything that lasts lives in Session; closing the window ends the session's song, saved or autosaved."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        accessible.install()
        self.bridge = Bridge(session, self)
        self.selection = Selection(self)
        self.retry = Retry(self.bridge, self)
        self.dialog: Dialog | None = None
        self._close_tries = 0
        self._greeted: set[str] = set()
        self.stages = StageBar(self.bridge)
        self.transport = TransportBar(self.bridge)
        self.notices = Notices(self.bridge, self, self._free_of_controls)
        self.status = StatusLine(self.bridge)
        self.arrange = ArrangeView(self.bridge, self.selection)
        self.pages = QStackedWidget()
        self.write = WritePage(self.bridge)
        self.record = RecordPage(self.bridge)
        self.mix = MixPage(self.bridge, self.selection)
        self._fill_pages()
        self._lay_out()
        self.focus_areas = FocusAreas(self)
        self.keys = WindowActions(self)
        self.transport.menu.setMenu(self.keys.actions.menu())
        self.bridge.changed.connect(self._on_change)
        self.notices.usual_action = self._usual_action
        self.bridge.slow_ticked.connect(self._show_title)
        self.bridge.slow_ticked.connect(self._greet_device)
        self._fit_screen()
        self._show_title()
        self.show_page(RECORD)
        self.bridge.start()

    def _fill_pages(self) -> None:
        others = [StepPage(self.bridge, stage) for stage in (4, 5, 6, 7)]
        every: tuple[WritePage | RecordPage | MixPage | StepPage, ...] = (self.write, self.record, self.mix, *others)
        for page in every:
            self.pages.addWidget(page)
            page.page_asked.connect(self.show_page)
        self.stages.page_asked.connect(self._on_stage_clicked)
        self.record.device_asked.connect(self.show_devices)
        self.status.device_asked.connect(self.show_devices)
        self.transport.tempo_asked.connect(self.show_tempo)
        self.arrange.lanes.files_dropped.connect(self.import_audio)
        self.setAcceptDrops(True)
        self.write.tempo.changes_asked.connect(self.show_tempo)
        self.mix.bar.bounce_asked.connect(self.show_bounce)

    def _lay_out(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.stages, self.transport):
            column.addWidget(part)
        column.addWidget(self.pages, 1)
        column.addWidget(self.status)
        self.setCentralWidget(middle)

    # --- the screen
    def _fit_screen(self) -> None:
        """Never larger than what the screen has free; `show_on_screen` fills one that is small."""
        least, size = fitting_sizes(self.screen().availableSize())
        self.setMinimumSize(least)
        self.resize(size)

    def _free_of_controls(self) -> QRect:
        """Where notices may lie: over the timeline where it shows, never over the stage bar or the transport."""
        place: QWidget = self.pages
        if self.dialog is None and self.page == MIX:
            place = self.mix.body
        if self.dialog is None and self.arrange.lanes.isVisible():
            place = self.arrange.lanes
        return QRect(place.mapTo(self, QPoint(0, 0)), place.size())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.notices.place()

    def show_on_screen(self) -> None:
        free = self.screen().availableSize()
        if free.width() < PREFERRED.width() or free.height() < PREFERRED.height() + FRAME_PX:
            self.setGeometry(self.screen().availableGeometry())  # for screens without a window manager
            self.showMaximized()
        else:
            self.show()

    def _greet_device(self) -> None:
        """A sound card that is open for the first time: one question about it, asked once. The first one ever brings the
        whole dialog."""
        session, device = self.bridge.session, self.bridge.session.device
        if device is None or not session.device_ok or not device.input_channels:
            return
        name = device.input_device
        if name not in self._greeted and name not in session.settings.monitoring:
            self._greeted.add(name)
            if not session.settings.set_up_shown and self.dialog is None:
                session.settings.set_up_shown = True
                session.save_settings()
                self.show_devices()
                return
            text = f"{name} is new: choose how you monitor, and test its inputs."
            self.bridge.noticed.emit("info", text, "Set it up", self.show_devices)

    # --- pages
    @property
    def page(self) -> int:
        return self.pages.currentIndex() + 1

    def show_page(self, number: int) -> None:
        """The arrangement moves with Record and Mix; sound goes on whatever is shown."""
        if number == RECORD:
            self.record.take(self.arrange)
        elif number == MIX:
            self.mix.take(self.arrange)
        self.pages.setCurrentIndex(number - 1)
        self.stages.show_page(number)
        self.notices.place()
        if number in (RECORD, MIX):
            self.arrange.lanes.setFocus()
        else:
            self.pages.setFocus()

    def show_mix(self) -> MixPage:
        if self.page != MIX:
            self.show_page(MIX)
        return self.mix

    def _on_stage_clicked(self, number: int) -> None:
        """A second click on the stage where one is shows its steps."""
        if number == self.page and number in (RECORD, MIX):
            self._open(StepsDialog(self.bridge, number, self))
        else:
            self.show_page(number)

    # --- verbs of the keys
    def save(self) -> None:
        """Where the song's folder takes no more, another place is offered."""
        try:
            self.bridge.session.save()
        except REFUSALS as refusal:
            board = self.bridge.session.board
            board.post("error", str(refusal), "Save a copy elsewhere", self.save_copy, of_song=True)

    def save_copy(self) -> None:
        """The song with all its media as another folder or an archive."""
        target = ask_where(self, self.bridge.song.name)
        if target is not None:
            self._open_or_tell(lambda: CopyDialog(self.bridge, self, target, self.save_copy))

    def undo(self) -> None:
        self.bridge.attempt(self.bridge.session.undo)

    def redo(self) -> None:
        self.bridge.attempt(self.bridge.session.redo)

    def select_all(self) -> None:
        self.selection.set_clips(clip.id for track in self.bridge.song.tracks for clip in track.clips)

    def next_lane_height(self) -> None:
        now = self.arrange.viewport.lane_height
        at = LANE_HEIGHTS.index(now) if now in LANE_HEIGHTS else 0
        self.arrange.viewport.set_lane_height(LANE_HEIGHTS[(at + 1) % len(LANE_HEIGHTS)])

    def tap_tempo(self) -> None:
        self.write.tempo.take_tap()

    # --- dialogs
    def show_tempo(self) -> None:
        self._open(TempoDialog(self.bridge, self))

    def choose_audio(self) -> None:
        """Files to import, as new tracks that begin at the playhead."""
        kinds = "All files (*);;Audio (" + " ".join(f"*{suffix}" for suffix in SUFFIXES) + ")"
        chosen = existing_files(self, "Import audio", Path.home(), kinds)
        if chosen:
            self.import_audio(chosen, max(0, self.bridge.clock.frame))

    def import_audio(self, files: Sequence[Path], at_frame: int, onto: TrackId | None = None) -> None:
        self._open_or_tell(lambda: ImportDialog(self.bridge, self, files, at_frame, onto))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_paths(event):  # the importer says what is audio
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Anywhere but on the timeline: as if they had been chosen."""
        event.acceptProposedAction()
        self.import_audio(dropped_paths(event), max(0, self.bridge.clock.frame))

    def show_devices(self) -> None:
        self._open(DeviceDialog(self.bridge, self))

    def show_bounce(self) -> None:
        self._open(BounceDialog(self.bridge, self))

    def show_files(self) -> None:
        self._open_or_tell(lambda: SongFilesDialog(self.bridge, self, self.save_copy))

    def show_shortcuts(self) -> None:
        if isinstance(self.dialog, ShortcutsDialog):
            self.dialog.close_dialog()
        else:
            self._open(ShortcutsDialog(self.keys.actions.rows, self))

    def show_lock(self, folder: Path, holder: LockHolder) -> None:
        self._open(LockDialog(self.bridge, self, folder, holder, lambda _folder: None))

    def show_songs(self) -> None:
        self._open(self._songs_dialog())

    def rename_song(self) -> None:
        dialog = self._songs_dialog()
        self._open(dialog)
        dialog.begin_renaming()

    def show_damaged(self, damaged: SongDamaged) -> None:
        """What can be opened in its place."""
        dialog = self._songs_dialog()
        self._open(dialog)
        dialog.offer_earlier(damaged)

    def _songs_dialog(self) -> SongsDialog:
        folder = self.bridge.session.folder
        return SongsDialog(self.bridge, self, folder.parent if folder is not None else Path.home())

    def _open(self, dialog: Dialog) -> None:
        if self.dialog is not None:
            self.dialog.close_dialog()
        self.dialog = dialog
        dialog.closed.connect(lambda: self._forget(dialog))
        dialog.open_dialog()
        self.notices.raise_()
        self.notices.place()

    def _open_or_tell(self, make: Callable[[], Dialog]) -> None:
        """A dialog that may refuse to begin."""
        self.bridge.attempt(lambda: self._open(make()))

    def _usual_action(self, sentence: str) -> tuple[str, Callable[[], object]] | None:
        """What to do about a problem that came without a button."""
        if sentence == self.bridge.session.link.device_problem:
            return "Choose the device", self.show_devices
        return ("Look for them", self.show_files) if sentence.startswith(LACKS) else None

    def _forget(self, dialog: Dialog) -> None:
        if self.dialog is dialog:
            self.dialog = None
            self.notices.place()

    # --- the document
    def _on_change(self, changes: Changes) -> None:
        self.selection.keep_existing(self.bridge.song)
        if changes.song_replaced:
            self.selection.set_clips(())
            self._show_title()

    def _show_title(self) -> None:
        mark = " \u2022" if self.bridge.session.is_modified else ""
        title = f"{self.bridge.song.name}{mark} \u2013 Worktape"
        if title != self.windowTitle():
            self.setWindowTitle(title)

    # --- the end
    def closeEvent(self, event: QCloseEvent) -> None:
        """A running take is stopped first, and like what was just played it is kept; then the song is saved and
        everything let go."""
        session = self.bridge.session
        writing = session.recording_pass is not None or session.keeping_pass is not None
        if writing and self._close_tries < CLOSE_TRIES:
            event.ignore()
            if self._close_tries == 0 and session.recording_pass is not None:
                self.bridge.attempt(session.stop)
            self._close_tries += 1
            QTimer.singleShot(100, self, self.close)
            return
        self._close_tries = 0
        if not self.bridge.attempt(self.bridge.put_song_away):
            event.ignore()
            return
        self.bridge.stop()
        event.accept()


def fitting_sizes(free: QSize) -> tuple[QSize, QSize]:
    """(least, preferred) size on a screen that has so much free, of which a window manager takes some for the frame."""
    room = free - QSize(0, FRAME_PX)
    return LEAST.boundedTo(room), PREFERRED.boundedTo(room)
