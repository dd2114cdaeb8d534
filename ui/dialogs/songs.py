"""Where songs begin: recent ones, a new one by template, the demo, any other; and the backups of one that is damaged.

Lives: window, main thread.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.devices.songs_folder import templates_folder
from app.edits.edit import Edit
from app.edits.stages import choose_process
from app.messages.files import JOINING_RECORDING, NAME_SONG_FIRST, NO_RECENT_SONGS, no_earlier_version, song_place
from app.model.ranges import LONGEST_NAME
from app.problems import SongBeingRecorded, SongDamaged, SongLocked, SongProblem
from app.song.dropped import is_song
from app.song.templates import Template, every_template
from app.stages.table import process_of, processes
from app.storage.folder import SongFolder, folder_name
from app.storage.rescue import EarlierVersion, earlier_versions, restore_version
from app.text import values
from ui.bridge import Bridge
from ui.dialogs.choosing import choose_songs_folder, existing_folder
from ui.dialogs.dialog import Dialog
from ui.dialogs.recent_songs import RecentSongs
from ui.dialogs.song_lock import join
from ui.widgets.card import button, clear_layout, label
from ui.widgets.combo_box import ComboBox
from ui.widgets.field import Field

DEMO_FOLDER = "Demo.worktape"
RATES_HZ = (44100, 48000, 88200, 96000, 176400, 192000)


class SongsDialog(Dialog):
    """`opened` tells which folder is open now, `locked` which one another program has, and which program."""

    opened = Signal(object)
    locked = Signal(object, object)

    def __init__(self, bridge: Bridge, window: QWidget, start_folder: Path) -> None:
        super().__init__("Songs", window, width=720)
        self._bridge, self._folder = bridge, start_folder
        self.body.addWidget(label("A new song", "heading"))
        row = QHBoxLayout()
        self.name = Field()
        self.name.setPlaceholderText("Name")
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setAccessibleName("Name of the new song")
        self.name.returnPressed.connect(self._make)
        self.setFocusProxy(self.name)  # no letter of a name may be a key of the window's
        self.rate = ComboBox("Sample rate of the new song")
        for rate_hz in RATES_HZ:
            self.rate.addItem(values.format_rate(rate_hz), rate_hz)
        self.rate.setCurrentIndex(RATES_HZ.index(48000))
        self.template = ComboBox("What the new song begins with")
        for template in every_template(templates_folder(bridge.session.settings)):
            if template.own and not self.template.itemData(self.template.count() - 1).own:
                self.template.insertSeparator(self.template.count())
            self.template.addItem(template.name, template)
            self.template.setItemData(self.template.count() - 1, template.help, Qt.ItemDataRole.ToolTipRole)
        self.template.currentIndexChanged.connect(self._on_template)
        self.process = ComboBox("Process of the new song")
        for process in processes():
            self.process.addItem(process.name, process.id)
            self.process.setItemData(self.process.count() - 1, process.help, Qt.ItemDataRole.ToolTipRole)
        row.addWidget(self.name, 1)
        row.addWidget(button("Create", self._make, "primary"))
        self.body.addLayout(row)
        choices = QHBoxLayout()
        for choice in (self.template, self.process, self.rate):
            choices.addWidget(choice)
        choices.addStretch(1)
        self.body.addLayout(choices)
        self.about = label("", "dim", wrap=True)
        self.body.addWidget(self.about)
        self._on_template()
        self.where = label("", "dim", wrap=True)
        self.body.addWidget(self.where)
        self.body.addWidget(label("Recent songs", "heading"))
        self.recent = RecentSongs(bridge.session.settings.recent_folders, self.open_folder)
        self.recent.setVisible(self.recent.count() > 0)
        self.body.addWidget(self.recent)
        if not self.recent.count():
            self.body.addWidget(label(NO_RECENT_SONGS, "dim", wrap=True))
        self._earlier = QHBoxLayout()
        self.body.addLayout(self._earlier)
        self.foot.addWidget(button("Change where songs are kept", self._choose_place))
        self.foot.addStretch(1)
        demo = start_folder / DEMO_FOLDER
        if is_song(demo):
            self.foot.addWidget(button("Open the demo", lambda: self.open_folder(demo)))
        self.foot.addWidget(button("Open another song\u2026", self._browse))
        self._show_place()

    def show_recent(self) -> None:
        """The keyboard to the recent songs, where there are any."""
        if self.recent.count():
            self.recent.setFocus()

    def _on_template(self) -> None:
        template: Template = self.template.currentData()
        self.about.setText(template.help)
        self.process.setCurrentIndex(self.process.findData(process_of(template.find_process()).id))

    def _show_place(self) -> None:
        self.where.setText(song_place(self._folder))

    def _choose_place(self) -> None:
        chosen = choose_songs_folder(self, self._bridge.session, self._folder)
        if chosen is not None:
            self._folder = chosen
            self._show_place()

    def _make(self) -> None:
        name = self.name.text().strip()
        if not name:
            self._say(NAME_SONG_FIRST)
            return
        folder, rate_hz = self._folder / folder_name(name), int(self.rate.currentData())
        template, process, session = self.template.currentData(), self.process.currentData(), self._bridge.session

        def make() -> None:
            layout = Edit.combine("", [template.lay_out(), choose_process(process)])
            session.new_song(folder, name, rate_hz, layout)

        self._attempt(folder, make)

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
            join(self._bridge, self, folder, lambda: self._end(folder), self._say)
        except SongLocked as locked:
            self.locked.emit(folder, locked.holder)
        except Exception as problem:  # one sentence, whatever the disk said
            self._say(str(problem))
        else:
            self._end(folder)

    def _end(self, folder: Path) -> None:
        self.opened.emit(folder)
        self.close_dialog()

    def _say(self, sentence: str) -> None:
        clear_layout(self._earlier)
        self.tell(sentence)

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
