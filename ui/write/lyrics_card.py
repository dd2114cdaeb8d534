"""Lyrics and chords: as a sheet to play from, as text to write, or both.

Lives: window, main thread.
"""

from functools import partial
from pathlib import Path
from typing import Literal

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.edits.lyrics import set_capo, set_lyrics
from app.edits.tempo import set_tempo
from app.messages import steps
from app.messages.lyrics import ABOUT_WORDS, PASTED_OVER_WORDS, key_found, transposed_by
from app.model.ranges import CAPO
from app.song.changes import Changes
from app.storage.lyrics_file import read_words
from app.text.exact_text import Change
from app.text.keys import all_keys, diatonic_chords
from app.text.lyric_sections import add_missing_sections, mismatch, missing_sections
from app.text.lyric_values import other_tempo, words_say
from app.text.sheet import ChordView, sheet_of
from app.text.transposing import key_of, read_lyrics, set_key, transpose
from ui.bridge import Bridge
from ui.dialogs.choosing import existing_files
from ui.widgets.card import Card, button, label
from ui.widgets.combo_box import ComboBox
from ui.widgets.scrolling import scrolling
from ui.widgets.segments import Segments
from ui.widgets.toggle_chip import ToggleChip
from ui.write.chart_saving import print_chart
from ui.write.lyrics_editor import LyricsEditor
from ui.write.sheet_view import SheetView
from ui.write.typing import TypingSteps

SIDE_BY_SIDE_PX = 640
PAUSE_MS = 150  # of typing, before the sheet follows
EXAMPLE = "{start_of_verse: Verse 1}\n[Am]Words with [F]chords in brackets\n{end_of_verse}"
Mode = Literal["sheet", "text", "both"]
KINDS = "ChordPro and text (*.cho *.chordpro *.chopro *.crd *.pro *.onsong *.txt);;All files (*)"


class LyricsCard(Card):
    """The words of the song.

    Attributes:
        sheet: Chords over the words.
        editor: The text.
    """

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__("Lyrics and chords", parent=parent)
        self._bridge = bridge
        self._typing = TypingSteps(bridge)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._show_sheet)
        self.sheet = SheetView("Words with chords over them")
        self.sheet.line_chosen.connect(self._edit_at)
        self.editor = LyricsEditor("Words and chords as text", EXAMPLE)
        self.editor.offers = self._offers
        self.editor.edited.connect(self._take)
        self.editor.converted.connect(self._convert)
        self.editor.left.connect(self._typing.end)
        self.mode = Segments("Lyrics as")
        for mode, text, help in (
            ("sheet", "Sheet", "Chords over the words, to play from"),
            ("text", "Text", "ChordPro, to write in"),
            ("both", "Both", "Text and sheet"),
        ):
            self.mode.addItem(text, mode, help)
        self._make_head()
        self._make_middle()
        self._make_foot()
        self.mode.currentIndexChanged.connect(lambda _number: self._show_mode())
        bridge.changed.connect(self._on_change)
        self.show_song()
        self._show_mode()

    # --- its parts
    def _make_head(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        self.numbers = ToggleChip("1 4 5", "Chords as numbers of the key")
        self.numbers.clicked.connect(self._toggle_numbers)
        first.addWidget(self.mode, 1)
        first.addWidget(button("Read file\u2026", self._choose_file))
        self.key = ComboBox("Key")
        self.key.addItem("", "")
        for key in all_keys():
            self.key.addItem(key.title, key.name)
        self.key.activated.connect(lambda _n: self._bridge.perform(set_key(str(self.key.currentData()))))
        self.down = button("\u2212", lambda: self._bridge.perform(transpose(-1)))
        self.up = button("+", lambda: self._bridge.perform(transpose(1)))
        for control, way in ((self.down, "down"), (self.up, "up")):
            control.setFixedWidth(30)
            control.setAccessibleName(f"Transpose {way} by a semitone")
        self.capo = ComboBox("Capo")
        for fret in range(CAPO[0], CAPO[1] + 1):
            self.capo.addItem(f"Capo {fret}" if fret else "No capo", fret)
        self.capo.activated.connect(lambda _n: self._bridge.perform(set_capo(int(self.capo.currentData()))))
        self.key.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.key.setMinimumContentsLength(8)
        second.addWidget(self.key, 1)
        second.addWidget(self.capo)
        second.addWidget(self.numbers)
        self.top.addWidget(label("transpose", "dim"))
        self.top.addWidget(self.down)
        self.top.addWidget(self.up)
        self.body.addLayout(first)
        self.body.addLayout(second)

    def _make_middle(self) -> None:
        empty = QWidget()
        column = QVBoxLayout(empty)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(label(ABOUT_WORDS, "dim", wrap=True))
        self.begin = button("Write the words", lambda: self._edit_at(0), "primary")
        column.addWidget(self.begin)
        column.addStretch(1)
        self._sheets = QStackedWidget()
        self._sheets.addWidget(empty)
        self._sheets.addWidget(scrolling(self.sheet))
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.editor)
        self._splitter.addWidget(self._sheets)
        self.body.addWidget(self._splitter, 1)

    def _make_foot(self) -> None:
        self.message = label("", "dim", wrap=True)
        self.make_sections = button("", self._make_sections)
        self.body.addWidget(self.message)
        self.body.addWidget(self.make_sections, 0, Qt.AlignmentFlag.AlignLeft)
        foot = QHBoxLayout()
        foot.setSpacing(4)
        self.print = button("Print chart\u2026", lambda: print_chart(self._bridge, self.view))
        foot.addWidget(self.print)
        self.prompter = button("Teleprompter", lambda: self._bridge.actions.run("lyrics.teleprompter"))
        self._bridge.actions.describe(self.prompter, "lyrics.teleprompter")
        foot.addWidget(self.prompter)
        foot.addStretch(1)
        self.body.addLayout(foot)

    # --- showing
    @property
    def view(self) -> ChordView:
        """How chords are shown."""
        return ChordView(self._bridge.song.lyrics.capo, self.numbers.isChecked())

    def _on_change(self, changes: Changes) -> None:
        if changes.lyrics or changes.sections or changes.song_replaced:
            self.show_song()

    def show_song(self) -> None:
        """Show the words of the song as they are now."""
        song = self._bridge.song
        lyrics, key = song.lyrics, key_of(song.lyrics)
        self.editor.show_exact(lyrics.text)
        if self.editor.hasFocus():
            self._pause.start()  # the sheet follows when typing pauses
        else:
            self._show_sheet()
        self._sheets.setCurrentIndex(1 if lyrics.text.strip() else 0)
        self.key.setItemText(0, "No key yet" if key is None else key_found(key.title))
        if key is not None and lyrics.key and self.key.findData(lyrics.key) < 0:
            self.key.addItem(key.title, lyrics.key)  # such as G flat
        self.key.setCurrentIndex(max(0, self.key.findData(lyrics.key)))
        self.capo.setCurrentIndex(lyrics.capo)
        moved = 0 if lyrics.origin is None else (lyrics.origin.semitones + 5) % 12 - 5
        for control in (self.down, self.up):
            control.setToolTip(f"{control.accessibleName()}. {transposed_by(moved) if moved else ''}".strip())

    def _show_sheet(self) -> None:
        """The sheet and what is said of it; in sight only."""
        self._pause.stop()
        if self._sheets.isVisibleTo(self):
            self.sheet.show_blocks(sheet_of(self._bridge.song.lyrics, self.view))
        self._show_mismatch()

    def _show_mismatch(self) -> None:
        song = self._bridge.song
        sentence, missing = mismatch(song), bool(missing_sections(song))
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))
        self.make_sections.setText("Add the missing sections" if song.sections else "Make sections from the text")
        self.make_sections.setVisible(missing)

    def _show_mode(self) -> None:
        mode: Mode = self.mode.currentData()
        if mode == "sheet" and self.editor.hasFocus():
            self.mode.setFocus()  # Qt would give the keyboard to a button far below, and scroll there
        self.editor.setVisible(mode != "sheet")
        self._sheets.setVisible(mode != "text")
        self._share_room()
        self._show_sheet()

    def _share_room(self) -> None:
        """Text and sheet side by side where the card is wide."""
        wide = self.width() >= SIDE_BY_SIDE_PX
        orientation = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self._splitter.orientation() != orientation or self.mode.currentData() == "both":
            self._splitter.setOrientation(orientation)
            self._splitter.setSizes([1000, 1000])

    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = self.width() >= SIDE_BY_SIDE_PX
        if wide != (self._splitter.orientation() == Qt.Orientation.Horizontal):
            self._share_room()

    def _toggle_numbers(self) -> None:
        self.numbers.setChecked(not self.numbers.isChecked())
        self.show_song()

    # --- changing
    def _edit_at(self, index: int) -> None:
        if self.mode.currentData() == "sheet":
            self.mode.setCurrentIndex(1)
        self.editor.show_place(index)

    def _take(self, text: str, change: Change) -> None:
        if not self._typing.take(text, change):
            self.editor.show_exact(self._bridge.song.lyrics.text)

    def _convert(self, text: str) -> None:
        if self._bridge.perform(set_lyrics(text, label=steps.CONVERT_LYRICS)):
            self._bridge.notify("info", PASTED_OVER_WORDS)

    def _offers(self) -> tuple[str, ...]:
        key = key_of(self._bridge.song.lyrics)
        return diatonic_chords(key or all_keys()[0])

    def _make_sections(self) -> None:
        self._bridge.perform(add_missing_sections(self._bridge.song))

    def _choose_file(self) -> None:
        start = self._bridge.session.document.opened.folder.path.parent
        for file in existing_files(self.window(), "Read words and chords", start, KINDS)[:1]:
            self._bridge.attempt(partial(self._read, file))

    def _read(self, file: Path) -> None:
        bridge = self._bridge
        bridge.session.document.perform(read_lyrics(*read_words(file)))
        tempo, said = other_tempo(bridge.song), words_say(bridge.song)
        if tempo is not None:
            bridge.notify("info", said, "Set the tempo", lambda: bridge.change_tempo(set_tempo(tempo)))
        elif said:
            bridge.notify("info", said)
