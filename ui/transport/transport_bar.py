"""The transport bar: start, play, stop, record, loop, punch, clock, tempo, click, count-in, master meter and its history.

Lives: window, main thread.
"""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QSpacerItem, QWidget

from app.edits import tempo as tempo_edits
from app.edits import transport as transport_edits
from app.edits.edit import Edit
from app.edits.tempo import change_at
from app.model.channel import headphone_buses
from app.model.song import PunchEdges
from app.model.tempo_map import tempo_map
from app.song.changes import Changes
from app.text import values
from app.text.tempo import format_meter
from app.units import frames_to_seconds
from ui import theme
from ui.bridge import Bridge
from ui.mixer.click_sounds import ClickLevel, add_click_sounds
from ui.transport.level_history import HISTORY_WIDTH, LevelHistory
from ui.transport.retrospective_button import NARROW_WIDTH as NARROW_RETROSPECTIVE_WIDTH
from ui.transport.retrospective_button import WIDTH as RETROSPECTIVE_WIDTH
from ui.transport.retrospective_button import RetrospectiveButton
from ui.widgets.ballistics import FLOOR_DB, METER_MARKS_DB, meter_fraction
from ui.widgets.card import button, label
from ui.widgets.entry import EditableLabel
from ui.widgets.menus import add_heading, show_once
from ui.widgets.meters import MeterLayer, MeterSpot
from ui.widgets.press import EnterButton
from ui.widgets.toggle import ShapeButton

METER_WIDTH, NARROW_METER_WIDTH = 120, 56
CLOCK_WIDTH, NARROW_CLOCK_WIDTH = 142, 126
TEMPO_WIDTH, NARROW_TEMPO_WIDTH = 92, 78
METER_LEFT, BAR_TOPS = 18, (6, 18)  # of the master's two meters, above their scale
NARROW_PX = 1100  # a bar narrower than this leaves out what it can do without
COUNT_INS = (0, 1, 2, 4)
PUNCH_EDGES: dict[PunchEdges, str] = {"both": "Punch in and out", "in": "Punch in only", "out": "Punch out only"}
T = TypeVar("T")


def _bars(count: int) -> str:
    return {0: "Off", 1: "1 bar"}.get(count, f"{count} bars")


class ClockLabel(QWidget):
    """Bars large and time small; a click swaps them."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.bars_first = True
        self._texts = ("", "")
        self.setFixedSize(CLOCK_WIDTH, 48)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("Clock")
        self.setToolTip("Click to swap bars and time (F)")

    def flip(self) -> None:
        self.bars_first = not self.bars_first
        self.refresh()

    def refresh(self) -> None:
        song, frame = self._bridge.song, self._bridge.clock.frame
        bars = values.format_bars(tempo_map(song).position(frame))
        time = values.format_clock(frames_to_seconds(frame, song.rate_hz))
        texts = (bars, time) if self.bars_first else (time, bars)
        if texts != self._texts:
            self._texts = texts
            self.update()

    @property
    def texts(self) -> tuple[str, str]:
        return self._texts

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.flip()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        counting = self._bridge.clock.state == "counting_in"
        painter.setFont(theme.font(theme.CLOCK_PX, 600))
        painter.setPen(theme.colour(theme.WARN if counting else theme.TEXT))
        painter.drawText(QRect(2, 0, 140, 30), Qt.AlignmentFlag.AlignVCenter, self._texts[0])
        painter.setFont(theme.font(theme.SMALL_PX))
        painter.setPen(theme.colour(theme.WARN if counting else theme.DIM))
        second = "count-in" if counting else self._texts[1]
        painter.drawText(QRect(2, 30, 140, 16), Qt.AlignmentFlag.AlignVCenter, second)
        painter.end()


class MasterMeter(QWidget):
    """Left and right of the master, with their highest peaks; a click forgets them."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._figures = ("", "")
        self.length = METER_WIDTH
        self._over = (False, False)
        self.setFixedSize(METER_WIDTH + 62, 44)
        self.setAccessibleName("Master level")
        self.setToolTip(
            "Master output, after fader and limiter, with its highest peaks; red from 0 dBFS on. Click to clear"
        )
        self.layer = MeterLayer(self._spots, self)
        self.layer.setGeometry(self.rect())

    def sizeHint(self) -> QSize:
        return self.size()

    def set_length(self, length: int) -> None:
        """Of the meters, in px, with the letters before them."""
        if length != self.length:
            self.length = length
            self.setFixedWidth(length + 62)
            self.layer.setGeometry(self.rect())
            self.layer.relayout()

    def _rows(self) -> tuple[int, int]:
        row = self._bridge.bus_row(self._bridge.song.master.id)
        return row, row + 1

    def _spots(self) -> list[MeterSpot]:
        return [
            MeterSpot(
                self._bridge.levels.buses,
                row,
                QRect(METER_LEFT, BAR_TOPS[n], self.length - METER_LEFT, 8),
                vertical=False,
                top_db=0.0,
                clip_box=QRect(self.length + 2, BAR_TOPS[n], 8, 8),
            )
            for n, row in enumerate(self._rows())
        ]

    def refresh(self) -> None:
        self.layer.refresh()

    def refresh_figures(self) -> None:
        highest = self._bridge.levels.buses.highest_db
        peaks = [float(highest[row]) for row in self._rows()]
        figures = tuple(
            values.format_decibels(peak if peak > FLOOR_DB else -200, unit="", signed=True) for peak in peaks
        )
        over = tuple(peak >= 0.0 for peak in peaks)
        if (figures, over) != (self._figures, self._over):
            self._figures, self._over = (figures[0], figures[1]), (over[0], over[1])
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._bridge.levels.buses.clear(self._rows())
        self.refresh_figures()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for n, side in enumerate("LR"):
            middle = BAR_TOPS[n] - 5
            painter.setFont(theme.font(theme.SMALL_PX))
            painter.setPen(theme.colour(theme.DIM))
            painter.drawText(QRect(2, middle, 14, 18), Qt.AlignmentFlag.AlignVCenter, side)
            if self._over[n]:
                painter.setFont(theme.font(theme.SMALL_PX, 600))
                painter.setPen(theme.colour(theme.REC_TEXT))
            place = QRect(self.length + 12, middle, 46, 18)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._figures[n])
        self._paint_scale(painter)
        painter.end()

    def _paint_scale(self, painter: QPainter) -> None:
        """Under the meters; figures are left out where they would touch."""
        painter.setFont(theme.font(9))
        room, last = self.length - METER_LEFT, self.length + 20
        for mark_db in METER_MARKS_DB:
            x = METER_LEFT + round(meter_fraction(mark_db, 0.0) * room)
            painter.fillRect(QRect(x - 1, 28, 1, 3), theme.colour(theme.FAINT))
            if last - x >= 15:
                painter.setPen(theme.colour(theme.DIM))
                painter.drawText(QRect(x - 12, 31, 24, 12), Qt.AlignmentFlag.AlignCenter, f"{abs(mark_db):.0f}")
                last = x


class TransportBar(QWidget):
    device_asked = Signal()
    retrospective_asked = Signal()  # what was just played
    tempo_asked = Signal()  # where tempo and meter change

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        session = bridge.session
        self.setFixedHeight(theme.TRANSPORT_HEIGHT)
        self.menu = EnterButton("Menu", self)  # the window hangs its menu on it
        self.menu.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.menu.setToolTip("Every command that has a key")
        self.menu.setMinimumHeight(32)
        self.back = ShapeButton("return", "Start", "Return to the start (Home or .)", self)
        self.play = ShapeButton("play", "Play", "Play or stop (Space)", self)
        self.stop = ShapeButton("stop", "Stop", "Stop (Space)", self)
        self.record = ShapeButton("record", "Record", "Record the armed tracks; again to punch out (R)", self)
        self.loop = ShapeButton("loop", "Loop", "Loop (L)", self)
        self.back.clicked.connect(lambda: bridge.attempt(session.return_to_start))
        self.play.clicked.connect(lambda: bridge.attempt(session.toggle_play))
        self.stop.clicked.connect(lambda: bridge.attempt(session.stop))
        self.record.clicked.connect(bridge.toggle_record)
        self.loop.clicked.connect(self.toggle_loop)
        self._make_switches()
        self.clock = ClockLabel(bridge, self)
        self.tempo = EditableLabel("Tempo in beats a minute", on_click=True, parent=self)
        self.tempo.setFont(theme.font(15, 600))
        self.tempo.setToolTip("Tempo at the playhead: click to type")
        self.tempo.typed.connect(self._type_tempo)
        self.tempo.text_to_edit = self._tempo_to_edit
        self._tempo_at = 0  # where the playhead was when somebody began to type
        self.meter_words = button("", self.tempo_asked.emit, "link")
        self.meter_words.setToolTip("Meter at the playhead: click for tempo and meter changes")
        self.section = label("", "heading")
        self.section.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.section.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.meter = MasterMeter(bridge, self)
        self.history = LevelHistory(bridge, self)
        self._lay_out()
        bridge.changed.connect(self._on_change)
        bridge.ticked.connect(self._on_tick)
        bridge.slow_ticked.connect(self._on_slow_tick)
        self._show_song()

    def _make_switches(self) -> None:
        self.punch = self._switch("Punch", "Record only between the red brackets (P)", self.toggle_punch)
        self.retrospective = RetrospectiveButton(self._bridge, self)
        self.retrospective.clicked.connect(self.retrospective_asked)
        self.click = self._switch("Click", "The click, never in a file (C)", self.toggle_click)
        self.count_in = self._switch("Count-in", "Bars before recording (Shift+C)", self.toggle_count_in)
        self._bars_to_count_in = 1  # the last number chosen, for the switch
        self._hang_menu(self.punch, self.punch_menu)
        self._hang_menu(self.click, self.click_menu)
        self._hang_menu(self.count_in, self.count_in_menu)

    def _switch(self, text: str, tip: str, action: object) -> QPushButton:
        made = button(text, action)  # type: ignore[arg-type]
        made.setCheckable(True)
        made.nextCheckState = lambda: None  # type: ignore[method-assign]
        made.setToolTip(tip)
        made.setMinimumHeight(32)
        return made

    @staticmethod
    def _hang_menu(switch: QPushButton, menu: Callable[[], QMenu]) -> None:
        switch.setToolTip(f"{switch.toolTip()}; right-click for more")
        switch.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        switch.customContextMenuRequested.connect(lambda at: show_once(menu(), switch.mapToGlobal(at)))

    def _lay_out(self) -> None:
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(4)
        row.addWidget(self.menu)
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
        self.meter_words.setStyleSheet(f"QPushButton {{ padding: 0; text-align: left; color: {theme.DIM}; }}")
        row.addWidget(tempo)
        row.addWidget(self.click)
        row.addWidget(self.count_in)
        row.addWidget(self.section, 1)
        row.addStretch()  # in place of the section, where that has no room
        row.addSpacing(8)
        row.addWidget(self.meter)
        row.addWidget(self.history)

    # --- verbs shared with the keys
    def toggle_loop(self) -> None:
        song = self._bridge.song
        settings = song.transport
        start, end = settings.loop_start_frame, settings.loop_end_frame
        if end <= start:
            start, end = 0, max(song.length_frames, tempo_map(song).bar_frame(5))
        self._bridge.perform(transport_edits.set_loop(not settings.loop_on, start, end))

    def toggle_click(self) -> None:
        self._bridge.perform(transport_edits.set_click(not self._bridge.song.transport.click_on))

    def toggle_punch(self) -> None:
        """Without edges yet: the loop's, or the bar from the playhead on."""
        song = self._bridge.song
        held = song.transport
        first, last = held.punch_in_frame, held.punch_out_frame
        if last <= first:
            first, last = held.loop_start_frame, held.loop_end_frame
        if last <= first:
            first = max(0, self._bridge.clock.frame)
            last = tempo_map(song).moved(first, 1)
        self._bridge.perform(transport_edits.set_punch(not held.punch_on, first, last))

    def toggle_count_in(self) -> None:
        bars = 0 if self._bridge.song.transport.count_in_bars else self._bars_to_count_in
        self._bridge.perform(transport_edits.set_count_in(bars))

    def count_in_menu(self) -> QMenu:
        menu = QMenu(self)
        now = self._bridge.song.transport.count_in_bars
        self._add_choices(menu, "Count in", COUNT_INS, now, _bars, transport_edits.set_count_in)
        return menu

    def click_menu(self) -> QMenu:
        menu = QMenu(self)
        song = self._bridge.song
        menu.addAction(ClickLevel(self._bridge, menu))
        now = song.transport.click_subdivision
        text = {1: "On the beat", 2: "Eighths", 3: "Triplets", 4: "Sixteenths"}
        edit = transport_edits.set_click_subdivision
        self._add_choices(menu, "Click", tuple(text), now, lambda ticks: text[ticks], edit)
        add_click_sounds(menu, self._bridge, (song.master, *headphone_buses(song)))
        menu.addSeparator()
        menu.addAction("Beats, tempo and meter\u2026", self.tempo_asked.emit)
        return menu

    def punch_menu(self) -> QMenu:
        menu = QMenu(self)
        held = self._bridge.song.transport
        edges = transport_edits.set_punch_edges
        self._add_choices(menu, "Edges", tuple(PUNCH_EDGES), held.punch_edges, PUNCH_EDGES.__getitem__, edges)
        self._add_choices(menu, "Pre-roll", COUNT_INS, held.pre_roll_bars, _bars, transport_edits.set_pre_roll)
        self._add_choices(menu, "Post-roll", COUNT_INS, held.post_roll_bars, _bars, transport_edits.set_post_roll)
        return menu

    def _add_choices(
        self,
        menu: QMenu,
        heading: str,
        choices: tuple[T, ...],
        now: T,
        text: Callable[[T], str],
        edit: Callable[[T], Edit],
    ) -> None:
        add_heading(menu, heading)
        for choice in choices:
            entry = menu.addAction(text(choice))
            entry.setCheckable(True)
            entry.setChecked(choice == now)
            entry.triggered.connect(lambda _checked=False, wanted=choice: self._bridge.perform(edit(wanted)))

    def _tempo_to_edit(self) -> str:
        self._tempo_at = self._bridge.clock.frame
        return values.format_tempo(change_at(self._bridge.song, self._tempo_at).tempo_bpm)

    def _type_tempo(self, text: str) -> None:
        bpm = values.parse_tempo(text)
        if bpm is None:
            self._bridge.noticed.emit(
                "warn", f"\u201c{text}\u201d is not a tempo: enter a tempo in BPM, such as 96.", None, None
            )
            return
        self._bridge.perform(tempo_edits.set_tempo_at(self._tempo_at, bpm))
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
        held = tempo_map(song).at(max(0, self._bridge.clock.frame))
        text = (
            f"{values.format_tempo(round(held.tempo_bpm, 1))} bpm",
            format_meter(held.meter) + ("" if self._narrow else f" \u00b7 {values.format_rate(song.rate_hz)}"),
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

    def _on_slow_tick(self) -> None:
        self.meter.refresh_figures()
        self.history.refresh()
        self.retrospective.refresh()
        self._show_tempo()
        song, frame = self._bridge.song, self._bridge.clock.frame
        here = [s.name for s in song.sections if s.start_frame <= frame < s.start_frame + s.length_frames]
        text = here[-1] if here else ""
        if text != self.section.text():
            self.section.setText(text)

    @property
    def _narrow(self) -> bool:
        return self.width() < NARROW_PX

    def resizeEvent(self, event: object) -> None:
        self.history.setVisible(self.width() >= 1000 + HISTORY_WIDTH)
        narrow = self._narrow
        self._row.setSpacing(3 if narrow else 4)
        self.retrospective.setFixedWidth(NARROW_RETROSPECTIVE_WIDTH if narrow else RETROSPECTIVE_WIDTH)
        self.clock.setFixedWidth(NARROW_CLOCK_WIDTH if narrow else CLOCK_WIDTH)
        self._tempo_place.setFixedWidth(NARROW_TEMPO_WIDTH if narrow else TEMPO_WIDTH)
        self.tempo.setFixedWidth(self._tempo_place.width() - 4)
        self.meter_words.setFixedWidth(self._tempo_place.width())
        self.meter.set_length(NARROW_METER_WIDTH if narrow else METER_WIDTH)
        self.section.setVisible(not narrow)
        self._gap.changeSize(0 if narrow else 8, 0)
        self._row.invalidate()
        self._show_tempo()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(theme.PANEL))
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), theme.colour(theme.LINE))
        painter.end()
