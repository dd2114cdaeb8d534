"""Tempo and meter: what the song begins with and where it changes, with the click's beats of each.

Lives: window, main thread.
"""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.edits import tempo as tempo_edits
from app.edits.edit import Edit
from app.messages.song import ABOUT_TEMPO, not_a_bar, not_a_tempo
from app.messages.window import gradual_tempo
from app.model.tempo import TempoChange
from app.model.tempo_map import tempo_map
from app.problems import EditRefused
from app.song.changes import Changes
from app.text import values
from app.text.tempo import format_meter, parse_meter
from ui.bridge import Bridge
from ui.dialogs.dialog import Dialog
from ui.widgets.accents import AccentPattern
from ui.widgets.card import button, clear_layout, label
from ui.widgets.entry import EditableLabel
from ui.widgets.scrolling import scrolling
from ui.widgets.toggle_chip import ToggleChip


class ChangeRow(QFrame):
    """What holds from one bar on; the first row is the song's beginning and stays."""

    def __init__(self, bridge: Bridge, change: TempoChange, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self.change = bridge, change
        self.setProperty("kind", "row")
        place = f"from bar {change.bar}"
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(12)
        self.bar = self._figure(f"Bar of the change {place}", f"Bar {change.bar}", 64, self._type_bar)
        self.bar.text_to_edit = lambda: str(change.bar)
        self.bpm = self._figure(f"Tempo {place}", f"{values.format_tempo(change.tempo_bpm)} bpm", 84, self._type_bpm)
        self.bpm.text_to_edit = lambda: values.format_tempo(change.tempo_bpm)
        self.meter = self._figure(f"Meter {place}", format_meter(change.meter), 52, self._type_meter)
        self.accents = AccentPattern(f"Click {place}", self)
        self.accents.show_pattern(change.meter.click)
        self.accents.asked.connect(self._set_accents)
        for part in (self.bar, self.bpm, self.meter, self.accents):
            row.addWidget(part)
        row.addStretch(1)
        if change.bar == 1:
            self.bar.setEnabled(False)
            return
        self.gradual = ToggleChip("Gradually", gradual_tempo(change.bar), self)
        self.gradual.setChecked(change.gradual)
        self.gradual.clicked.connect(lambda: self._set(replace(self.change, gradual=not self.change.gradual)))
        row.addWidget(self.gradual)
        remove = button("Remove", lambda: bridge.change_tempo(tempo_edits.remove_tempo_change(change.bar)), "link")
        remove.setAccessibleName(f"Remove the change {place}")
        row.addWidget(remove)

    def _figure(self, name: str, text: str, width: int, typed: Callable[[str], None]) -> EditableLabel:
        made = EditableLabel(name, on_click=True, parent=self)
        made.setText(text)
        made.setFixedWidth(width)
        made.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        made.typed.connect(typed)
        return made

    def _set(self, change: TempoChange) -> None:
        self._bridge.change_tempo(tempo_edits.set_tempo_change(change))

    def _warn(self, sentence: str) -> None:
        self._bridge.notify("warn", sentence)

    def _type_bar(self, text: str) -> None:
        digits = text.casefold().replace("bar", "").strip()
        if not digits.isdigit() or int(digits) < 2:
            self._warn(not_a_bar(text))
        elif int(digits) != self.change.bar:
            self._bridge.change_tempo(tempo_edits.move_tempo_change(self.change.bar, int(digits)))

    def _type_bpm(self, text: str) -> None:
        bpm = values.parse_tempo(text)
        if bpm is None:
            self._warn(not_a_tempo(text))
        else:
            self._set(replace(self.change, tempo_bpm=bpm))

    def _type_meter(self, text: str) -> None:
        try:
            meter = parse_meter(text)
        except EditRefused as refused:
            self._warn(str(refused))
            return
        if (meter.beats_per_bar, meter.beat_unit) != (self.change.meter.beats_per_bar, self.change.meter.beat_unit):
            self._set(replace(self.change, meter=meter))

    def _set_accents(self, pattern: str) -> None:
        self._set(replace(self.change, meter=replace(self.change.meter, accents=pattern)))


class TempoDialog(Dialog):
    """Tempo and meter of the song, and their changes."""

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__("Tempo and meter", window, width=760)
        self._bridge = bridge
        self.rows: dict[int, ChangeRow] = {}
        self._shown: object = None
        self.body.addWidget(label(ABOUT_TEMPO, "dim", wrap=True))
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(4)
        area = scrolling(inside)
        area.setMinimumHeight(300)
        self.body.addWidget(area, 1)
        self.add = button("", self._add, "primary")
        self.foot.addWidget(self.add)
        self.foot.addStretch(1)
        bridge.changed.connect(self._on_change)
        bridge.slow_ticked.connect(self._show_place)
        self._rebuild()
        self._show_place()

    def _on_change(self, changes: Changes) -> None:
        if changes.tempo or changes.song_replaced:
            self._rebuild()
            self._show_place()

    def _rebuild(self) -> None:
        """Rebuild every row; the control that had the focus gets it back."""
        song = self._bridge.song
        if song.tempo == self._shown:
            return
        self._shown = song.tempo
        focused = self._focused()
        clear_layout(self._list)
        self.rows = {}
        for change in (TempoChange(1, song.tempo_bpm, song.meter), *song.tempo_changes):
            row = ChangeRow(self._bridge, change)
            self.rows[change.bar] = row
            self._list.addWidget(row)
        self._list.addStretch(1)
        if focused is not None and focused[0] in self.rows:
            bar, name, beat = focused
            self.rows[bar].accents.beat = beat
            getattr(self.rows[bar], name).setFocus()

    def _focused(self) -> tuple[int, str, int] | None:
        for bar, row in self.rows.items():
            for name in ("bar", "bpm", "meter", "accents", "gradual"):
                part = getattr(row, name, None)
                if part is not None and (part.hasFocus() or part.isAncestorOf(self.focusWidget() or self)):
                    return bar, name, row.accents.beat
        return None

    def _bar_here(self) -> int:
        """The bar that begins at the playhead, or the next one."""
        bars = tempo_map(self._bridge.song).bars_at(max(0, self._bridge.clock.frame))
        return max(2, int(-(-bars // 1)) + 1)

    def _show_place(self) -> None:
        bar = self._bar_here()
        self.add.setText(f"Add a change at bar {bar}")
        self.add.setEnabled(bar not in self.rows)

    def _add(self) -> None:
        """What exists already, to be changed."""
        bar, tempo = self._bar_here(), tempo_map(self._bridge.song)
        edit: Edit = tempo_edits.set_tempo_change(TempoChange(bar, tempo.tempo_of(bar), tempo.meter_of(bar)))
        if self._bridge.change_tempo(edit) and bar in self.rows:
            self.rows[bar].bpm.setFocus()
