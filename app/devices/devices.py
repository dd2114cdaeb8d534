"""The audio device: opening it, what it is like, and what this machine knows about it.

Lives: window, main thread.
"""

from collections.abc import Callable
from typing import Literal

from app.devices.device_choice import DeviceChoice
from app.devices.probing import probed_devices
from app.devices.settings import Settings
from app.documents.notices import NoticeBoard, NoticeKind, WindowCommand
from app.engine.ports import DevicePort
from app.messages.devices import MONITORING_NEEDS_DEVICE, NO_DEVICE_OPEN, OFFSET_NEEDS_DEVICE, OPENING_DEVICE
from app.problems import Refused
from app.song.monitoring import MonitoringMode
from app.text.devices import CHOOSE_DEVICE, OPEN_DEVICE_AGAIN, describe_device
from audio_engine.probe import DeviceInfo
from audio_engine.protocol import DeviceFailed
from audio_engine.protocol import DeviceRequest as DeviceRequest
from audio_engine.protocol import DeviceState as DeviceState
from audio_engine.protocol import is_jack as is_jack

REMEMBERED_S = 60.0  # of every input, for a take made afterwards
FALLBACK_RATE_HZ = 48000
DevicePhase = Literal["closed", "opening", "open", "reopening", "lent"]


class Devices:
    """Before there is an engine no device opens; what was asked for then is opened with it."""

    def __init__(
        self,
        port: Callable[[], DevicePort | None],
        settings: Settings,
        board: NoticeBoard,
        *,
        save_settings: Callable[[], None],
        check_idle: Callable[[str], None],
        song_rate_hz: Callable[[], int | None],
    ) -> None:
        """Begin with no device.

        Args:
            port: The engine; None before there is one.
            settings: What this machine knows about its devices.
            board: Where problems are shown.
            save_settings: Writes the settings.
            check_idle: Raises Refused while anything is recorded; its argument is what has to wait.
            song_rate_hz: The open song's rate; None without a song.
        """
        self._port = port
        self.settings = settings
        self._board = board
        self.save_settings = save_settings
        self.check_idle = check_idle
        self._song_rate_hz = song_rate_hz
        self.choice = DeviceChoice()
        self.greeted: set[str] = set()  # names of input devices that the user was told about since the start
        self.fall_back_to_virtual = True  # play through a clock where no device opens
        self.remembers = True  # what opens now is opened next time
        self.on_monitoring_mode: Callable[[], None] = lambda: None

    @property
    def device(self) -> DeviceState | None:
        """The open device."""
        port = self._port()
        return None if port is None else port.device

    @property
    def phase(self) -> DevicePhase:
        """Whether a device is open, is being opened, was lost and is tried again, or lent to another process."""
        if self.choice.is_lent:
            return "lent"
        port = self._port()
        return "closed" if port is None else port.device_phase

    @property
    def has_sound_card(self) -> bool:
        """A real device is open."""
        return self.device is not None and self.device.backend == "portaudio"

    @property
    def sentence(self) -> str:
        """The open device, or why none is open."""
        if self.device is not None:
            return describe_device(self.device)
        if self.phase == "opening":
            return OPENING_DEVICE
        return self.choice.problem or NO_DEVICE_OPEN

    def list(self) -> list[DeviceInfo]:
        """Ask a short-lived process for the devices: about half a second, so call it from a worker."""
        return probed_devices()

    # opening

    def open(self, request: DeviceRequest) -> None:
        """Open a device at the song's rate; how it went shows in `sentence` and a notice.

        Raises:
            Refused: While something is recorded, or another process has the device.
        """
        self.check_idle("changing the device")
        self.choice.forget_awaited()
        self.reopen(request)

    def reopen(self, request: DeviceRequest) -> None:
        """Open a device that nobody chose just now: one that came back, or stands in for another."""
        port = self._port()
        kept_s = REMEMBERED_S if self.settings.retrospective_on else 0.0
        rate_hz = self._song_rate_hz() or request.rate_hz
        exact = self.choice.open(request, rate_hz, kept_s)
        if port is not None:
            port.open_device(exact)

    def open_wanted(self) -> None:
        """Open what is wanted if nothing is open, is being opened, or is lent."""
        if self.phase in ("closed", "reopening"):
            choice = self.choice
            self.open(choice.awaited or choice.refused or choice.requested or self.settings.device)

    def lend(self, sentence: str) -> None:
        """Let another process have the device until `take_back`; `sentence` says why."""
        self.choice.lend(sentence)
        port = self._port()
        if port is not None:
            port.close_device()

    # what the engine reports

    def opened(self, device: DeviceState) -> None:
        """The engine opened a device."""
        if device.backend == "portaudio":  # the clock that stands in for a sound card settles nothing
            self._board.settle(self.choice.problem)
        self.choice.opened(device)
        chosen = self.choice.chosen
        if self.remembers and chosen is not None and chosen.backend == "portaudio":
            self.settings.device = chosen
            self.save_settings()

    def failed(self, event: DeviceFailed) -> None:
        """The engine could not open the device: say what can be done, and play through a clock meanwhile."""
        nearest, requested = event.nearest, self.choice.requested
        self.choice.failed(event.sentence, alternative=nearest is not None)
        if nearest is not None:
            self._board.post("error", event.sentence, "Use what works", lambda: self.open(nearest))
        elif (awaited := self.choice.awaited) is not None and awaited is requested:
            kind: NoticeKind = "warn" if self.fall_back_to_virtual else "error"
            self._board.post(kind, event.sentence, "Try again", lambda: self.open(awaited))
        else:
            self._board.post("error", event.sentence, CHOOSE_DEVICE, WindowCommand.DEVICES)
        if self.fall_back_to_virtual and (requested is None or requested.backend != "virtual"):
            virtual = DeviceRequest(backend="virtual", rate_hz=FALLBACK_RATE_HZ)
            self.reopen(virtual)
            self.choice.lost(event.sentence)

    def lost(self, sentence: str, kind: NoticeKind = "error") -> None:
        """The device went away while it was open, or its engine did. The client tries to open it again, and says nothing."""
        self.choice.lost(sentence)
        self._board.post(kind, sentence, OPEN_DEVICE_AGAIN, self.open_wanted)

    # what this machine knows about it

    @property
    def monitoring_mode(self) -> MonitoringMode:
        """How performers hear themselves with the open device; "tape" until somebody chooses."""
        return "tape" if self.device is None else self.settings.monitoring.get(self.device.input_device, "tape")

    def set_monitoring_mode(self, mode: MonitoringMode) -> None:
        """Keep the mode for the open input device; it is audible at once.

        Raises:
            Refused: If no device is open.
        """
        if self.device is None:
            raise Refused(MONITORING_NEEDS_DEVICE)
        self.settings.monitoring[self.device.input_device] = mode
        self.save_settings()
        self.on_monitoring_mode()

    @property
    def talkback_channel(self) -> int:
        """The device input of the talkback microphone, from 1; 0 for none."""
        return 0 if self.device is None else self.settings.talkback_inputs.get(self.device.input_device, 0)

    @property
    def talkback_db(self) -> float:
        """Level of talkback in the headphones."""
        return self.settings.talkback_db

    @property
    def latency_measured(self) -> bool:
        """True if the round trip was measured on this very device, rate and block."""
        return self.device is not None and self.settings.measured_latency(self.device) is not None

    @property
    def latency_frames(self) -> int:
        """The round trip: measured on this very device, rate and block, else what the driver reports."""
        if self.device is None:
            return 0
        measured = self.settings.measured_latency(self.device)
        return self.device.round_trip_frames if measured is None else measured.round_trip_frames

    @property
    def recording_offset_frames(self) -> int:
        """How much later than measured takes are placed with this device, as set by hand; negative: earlier."""
        return 0 if self.device is None else self.settings.recording_offset(self.device)

    def set_recording_offset(self, frames: int) -> None:
        """Place takes made with the open device so much later than measured, negative: earlier. Kept for the device.

        Raises:
            Refused: If no device is open.
        """
        if self.device is None:
            raise Refused(OFFSET_NEEDS_DEVICE)
        self.settings.set_recording_offset(self.device, frames)
        self.save_settings()

    @property
    def take_latency_frames(self) -> int:
        """What is taken off a take: the round trip, the delay of the mix inside the engine, and the offset set by hand."""
        port = self._port()
        mix_delay_frames = 0 if port is None else port.mix_delay_frames
        return max(0, self.latency_frames + mix_delay_frames - self.recording_offset_frames)


def opening_rate_hz(devices: Devices) -> int:
    """A rate for a new song at which the sound card opens: that of the open one, else of the last that was."""
    device = devices.device
    return device.rate_hz if device is not None and devices.has_sound_card else devices.settings.device.rate_hz
