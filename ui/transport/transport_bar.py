"""The transport bar: start, play, stop, record, loop, punch, clock, tempo, click, count-in, master meter and loudness.

Lives: window, main thread.
"""

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QSpacerItem, QWidget

from app.edits import tempo as tempo_edits
from app.edits import transport as transport_edits
from app.edits.tempo import change_at
from app.messages.song import not_a_tempo
from app.model.section_frames import section_at
from app.model.tempo_map import tempo_map
from app.song.changes import Changes
from app.text import values
from app.text.tempo import format_meter
from ui import theme
from ui.bridge import Bridge
from ui.transport import clock_label, master_meter, retrospective_button
from ui.transport.clock_label import ClockLabel
from ui.transport.loudness_readout import WIDTH as LOUDNESS_WIDTH
from ui.transport.loudness_readout import LoudnessReadout
from ui.transport.master_meter import MasterMeter
from ui.transport.retrospective_button import RetrospectiveButton
from ui.transport.retrospective_choice import record_retrospectively
from ui.transport.switch_menus import click_menu, count_in_menu, punch_menu
from ui.widgets.card import button, label
from ui.widgets.entry import EditableLabel
from ui.widgets.menus import show_once
from ui.widgets.press import EnterButton
from ui.widgets.toggle import ShapeButton
from ui.widgets.toggle_chip import ToggleChip

TEMPO_WIDTH, NARROW_TEMPO_WIDTH = 92, 78
SPEED_WIDTH, SPEED_PX = 56, 15  # seen from two metres away: what plays is not the song as it is
LEAST_SECTION_PX = 64  # a name that is shortened further says nothing
NARROW_PX = 1100  # a bar narrower than this leaves out what it can do without


class TransportBar(QWidget):
    """Transport buttons, clock, tempo and meters at the top of the window."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        session = bridge.session
        self.setFixedHeight(theme.TRANSPORT_HEIGHT)
        self.back = ShapeButton("return", "Start", "Return to the start", self)
        self.play = ShapeButton("play", "Play", bridge.actions["transport.play"].text(), self)
        self.stop = ShapeButton("stop", "Stop", "Stop", self)
        self.record = ShapeButton("record", "Record", "Record", self)
        self.loop = ShapeButton("loop", "Loop", "Loop", self)
        bridge.actions.describe(self.back, "transport.return", "Return to the start")
        bridge.actions.describe(self.stop, "transport.play", "Stop")
        self.back.clicked.connect(lambda: bridge.attempt(session.transport.return_to_start))
        self.stop.clicked.connect(lambda: bridge.attempt(session.transport.halt))
        for shape, command in ((self.play, "play"), (self.record, "record"), (self.loop, "loop")):
            bridge.actions.attach(shape, f"transport.{command}")
        self._make_switches()
        self.clock = ClockLabel(bridge, self)
        self.tempo = EditableLabel("Tempo in beats a minute", on_click=True, parent=self)
        self.tempo.setFont(theme.font(15, 600))
        self.tempo.setToolTip("Tempo at the playhead: click to type")
        self.tempo.typed.connect(self._type_tempo)
        self.tempo.text_to_edit = self._tempo_to_edit
        self._tempo_at = 0  # where the playhead was when somebody began to type
        self.meter_words = button("", lambda: bridge.actions.run("transport.tempo"), "link")
        bridge.actions.describe(
            self.meter_words, "transport.tempo", "Meter at the playhead: click for tempo and meter changes"
        )
        self.speed = ToggleChip("100 %", "Practice speed", self, tone=theme.WARN)
        self.speed.size_px = SPEED_PX
        self.speed.setFixedSize(SPEED_WIDTH, 32)
        self.speed.setChecked(True)
        bridge.actions.describe(self.speed, "rehearse.own-speed")
        self.speed.clicked.connect(lambda: bridge.actions.run("rehearse.own-speed"))
        self.speed.hide()
        self.section = label("", "heading")
        self.section.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.section.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.meter = MasterMeter(bridge, self)
        self.loudness = LoudnessReadout(bridge, self)
        self._lay_out()
        bridge.changed.connect(self._on_change)
        bridge.ticked.connect(self._on_tick)
        bridge.slow_ticked.connect(self._on_slow_tick)
        self._show_song()

    def _make_switches(self) -> None:
        self.punch = self._switch("Punch", "transport.punch", punch_menu)
        self.retrospective = RetrospectiveButton(self._bridge, self)
        self.retrospective.clicked.connect(self.record_retrospectively)
        self.click = self._switch("Click", "transport.click", click_menu)
        self.count_in = self._switch("Count-in", "transport.count-in", count_in_menu)
        self._bars_to_count_in = 1  # the last number chosen, for the switch

    def _switch(self, text: str, command_id: str, menu: Callable[[Bridge, QWidget], QMenu]) -> QPushButton:
        """A button that shows a state of the document, with further choices at a right-click."""
        actions, made = self._bridge.actions, EnterButton(text, self)
        made.setCheckable(True)
        made.nextCheckState = lambda: None  # type: ignore[method-assign]
        made.setMinimumHeight(32)
        actions.attach(made, command_id)
        made.setToolTip(f"{made.toolTip()}; right-click for more")
        made.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        made.customContextMenuRequested.connect(lambda at: show_once(menu(self._bridge, self), made.mapToGlobal(at)))
        return made

    def _lay_out(self) -> None:
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(4)
        for shape in (self.back, self.play, self.stop, self.record, self.loop):
            row.addWidget(shape)
        row.addWidget(self.punch)
        row.addWidget(self.retrospective)
        self._gap = QSpacerItem(8, 0)
        row.addItem(self._gap)
        row.addWidget(self.clock)
        tempo = self._tempo_place = QWidget(self)
        tempo.setFixedSize(TEMPO_WIDTH, 48)
        self.tempo.setParent(tempo)
        self.tempo.setGeometry(0, 0, TEMPO_WIDTH - 4, 26)
        self.meter_words.setParent(tempo)
        self.meter_words.setGeometry(0, 24, TEMPO_WIDTH, theme.HIT)
        self.meter_words.setStyleSheet(
            f"QPushButton {{ padding: 0; text-align: left; color: {theme.css(theme.DIM)}; }}"
        )
        row.addWidget(tempo)
        row.addWidget(self.speed)
        row.addWidget(self.click)
        row.addWidget(self.count_in)
        row.addWidget(self.section, 1)
        row.addStretch()  # in place of the section, where that has no room
        row.addSpacing(8)
        row.addWidget(self.meter)
        row.addWidget(self.loudness)

    # --- verbs of commands
    def flip_clock(self) -> None:
        """Swap bars and time."""
        self.clock.flip()

    def record_retrospectively(self) -> None:
        """Keep what was just played, on the armed tracks or on those that the user chooses."""
        record_retrospectively(self._bridge, self.retrospective)

    def toggle_count_in(self) -> None:
        bars = 0 if self._bridge.song.transport.count_in_bars else self._bars_to_count_in
        self._bridge.perform(transport_edits.set_count_in(bars))

    def _tempo_to_edit(self) -> str:
        self._tempo_at = self._bridge.clock.frame
        return values.format_tempo(change_at(self._bridge.song, self._tempo_at).tempo_bpm)

    def _type_tempo(self, text: str) -> None:
        bpm = values.parse_tempo(text)
        if bpm is None:
            self._bridge.notify("warn", not_a_tempo(text))
            return
        self._bridge.change_tempo(tempo_edits.set_tempo_at(self._tempo_at, bpm))
        self._show_song()

    # --- showing
    def _on_change(self, changes: Changes) -> None:
        if changes.song_replaced or changes.structure:
            self.meter.layer.relayout()
        self._show_song()

    def _show_song(self) -> None:
        song = self._bridge.song
        self._show_tempo()
        self.loop.setChecked(song.transport.loop_on)
        self.click.setChecked(song.transport.click_on)
        self.punch.setChecked(song.transport.punch_on)
        bars = song.transport.count_in_bars
        self.count_in.setChecked(bool(bars))
        self.count_in.setText(f"Count-in {bars}" if bars > 1 else "Count-in")
        self._bars_to_count_in = bars or self._bars_to_count_in

    def _show_tempo(self) -> None:
        """What holds at the playhead."""
        song = self._bridge.song
        segment = tempo_map(song).at(max(0, self._bridge.clock.frame))
        text = (
            f"{values.format_tempo(round(segment.tempo_bpm, 1))} bpm",
            format_meter(segment.meter) + ("" if self._narrow else f" \u00b7 {values.format_rate(song.rate_hz)}"),
        )
        if (self.tempo.text(), self.meter_words.text()) != text:
            self.tempo.setText(text[0])
            self.meter_words.setText(text[1])

    def _on_tick(self) -> None:
        clock = self._bridge.clock
        rolling = clock.state != "stopped"
        if self.play.isChecked() != rolling:
            self.play.setChecked(rolling)
        if self.record.isChecked() != clock.recording:
            self.record.setChecked(clock.recording)
        self.clock.refresh()
        self.meter.refresh()
        percent = self._bridge.session.rehearsal.percent
        if self.speed.isHidden() != (percent == 100):
            self.speed.setVisible(percent != 100)
        self.speed.show_text(f"{percent} %", f"Practice speed {percent} %: click for 100 %")

    def _on_slow_tick(self) -> None:
        self.meter.refresh_figures()
        self.loudness.refresh()
        self.retrospective.refresh()
        self._show_tempo()
        here = section_at(self._bridge.song, self._bridge.clock.frame)
        text = "" if here is None else here.name
        room, metrics = self.section.width(), self.section.fontMetrics()
        legible = room >= min(LEAST_SECTION_PX, metrics.horizontalAdvance(text))
        self.section.setText(metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room) if legible else "")

    @property
    def _narrow(self) -> bool:
        return self.width() < NARROW_PX

    def resizeEvent(self, event: object) -> None:
        self.loudness.setVisible(self.width() >= 1000 + LOUDNESS_WIDTH)
        narrow = self._narrow
        self._row.setSpacing(3 if narrow else 4)
        self.retrospective.setFixedWidth(retrospective_button.NARROW_WIDTH if narrow else retrospective_button.WIDTH)
        self.clock.setFixedWidth(clock_label.NARROW_WIDTH if narrow else clock_label.WIDTH)
        self._tempo_place.setFixedWidth(NARROW_TEMPO_WIDTH if narrow else TEMPO_WIDTH)
        self.tempo.setFixedWidth(self._tempo_place.width() - 4)
        self.meter_words.setFixedWidth(self._tempo_place.width())
        self.meter.set_length(master_meter.NARROW_WIDTH if narrow else master_meter.WIDTH)
        self.section.setVisible(not narrow)
        self._gap.changeSize(0 if narrow else 8, 0)
        self._row.invalidate()
        self._show_tempo()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(theme.PANEL))
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), theme.colour(theme.LINE))
        painter.end()
