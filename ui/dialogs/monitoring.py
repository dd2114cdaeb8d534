"""How one hears oneself: the question, its three answers, and the round trip in words with a button that measures it.

Lives: window, main thread.
"""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.devices.latency import Calibration, Measuring, begin_measuring, end_measuring
from app.devices.monitoring import MODE_DESCRIPTIONS, MODE_NAMES, advice_against, latency_words
from app.messages.devices import CABLE_OR_AIR
from app.messages.monitoring import (
    CANCEL_MEASURING,
    CHOOSE_MONITORING,
    DIRECT_QUESTION,
    HOW_TO_MEASURE,
    NO_CARD_NO_DELAY,
    OFFSET_HELP,
    not_an_offset,
)
from app.song.monitoring import MONITORING_MODES, MonitoringMode
from app.text import values
from ui.bridge import Bridge
from ui.widgets.card import button, label, set_kind
from ui.widgets.entry import EditableLabel
from ui.widgets.toggle_chip import ToggleChip

ANSWERS: dict[MonitoringMode, str] = {
    "direct": "Yes: Direct",
    "through": "No: through Worktape",
    "tape": "No: except during playback",
}
MEASURE, LISTENING = "Measure the round trip", "Listening for the sweep\u2026 (at most 20 s)"
HOW = f"{HOW_TO_MEASURE} {CABLE_OR_AIR}"


class MonitoringChooser(QWidget):
    """Asks how performers hear themselves with the open device."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._measuring: Measuring | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label(DIRECT_QUESTION, wrap=True))
        row = QHBoxLayout()
        self.chips: dict[MonitoringMode, ToggleChip] = {}
        for mode in MONITORING_MODES:
            chip = self.chips[mode] = ToggleChip(ANSWERS[mode], f"{MODE_NAMES[mode]}: {MODE_DESCRIPTIONS[mode]}")
            chip.clicked.connect(lambda _checked=False, mode=mode: self._choose(mode))
            row.addWidget(chip)
        row.addStretch(1)
        column.addLayout(row)
        self.message = label("", "dim", wrap=True)
        self.latency = label("", "", wrap=True)
        self.offset = EditableLabel("Recording offset", on_click=True, parent=self)
        self.offset.setToolTip(OFFSET_HELP)
        self.offset.typed.connect(self._type_offset)
        self.offset_row = QWidget(self)
        offset_row = QHBoxLayout(self.offset_row)
        offset_row.setContentsMargins(0, 0, 0, 0)
        offset_row.addWidget(label("Recording offset", "dim"))
        offset_row.addWidget(self.offset, 1)
        self.how = label(HOW, "dim", wrap=True)
        self.measure = button(MEASURE, self._measure)
        self.cancel = button("Cancel", self.cancel_measuring)
        self.cancel.setToolTip(CANCEL_MEASURING)
        for part in (self.message, self.latency, self.offset_row, self.how):
            column.addWidget(part)
        measure_row = QHBoxLayout()
        measure_row.addWidget(self.measure, 1)
        measure_row.addWidget(self.cancel)
        column.addLayout(measure_row)
        bridge.slow_ticked.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        session = self._bridge.session
        device, mode = session.devices.device, session.devices.monitoring_mode
        known = device is not None and device.input_device in session.settings.monitoring
        for answer, chip in self.chips.items():
            chip.setChecked(known and answer == mode)
            chip.setEnabled(device is not None)
        self.message.setText(MODE_DESCRIPTIONS[mode] if known else CHOOSE_MONITORING)
        real = device is not None and device.backend == "portaudio"
        measuring = session.devices.phase == "lent"
        self.measure.setVisible(real or measuring)
        self.measure.setEnabled(not measuring)
        self.measure.setText(LISTENING if measuring else MEASURE)
        self.cancel.setVisible(self._measuring is not None)
        self.how.setVisible(real or measuring)
        self.offset_row.setVisible(real)
        if device is not None:
            self.offset.setText(values.format_offset(session.devices.recording_offset_frames, device.rate_hz))
        if device is None or not real:
            self.latency.setText(session.devices.sentence if device is None else NO_CARD_NO_DELAY)
            set_kind(self.latency, "dim")
            return
        found = latency_words(session.devices.latency_frames, device.rate_hz, session.devices.latency_measured)
        advice = advice_against(device)
        figure = found.figure[0].upper() + found.figure[1:]
        self.latency.setText(f"{figure}. {advice or found.sentence}")
        set_kind(self.latency, "warn" if advice else found.kind)

    def _type_offset(self, text: str) -> None:
        session = self._bridge.session
        if (device := session.devices.device) is None:
            return
        frames = values.parse_offset(text, device.rate_hz)
        if frames is None:
            self._bridge.notify("warn", not_an_offset(text))
        else:
            self._bridge.attempt(lambda: session.devices.set_recording_offset(frames))
        self.refresh()

    def _choose(self, mode: MonitoringMode) -> None:
        self._bridge.attempt(lambda: self._bridge.session.devices.set_monitoring_mode(mode))
        self.refresh()

    def _measure(self) -> None:
        session, work = self._bridge.session, []
        if not self._bridge.attempt(lambda: work.append(begin_measuring(session.devices))):
            return
        measuring = self._measuring = work[0]
        self.cancel.setEnabled(True)
        self.refresh()
        self._bridge.start_task(  # without an owner: the device is opened again even if the dialog has been closed
            measuring,
            lambda found: self._end(measuring, found, ""),
            lambda sentence: self._end(measuring, None, sentence),
        )

    def cancel_measuring(self) -> None:
        """Ends it where it runs; the device is opened again a moment later."""
        if self._measuring is not None:
            self._measuring.cancel()
            self.cancel.setEnabled(False)

    def _end(self, measuring: Measuring, found: Calibration | None, sentence: str) -> None:
        bridge, said = self._bridge, [sentence]
        self._measuring = None
        bridge.attempt(lambda: said.append(end_measuring(bridge.session.devices, found)))
        text = " ".join(filter(None, said))
        failed = bool(sentence) and not measuring.cancelled
        if not isValid(self) or not self.isVisible():  # nobody would read it here
            bridge.notify("warn" if failed else "info", text)
            return
        self.how.setText(text)
        set_kind(self.how, "warn" if failed else "dim" if sentence else "good")
        self.refresh()
