"""A track's header: colour, name, input, arm, monitor, mute, solo and the place of its small meter.

Lives: window, main thread.
"""

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QIcon, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from app.devices.monitoring import describe_monitoring
from app.edits import strips as strip_edits
from app.edits import tracks as track_edits
from app.edits.channels import toggle_switch
from app.model.ids import TrackId
from app.model.track import Track
from app.text import values
from app.text.strips import FROZEN, FROZEN_HINT, describe_printing
from ui import theme
from ui.arrange.input_menu import input_menu
from ui.arrange.take_header import add_discarded
from ui.bridge import Bridge
from ui.state.selection import Selection
from ui.widgets.ballistics import FLOOR_DB
from ui.widgets.card import mark
from ui.widgets.entry import EditableLabel
from ui.widgets.menus import show_once
from ui.widgets.meters import MeterSpot
from ui.widgets.press import EnterButton
from ui.widgets.toggle import LetterButton
from ui.widgets.toggle_chip import ToggleChip

NEXT_MONITORING = {"auto": "in", "in": "off", "off": "auto"}


class TrackHeader(QWidget):
    """The header of one track."""

    automation_asked = Signal(object)
    takes_asked = Signal(object)

    def __init__(self, bridge: Bridge, selection: Selection, track_id: TrackId, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge, self._selection, self.track_id = bridge, selection, track_id
        self._level_words = self._hearing = ""
        self._track = bridge.track(track_id)
        name = self._track.name if self._track else ""
        self.name = EditableLabel("Track name", on_click=False, parent=self)
        self.name.setFont(theme.font(13, 600))
        self.name.typed.connect(self._rename)
        self.name.clicked.connect(lambda _modifiers: selection.set_track(track_id))
        self.input = EnterButton(self)
        self.input.setProperty("kind", "link")
        self.input.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.input.setStyleSheet(
            f"QPushButton {{ color: {theme.css(theme.DIM)}; font-size: 11px; text-align: right; padding: 0; }}"
        )
        self.input.clicked.connect(lambda: show_once(input_menu(bridge, self._now(), self), self._below(self.input)))
        self.arm = LetterButton("\u25cf", theme.REC, f"Arm {name}: record this track", self)
        self.monitor = LetterButton("I", theme.MONITOR, f"Monitor {name}", self)
        self.mute = LetterButton("M", theme.MUTE, f"Mute {name}", self)
        self.solo = LetterButton("S", theme.SOLO, f"Solo {name}", self)
        self.arm.clicked.connect(lambda: self._do(track_edits.set_armed(track_id, not self._now().armed)))
        self.monitor.clicked.connect(self._next_monitoring)
        self.mute.clicked.connect(lambda: self._do(strip_edits.set_mute(track_id, not self._now().strip.mute)))
        self.solo.clicked.connect(lambda: self._do(toggle_switch(self._now(), "solo")))
        curves = bridge.actions.hint("track.automation", f"Automation of {name}: show or hide its curves")
        self.curves = ToggleChip("Auto", curves, self)
        self.curves.filled, self.curves.flat = False, True
        self.curves.clicked.connect(lambda: self.automation_asked.emit(track_id))
        self.takes = ToggleChip("", "", self)
        self.takes.filled, self.takes.flat = False, True
        self.takes.clicked.connect(lambda: self.takes_asked.emit(track_id))
        self.prints = mark("PRINT", "bad", theme.SMALL_PX, self)
        self.frozen = mark(FROZEN, "", theme.SMALL_PX, self)
        self.frozen.setAccessibleName(FROZEN_HINT)
        self.show_track()

    # --- the document
    def _now(self) -> Track:
        track = self._bridge.track(self.track_id)
        if track is not None:
            self._track = track
        assert self._track is not None
        return self._track

    def _do(self, edit: object) -> None:
        self._selection.set_track(self.track_id)
        self._bridge.perform(edit)  # type: ignore[arg-type]

    def _rename(self, text: str) -> None:
        if text and text != self._now().name:
            self._bridge.perform(track_edits.rename_track(self.track_id, text))
        self.show_track()

    def _next_monitoring(self) -> None:
        mode = NEXT_MONITORING[self._now().monitoring]
        self._do(track_edits.set_monitoring(self.track_id, mode))  # type: ignore[arg-type]

    def show_track(self) -> None:
        track = self._now()
        self.setAccessibleName(f"Track {track.name}")
        self.name.setText(track.name)
        self.name.setToolTip(f"{track.name}: double-click to rename")
        self.input.setText(values.describe_inputs(track.inputs))
        self.input.setAccessibleName(f"Input of {track.name}: {values.describe_inputs(track.inputs)}")
        self.arm.setChecked(track.armed)
        self.monitor.letter = {"auto": "A", "in": "I", "off": "\u2013"}[track.monitoring]
        self.monitor.setChecked(track.monitoring == "in")
        self.monitor.update()
        self.mute.setChecked(track.strip.mute)
        self.solo.setChecked(track.strip.solo)
        self.curves.setChecked(bool(track.curves))
        takes = self._bridge.actions.hint("track.takes", f"Takes of {track.name}: show or hide them")
        self.takes.show_text(f"{len(track.takes)} \u25be", takes)
        self.takes.setVisible(len(track.takes) > 1 and self.height() >= 56)
        self.frozen.setVisible(track.frozen is not None)
        self.prints.setVisible(track.printed_strip is not None and track.frozen is None)
        self.prints.setAccessibleName(describe_printing(track))
        self.setToolTip(describe_printing(track) if track.frozen is None else FROZEN_HINT)
        self.show_hearing(self._hearing)
        self.show_recording()
        self.place_children()
        self.update()

    def show_hearing(self, sentence: str) -> None:
        """How the performer hears themselves while the track is armed; empty: it is not."""
        self._hearing = sentence
        choice = describe_monitoring(self._now().monitoring, self._bridge.session.devices.monitoring_mode)
        if choice != self.monitor.accessibleName():
            self.monitor.setAccessibleName(choice)
        self.monitor.setToolTip(f"{choice}\n{sentence}" if sentence else choice)

    def show_recording(self) -> None:
        self.arm.set_outlined(self._now().armed and not self._bridge.clock.recording)

    # --- place
    def place_children(self) -> None:
        small = self.height() < 56
        self.name.setGeometry(12, 2, 112 if not small else 88, 26)
        several = len(self._now().takes) > 1 and not small
        self.curves.setGeometry(126, 3, 32 if several else 40, 24)
        self.curves.setVisible(not small)
        self.takes.setGeometry(158, 3, 36, 24)
        self.takes.setVisible(several)
        left = self.width() - (54 if several else 82)
        self.input.setGeometry(left, 3, self.width() - 6 - left, 24)
        top = self.height() - 29 if not small else 3
        left = 12 if not small else 104
        for n, button in enumerate((self.arm, self.monitor, self.mute, self.solo)):
            button.move(left + n * 27, min(top, 29) if not small else top)
        for word in (self.prints, self.frozen):
            word.setGeometry(*((74, 27, 48, 14) if small else (126, 23, 78, 13)))
        if small:
            self.input.setGeometry(12, 24, 60, 24)

    def resizeEvent(self, event: object) -> None:
        self.place_children()

    def meter_spots(self) -> list[MeterSpot]:
        """Places of the meters, in the coordinates of the parent."""
        lane = self._bridge.lane_of(self.track_id)
        track = self._now()
        top = self.y() + (self.height() - 10 if self.height() < 56 else 39)
        left, width = 126, 78
        bank = self._bridge.levels.lanes
        each = 5 if track.channels == 1 else 3
        return [
            MeterSpot(bank, lane + n, QRect(left, top + n * (each + 1), width, each), vertical=False)
            for n in range(track.channels)
        ]

    def refresh_level(self) -> None:
        bank, lane = self._bridge.levels.lanes, self._bridge.lane_of(self.track_id)
        level = max(float(bank.highest_db[lane + n]) for n in range(self._now().channels))
        text = values.format_decibels(level, unit="") if level > FLOOR_DB else ""
        if text != self._level_words:
            self._level_words = text
            self.update(206, 28, 42, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        track = self._now()
        ground = theme.colour(theme.PANEL)
        if self._selection.track == self.track_id:
            ground = theme.colour(theme.RAISED)
        if track.armed and self._bridge.clock.recording:
            ground = theme.mix(theme.REC, theme.PANEL, 0.16)
        painter.fillRect(self.rect(), ground)
        painter.fillRect(QRect(0, 0, 4, self.height()), theme.colour(theme.track_colour(track.colour)))
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), theme.colour(theme.GRID_BAR))
        if self.height() >= 56:
            painter.setFont(theme.font(theme.SMALL_PX))
            painter.setPen(theme.colour(theme.DIM))
            place = QRect(206, 28, 36, 28)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._level_words)
        painter.end()

    # --- the hand
    def _below(self, widget: QWidget) -> QPoint:
        return widget.mapToGlobal(QPoint(0, widget.height()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._selection.set_track(self.track_id)
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._selection.set_track(self.track_id)
        menu = QMenu(self)
        self._bridge.actions.add_to(menu, "track")
        add_discarded(menu, self._bridge, self._now())
        menu.addSeparator()
        self._bridge.actions.add_to(menu, "track, rendering")
        menu.addSeparator()
        colours = menu.addMenu("Colour")
        for index, token in enumerate(theme.TRACKS):
            swatch = QPixmap(16, 16)
            swatch.fill(theme.colour(token))
            colours.addAction(
                QIcon(swatch), f"Colour {index + 1}", lambda n=index: self._do(track_edits.set_colour(self.track_id, n))
            )
        self._bridge.actions.add_to(menu, "track, order")
        menu.addSeparator()
        self._bridge.actions.add_to(menu, "folder")
        menu.addSeparator()
        self._bridge.actions.add_to(menu, "track, at the end")
        show_once(menu, event.globalPos())
