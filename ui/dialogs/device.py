"""The device dialog: what is open or wrong in one sentence, a choice of devices, one button.

Lives: window, main thread.
"""

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.devices.devices import DeviceRequest, is_jack
from app.devices.probing import DeviceInfo
from app.messages.devices import (
    BUFFER_SIZE,
    JACK_SETS_BUFFER_SIZE,
    NO_DEVICE_FOUND,
    cannot_list_devices,
    devices_connected,
)
from app.tasks import Task
from ui.bridge import Bridge
from ui.dialogs.device_inputs import ROW, DeviceInputs
from ui.dialogs.dialog import Dialog
from ui.dialogs.monitoring import MonitoringChooser
from ui.widgets.card import button, label, set_kind
from ui.widgets.combo_box import ComboBox
from ui.widgets.scrolling import scrolling

ROWS_SHOWN = 10  # of the inputs; the others are scrolled to
BLOCKS = (0, 32, 64, 128, 256, 512, 1024)


class DeviceDialog(Dialog):
    """Selects the audio device, tests its inputs, and measures the round trip."""

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__("Audio device", window, width=900)
        self._bridge = bridge
        self._devices: list[DeviceInfo] = []
        self.sentence = label("", wrap=True)
        columns = QHBoxLayout()
        columns.setSpacing(24)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(8)
            columns.addLayout(column, 1)
        self.body.addLayout(columns)
        left.addWidget(self.sentence)
        left.addLayout(self._choices())
        self.hint = label(BUFFER_SIZE, "dim")
        self.hint.setWordWrap(True)
        left.addWidget(self.hint)
        left.addWidget(label("You hear yourself", "heading"))
        self.monitoring = MonitoringChooser(bridge)
        left.addWidget(self.monitoring)
        left.addStretch(1)
        right.addWidget(label("Inputs", "heading"))
        self.inputs = DeviceInputs(bridge)
        self.inputs_area = scrolling(self.inputs)
        right.addWidget(self.inputs_area)
        self.heard = label("", "dim", wrap=True)
        right.addWidget(self.heard)
        right.addStretch(1)
        self._add_foot()
        bridge.slow_ticked.connect(self._show_state)
        self._watch = bridge.session.device_watch
        self._watch.on_found.append(self._take_quietly)
        self._show_state()
        self.look()

    def _choices(self) -> QGridLayout:
        """What can be opened: a row each."""
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        names = ("Driver", "Input", "Output", "Buffer size")
        boxes = self.system, self.input, self.output, self.block = [ComboBox(name) for name in names]
        for n, (name, box) in enumerate(zip(names, boxes, strict=True)):
            grid.addWidget(label(name, "dim"), n, 0)
            grid.addWidget(box, n, 1)
        for frames in BLOCKS:
            self.block.addItem(f"{frames} samples" if frames else "Automatic", frames)
        self.block.setCurrentIndex(max(0, self.block.findData(self._bridge.session.settings.device.block_frames)))
        self.system.currentIndexChanged.connect(lambda _n: self._fill_devices())
        for box in boxes:
            box.currentIndexChanged.connect(lambda _n: self._show_state())
        return grid

    def _add_foot(self) -> None:
        self.rescan = button("Rescan", self.look)
        self.virtual = button("Continue without audio", self._open_virtual)
        self.open = button("Open this device", self._open, "primary")
        for part in (self.rescan, self.virtual):
            self.foot.addWidget(part)
        self.foot.addStretch(1)
        self.foot.addWidget(self.open)

    def close_dialog(self) -> None:
        self.monitoring.cancel_measuring()  # a measurement that is not seen cannot be stopped
        self._watch.on_found.remove(self._take_quietly)
        super().close_dialog()

    def _show_state(self) -> None:
        self.sentence.setText(self._bridge.session.devices.sentence)
        set_kind(self.sentence, "" if self._bridge.session.devices.has_sound_card else "warn")
        measuring = self._bridge.session.devices.phase == "lent"
        self.virtual.setEnabled(not measuring)
        self.open.setEnabled(bool(self._devices) and not measuring)
        self.open.setText("Done" if self._is_open() else "Open this device")
        self._show_inputs()
        self.heard.setText(self.inputs.sentence)
        set_kind(self.heard, "good" if self.inputs.heard else "dim")

    def _show_inputs(self) -> None:
        self.inputs.show_device()
        height = min(self.inputs.height(), ROWS_SHOWN * ROW)
        if height != self.inputs_area.maximumHeight():
            self.inputs_area.setFixedHeight(height)
            self.fit()

    def look(self) -> None:
        """A fresh process lists the devices, so that one plugged in just now is there."""
        self.rescan.setEnabled(False)
        self.rescan.setText("Looking\u2026")
        listing = Task(self._bridge.session.devices.list)
        self._bridge.start_task(listing, self._take_list, self._take_failure, owner=self)

    def _take_quietly(self, found: list[DeviceInfo]) -> None:
        """What was plugged in or taken away just now."""
        if found != self._devices and self.rescan.isEnabled():
            known = {device.name for device in self._devices}
            fresh = list(dict.fromkeys(device.name for device in found if device.name not in known))
            self._take_list(found)
            self.hint.setText(devices_connected(fresh) if fresh else self.hint.text())

    def _take_failure(self, sentence: str) -> None:
        self._take_list([])
        self.hint.setText(cannot_list_devices(sentence))

    def _take_list(self, devices: list[DeviceInfo]) -> None:
        self.rescan.setEnabled(True)
        self.rescan.setText("Rescan")
        chosen = [(box, box.currentData()) for box in (self.system, self.input, self.output)] if self._devices else []
        self._devices = list(devices)
        self.system.blockSignals(True)
        self.system.clear()
        for name in dict.fromkeys(device.host_api for device in self._devices):
            self.system.addItem(name, name)
        self.system.blockSignals(False)
        requested = self._bridge.session.settings.device.host_api
        self.system.setCurrentIndex(max(0, self.system.findText(requested)))
        self._fill_devices()
        if not self._devices:
            self.hint.setText(NO_DEVICE_FOUND)
        for box, data in chosen:  # before the list was rebuilt
            if box.findData(data) >= 0:
                box.setCurrentIndex(box.findData(data))
        self._show_state()

    def _fill_devices(self) -> None:
        system = self.system.currentText()
        self.block.setEnabled(not is_jack(system))
        self.hint.setText(JACK_SETS_BUFFER_SIZE if is_jack(system) else BUFFER_SIZE)
        here = [device for device in self._devices if device.host_api == system]
        settings = self._bridge.session.settings.device
        for box, field, requested in (
            (self.input, "inputs", settings.input_device),
            (self.output, "outputs", settings.output_device),
        ):
            box.clear()
            for device in here:
                channels = int(getattr(device, field))
                if channels > 0:
                    box.addItem(f"{device.name} \u00b7 {channels}", device.name)
            if field == "inputs":
                box.addItem("none", None)
            box.setCurrentIndex(max(0, box.findData(requested)))

    def _is_open(self) -> bool:
        """Whether what is chosen is open: opening it again would cut its connections."""
        session = self._bridge.session
        device, asked = session.devices.device, session.devices.choice.requested
        if device is None or asked is None or device.backend != "portaudio":
            return False
        chosen = (self.system.currentText(), self.input.currentData() or "", self.output.currentData() or "")
        there = (device.host_api, device.input_device, device.output_device)
        return there == chosen and (is_jack(device.host_api) or asked.block_frames == self.block.currentData())

    def _open(self) -> None:
        if self._is_open():
            self.close_dialog()
            return
        no_input = self.input.currentData() is None
        request = DeviceRequest(
            host_api=self.system.currentText(),
            input_device=self.input.currentData() or "",
            output_device=self.output.currentData() or "",
            input_channels=0 if no_input else -1,
            rate_hz=self._bridge.song.rate_hz,
            block_frames=self.block.currentData(),
        )
        self._bridge.attempt(lambda: self._bridge.session.devices.open(request))

    def _open_virtual(self) -> None:
        request = DeviceRequest(backend="virtual", rate_hz=self._bridge.song.rate_hz)
        if self._bridge.attempt(lambda: self._bridge.session.devices.open(request)):
            self.close_dialog()
