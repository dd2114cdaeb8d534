"""The line at the bottom: device, round trip, load, dropouts, disk; on the right how one hears oneself, and the save.

Lives: window, main thread.
"""

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QStatusTipEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.messages.window import LOAD_HELP
from app.tasks import TimeLeft
from app.text import values
from ui import theme
from ui.bridge import Bridge
from ui.widgets.card import label, set_kind
from ui.widgets.eliding import ElidingLabel
from ui.widgets.press import EnterButton


class StatusLine(QWidget):
    """Device, load, disk space and hints at the bottom of the window."""

    device_asked = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._left = TimeLeft()
        self._help = ""
        self.setFixedHeight(theme.STATUS_HEIGHT)
        self.device = EnterButton(self)
        self.device.setProperty("kind", "link")
        self.device.setFixedHeight(theme.HIT)
        self.device.setToolTip("Choose the audio device")
        self.device.clicked.connect(self.device_asked)
        self.format = label("")
        self.load = EnterButton(self)
        self.load.setProperty("kind", "link")
        self.load.setFixedHeight(theme.HIT)
        self.load.setToolTip(LOAD_HELP)
        self.load.clicked.connect(self._clear_peak)
        self.dropouts = label("")
        self.disk = label("")
        self.right = ElidingLabel()
        self.right.setTextFormat(Qt.TextFormat.PlainText)
        self.right.setProperty("kind", "dim")
        self.right.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.right.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 12, 0)
        row.setSpacing(16)
        row.addWidget(self.device)
        for part in (self.format, self.load, self.dropouts, self.disk):
            row.addWidget(part)
        row.addWidget(self.right, 1)
        bridge.slow_ticked.connect(self.refresh)
        bridge.changed.connect(lambda _changes: self._show_saved())
        self.refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Of the window: what the mouse does where it is stands in place of what is less urgent."""
        if isinstance(event, QStatusTipEvent):
            self._help = event.tip()
            self._show_saved()
            return True
        return False

    def refresh(self) -> None:
        session, clock = self._bridge.session, self._bridge.clock
        device = session.devices.device
        good = session.devices.has_sound_card and device is not None
        name = "no audio device" if device is None else device.output_device or device.input_device or device.host_api
        if device is not None and device.backend == "virtual":
            name = "without a sound card"
        self._device_words("\u25cf " + name, theme.OK if good and device.backend != "virtual" else theme.WARN)  # type: ignore[union-attr]
        if device is not None and device.backend == "virtual":
            self.format.setText(f"{values.format_rate(device.rate_hz)} \u00b7 {device.block_frames} frames")
        elif device is not None:
            measured = "measured" if session.devices.latency_measured else "as reported"
            trip = f"{values.format_frames(session.devices.latency_frames, device.rate_hz)} {measured}"
            if not session.devices.latency_measured and session.devices.latency_frames <= 0:
                trip = "unknown"
            self.format.setText(
                f"{values.format_rate(device.rate_hz)} \u00b7 {device.block_frames} frames \u00b7 round trip {trip}"
            )
        else:
            self.format.setText("")
        self._show_load(clock.load, clock.load_peak)
        self.dropouts.setText(values.describe_dropouts(clock.dropouts))
        set_kind(self.dropouts, "warn" if clock.dropouts else "")
        left = session.recorder.disk_seconds_left
        self.disk.setText(values.describe_disk_left(left))
        set_kind(self.disk, "bad" if left is not None and left < 600 else "")
        self._show_saved()

    def _show_load(self, load: float, peak: float) -> None:
        text = f"CPU {load * 100:.0f} % (peak {values.describe_load_peak(peak)})"
        tone = theme.REC if peak >= 1.0 else theme.WARN if max(peak, load) > 0.8 else theme.DIM
        if (self.load.text(), self.load.property("tone")) != (text, tone):
            self.load.setText(text)
            self.load.setAccessibleName(f"{text}: clear the peak")
            self.load.setProperty("tone", tone)
            self.load.setStyleSheet(f"QPushButton {{ color: {theme.css(tone)}; padding: 0 4px; min-height: 22px; }}")

    def _clear_peak(self) -> None:
        self._bridge.session.transport.clear_load_peak()
        self._show_load(self._bridge.clock.load, 0.0)

    def _device_words(self, text: str, tone: str) -> None:
        if self.device.text() != text or self.device.property("tone") != tone:
            self.device.setText(text)
            self.device.setAccessibleName(f"Audio device: {text[2:]}")
            self.device.setProperty("tone", tone)
            self.device.setStyleSheet(f"QPushButton {{ color: {theme.css(tone)}; padding: 0 4px; min-height: 22px; }}")

    def _show_saved(self) -> None:
        session = self._bridge.session
        armed = [track.name for track in self._bridge.song.tracks if track.armed]
        if self._bridge.clock.recording:
            text = "recording " + ", ".join(f"\u201c{name}\u201d" for name in armed[:3])
        elif session.ideas.phase == "recording":
            key = self._bridge.actions.key("transport.idea")
            text = f"recording an idea, {values.format_length(session.ideas.seconds)} \u00b7 {key} stops"
        elif (done := session.print_queue.progress) is not None:
            text = f"{self._with_time_left('printing takes', done)} \u00b7 the dry ones play until then"
        elif (working := session.renders.jobs.progress or session.renders.clips.progress) is not None:
            text = self._with_time_left(*working)
        elif (prepared := session.engine.prepared) is not None:
            text = f"preparing the audio engine: {prepared[0]} of {prepared[1]} parts"
        elif self._help:
            text = self._help
        elif session.document.read_only:
            text = "opened to read: nothing is saved"
        else:
            save = self._bridge.actions.key("song.save")
            text = f"not saved yet: {save}" if session.document.is_modified else "saved"
        records = self._bridge.clock.recording or session.ideas.phase == "recording"
        set_kind(self.right, "bad" if records else "dim")
        self.right.setText(text)

    def _with_time_left(self, what: str, share: float) -> str:
        left = values.describe_time_left(self._left.seconds(share))
        return f"{what}, {share * 100:.0f} %" + (f" \u00b7 {left}" if left else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(theme.PANEL))
        painter.fillRect(QRect(0, 0, self.width(), 1), theme.colour(theme.LINE))
        painter.end()
