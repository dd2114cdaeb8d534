"""The tuner of the Record page: which input, the note it hears, and a needle for how far off it is.

Lives: window, main thread. It listens only while it is switched on and can be seen.
"""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.analysis.tuner import Pitch, pitch
from ui import theme
from ui.bridge import Bridge
from ui.widgets.card import Card
from ui.widgets.combo_box import ComboBox
from ui.widgets.toggle_chip import ToggleChip

FRAMES = 8192
EVERY = 6  # ticks between two looks
IN_TUNE_CENTS = 4.0


class TunerCard(Card):
    """The tuner for one input."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__("Tuner", parent=parent)
        self._bridge = bridge
        self._ticks = 0
        self.on = ToggleChip("Listen", "Tuner on or off")
        self.on.clicked.connect(lambda: self.switch(not self.on.isChecked()))
        self.input = ComboBox("Input of the tuner")
        self.input.currentIndexChanged.connect(lambda _n: self._watch())
        row = QHBoxLayout()
        row.addWidget(self.input, 1)
        row.addWidget(self.on)
        self.body.addLayout(row)
        self.needle = Needle()
        self.body.addWidget(self.needle)
        bridge.ticked.connect(self._on_tick)
        bridge.slow_ticked.connect(self._show_inputs)
        self._show_inputs()

    def switch(self, on: bool) -> None:
        self.on.setChecked(on)
        self.needle.setVisible(on)
        self._watch() if on else self._bridge.session.meters.watch_input(None)

    def _watch(self) -> None:
        if self.on.isChecked() and self.input.currentData() is not None:
            self._bridge.session.meters.watch_input(self.input.currentData() - 1)

    def _show_inputs(self) -> None:
        session = self._bridge.session
        device = session.devices.device
        count = 0 if device is None else device.input_channels
        names = [session.settings.input_name(device.input_device, n) for n in range(1, count + 1)] if device else []
        if names != [self.input.itemText(n) for n in range(self.input.count())]:
            self.input.clear()
            for number, name in enumerate(names, 1):
                self.input.addItem(name, number)
        self.input.setEnabled(bool(names))

    def hideEvent(self, event: object) -> None:
        if self.on.isChecked():
            self.switch(False)

    def _on_tick(self) -> None:
        self._ticks += 1
        if not self.on.isChecked() or self._ticks % EVERY or self.needle.visibleRegion().isEmpty():
            return
        scope, device = self._bridge.session.meters.scope(FRAMES), self._bridge.session.devices.device
        self.needle.show_pitch(None if scope is None or device is None else pitch(scope.before, device.rate_hz))


class Needle(QWidget):
    """The deviation from the note."""

    def __init__(self) -> None:
        super().__init__()
        self.pitch: Pitch | None = None
        self.setFixedHeight(64)
        self.setVisible(False)
        self.setAccessibleName("No note")

    def show_pitch(self, found: Pitch | None) -> None:
        if found == self.pitch:
            return
        self.pitch = found
        text = "No note" if found is None else f"{found.note}, {found.cents:+.0f} cents, {found.hz:.1f} Hz"
        self.setAccessibleName(text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, found = QPainter(self), self.pitch
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, line = self.width() / 2, 44.0
        painter.fillRect(QRectF(8, line, self.width() - 16, 2), theme.colour(theme.LINE))
        painter.fillRect(QRectF(middle - 1, line - 6, 2, 14), theme.colour(theme.DIM))
        painter.setFont(theme.font(22, 600))
        good = found is not None and abs(found.cents) <= IN_TUNE_CENTS
        painter.setPen(theme.colour(theme.DIM if found is None else theme.OK if good else theme.TEXT))
        note = "\u2013" if found is None else found.note
        painter.drawText(QRect(0, 2, self.width(), 32), Qt.AlignmentFlag.AlignCenter, note)
        if found is not None:
            x = middle + found.cents / 50 * (self.width() / 2 - 12)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(theme.OK if good else theme.WARN))
            painter.drawEllipse(QRectF(x - 5, line - 4, 10, 10))
            painter.setFont(theme.font(theme.SMALL_PX))
            painter.setPen(theme.colour(theme.DIM))
            text = "in tune" if good else f"{found.cents:+.0f} cents"
            place = QRect(0, 2, self.width() - 4, 32)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()
