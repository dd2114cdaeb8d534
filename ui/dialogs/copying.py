"""The song on its way to another place, as a folder or an archive.

Lives: window, main thread.
"""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.documents.notices import WindowCommand
from app.messages.files import CHANGED_WHILE_COPIED
from app.song.maintenance import describe_copy
from app.storage.folder import folder_name, name_from_folder
from ui.bridge import Bridge
from ui.dialogs.progress import ProgressDialog

FOLDER, ARCHIVE = "Songs (*.worktape)", "Archives (*.zip)"


class CopyDialog(ProgressDialog):
    """Shows how far the copy is."""

    def __init__(self, bridge: Bridge, window: QWidget, target: Path) -> None:
        """Raises SongProblem where there can be no copy."""
        super().__init__("Copying the song", bridge, window, bridge.session.document.opened.copy_to(target))

    def finish(self, result: object) -> None:
        assert isinstance(result, Path)
        kind, text = describe_copy(self._bridge.session.document.opened, result)
        self._bridge.notify(kind, text)

    def fail(self, sentence: str) -> None:
        self._bridge.session.board.post(
            "error", sentence, "Choose another place", WindowCommand.SAVE_COPY, of_song=True
        )


class SaveAsDialog(ProgressDialog):
    """The song is copied, and the copy opened in its place; the song before stays as it was saved last."""

    def __init__(self, bridge: Bridge, window: QWidget, target: Path) -> None:
        """Raises one of REFUSALS where there can be no copy now."""
        bridge.session.passes.check_idle("saving the song elsewhere")
        self._step = bridge.session.document.opened.history.present
        work = bridge.session.document.opened.copy_to(target, name_from_folder(target))
        super().__init__("Saving the song", bridge, window, work)

    def finish(self, result: object) -> None:
        assert isinstance(result, Path)
        if self._bridge.session.document.opened.history.present is not self._step:
            self._bridge.notify("warn", CHANGED_WHILE_COPIED)
            return
        self._bridge.attempt(lambda: self._bridge.session.open_song(result))


def ask_for_new_song(parent: QWidget, name: str, home: Path) -> Path | None:
    """Ask where a song goes under another name. Returns None if cancelled."""
    chosen, _kind = QFileDialog.getSaveFileName(
        parent, "Save as", str(home / folder_name(name)), FOLDER, "", QFileDialog.Option.DontConfirmOverwrite
    )
    return Path(chosen) if chosen else None


def ask_where(parent: QWidget, name: str, beside: Path) -> Path | None:
    """Ask for a new folder or a new archive, proposing one beside the song's folder. Returns None if cancelled."""
    proposed = str(beside.parent / folder_name(f"{name} copy"))
    chosen, kind = QFileDialog.getSaveFileName(parent, "Save a copy", proposed, f"{FOLDER};;{ARCHIVE}")
    if not chosen:
        return None
    return Path(chosen if kind != ARCHIVE or chosen.endswith(".zip") else f"{chosen.removesuffix('.worktape')}.zip")
