"""A headphone mix on the Record page: levels, pans and mutes of all tracks, click, reverb, outputs, and Listen in.

Lives: window, main thread.
"""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.edits import buses as bus_edits
from app.edits.channels import set_parameter, set_values
from app.edits.edit import Edit
from app.engine.comfort_reverb import has_room_for_comfort_reverb
from app.messages.window import NO_HEADPHONE_MIX, NO_ROOM_FOR_REVERB, OWN_MIX
from app.model.bus import Bus
from app.model.channel import cue_in, headphone_buses
from app.model.ids import BusId, TrackId, new_id
from app.model.track import Track
from app.song.changes import Changes
from app.song.monitoring import replaces_main_mix
from app.text import values
from app.units import MINUS_INFINITY_DB
from ui import theme
from ui.bridge import Bridge
from ui.mixer.outputs_menu import outputs_menu
from ui.state.binding import GestureBinding
from ui.widgets.card import Card, button, clear_layout, label, set_kind
from ui.widgets.controls import ValueControl
from ui.widgets.menus import show_once
from ui.widgets.slider import LevelSlider, PanSlider
from ui.widgets.tab_order import chain
from ui.widgets.toggle import LetterButton
from ui.widgets.toggle_chip import ToggleChip

LABEL_WIDTH, FIGURE_WIDTH, PAN_WIDTH = 66, 36, 62

_FOLLOW_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class CuePan(PanSlider):
    """Follows the track's pan until it is moved; a double-click, Ctrl+click or Delete lets it follow again."""

    follow_asked = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.follows = True
        self.format_value = lambda value: values.format_pan(value) + (", follows the track" if self.follows else "")

    def own_keys(self) -> tuple[Qt.Key, ...]:
        return (*super().own_keys(), *_FOLLOW_KEYS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _FOLLOW_KEYS:
            self.follow_asked.emit()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.follow_asked.emit()
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.follow_asked.emit()


class CueRow(QWidget):
    """One track in the mix."""

    def __init__(self, bridge: Bridge, track: Track, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._track_id, self._bus_id = bridge, track.id, bus.id
        head, where = f"cue/{bus.id}", f"{track.name} in {bus.name}"
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.level = LevelSlider(where, track.name, label_width=LABEL_WIDTH, figure_width=FIGURE_WIDTH)
        self.level.neutral = 0.0
        self.pan = CuePan(f"Pan of {where}")
        self.pan.setFixedWidth(PAN_WIDTH)
        self.pan.follow_asked.connect(lambda: bridge.set_value(track.id, f"{head}/own_pan", False))
        self.mute = LetterButton("M", theme.MUTE, f"Mute {where}")
        self.mute.clicked.connect(lambda: bridge.set_value(track.id, f"{head}/mute", not self.mute.isChecked()))
        row.addWidget(self.level, 1)
        row.addWidget(self.pan)
        row.addWidget(self.mute)
        self._bindings = [
            self._bind(self.level, where, lambda db: set_parameter(track.id, f"{head}/level_db", db)),
            self._bind(
                self.pan,
                f"Pan of {where}",
                lambda pan: set_values(track.id, {f"{head}/own_pan": True, f"{head}/pan": pan}, "Headphone pan"),
            ),
        ]
        self.show_values()

    def _bind(self, control: ValueControl, text: str, edit: Callable[[float], Edit]) -> GestureBinding:
        return GestureBinding(self._bridge, control, text, edit, self.show_values)

    def show_values(self) -> None:
        track = self._bridge.track(self._track_id)
        if track is None:
            return
        cue = cue_in(track, self._bus_id)
        self.level.set_value(cue.level_db)
        self.pan.follows = not cue.own_pan
        self.pan.set_value(cue.pan if cue.own_pan else track.strip.pan)
        self.mute.setChecked(cue.mute)


class PhonesCard(Card):
    """One headphone mix at a time; those of the song are chosen above it."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__("Phones", parent=parent)
        self._bridge = bridge
        self.chosen: BusId | None = None
        self._built: tuple[object, ...] = ("nothing yet",)
        self._bindings: list[GestureBinding] = []
        self.rows: dict[TrackId, CueRow] = {}
        self.mixes: dict[BusId, ToggleChip] = {}
        self.click: LevelSlider | None = None
        self.comfort: LevelSlider | None = None
        self.no_room: QLabel | None = None
        self.listen: ToggleChip | None = None
        self.outputs: ToggleChip | None = None
        bridge.changed.connect(self._on_change)
        bridge.slow_ticked.connect(self._show_room)
        self._rebuild()

    def _bus(self) -> Bus | None:
        mixes = headphone_buses(self._bridge.song)
        return next((bus for bus in mixes if bus.id == self.chosen), mixes[0] if mixes else None)

    def _layout(self) -> tuple[object, ...]:
        song, bus = self._bridge.song, self._bus()
        mixes = tuple((mix.id, mix.name) for mix in headphone_buses(song))
        return bus and bus.id, mixes, tuple((track.id, track.name) for track in song.tracks)

    def _on_change(self, changes: Changes) -> None:
        layout = self._layout()
        if layout != self._built:
            self._reorder(layout) if self._only_moves(layout) else self._rebuild()
        elif changes.tracks or changes.buses or changes.strips:
            self.show_values()

    def _only_moves(self, layout: tuple[object, ...]) -> bool:
        """Whether the same tracks lie in another order, and all else is as it was built."""
        before = {(track_id, row.level.label) for track_id, row in self.rows.items()}
        return layout[:2] == self._built[:2] and {(one.id, one.name) for one in self._bridge.song.tracks} == before

    def _reorder(self, layout: tuple[object, ...]) -> None:
        """Put the rows in the order of the tracks: far quicker than to build them again."""
        self._built = layout
        first = min(self.body.indexOf(row) for row in self.rows.values())
        self.rows = {track.id: self.rows[track.id] for track in self._bridge.song.tracks}
        for number, row in enumerate(self.rows.values()):
            self.body.removeWidget(row)
            self.body.insertWidget(first + number, row)
        chain(self.rows.values())
        self.show_values()

    def _choose(self, bus_id: BusId) -> None:
        self.chosen = bus_id
        self._rebuild()

    def _rebuild(self) -> None:
        self._built = self._layout()
        clear_layout(self.body)
        self.rows, self.mixes, self._bindings = {}, {}, []
        self.click = self.comfort = self.no_room = self.listen = self.outputs = None
        add = button("Add a headphone mix", self._add_mix)
        bus = self._bus()
        if bus is None:
            self.heading.setText("Phones")
            self.set_aside("")
            self.body.addWidget(label(NO_HEADPHONE_MIX, "dim", wrap=True))
            self.body.addWidget(add)
            return
        self.heading.setText(bus.name)
        self._add_choice()
        for track in self._bridge.song.tracks:
            self.rows[track.id] = CueRow(self._bridge, track, bus)
            self.body.addWidget(self.rows[track.id])
        self.click = self._add_level(bus, "Click", "click_level_db", f"Click in {bus.name}")
        text = f"Comfort reverb in {bus.name}: on armed tracks, never recorded"
        self.comfort = self._add_level(bus, "Reverb", "comfort_reverb_db", text)
        self.no_room = label(NO_ROOM_FOR_REVERB, "dim", wrap=True)
        self.body.addWidget(self.no_room)
        self._add_route(bus)
        self.body.addWidget(
            button("Start from the main mix", lambda: self._bridge.perform(bus_edits.start_from_main_mix(bus.id)))
        )
        self.body.addWidget(add)
        self.body.addWidget(label(OWN_MIX, "dim", wrap=True))
        self.show_values()

    def _add_choice(self) -> None:
        """A chip for each mix, three in a row, where there is more than one."""
        mixes = headphone_buses(self._bridge.song)
        line = None
        for number, bus in enumerate(mixes if len(mixes) > 1 else ()):
            if number % 3 == 0:
                line = _line(self)
            chip = self.mixes[bus.id] = ToggleChip(bus.name, f"Show {bus.name}")
            chip.elides = True
            chip.clicked.connect(lambda _checked=False, requested=bus.id: self._choose(requested))
            assert line is not None
            line.addWidget(chip, 1)

    def _add_level(self, bus: Bus, text: str, path: str, name: str) -> LevelSlider:
        slider = LevelSlider(name, text, label_width=LABEL_WIDTH, figure_width=FIGURE_WIDTH)
        slider.neutral = 0.0
        self._bindings.append(
            GestureBinding(self._bridge, slider, name, lambda db: set_parameter(bus.id, path, db), self.show_values)
        )
        self.body.addWidget(slider)
        return slider

    def _add_route(self, bus: Bus) -> None:
        line = _line(self)
        self.outputs = ToggleChip("", "")
        self.outputs.filled = False
        self.outputs.clicked.connect(lambda: self._outputs_menu())
        self.listen = ToggleChip(
            "Listen to this mix", f"Listen to {bus.name} on your speakers in place of the master", tone=theme.MONITOR
        )
        self.listen.clicked.connect(lambda: self._listen_in(bus.id))
        line.addWidget(self.outputs, 1)
        line.addWidget(self.listen, 1)

    def _outputs_menu(self) -> None:
        bus = self._bus()
        if bus is not None and self.outputs is not None:
            menu = outputs_menu(self._bridge, bus, self)
            show_once(menu, self.outputs.mapToGlobal(QPoint(0, self.outputs.height())))

    def _listen_in(self, bus_id: BusId) -> None:
        control_room = self._bridge.session.control_room
        requested = None if control_room.state.listen_in == bus_id else bus_id
        self._bridge.attempt(lambda: control_room.listen_in(requested))
        self._show_room()

    def _add_mix(self) -> None:
        bus_id = BusId(new_id())
        before, self.chosen = self.chosen, bus_id
        if not self._bridge.perform(bus_edits.add_bus("headphones", None, bus_id)):
            self.chosen = before

    def _show_room(self) -> None:
        bus = self._bus()
        if bus is not None and self.listen is not None:
            self.listen.setChecked(self._bridge.session.control_room.state.listen_in == bus.id)

    def show_values(self) -> None:
        bus = self._bus()
        if bus is None or self.click is None or self.comfort is None or self.no_room is None or self.outputs is None:
            return
        for row in self.rows.values():
            row.show_values()
        for bus_id, chip in self.mixes.items():
            chip.setChecked(bus_id == bus.id)
        self.click.set_value(bus.click_level_db)
        self.comfort.set_value(bus.comfort_reverb_db)
        set_kind(self.no_room, "warn" if bus.comfort_reverb_db > MINUS_INFINITY_DB else "dim")
        self.no_room.setVisible(not has_room_for_comfort_reverb(self._bridge.song, bus.id))
        text = f"Out {values.format_channels(bus.outputs)}" if bus.outputs else "Choose outputs"
        shared = ", in place of the main mix" if replaces_main_mix(self._bridge.song, bus.outputs) else ""
        self.outputs.show_text(text, f"Outputs of {bus.name}: {values.format_channels(bus.outputs) or 'none'}{shared}")
        self.set_aside("" if bus.outputs else "no outputs chosen")
        self._show_room()


def _line(card: Card) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(4)
    holder = QWidget()
    holder.setLayout(line)
    line.setContentsMargins(0, 0, 0, 0)
    card.body.addWidget(holder)
    return line
