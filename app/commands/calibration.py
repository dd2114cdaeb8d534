"""calibrate: the round trip of a device, measured and kept in the settings.

Lives: command line, main thread; the measuring runs in a process of its own.
"""

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from app.commands.devices import DeviceOptions, channel_numbers, request_for
from app.edits.edit import Refused
from app.settings import Settings
from audio_engine.calibrate import CalibrationProblem, measure

Tell = Callable[[str], None]


def calibrate(options: DeviceOptions, rate_hz: int, tell: Tell) -> None:
    settings = Settings()
    request = msgspec.structs.replace(request_for(options, settings.device), rate_hz=rate_hz)
    outputs = tuple(number - 1 for number in channel_numbers("--outputs", options.outputs or "1,2"))
    tell("Playing a sweep until it is heard, for at most 20 s.")
    try:
        found = measure(request, outputs)
    except CalibrationProblem as problem:
        raise Refused(str(problem)) from None
    now = datetime.now(UTC).isoformat(timespec="seconds")
    settings.set_measured_latency(found.device, found.round_trip_frames, now)
    settings.save()
    milliseconds = found.round_trip_frames * 1000.0 / found.device.rate_hz
    tell(
        f"The round trip is {found.round_trip_frames} frames ({milliseconds:.1f} ms) through input {found.input + 1}; "
        f"the driver says {found.device.round_trip_frames}. Takes on {found.device.host_api} at "
        f"{found.device.rate_hz} Hz and {found.device.block_frames} frames are moved by it from now on."
    )
