"""The strip of a bus: effect return, headphone mix or master.

Lives: window, main thread.
"""

import math

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from app.edits import buses as bus_edits
from app.model.bus import Bus
from app.model.ids import BusId
from ui import text, theme
from ui.bridge import Bridge
from ui.mixer.strip_base import StripBase
from ui.widgets.card import button
from ui.widgets.controls import ValueControl
from ui.widgets.levels import LevelBank
from ui.widgets.slider import LevelSlider
from ui.widgets.toggle import LetterButton


class AmountSlider(LevelSlider):
    """The same short line for a plain amount between two ends."""

    def __init__(self, name: str, short: str, low: float, high: float, parent: QWidget) -> None:
        super().__init__(name, short, parent, label_width=36)
        self.low, self.high, self.neutral = low, high, low
        self.step, self.fine_step = (high - low) / 40, (high - low) / 400
        self._value = low

    def position_of(self, value: float) -> float:
        return math.sqrt(max(0.0, (value - self.low) / (self.high - self.low)))

    def value_at(self, position: float) -> float:
        return self.low + (self.high - self.low) * position**2

    def floor_for_steps(self) -> float:
        return self.low


class BusStrip(StripBase):
    def __init__(self, bridge: Bridge, bus_id: BusId, rows: int, parent: QWidget) -> None:
        self.bus_id = bus_id
        bus = self._find(bridge)
        master = bus.kind == "master"
        super().__init__(bridge, bus.name, theme.MASTER_WIDTH if master else theme.STRIP_WIDTH, parent, rows=rows)
        self._bus = bus
        self._amounts: list[tuple[ValueControl, str]] = []
        self.colour_token = {"master": theme.TEXT, "headphones": theme.MONITOR}.get(bus.kind, theme.DIM)
        self._fill_upper(bus)
        self.mute = LetterButton("M", theme.MUTE, f"Mute {bus.name}", self)
        self.buttons.addWidget(self.mute)
        self.mute.clicked.connect(lambda: bridge.perform(bus_edits.set_bus_mute(bus_id, not self._bus.mute)))
        self.solo: LetterButton | None = None
        if bus.kind in ("reverb", "delay"):
            self.solo = LetterButton("S", theme.SOLO, f"Solo {bus.name}", self)
            self.buttons.addWidget(self.solo)
            self.solo.clicked.connect(lambda: bridge.perform(bus_edits.set_bus_solo(bus_id, not self._bus.solo)))
        self.bind(self.fader, f"Fader of {bus.name}", lambda db: bus_edits.set_bus_fader_db(bus_id, db))
        self.bind(self.pan, f"Balance of {bus.name}", lambda pan: bus_edits.set_bus_pan(bus_id, pan))
        self.connect_value()
        self.name.typed.connect(self._rename)
        self.show_values()

    def _find(self, bridge: Bridge) -> Bus:
        return next(bus for bus in bridge.song.buses if bus.id == self.bus_id)

    def _fill_upper(self, bus: Bus) -> None:
        if bus.kind == "reverb":
            self._add_amount("decay_s", "Decay", 0.1, 20.0, lambda v: f"{v:.1f} s")
            self._add_amount("pre_delay_ms", "Pre", 0.0, 250.0, lambda v: f"{v:.0f} ms")
        elif bus.kind == "delay":
            self._add_amount("time_beats", "Time", 0.125, 4.0, lambda v: f"{v:.3g} beats")
            self._add_amount("feedback", "Echo", 0.0, 0.95, lambda v: f"{v * 100:.0f} %")
        elif bus.kind == "headphones":
            slider = LevelSlider(f"Click in {bus.name}", "Click", self, label_width=36)
            slider.neutral = -6.0
            self.upper.addWidget(slider)
            self._amounts.append((slider, "click_level_db"))
            self.bind(slider, f"Click in {bus.name}", lambda db: bus_edits.set_click_level_db(self.bus_id, db))
        if bus.kind in ("headphones", "master"):
            self.outputs = button("", self._choose_outputs, "link")
            self.outputs.setStyleSheet(f"QPushButton {{ color: {theme.DIM}; font-size: 11px; padding: 2px 4px; }}")
            self.upper.addWidget(self.outputs)

    def _add_amount(self, field: str, short: str, low: float, high: float, words: object) -> None:
        slider = AmountSlider(f"{short} of {self.title}", short, low, high, self)
        slider.words = words  # type: ignore[assignment]
        self.upper.addWidget(slider)
        self._amounts.append((slider, field))
        make = bus_edits.set_reverb if self._find(self.bridge).kind == "reverb" else bus_edits.set_delay
        self.bind(slider, f"{short} of {self.title}", lambda value: make(self.bus_id, **{field: value}))

    def _choose_outputs(self) -> None:
        """Pairs of the open device; no outputs means the first pair for the master and nowhere for headphones."""
        device = self.bridge.studio.device
        count = device.output_channels if device is not None else 2
        menu = QMenu(self)
        choices: list[tuple[int, ...]] = [(), *((n, n + 1) for n in range(1, count, 2))]
        for choice in choices:
            none = "As usual (1+2)" if self._bus.kind == "master" else "No outputs"
            entry = menu.addAction(f"Outputs {text.channels(choice)}" if choice else none)
            entry.setCheckable(True)
            entry.setChecked(choice == self._bus.outputs)
            entry.triggered.connect(
                lambda _checked=False, wanted=choice: self.bridge.perform(bus_edits.set_outputs(self.bus_id, wanted))
            )
        menu.popup(self.outputs.mapToGlobal(QPoint(0, self.outputs.height())))

    def _rename(self, words: str) -> None:
        if words and words != self._bus.name:
            self.bridge.perform(bus_edits.rename_bus(self.bus_id, words))
        self.show_values()

    def show_values(self) -> None:
        bus = self._bus = self._find(self.bridge)
        holder = {"reverb": bus.reverb, "delay": bus.delay}.get(bus.kind, bus)
        for slider, field in self._amounts:
            slider.set_value(getattr(holder, field))
        if bus.kind in ("headphones", "master"):
            usual = "1\u20132" if bus.kind == "master" else "none"
            words = f"Out {text.channels(bus.outputs) if bus.outputs else usual}"
            self.outputs.setText(words)
            self.outputs.setAccessibleName(f"{bus.name}: {words}")
        self.mute.setChecked(bus.mute)
        if self.solo is not None:
            self.solo.setChecked(bus.solo)
        self.show_fader(bus.fader_db, bus.pan, bus.name)

    def meter_bank(self) -> LevelBank:
        return self.bridge.levels.buses

    def meter_indices(self) -> tuple[int, ...]:
        row = self.bridge.bus_row(self.bus_id)
        return row, row + 1

    def top_db(self) -> float:
        return 0.0 if self._bus.kind == "master" else 6.0
