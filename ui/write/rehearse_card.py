"""Rehearsing: how fast, which section how often, which part is left out, and whether it is recorded.

Lives: window, main thread.
"""

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QWidget

from app.edits import transport as transport_edits
from app.messages.rehearsing import ABOUT_REHEARSING, ROUNDS_NEED_LOOP
from app.model.section_frames import section_frames
from app.session.rehearsal import RISE_PERCENT, STEP_PERCENT
from ui import theme
from ui.bridge import Bridge
from ui.widgets.card import Card, button, label
from ui.widgets.combo_box import ComboBox
from ui.widgets.segments import Segments
from ui.widgets.toggle_chip import ToggleChip
from ui.write.speed_slider import SpeedSlider

ROUNDS = (0, 2, 4, 8, 16)
GOALS_PERCENT = (80, 90, 95, 100, 105, 110, 120)
PLAY_PX = 40


class RehearseCard(Card):
    """Play along with the song, slower and round after round."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__("Rehearse", parent=parent)
        self._bridge, self._rehearsal = bridge, bridge.session.rehearsal
        self._shown: object = None
        self._make_controls()
        self._lay_out()
        bridge.changed.connect(lambda _changes: self._show_song())
        bridge.ticked.connect(self._on_tick)
        self._show_song()
        self._show_state()

    def _make_controls(self) -> None:
        bridge, rehearsal = self._bridge, self._rehearsal
        self.figure = label("100 %", "title")
        self.figure.setFixedWidth(64)
        self.speed = SpeedSlider("Practice speed")
        self.speed.moved.connect(lambda percent: self._set_percent(round(percent)))
        self.slower = self._runs(f"\u2212 {STEP_PERCENT}", "rehearse.slower")
        self.faster = self._runs(f"+ {STEP_PERCENT}", "rehearse.faster")
        self.own = self._runs("100 %", "rehearse.own-speed")
        self.section = ComboBox("What is played")
        self.section.activated.connect(lambda _index: self._loop(self.section.currentData()))
        self.rounds = Segments("Rounds")
        for number in ROUNDS:
            text = "Until Stop" if number == 0 else str(number)
            self.rounds.addItem(text, number, "Round after round until you stop" if not number else f"{number} rounds")
        self.rounds.currentIndexChanged.connect(lambda _index: self._set("rounds", self.rounds.currentData()))
        self.rises = self._switch("Faster each round", f"{RISE_PERCENT} % faster each round", "rises")
        self.goal = ComboBox("Up to which speed")
        for percent in GOALS_PERCENT:
            self.goal.addItem(f"up to {percent} %", percent)
        self.goal.activated.connect(lambda _index: self._set("goal_percent", self.goal.currentData()))
        self.click = ToggleChip("Click", "The click sounds while the song plays")
        bridge.actions.attach(self.click, "transport.click")
        self.count_in = self._switch("Count-in", "Count in before the song plays", "counts_in")
        self.part = ComboBox("The part you play")
        self.part.activated.connect(lambda _index: bridge.attempt(lambda: rehearsal.leave_out(self.part.currentData())))
        self.records = ToggleChip("Record a work tape", "Record what you play as a work tape")
        self.records.clicked.connect(self._toggle_records)
        self.play = button("Rehearse", self._play, "primary")
        self.play.setMinimumHeight(PLAY_PX)
        self.done = button("We have rehearsed it", lambda: bridge.attempt(rehearsal.note_done))
        self.state = label("", "dim", wrap=True)

    def _runs(self, text: str, command_id: str) -> QWidget:
        made = button(text, lambda: self._bridge.actions.run(command_id))
        self._bridge.actions.describe(made, command_id)
        return made

    def _switch(self, text: str, name: str, field: str) -> ToggleChip:
        """A switch of this sitting."""
        chip = ToggleChip(text, name)
        chip.clicked.connect(lambda: self._set(field, not getattr(self._rehearsal, field)))
        return chip

    def _toggle_records(self) -> None:
        self._bridge.attempt(lambda: self._rehearsal.set_records(not self._rehearsal.records))
        self._show_state()

    def _set(self, field: str, value: object) -> None:
        setattr(self._rehearsal, field, value)
        self._show_state()

    def _lay_out(self) -> None:
        self.body.addWidget(label(ABOUT_REHEARSING, "dim", wrap=True))
        self.body.addSpacing(4)
        self.body.addLayout(_row(self.figure, self.speed, stretch=self.speed))
        self.body.addLayout(_row(self.slower, self.faster, self.own, None))
        grid = QGridLayout()
        grid.setVerticalSpacing(8)
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(1, 1)
        rows: tuple[tuple[str, QWidget | QLayout], ...] = (
            ("Play", self.section),
            ("Rounds", self.rounds),
            ("", _row(self.rises, self.goal, None)),
            ("Hear", _row(self.click, self.count_in, None)),
            ("I play", self.part),
            ("Keep it", _row(self.records, None)),
        )
        for number, (title, control) in enumerate(rows):
            grid.addWidget(label(title, "dim"), number, 0)
            if isinstance(control, QWidget):
                grid.addWidget(control, number, 1)
            else:
                grid.addLayout(control, number, 1)
        self.body.addSpacing(4)
        self.body.addLayout(grid)
        self.body.addStretch(1)
        self.body.addWidget(self.state)
        self.body.addLayout(_row(self.play, self.done, stretch=self.play))

    # --- verbs
    def _set_percent(self, percent: int) -> None:
        if not self._bridge.attempt(lambda: self._rehearsal.set_percent(percent)):
            self.speed.set_value(self._rehearsal.percent)
        self._show_state()

    def _loop(self, section_id: object) -> None:
        """Loop a section, or play the whole song."""
        song = self._bridge.song
        section = next((one for one in song.sections if one.id == section_id), None)
        if section is None:
            loop = song.transport
            self._bridge.perform(transport_edits.set_loop(False, loop.loop_start_frame, loop.loop_end_frame))
            return
        start, end = section_frames(song, section)
        if self._bridge.perform(transport_edits.set_loop(True, start, end)):
            self._bridge.attempt(lambda: self._bridge.session.transport.locate(start))

    def _play(self) -> None:
        transport = self._bridge.session.transport
        rolls = self._bridge.clock.state != "stopped"
        self._bridge.attempt(transport.halt if rolls else self._rehearsal.play)

    # --- showing
    def _show_song(self) -> None:
        song = self._bridge.song
        loop = song.transport
        sections = [(section.id, section.name, section_frames(song, section)) for section in song.sections]
        looped = next(
            (one[0] for one in sections if loop.loop_on and one[2] == (loop.loop_start_frame, loop.loop_end_frame)),
            None,
        )
        facts = (sections, loop.loop_on, looped, [(track.id, track.name) for track in song.tracks])
        self.click.setChecked(loop.click_on)
        if facts == self._shown:
            return
        self._shown = facts
        self.section.clear()
        self.section.addItem("The whole song", "")
        if loop.loop_on and looped is None:
            self.section.addItem("The loop", "loop")
        for section_id, name, _place in sections:
            self.section.addItem(f"{name}, looped", section_id)
        self.section.setCurrentIndex(self.section.findData(looped or ("loop" if loop.loop_on else "")))
        self.part.clear()
        self.part.addItem("Nothing: play every track", None)
        for track in song.tracks:
            self.part.addItem(f"{track.name}: leave it out", track.id)
        self._show_part()

    def _show_part(self) -> None:
        self.part.setCurrentIndex(max(0, self.part.findData(self._rehearsal.left_out)))

    def _on_tick(self) -> None:
        if self.isVisible():
            self._show_state()

    def _show_state(self) -> None:
        rehearsal, rolls = self._rehearsal, self._bridge.clock.state != "stopped"
        percent = rehearsal.percent
        if self.figure.text() != f"{percent} %":
            self.figure.setText(f"{percent} %")
            self.figure.setStyleSheet(f"color: {theme.css(theme.TEXT if percent == 100 else theme.WARN)};")
            self.speed.set_value(percent)
        for chip, field in ((self.rises, "rises"), (self.count_in, "counts_in"), (self.records, "records")):
            chip.setChecked(getattr(rehearsal, field))
        self.rounds.setCurrentIndex(self.rounds.findData(rehearsal.rounds))
        self.goal.setCurrentIndex(max(0, self.goal.findData(rehearsal.goal_percent)))
        looped = self._bridge.song.transport.loop_on
        if self.play.text() != (text := "Stop" if rolls else "Rehearse"):
            self.play.setText(text)
        of = f" of {rehearsal.rounds}" if rehearsal.rounds else ""
        state = f"Round {rehearsal.round}{of}, at {percent} %" if rolls and looped else ""
        if not looped and (rehearsal.rounds or rehearsal.rises):
            state = ROUNDS_NEED_LOOP
        if state != self.state.text():
            self.state.setText(state)


def _row(*parts: QWidget | None, stretch: QWidget | None = None) -> QHBoxLayout:
    """Controls side by side; None is a gap that takes what is left."""
    row = QHBoxLayout()
    row.setSpacing(8)
    for part in parts:
        if part is None:
            row.addStretch(1)
        else:
            row.addWidget(part, 1 if part is stretch else 0)
    return row
