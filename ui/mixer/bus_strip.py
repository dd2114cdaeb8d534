"""The strip of a bus with a strip of its own: group, effect return or master.

Lives: window, main thread.
"""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.edits.buses import rename_bus
from app.edits.channels import toggle_switch
from app.model.bus import Bus
from app.model.channel import value_of
from app.model.ids import BusId
from app.model.parameters import parameter
from ui import theme
from ui.bridge import Bridge
from ui.mixer.channel_strip import ChannelStrip
from ui.mixer.outputs_chip import OutputsChip
from ui.mixer.strip_menu import StripMenu
from ui.mixer.strip_meter import MeterSource
from ui.state.selection import Selection
from ui.widgets.parameter_slider import ParameterSlider
from ui.widgets.toggle_chip import ToggleChip


class BusStrip(ChannelStrip):
    """The strip of a group or effect return."""

    def __init__(
        self,
        bridge: Bridge,
        selection: Selection,
        bus: Bus,
        sends: tuple[Bus, ...],
        rows: int,
        menus: StripMenu,
        parent: QWidget,
    ) -> None:
        width = theme.MASTER_WIDTH if bus.kind == "master" else theme.STRIP_WIDTH
        super().__init__(bridge, selection, bus, width, rows, menus, parent)
        self.bus_id: BusId = bus.id
        if bus.kind == "group":
            self.add_sends(sends, rows)
            self.add_route()
        elif bus.type.is_effect:
            self.add_route()
        self.limiter: ToggleChip | None = None
        if bus.kind == "master":
            self._add_master_parts()
        for path, short in bus.type.shown[:rows]:
            self._add_amount(path, short)
        self.bind_name(partial(rename_bus, self.bus_id))
        self.show_values()

    def _add_amount(self, path: str, short: str) -> None:
        entry = parameter(self.kind, path)
        slider = ParameterSlider(entry, f"{entry.label} of {self.title}", short, self)
        self.places.upper.addWidget(slider)
        self.bind_path(slider, path, f"{entry.label} of {self.title}")

    def _add_master_parts(self) -> None:
        self.limiter = ToggleChip("Limiter", "Limiter of the master", self)
        self.limiter.clicked.connect(lambda: self.do(toggle_switch(self.channel, "limiter/on")))
        self.places.upper.addWidget(self.limiter)
        self.outputs = OutputsChip(self.bridge, self.bus, self)
        self.places.route.addWidget(self.outputs)

    @property
    def bus(self) -> Bus:
        assert isinstance(self.channel, Bus)
        return self.channel

    def select(self) -> None:
        self._selection.set_bus(self.bus_id)

    def show_values(self) -> None:
        bus = self.bridge.channel(self.bus_id)
        if not isinstance(bus, Bus):
            return
        self.colour_token = {"master": theme.TEXT, "group": theme.track_colour(bus.colour)}.get(bus.kind, theme.DIM)
        super().show_values()
        for path, control in self._bound:
            if isinstance(control, ParameterSlider) and not control.in_gesture:
                control.set_value(float(value_of(bus, path)))
        if self.limiter is not None:
            self.limiter.setChecked(bus.limiter.on)
            self.outputs.show_bus(bus)

    def lanes(self) -> tuple[int, ...]:
        lane = self.bridge.lane_of(self.bus_id)
        return lane, lane + 1

    def meter_source(self) -> MeterSource:
        """The master shows what leaves it, as the transport does."""
        source = super().meter_source()
        if self.kind != "master":
            return source
        row, measured = self.bridge.bus_row(self.bus_id), "Master output, after fader and limiter"
        lane = source.reduction_lane
        return MeterSource(self.bridge.levels.buses, (row, row + 1), measured, lane, with_limiter=True, top_db=0.0)
