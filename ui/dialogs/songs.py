"""New song, open a song, recent songs; and what to do when another program has it open.

Lives: window, main thread.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QListWidget, QListWidgetItem, QWidget
from shiboken6 import isValid

from app.engine.ports import Controller
from app.messages.files import JOINING_RECORDING, NAME_SONG_FIRST, no_earlier_version, open_in_process, song_place
from app.problems import REFUSALS, LockHolder, SongBeingRecorded, SongDamaged, SongLocked, SongProblem
from app.song.templates import lay_out, templates
from app.storage.collect import SongCopy
from app.storage.folder import SUFFIX, SongFolder, folder_name, song_folder
from app.storage.rescue import EarlierVersion, earlier_versions, restore_version
from app.tasks import Task
from app.text import values
from ui.bridge import Bridge
from ui.dialogs.choosing import existing_folder
from ui.dialogs.dialog import Dialog
from ui.dialogs.progress import ProgressDialog
from ui.widgets.card import button, clear_layout, label
from ui.widgets.combo_box import ComboBox
from ui.widgets.field import Field

RATES_HZ = (44100, 48000, 88200, 96000, 176400, 192000)


class SongsDialog(Dialog):
    """`opened` tells which folder is open now."""

    opened = Signal(object)

    def __init__(self, bridge: Bridge, window: QWidget, start_folder: Path) -> None:
        super().__init__("Songs", window, width=620)
        self._bridge, self._folder = bridge, start_folder
        self.body.addWidget(label("A new song", "heading"))
        row = QHBoxLayout()
        self.name = Field()
        self.name.setPlaceholderText("Name")
        self.name.setAccessibleName("Name of the new song")
        self.name.returnPressed.connect(self._make)
        self.setFocusProxy(self.name)  # no letter of a name may be a key of the window's
        self.rate = ComboBox("Sample rate of the new song")
        for rate_hz in RATES_HZ:
            self.rate.addItem(values.format_rate(rate_hz), rate_hz)
        self.rate.setCurrentIndex(RATES_HZ.index(48000))
        self.template = ComboBox("What the new song begins with")
        for template in templates():
            self.template.addItem(template.name, template)
        row.addWidget(self.name, 1)
        row.addWidget(self.template)
        row.addWidget(self.rate)
        row.addWidget(button("Create", self._make, "primary"))
        self.body.addLayout(row)
        self.where = label("", "dim", wrap=True)
        self.body.addWidget(self.where)
        self._add_renaming()
        self.body.addWidget(label("Recent songs", "heading"))
        self.recent = QListWidget()
        self.recent.setAccessibleName("Recent songs")
        self.recent.setMinimumHeight(160)
        for folder in bridge.session.settings.recent_folders:
            item = QListWidgetItem(f"{folder.name.removesuffix(SUFFIX)}    {folder.parent}")
            item.setData(256, str(folder))
            self.recent.addItem(item)
        self.recent.itemActivated.connect(lambda item: self.open_folder(Path(item.data(256))))
        self.recent.itemClicked.connect(lambda item: self.open_folder(Path(item.data(256))))
        self.body.addWidget(self.recent)
        self.problem = label("", "bad", wrap=True)
        self.problem.hide()
        self.body.addWidget(self.problem)
        self._earlier = QHBoxLayout()
        self.body.addLayout(self._earlier)
        self.foot.addWidget(button("Change where songs are kept", self._choose_place))
        self.foot.addStretch(1)
        self.foot.addWidget(button("Open another song\u2026", self._browse))
        self._show_place()

    def _add_renaming(self) -> None:
        self.body.addWidget(label("The open song", "heading"))
        row = QHBoxLayout()
        self.new_name = Field()
        self.new_name.setAccessibleName("Name of the open song")
        self.new_name.setText(self._bridge.song.name)
        self.new_name.returnPressed.connect(self._rename)
        row.addWidget(self.new_name, 1)
        row.addWidget(button("Rename", self._rename))
        self.body.addLayout(row)

    def begin_renaming(self) -> None:
        """The name lies chosen under the keyboard."""
        self.new_name.setFocus()
        self.new_name.selectAll()

    def _rename(self) -> None:
        try:
            self._bridge.session.rename_song(self.new_name.text())
        except REFUSALS as refusal:
            self._say(str(refusal))
        else:
            self.close_dialog()

    def _show_place(self) -> None:
        self.where.setText(song_place(self._folder))

    def _choose_place(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Where songs are kept", str(self._folder))
        if chosen:
            self._folder = Path(chosen)
            self._show_place()

    def _make(self) -> None:
        name = self.name.text().strip()
        if not name:
            self._say(NAME_SONG_FIRST)
            return
        folder, rate_hz = self._folder / folder_name(name), int(self.rate.currentData())
        layout, session = lay_out(self.template.currentData()), self._bridge.session
        self._attempt(folder, lambda: session.new_song(folder, name, rate_hz, layout))

    def _browse(self) -> None:
        chosen = existing_folder(self, "Open a song folder", self._folder)
        if chosen is not None:
            self.open_folder(chosen)

    def open_folder(self, folder: Path) -> None:
        self._attempt(folder, lambda: self._bridge.session.open_song(folder))

    def _attempt(self, folder: Path, action: Callable[[], object]) -> None:
        try:
            self._bridge.put_song_away()
            action()
        except SongDamaged as damaged:
            self.offer_earlier(damaged)
        except SongBeingRecorded:
            self._say(JOINING_RECORDING)
            _join(self._bridge, self, folder, lambda: self._end(folder), self._say)
        except SongLocked as locked:
            LockDialog(self._bridge, self._window, folder, locked.holder, self.opened.emit).open_dialog()
            self.close_dialog()
        except Exception as problem:  # one sentence, whatever the disk said
            self._say(str(problem))
        else:
            self._end(folder)

    def _end(self, folder: Path) -> None:
        self.opened.emit(folder)
        self.close_dialog()

    def _say(self, sentence: str) -> None:
        clear_layout(self._earlier)
        self.problem.setText(sentence)
        self.problem.show()
        self.fit()

    def offer_earlier(self, damaged: SongDamaged) -> None:
        folder = SongFolder(damaged.folder)
        versions = earlier_versions(folder)
        self._say(f"{damaged}" if versions else no_earlier_version(f"{damaged}"))
        for version in versions:
            self._earlier.addWidget(button(f"Open the {version.name}", partial(self._open_earlier, folder, version)))
        self.fit()

    def _open_earlier(self, folder: SongFolder, version: EarlierVersion) -> None:
        try:
            restore_version(folder, version)
        except SongProblem as problem:
            self._say(str(problem))
        else:
            self.open_folder(folder.path)


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
        self.problem = label("", "bad", wrap=True)
        self.problem.hide()
        self.body.addWidget(self.problem)
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
            self._say(str(problem))
        else:
            self.close_dialog()
            copying.open_dialog()

    def _run(self, action: Callable[[], object]) -> None:
        try:
            action()
        except SongBeingRecorded:
            self._say(JOINING_RECORDING)
            _join(self._bridge, self, self._folder, self._end, self._say)
        except Exception as problem:  # one sentence, whatever the disk said
            self._say(str(problem))
        else:
            self._end()

    def _end(self) -> None:
        self._opened(self._folder)
        self.close_dialog()

    def _say(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()
        self.fit()


def _join(
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
