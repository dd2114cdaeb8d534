"""A track's header: colour, name, input, arm, monitor, mute, solo and the place of its small meter.

Lives: window, main thread.
"""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QWidget

from app.devices.monitoring import describe_monitoring
from app.edits import tracks as track_edits
from app.edits.channels import set_switch
from app.edits.edit import Edit
from app.model.ids import TrackId
from app.model.track import Monitoring, Track
from app.text import values
from app.text.strips import FROZEN, FROZEN_HINT, describe_printing
from ui import theme
from ui.arrange.header_hand import EDGE_PX, HeaderHand
from ui.arrange.header_layout import INDENT_PX, HeaderLayout, header_layout
from ui.arrange.input_menu import input_menu
from ui.arrange.track_drop import Dragged
from ui.arrange.track_menu import track_menu
from ui.bridge import Bridge
from ui.state.selection import Selection
from ui.widgets.ballistics import FLOOR_DB
from ui.widgets.card import mark
from ui.widgets.drag_keys import cancels_drag, goes_to_drag
from ui.widgets.entry import EditableLabel
from ui.widgets.menus import show_once
from ui.widgets.meters import MeterSpot
from ui.widgets.press import EnterButton
from ui.widgets.shortcut_override import ShortcutOverride
from ui.widgets.toggle import LetterButton
from ui.widgets.toggle_chip import ToggleChip

NEXT_MONITORING: dict[Monitoring, Monitoring] = {"auto": "in", "in": "off", "off": "auto"}
MONITOR_ICONS = {"auto": "headphones-auto", "in": "headphones", "off": "headphones-off"}


class TrackHeader(QWidget):
    """The header of one track."""

    automation_asked = Signal(object)
    takes_asked = Signal(object)

    def __init__(
        self, bridge: Bridge, selection: Selection, hand: HeaderHand, track_id: TrackId, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._bridge, self._selection, self._hand, self.track_id = bridge, selection, hand, track_id
        self._shown: tuple[object, ...] = ()
        self._narrow_on_release = False  # a click on one of several selected tracks selects it alone
        self.setMouseTracking(True)
        ShortcutOverride(self, lambda event: hand.busy and goes_to_drag(event))
        self._level_words = self._hearing = ""
        self._track = bridge.track(track_id)
        name = self._track.name if self._track else ""
        self.name = EditableLabel("Track name", on_click=False, parent=self)
        self.name.setFont(theme.font(13, 600))
        self.name.typed.connect(self._rename)
        self.input = EnterButton(self)
        self.input.setProperty("kind", "link")
        self.input.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.input.setStyleSheet(
            f"QPushButton {{ color: {theme.css(theme.DIM)}; font-size: 11px; text-align: right; padding: 0; }}"
        )
        self.input.clicked.connect(lambda: show_once(input_menu(bridge, self._now(), self), self._below(self.input)))
        self.arm = LetterButton("arm", theme.REC, f"Arm {name}: record this track", self)
        self.monitor = LetterButton("headphones", theme.MONITOR, f"Monitor {name}", self)
        self.mute = LetterButton("M", theme.MUTE, f"Mute {name}", self)
        self.solo = LetterButton("S", theme.SOLO, f"Solo {name}", self)
        self.arm.clicked.connect(self._toggle_armed)
        self.monitor.clicked.connect(self._next_monitoring)
        self.mute.clicked.connect(lambda: self._act(lambda ids: set_switch(ids, "mute", not self._now().strip.mute)))
        self.solo.clicked.connect(lambda: self._act(lambda ids: set_switch(ids, "solo", not self._now().strip.solo)))
        curves = bridge.actions.hint("track.automation", f"Automation of {name}: show or hide its curves")
        self.curves = ToggleChip("Auto", curves, self)
        self.curves.filled, self.curves.flat, self.curves.inset = False, True, 2
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

    def _act(self, edit_of: Callable[[tuple[TrackId, ...]], Edit]) -> None:
        """Perform an edit of all selected tracks if this is one of them, else of this one, which is then selected."""
        if self.track_id not in self._selection.tracks:
            self._selection.set_track(self.track_id)
        self._bridge.perform(edit_of(self._selection.together_with(self.track_id)))

    def _toggle_armed(self) -> None:
        armed = not self._now().armed
        self._act(lambda ids: track_edits.of_each(ids, lambda one: track_edits.set_armed(one, armed)))

    def _rename(self, text: str) -> None:
        if text and text != self._now().name:
            self._bridge.attempt(lambda: self._bridge.session.document.name_track(self.track_id, text))
        self.show_track()

    def _next_monitoring(self) -> None:
        mode = NEXT_MONITORING[self._now().monitoring]
        self._act(lambda ids: track_edits.of_each(ids, lambda one: track_edits.set_monitoring(one, mode)))

    def show_track(self) -> None:
        """Show the track as it is now."""
        track = self._now()
        shown = _shown_of(track)
        if shown == self._shown:
            return
        self._shown = shown
        self.setAccessibleName(f"Track {track.name}")
        self.name.setText(track.name)
        self.name.setToolTip(f"{track.name}: double-click to rename")
        self.input.setAccessibleName(f"Input of {track.name}: {values.describe_inputs(track.inputs)}")
        self.arm.setChecked(track.armed)
        self.monitor.letter = MONITOR_ICONS[track.monitoring]
        self.monitor.setChecked(track.monitoring == "in")
        self.monitor.update()
        self.mute.setChecked(track.strip.mute)
        self.solo.setChecked(track.strip.solo)
        self.curves.setChecked(bool(track.curves))
        takes = self._bridge.actions.hint("track.takes", f"Takes of {track.name}: show or hide them")
        self.takes.show_text(f"{len(track.takes)} \u25be", takes)
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
    @property
    def layout_now(self) -> HeaderLayout:
        """Where its parts lie at its present height."""
        track = self._now()
        return header_layout(self.height(), track.folder is not None, len(track.takes) > 1)

    def place_children(self) -> None:
        places = self.layout_now
        self.name.setGeometry(places.name)
        for chip, place in ((self.curves, places.curves), (self.takes, places.takes)):
            chip.setVisible(place is not None)
            if place is not None:
                chip.setGeometry(place)
        self.input.setGeometry(places.input)
        inputs = values.describe_inputs(self._now().inputs)
        shown = self.input.fontMetrics().elidedText(inputs, Qt.TextElideMode.ElideRight, places.input.width() - 2)
        self.input.setText(shown)
        for button, place in zip((self.arm, self.monitor, self.mute, self.solo), places.buttons, strict=True):
            button.setGeometry(place)
        for word in (self.prints, self.frozen):
            word.setGeometry(places.word)

    def resizeEvent(self, event: object) -> None:
        self.place_children()

    def meter_spots(self) -> list[MeterSpot]:
        """Places of the meters, in the coordinates of the parent."""
        lane, channels = self._bridge.lane_of(self.track_id), self._now().channels
        place = self.layout_now.meter.translated(self.pos())
        bank = self._bridge.levels.lanes
        each = 5 if channels == 1 else 3
        return [
            MeterSpot(
                bank, lane + n, QRect(place.left(), place.top() + n * (each + 1), place.width(), each), vertical=False
            )
            for n in range(channels)
        ]

    def refresh_level(self) -> None:
        bank, lane = self._bridge.levels.lanes, self._bridge.lane_of(self.track_id)
        level = max(float(bank.highest_db[lane + n]) for n in range(self._now().channels))
        text = values.format_decibels(level, unit="") if level > FLOOR_DB else ""
        if text != self._level_words:
            self._level_words = text
            self.update(self.layout_now.level)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        track, places = self._now(), self.layout_now
        selected = self.track_id in self._selection.tracks
        ground = theme.colour(theme.RAISED if selected else theme.PANEL)
        if track.armed and self._bridge.clock.recording:
            ground = theme.mix(theme.REC, theme.PANEL, 0.16)
        painter.fillRect(self.rect(), ground)
        self._paint_colours(painter, track)
        if selected:
            painter.fillRect(QRect(self.width() - 2, 0, 2, self.height()), theme.colour(theme.ACCENT))
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), theme.colour(theme.GRID_BAR))
        painter.setFont(theme.font(theme.SMALL_PX))
        painter.setPen(theme.colour(theme.DIM))
        where = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(places.level, where, self._level_words)
        if places.notes is not None and track.notes:
            painter.setPen(theme.colour(theme.DIM))
            wrapped = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(places.notes, wrapped, track.notes)
        painter.end()

    def _paint_colours(self, painter: QPainter, track: Track) -> None:
        """The track's colour on the left, behind that of its folder."""
        folder = next((one for one in self._bridge.song.folders if one.id == track.folder), None)
        left = 0
        if folder is not None:
            painter.fillRect(QRect(0, 0, 4, self.height()), theme.colour(theme.track_colour(folder.colour)))
            left = INDENT_PX
        painter.fillRect(QRect(left, 0, 4, self.height()), theme.colour(theme.track_colour(track.colour)))

    # --- the hand
    def _below(self, widget: QWidget) -> QPoint:
        return widget.mapToGlobal(QPoint(0, widget.height()))

    def _on_edge(self, y: float) -> bool:
        return y >= self.height() - EDGE_PX

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        selection, at = self._selection, event.globalPosition().toPoint()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._on_edge(event.position().y()):
            self._hand.press_edge(selection.together_with(self.track_id), self.height(), at)
            return
        self._narrow_on_release = False
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            selection.toggle_track(self.track_id)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            selection.extend_to_track(self.track_id, self._bridge.song)
        elif self.track_id in selection.tracks:
            self._narrow_on_release = True
        else:
            selection.set_track(self.track_id)
        self._hand.press(Dragged(frozenset(selection.together_with(self.track_id))), at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._hand.move(event.globalPosition().toPoint())
            return
        edge = self._on_edge(event.position().y())
        self.setCursor(Qt.CursorShape.SizeVerCursor if edge else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self._hand.busy:
            return
        if self._narrow_on_release and not self._hand.moved:
            self._selection.set_track(self.track_id)
        self._narrow_on_release = False
        self._hand.release()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """At the lower edge: the height of the other tracks again."""
        if event.button() == Qt.MouseButton.LeftButton and self._on_edge(event.position().y()):
            self._hand.cancel()
            self._bridge.perform(track_edits.set_lane_height(self._selection.together_with(self.track_id), 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._hand.busy:
            if cancels_drag(event):
                self._hand.cancel()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._hand.cancel()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.track_id not in self._selection.tracks:
            self._selection.set_track(self.track_id)
        menu = QMenu(self)
        track_menu(menu, self._bridge, self._now(), self._selection.tracks)
        show_once(menu, event.globalPos())


def _shown_of(track: Track) -> tuple[object, ...]:
    """What a header shows of its track: everything else may change without it."""
    return (
        (track.name, track.colour, track.folder, track.inputs, track.channels, track.notes),
        (track.armed, track.monitoring, track.strip.mute, track.strip.solo, track.record_safe),
        (bool(track.curves), len(track.takes), track.frozen, track.printed_strip),
    )
