"""The inputs of the open device: a name to type, a live meter, and a word once something was heard.

Lives: window, main thread.
"""

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.messages.devices import NO_INPUTS, TRY_INPUTS, signal_on
from ui import theme
from ui.bridge import Bridge
from ui.widgets.entry import EditableLabel
from ui.widgets.meters import MeterLayer, MeterSpot

ROW = 26
HEARD_DB = -40.0


class DeviceInputs(QWidget):
    """Click a name to type another; it is kept for this device."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.names: list[EditableLabel] = []
        self.heard: set[int] = set()
        self._device = ""
        self.dialog = MeterLayer(self._spots, self)
        bridge.ticked.connect(self._on_tick)
        self.show_device()

    def show_device(self) -> None:
        """Rows for what is open now."""
        device = self._bridge.session.devices.device
        name, count = ("", 0) if device is None else (device.input_device, device.input_channels)
        if (name, count) == (self._device, len(self.names)):
            return
        self._device, self.heard = name, set()
        for row in self.names:
            row.hide()
            row.deleteLater()
        self.names = [self._row(number) for number in range(1, count + 1)]
        self.setFixedHeight(max(1, count) * ROW)
        self.dialog.setGeometry(self.rect())
        self.dialog.relayout()

    def _row(self, number: int) -> EditableLabel:
        made = EditableLabel(f"Name of input {number}", on_click=True, parent=self)
        made.setText(self._bridge.session.settings.input_name(self._device, number))
        made.setToolTip("Click to name this input")
        made.setGeometry(0, (number - 1) * ROW, 120, ROW)
        made.typed.connect(lambda text: self._rename(number, text))
        made.show()
        return made

    def _rename(self, number: int, text: str) -> None:
        session = self._bridge.session
        session.settings.set_input_name(self._device, number, text or f"Input {number}")
        session.save_settings()
        self.names[number - 1].setText(session.settings.input_name(self._device, number))

    def _spots(self) -> list[MeterSpot]:
        width = max(40, self.width() - 128 - 84)
        return [
            MeterSpot(self._bridge.levels.inputs, n, QRect(128, n * ROW + 10, width, 6), vertical=False, top_db=0.0)
            for n in range(len(self.names))
        ]

    def _on_tick(self) -> None:
        self.dialog.refresh()
        levels = self._bridge.levels.inputs.shown_db
        now = {n for n in range(len(self.names)) if float(levels[n]) > HEARD_DB}
        if not now <= self.heard:
            self.heard |= now
            self.update()

    @property
    def sentence(self) -> str:
        """What has been heard so far."""
        if self._bridge.session.devices.device is None:
            return ""
        if not self.names:
            return NO_INPUTS
        if not self.heard:
            return TRY_INPUTS
        return signal_on([self.names[n].text() for n in sorted(self.heard)])

    def resizeEvent(self, event: object) -> None:
        self.dialog.setGeometry(self.rect())
        self.dialog.relayout()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.font(theme.SMALL_PX))
        painter.setPen(theme.colour(theme.OK))
        for n in sorted(self.heard):
            painter.drawText(self.width() - 76, n * ROW + 17, "\u2713 Signal")
        painter.end()
