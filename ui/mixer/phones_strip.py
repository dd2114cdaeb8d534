"""The strip of a headphone mix: level, balance, mute, the click in it, and its outputs.

Lives: window, main thread.
"""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from app.edits.buses import rename_bus
from app.edits.channels import set_parameter, toggle_switch
from app.model.bus import Bus
from app.model.ids import BusId
from ui import theme
from ui.bridge import Bridge
from ui.mixer.click_sounds import add_click_sounds
from ui.mixer.outputs_chip import OutputsChip
from ui.mixer.strip_base import StripBase
from ui.mixer.strip_meter import MeterSource
from ui.state.selection import Selection
from ui.widgets.menus import show_once
from ui.widgets.slider import LevelSlider
from ui.widgets.toggle import LetterButton


class PhonesStrip(StripBase):
    """The strip of a headphone mix."""

    def __init__(self, bridge: Bridge, selection: Selection, bus: Bus, rows: int, parent: QWidget) -> None:
        super().__init__(bridge, bus.name, theme.STRIP_WIDTH, parent, rows=rows)
        self.bus_id: BusId = bus.id
        self.bus = bus
        self._selection = selection
        self.colour_token = theme.MONITOR
        self.click = LevelSlider(f"Click in {bus.name}", "Click", self, label_width=36)
        self.click.neutral = -6.0
        self.click.setToolTip("Click; right-click for its sound")
        self.click.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.click.customContextMenuRequested.connect(
            lambda at: show_once(self.sound_menu(), self.click.mapToGlobal(at))
        )
        self.places.upper.addWidget(self.click)
        self.mute = LetterButton("M", theme.MUTE, f"Mute {bus.name}", self)
        self.mute.clicked.connect(lambda: bridge.perform(toggle_switch(self.bus, "mute")))
        self.places.buttons.addWidget(self.mute)
        self.listen = LetterButton(
            "L", theme.MONITOR, f"Listen to {bus.name} on your speakers in place of the master", self
        )
        self.listen.clicked.connect(self._listen_in)
        self.places.buttons.addWidget(self.listen)
        bridge.slow_ticked.connect(self._show_room)
        self.outputs = OutputsChip(bridge, bus, self)
        self.places.route.addWidget(self.outputs)
        for control, path in ((self.fader, "fader_db"), (self.pan, "pan"), (self.click, "click_level_db")):
            self.bind(control, control.accessibleName(), partial(set_parameter, self.bus_id, path))
        self.bind_name(partial(rename_bus, self.bus_id))
        self.show_values()

    def _listen_in(self) -> None:
        control_room = self.bridge.session.control_room
        requested = None if control_room.state.listen_in == self.bus_id else self.bus_id
        self.bridge.attempt(lambda: control_room.listen_in(requested))
        self._show_room()

    def _show_room(self) -> None:
        self.listen.setChecked(self.bridge.session.control_room.state.listen_in == self.bus_id)

    def sound_menu(self) -> QMenu:
        menu = QMenu(self)
        add_click_sounds(menu, self.bridge, [self.bus])
        return menu

    def show_values(self) -> None:
        bus = self.bridge.channel(self.bus_id)
        if not isinstance(bus, Bus):
            return
        self.bus = bus
        self.is_selected = self._selection.channel == self.bus_id
        self.click.set_value(bus.click_level_db)
        self.mute.setChecked(bus.strip.mute)
        self.outputs.show_bus(bus)
        self._show_room()
        self.show_fader(bus.strip.fader_db, bus.strip.pan, bus.name)

    def meter_source(self) -> MeterSource:
        row = self.bridge.bus_row(self.bus_id)
        return MeterSource(self.bridge.levels.buses, (row, row + 1))
