"""Compressor and gate in the editor: transfer curve, gain reduction of the last ten seconds, every figure.

Lives: window, main thread.
"""

import math

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.analysis.responses import compressor_db, gate_db
from app.edits.routing import set_key
from app.engine.ports import Scope
from app.model.channel import Channel
from app.model.ids import TrackId
from app.model.parameters import numbers_in
from app.text import values
from ui.editor.channel_controls import ChannelControls
from ui.editor.dynamics_history import DynamicsHistory
from ui.editor.panel import Panel
from ui.editor.transfer_view import TransferView
from ui.state.binding import ParameterBinding
from ui.widgets.card import label
from ui.widgets.menus import show_once
from ui.widgets.toggle_chip import ToggleChip

GATE, COMPRESSOR = 0, 1  # rows of the engine's gain reduction
LEVEL_FRAMES = 1024  # of the newest sound: about 20 ms


def level_of(scope: Scope) -> float:
    """The peak of the newest sound before the strip, in dBFS."""
    newest = scope.before[-LEVEL_FRAMES:]
    peak = float(np.abs(newest).max()) if newest.size else 0.0
    return 20.0 * math.log10(max(peak, 1e-6))


class DynamicsPanel(Panel):
    """`row` is which of the engine's reductions it shows."""

    def __init__(
        self, title: str, head: str, row: int, view: TransferView, full_db: float, controls: ChannelControls,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(title, controls, parent, switch=f"{head}/on")
        self._head, self._row = head, row
        self.view = view
        view.setParent(self)
        self.history = DynamicsHistory(f"{title.lower()} of {controls.channel.name}", full_db, self)
        self._binding = ParameterBinding(
            controls.bridge, view, controls.channel_id, f"{head}/threshold_db", controls.show_all
        )
        pictures = QHBoxLayout()
        pictures.setSpacing(6)
        pictures.addWidget(view, 1)
        pictures.addWidget(self.history, 1)
        self.body.addLayout(pictures, 1)
        self.figure = label("0.0 dB", "dim")
        self.figure.setMinimumWidth(48)
        self.top.addWidget(self.figure)
        controls.also_show(self._show)

    def _show(self, channel: Channel) -> None:
        settings = getattr(channel.strip, self._head)
        self.view.show_strip(channel.strip, on=settings.on, threshold_db=settings.threshold_db)

    def show_scope(self, scope: Scope, elapsed_s: float) -> None:
        """Dot, history and figure from the sound and the engine's gain reduction."""
        controls = self.controls
        settings = getattr(controls.channel.strip, self._head)
        table = controls.bridge.levels.reduction_db
        lane = controls.bridge.lane_of(controls.channel_id)
        reduction_db = float(table[self._row, lane]) if settings.on and 0 <= lane < table.shape[1] else 0.0
        level_db = level_of(scope) + controls.channel.strip.trim_db
        makeup_db = settings.makeup_db if self._row == COMPRESSOR else 0.0
        self.view.show_level(level_db, level_db + reduction_db + makeup_db)
        self.history.advance(level_db, reduction_db, elapsed_s)
        text = values.format_decibels(reduction_db)
        if text != self.figure.text():
            self.figure.setText(text)


class CompressorPanel(DynamicsPanel):
    """The compressor, with its curve and history."""

    def __init__(self, controls: ChannelControls, parent: QWidget | None = None) -> None:
        entry = controls.entry("compressor/threshold_db")
        view = TransferView(
            f"Compressor of {controls.channel.name}", entry, lambda strip, levels: compressor_db(strip.compressor, levels),
            -60.0,
        )  # fmt: skip
        super().__init__("Compressor", "compressor", COMPRESSOR, view, 24.0, controls, parent)
        self.body.addLayout(self.boxes(*(entry.path for entry in numbers_in("compressor")), columns=4))
        self.key = ToggleChip("Sidechain: off", "", self)
        self.key.filled = False
        self.key.clicked.connect(lambda: show_once(self.key_menu(), self.key.mapToGlobal(self.key.rect().bottomLeft())))
        self.top.insertWidget(1, self.key)
        self.order = controls.switch("compressor/before_eq", "Before EQ", self)
        self.top.insertWidget(2, self.order)
        controls.also_show(self._show_key)

    def _show_key(self, channel: Channel) -> None:
        key = channel.strip.compressor.key
        name = next((track.name for track in self.controls.bridge.song.tracks if track.id == key), None)
        self.key.setChecked(name is not None)
        said = f"Sidechain of {channel.name}'s compressor: {name or 'off'}"
        self.key.show_text(f"Sidechain: {name or 'off'}", said)

    def key_menu(self) -> QMenu:
        """Whose sound the compressor listens to."""
        menu, controls = QMenu(self), self.controls
        choices: list[tuple[str, TrackId | None]] = [("Off", None)]
        choices += [(t.name, t.id) for t in controls.bridge.song.tracks if t.id != controls.channel_id]
        for text, track_id in choices:
            entry = menu.addAction(text)
            entry.setCheckable(True)
            entry.setChecked(track_id == controls.channel.strip.compressor.key)
            entry.triggered.connect(
                lambda _c=False, key=track_id: controls.bridge.perform(set_key(controls.channel_id, key))
            )
        return menu


class GatePanel(DynamicsPanel):
    """The gate, with its curve and history."""

    def __init__(self, controls: ChannelControls, parent: QWidget | None = None) -> None:
        entry = controls.entry("gate/threshold_db")
        view = TransferView(
            f"Gate of {controls.channel.name}", entry, lambda strip, levels: gate_db(strip.gate, levels), -80.0
        )
        super().__init__("Gate", "gate", GATE, view, 48.0, controls, parent)
        self.body.addLayout(
            self.boxes(
                "gate/threshold_db", "gate/range_db", "gate/hysteresis_db", "gate/attack_ms", "gate/hold_ms",
                "gate/release_ms", columns=3,
            )
        )  # fmt: skip
