"""Opens the dialogs of the window, one at a time.

Lives: window, main thread.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.devices.songs_folder import songs_folder
from app.documents.notices import Notice
from app.edits.time_range import TimeRange
from app.messages.files import NOTHING_TO_REVERT, songs_between_files
from app.model.ids import TrackId
from app.problems import LockHolder, SongDamaged, encodable
from app.renders.prepared_edit import PreparedEdit
from app.song.dropped import sort_dropped
from app.song.importing import SUFFIXES
from app.tasks import Task
from app.verbs.verb import SlowVerb, VerbFacts
from ui.bridge import Bridge
from ui.dialogs.bounce import BounceDialog
from ui.dialogs.choosing import existing_files
from ui.dialogs.copying import CopyDialog, SaveAsDialog, ask_for_new_song, ask_where
from ui.dialogs.device import DeviceDialog
from ui.dialogs.dialog import Dialog
from ui.dialogs.findings import FindingsCard
from ui.dialogs.importing import ImportDialog
from ui.dialogs.parameter_card import ParameterCard
from ui.dialogs.preferences import PreferencesDialog
from ui.dialogs.quitting import QuitDialog, UnsavedDialog
from ui.dialogs.report import ReportDialog
from ui.dialogs.shortcuts import ShortcutsDialog
from ui.dialogs.song_files import SongFilesDialog
from ui.dialogs.song_lock import LockDialog
from ui.dialogs.song_name import RenameDialog, RevertDialog
from ui.dialogs.songs import SongsDialog
from ui.dialogs.steps import StepsDialog
from ui.dialogs.tempo import TempoDialog
from ui.state.editing import Editing
from ui.widgets.shortcut_override import ShortcutOverride


class Dialogs(QObject):
    """A second dialog takes the place of the first."""

    changed = Signal()  # one was opened or closed

    def __init__(self, bridge: Bridge, editing: Editing, window: QWidget) -> None:
        super().__init__(window)
        self._bridge, self._editing, self._window = bridge, editing, window
        self._quits_unsaved = False
        self._shown: list[Dialog] = []  # the question whether to quit lies over another one

    # --- the song
    def show_tempo(self) -> None:
        """Tempo and meter changes."""
        self._open(TempoDialog(self._bridge, self._window))

    def show_files(self) -> None:
        """Files of the song: check, find, clean up."""
        self._open_or_tell(lambda: SongFilesDialog(self._bridge, self._window, self.save_copy))

    def show_songs(self) -> None:
        """Recent songs, or open another one."""
        dialog = self._songs_dialog()
        self._open(dialog)
        dialog.show_recent()

    def new_song(self) -> None:
        """The same, with the name of a new song under the keyboard."""
        self._open(self._songs_dialog())

    def open_song(self, folder: Path) -> None:
        """Open a song; the songs' dialog says what is in the way of that, and what can be done."""
        dialog = self._songs_dialog()
        self._open(dialog)
        dialog.open_folder(folder)

    def rename_song(self) -> None:
        """Another name for the song and its folder."""
        self._open(RenameDialog(self._bridge, self._window))

    def revert_song(self) -> None:
        """Ask, then go back to the saved song."""
        if self._bridge.session.document.is_modified:
            self._open(RevertDialog(self._bridge, self._window))
        else:
            self._bridge.notify("info", NOTHING_TO_REVERT)

    def save_as(self) -> None:
        """The song under another name, which is the open one from then on."""
        song, folder = self._bridge.song, self._bridge.session.document.opened.folder.path
        target = ask_for_new_song(self._window, song.name, folder.parent)
        if target is not None:
            self._open_or_tell(lambda: SaveAsDialog(self._bridge, self._window, target))

    def show_damaged(self, damaged: SongDamaged) -> None:
        """What can be opened in its place."""
        dialog = self._songs_dialog()
        self._open(dialog)
        dialog.offer_earlier(damaged)

    def show_lock(self, folder: Path, holder: LockHolder) -> None:
        """Another program has the song open."""
        self._open(LockDialog(self._bridge, self._window, folder, holder, lambda _folder: None))

    def show_steps(self, stage: int) -> StepsDialog:
        """The steps of a stage, numbered from 1."""
        dialog = StepsDialog(self._bridge, stage, self._window)
        self._open(dialog)
        return dialog

    def save_copy(self) -> None:
        """The song with all its media as another folder or an archive."""
        target = ask_where(self._window, self._bridge.song.name, self._bridge.session.document.opened.folder.path)
        if target is not None:
            self._open_or_tell(lambda: CopyDialog(self._bridge, self._window, target))

    def _songs_dialog(self) -> SongsDialog:
        settings, folder = self._bridge.session.settings, self._bridge.session.document.folder
        beside = (
            folder.parent if folder is not None and not settings.preferences.songs_folder else songs_folder(settings)
        )
        dialog = SongsDialog(self._bridge, self._window, beside)
        dialog.locked.connect(self.show_lock)
        return dialog

    # --- commands
    def ask(self, verb: VerbFacts, present: Mapping[str, Any], apply: Callable[[Mapping[str, Any]], bool]) -> None:
        """The card that asks for the parameters of a verb."""
        self._open(ParameterCard(verb, present, apply, self._window))

    def show_findings(self, verb: SlowVerb, task: Task[PreparedEdit | None]) -> None:
        """What a slow verb finds, before it is applied."""
        self._open(FindingsCard(verb.title, self._bridge, self._window, task, self._open))

    # --- audio in and out
    def choose_audio(self) -> None:
        """Files to import, as new tracks that begin at the playhead."""
        kinds = "All files (*);;Audio (" + " ".join(f"*{suffix}" for suffix in SUFFIXES) + ")"
        session, layout = self._bridge.session, self._bridge.session.settings.window
        last = Path(layout.import_folder or Path.home())
        chosen = existing_files(self._window, "Import audio", last if last.is_dir() else Path.home(), kinds)
        if chosen:
            folder = encodable(str(chosen[0].parent))
            session.settings.window = msgspec.structs.replace(layout, import_folder=folder)
            session.save_settings()
            self.import_audio(chosen, max(0, self._bridge.clock.frame))

    def receive(self, paths: Sequence[Path], at_frame: int, onto: TrackId | None = None) -> None:
        """What was dropped: opens a song, or imports audio at a timeline frame, onto a track or as new tracks."""
        dropped = sort_dropped(paths)
        if dropped.song is not None:
            self.open_song(dropped.song)
            return
        if dropped.songs:
            names = [encodable(path.name) for path in dropped.songs]
            self._bridge.notify("warn", songs_between_files(names))
        if dropped.files:
            self.import_audio(dropped.files, at_frame, onto)

    def import_audio(self, files: Sequence[Path], at_frame: int, onto: TrackId | None = None) -> None:
        """Import files at a timeline frame, onto a track or as new tracks."""
        self._open_or_tell(lambda: ImportDialog(self._bridge, self._window, files, at_frame, onto))

    def show_bounce(self, selected: TimeRange | None = None) -> None:
        """Bounce and stems, of the selected time if the user says so."""
        self._open(BounceDialog(self._bridge, self._window, selected))

    # --- the program
    def show_devices(self) -> None:
        """Audio device."""
        self._open(DeviceDialog(self._bridge, self._window))

    def show_preferences(self, section: str = "") -> None:
        """Preferences, with one of their sections open."""
        self._open(PreferencesDialog(self._bridge, self._editing, self._window, section))

    def preferences_section(self) -> str | None:
        """The section that is open; None without the dialog."""
        return self.current.section if isinstance(self.current, PreferencesDialog) else None

    def show_report(self, report: Path) -> None:
        """What Worktape wrote about an error of its own."""
        self._open(ReportDialog(report, self._window))

    def show_shortcuts(self) -> None:
        """The list of all keys; closes it when it is open."""
        if isinstance(self.current, ShortcutsDialog):
            self.current.close_dialog()
        else:
            self._open(ShortcutsDialog(self._bridge.actions.commands, self._window))

    def may_quit(self, unsaved: str = "") -> bool:
        """Whether quitting loses nothing; if it does, ask what to do.

        Args:
            unsaved: Why the song cannot be saved; empty where it can. Else only work counts that quitting would cancel.
        """
        if unsaved:
            if not isinstance(self.current, UnsavedDialog):
                self._show(UnsavedDialog(self._window, unsaved, self.save_copy, self._quit_unsaved))
            return self._quits_unsaved
        if self._unfinished() and not isinstance(self.current, QuitDialog):
            self._show(QuitDialog(self._bridge, self._window, self._unfinished, self._quit_now))
        return not self._unfinished()

    def cancel_work(self) -> None:
        """Cancel everything that is running, and wait for its end."""
        self._close_all()
        self._bridge.session.renders.cancel()

    def _quit_unsaved(self) -> None:
        self._quits_unsaved = True
        self._window.close()

    def _quit_now(self) -> None:
        self.cancel_work()
        self._window.close()

    def _unfinished(self) -> list[str]:
        shown = [dialog.unfinished for dialog in self._shown if dialog.unfinished]
        return self._bridge.session.renders.unfinished + shown

    # --- one at a time
    @property
    def current(self) -> Dialog | None:
        """The dialog that is open."""
        return self._shown[-1] if self._shown else None

    def _open(self, dialog: Dialog) -> None:
        self._close_all()
        self._show(dialog)

    def _close_all(self) -> None:
        while self._shown:
            self._shown[-1].close_dialog()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While a dialog is open: a key that comes to the window from elsewhere runs nothing, and the dialog gets the next."""
        if event.type() != QEvent.Type.ShortcutOverride or self.current is None:
            return False
        focus = QApplication.focusWidget()
        if focus is not None and focus is not self._window and not self._is_beneath(focus):
            return False
        self.current.setFocus()
        event.accept()
        return True

    def _is_beneath(self, focus: QWidget) -> bool:
        """Whether a widget lies under the dialog, and is no part of it or of what lies above it."""
        layers = self._window.children()
        dialog = layers.index(self._shown[0])
        return any(part.isAncestorOf(focus) or part is focus for part in layers[:dialog] if isinstance(part, QWidget))

    def _show(self, dialog: Dialog) -> None:
        if not self._shown:
            self._window.installEventFilter(self)
        self._shown.append(dialog)
        dialog.closed.connect(lambda: self._forget(dialog))
        dialog.placed.connect(self.changed)
        ShortcutOverride(dialog, self._bridge.actions.is_key_of_the_page)
        dialog.open_dialog()
        self.changed.emit()

    def take_notice(self, notice: Notice, left_over: Callable[[Notice], object]) -> bool:
        """Show in the open dialog what comes from it: not what keys do behind it, nor what offers to do something.

        `left_over`: called in case the dialog closes before anybody could read it.
        """
        if not self._shown or notice.command != "" or notice.action is not None:
            return False
        self._shown[-1].take_notice(notice, left_over)
        return True

    def _open_or_tell(self, make: Callable[[], Dialog]) -> None:
        """A dialog that may refuse to begin."""
        self._bridge.attempt(lambda: self._open(make()))

    def _forget(self, dialog: Dialog) -> None:
        if dialog in self._shown:
            self._shown.remove(dialog)
            if not self._shown:
                self._window.removeEventFilter(self)
            self.changed.emit()
