"""The master panel: loudness, limiter with its gain reduction, stereo picture, spectrum.

Lives: window, main thread.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.model.parameters import numbers_in
from app.song.changes import Changes
from ui import theme
from ui.bridge import Bridge
from ui.editor.channel_controls import ChannelControls
from ui.editor.dynamics_history import DynamicsHistory
from ui.editor.panel import Panel
from ui.master.goniometer import FRAMES as GONIOMETER_FRAMES
from ui.master.goniometer import Goniometer
from ui.master.loudness_card import LoudnessCard
from ui.master.spectrum_view import SpectrumView
from ui.widgets.alternating import Alternating
from ui.widgets.card import label
from ui.widgets.toggle_chip import ToggleChip

LEAST_HEIGHT = 300
SCOPE_FRAMES = 4096


class MasterPanel(QWidget):
    """The panel below the console; emits `edit_asked` with the master's id, and `closed`."""

    closed = Signal()
    edit_asked = Signal(object)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._pictures = Alternating(self._draw_spectrum, self._draw_levels)
        self.controls: ChannelControls | None = None
        self.setMinimumHeight(LEAST_HEIGHT)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._header())
        self._host: QWidget | None = None
        bridge.changed.connect(self._on_change)
        bridge.ticked.connect(self._on_tick)
        self._build()

    def _header(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(16, 4, 8, 0)
        row.setSpacing(8)
        row.addWidget(label("Master", "heading"))
        row.addWidget(label("loudness after BS.1770, as the stores measure it", "dim"))
        row.addStretch(1)
        for text, name, action in (
            ("EQ and compressor", "Open the strip of the master", lambda: self.edit_asked.emit(self._bridge.song.master.id)),
            ("Close", "Close the master panel (Esc)", self.closed.emit),
        ):  # fmt: skip
            chip = ToggleChip(text, name, self)
            chip.clicked.connect(lambda _checked=False, action=action: action())
            row.addWidget(chip)
        return row

    def _build(self) -> None:
        if self._host is not None:
            self._host.hide()
            self._host.deleteLater()
        self._host = QWidget(self)
        row = QHBoxLayout(self._host)
        row.setContentsMargins(6, 6, 6, 6)
        row.setSpacing(6)
        controls = self.controls = ChannelControls(self._bridge, self._bridge.song.master)
        loudness = Panel("Loudness", controls, self._host)
        self.loudness = LoudnessCard(self._bridge, loudness)
        loudness.body.addWidget(self.loudness)
        loudness.body.addStretch(1)
        limiter = Panel("Limiter", controls, self._host, switch="limiter/on")
        self.limiter_switch = limiter.switch
        self.history = DynamicsHistory("the limiter", 12.0, limiter)
        limiter.body.addWidget(self.history, 1)
        limiter.body.addLayout(limiter.boxes(*(entry.path for entry in numbers_in("limiter", "master"))))
        stereo = Panel("Stereo", controls, self._host)
        self.goniometer = Goniometer(stereo)
        stereo.body.addWidget(self.goniometer, 1)
        spectrum = Panel("Spectrum", controls, self._host)
        self.spectrum = SpectrumView(self._bridge.song.rate_hz, spectrum)
        spectrum.body.addWidget(self.spectrum, 1)
        for panel, stretch in ((loudness, 0), (limiter, 1), (stereo, 1), (spectrum, 3)):
            row.addWidget(panel, stretch)
        self._column.addWidget(self._host, 1)
        self._host.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._host.setStyleSheet(f".QWidget {{ background: {theme.css(theme.BG)}; }}")
        controls.show_all()

    def _on_change(self, changes: Changes) -> None:
        master = self._bridge.song.master
        if self.controls is None or self.controls.channel_id != master.id or changes.song_replaced:
            self._build()
        elif master.id in changes.buses:
            self.controls.show_all()

    def _on_tick(self) -> None:
        if self.isVisible():
            self._pictures.tick()

    def _draw_spectrum(self) -> None:
        scope = self._bridge.session.meters.scope(SCOPE_FRAMES)
        if scope is not None:
            self.spectrum.show_sound(scope.master)

    def _draw_levels(self, elapsed_s: float) -> None:
        levels = self._bridge.levels
        self.loudness.refresh()
        row = self._bridge.bus_row(self._bridge.song.master.id)
        self.history.advance(float(levels.buses.shown_db[row : row + 2].max()), levels.limiter_db, elapsed_s)
        scope = self._bridge.session.meters.scope(GONIOMETER_FRAMES)
        if scope is not None:
            self.goniometer.show_sound(scope.master)
