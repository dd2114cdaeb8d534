"""Measures the round trip of a device and keeps it in the settings.

Lives: command line, main thread; the measuring runs in a process of its own.
"""

from datetime import UTC, datetime

import msgspec

from app.cli import interrupt
from app.cli.devices import DeviceOptions, channel_numbers, request_for
from app.cli.reporting import Reporter
from app.devices.latency import Measuring, describe_latency
from app.devices.settings import SettingsFile
from app.messages.command_line import PLAYING_SWEEP
from app.messages.devices import CABLE_OR_AIR, latency_in_use


def calibrate(options: DeviceOptions, rate_hz: int, report: Reporter) -> None:
    """Measure the round trip and store it. Raises Refused."""
    settings_file = SettingsFile()
    settings = settings_file.settings
    request = msgspec.structs.replace(request_for(options, settings.device), rate_hz=rate_hz)
    outputs = tuple(number - 1 for number in channel_numbers("--outputs", options.outputs or "1,2"))
    report(PLAYING_SWEEP)
    report(CABLE_OR_AIR)
    found = interrupt.run(Measuring(request, outputs))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    settings.set_measured_latency(found.device, found.round_trip_frames, now)
    settings_file.save()
    device = found.device
    report(latency_in_use(describe_latency(found), device.host_api, device.rate_hz, device.block_frames))
