"""Measuring the round trip from the window.

The engine lets the device go, a process of its own measures, and the engine opens it again.

Lives: window, main thread; `Measuring.run` on a worker.
"""

from datetime import UTC, datetime

from app.devices.devices import Devices
from app.messages.devices import MEASURE_NEEDS_BOTH, MEASURE_NEEDS_CARD, MEASURING, latency_measured
from app.problems import Refused
from app.tasks import Task
from audio_engine.calibrate import Calibration as Calibration  # what windows show
from audio_engine.calibrate import CalibrationProblem, measure
from audio_engine.protocol import DeviceRequest


class Measuring(Task[Calibration]):
    """A round trip that is being measured, for up to 25 s."""

    def __init__(self, request: DeviceRequest, outputs: tuple[int, ...] = (0, 1)) -> None:
        """`outputs` play the sweep, counted from 0."""
        self._request, self._outputs = request, outputs

    def run(self) -> Calibration:
        """Measure. Raises Refused with the reason if nothing clear was measured, or if it was cancelled."""
        try:
            return measure(self._request, self._outputs, lambda: self.cancelled)
        except CalibrationProblem as problem:
            raise Refused(str(problem)) from None


def begin_measuring(devices: Devices) -> Measuring:
    """Let the device go; start what is returned, then call `end_measuring` with or without its answer."""
    request, device = devices.choice.requested, devices.device
    devices.check_idle("measuring")
    if request is None or device is None or device.backend != "portaudio":
        raise Refused(MEASURE_NEEDS_CARD)
    if not device.input_channels or not device.output_channels:
        raise Refused(MEASURE_NEEDS_BOTH)
    devices.lend(MEASURING)
    return Measuring(request)


def end_measuring(devices: Devices, found: Calibration | None) -> str:
    """Keeps what was found for exactly this device, rate and block, opens the device again, and says how it went."""
    sentence = ""
    if found is not None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        devices.settings.set_measured_latency(found.device, found.round_trip_frames, now)
        devices.save_settings()
        sentence = describe_latency(found)
    devices.choice.take_back()
    if devices.choice.requested is not None:
        devices.open(devices.choice.requested)
    return sentence


def describe_latency(found: Calibration) -> str:
    """The round trip, how often and how surely it was measured, and how far the driver was off."""
    return latency_measured(
        milliseconds=found.round_trip_frames * 1000 / found.device.rate_hz,
        frames=found.round_trip_frames,
        repetitions=found.repetitions,
        input_number=found.input + 1,
        spread_frames=found.residual_frames,
        confidence=found.confidence,
        driver_frames=found.device.round_trip_frames,
    )
