"""What to do when another program has a song open: join it, read it, or work on a copy.

Lives: window, main thread.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app.engine.ports import Controller
from app.messages.files import JOINING_RECORDING, open_in_process
from app.problems import REFUSALS, LockHolder, SongBeingRecorded, SongProblem
from app.storage.collect import SongCopy
from app.storage.folder import SUFFIX, song_folder
from app.tasks import Task
from ui.bridge import Bridge
from ui.dialogs.dialog import Dialog
from ui.dialogs.progress import ProgressDialog
from ui.widgets.card import button, label


class LockDialog(Dialog):
    """Another program has the song: attach to it, read it, or work on a copy."""

    def __init__(
        self,
        bridge: Bridge,
        window: QWidget,
        folder: Path,
        holder: LockHolder,
        opened: Callable[[Path], object],
    ) -> None:
        super().__init__("This song is open elsewhere", window)
        self._bridge, self._folder, self._opened = bridge, folder, opened
        who = holder.program or "another program"
        text = open_in_process(folder.name.removesuffix(SUFFIX), who, holder.pid)
        self.body.addWidget(label(text, wrap=True))
        self.foot.addWidget(button("Try again", self._attach))
        self.foot.addWidget(button("Open to read", self._read))
        self.foot.addStretch(1)
        self.foot.addWidget(button("Work on a copy", self._copy, "primary"))

    def _attach(self) -> None:
        self._run(lambda: self._bridge.session.open_song(self._folder))

    def _read(self) -> None:
        self._run(lambda: self._bridge.session.open_song(self._folder, read_only=True))

    def _copy(self) -> None:
        """The song as it was saved, beside it under the next free number."""
        folder, number = song_folder(self._folder), 2
        name = folder.path.name.removesuffix(SUFFIX)
        while (target := folder.path.with_name(f"{name} {number}{SUFFIX}")).exists():
            number += 1
        try:
            copying = _CopyToOpen(self._bridge, self._window, SongCopy(folder, target), self._opened)
        except SongProblem as problem:
            self.tell(str(problem))
        else:
            self.close_dialog()
            copying.open_dialog()

    def _run(self, action: Callable[[], object]) -> None:
        try:
            action()
        except SongBeingRecorded:
            self.tell(JOINING_RECORDING)
            join(self._bridge, self, self._folder, self._end, self.tell)
        except Exception as problem:  # one sentence, whatever the disk said
            self.tell(str(problem))
        else:
            self._end()

    def _end(self) -> None:
        self._opened(self._folder)
        self.close_dialog()


def join(
    bridge: Bridge, dialog: Dialog, folder: Path, opened: Callable[[], object], say: Callable[[str], object]
) -> None:
    """Join the engine that records a song, and open it; whoever closes the dialog meanwhile calls that off."""
    session = bridge.session

    def take(joined: Controller) -> None:
        if not isValid(dialog):
            joined.detach()
            return
        try:
            bridge.put_song_away()
        except REFUSALS as refusal:
            joined.detach()
            say(str(refusal))
        else:
            open_with(joined)

    def open_with(joined: Controller) -> None:
        try:
            session.open_song(folder, joined=joined)
        except REFUSALS as refusal:
            say(str(refusal))
        else:
            opened()

    joining = Task(lambda: session.engine.joined(song_folder(folder).path))
    bridge.start_task(joining, take, lambda sentence: say(sentence) if isValid(dialog) else None)


class _CopyToOpen(ProgressDialog):
    """A copy on its way, which is opened when it is there."""

    def __init__(self, bridge: Bridge, window: QWidget, work: SongCopy, opened: Callable[[Path], object]) -> None:
        super().__init__("Copying the song", bridge, window, work)
        self._opened = opened

    def finish(self, result: object) -> None:
        self._bridge.attempt(lambda: self._open(Path(str(result))))

    def _open(self, copy: Path) -> None:
        self._bridge.put_song_away()
        self._bridge.session.open_song(copy)
        self._opened(copy)
