"""The device options that record, play and calibrate share, and waiting for a device.

Lives: command line, main thread.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from app.edits import buses
from app.edits.edit import Refused
from app.model.ranges import LONGEST_TEXT
from app.session.session import Studio
from audio_engine.protocol import DeviceRequest

OPEN_TIMEOUT_S = 40.0  # the first start of an engine may compile its kernels
POLL_S = 0.01


@dataclass(frozen=True, slots=True)
class DeviceOptions:
    """As typed: channel lists count from 1; empty names mean what the settings hold."""

    device: str = ""
    host_api: str = ""
    block_frames: int = 0
    outputs: str = ""
    headphones: str = ""
    virtual_input: str = "silence"
    virtual_fast: bool = False


def request_for(options: DeviceOptions, kept: DeviceRequest) -> DeviceRequest:
    """What to open: as typed, else as kept in the settings. Refused where it can be no device's name."""
    for name in (options.device, options.host_api, options.virtual_input):
        if len(name) > LONGEST_TEXT:
            raise Refused(f"There is no device {name}.")
    if options.device.casefold() == "virtual":
        return DeviceRequest(
            backend="virtual",
            block_frames=options.block_frames,
            virtual_input=options.virtual_input,
            virtual_fast=options.virtual_fast,
        )
    named = bool(options.device or options.host_api)
    return DeviceRequest(
        backend="portaudio",
        host_api=options.host_api if named else kept.host_api,
        input_device=options.device if named else kept.input_device,
        output_device=options.device if named else kept.output_device,
        block_frames=options.block_frames or kept.block_frames,
    )


def open_device(studio: Studio, options: DeviceOptions) -> None:
    """Starts the engine and waits until the device is open; Refused with the reason where it does not."""
    request = request_for(options, studio.settings.device)
    studio.fall_back_to_virtual = studio.remember_device = False
    studio.allow_virtual_recording = request.backend == "virtual"
    route(studio, options)
    studio.open_device(request)
    studio.start_engine()
    wait_until(studio, lambda: studio.device is not None or bool(studio.link.device_problem), OPEN_TIMEOUT_S)
    if studio.device is None:
        problem = studio.link.device_problem or "The audio engine did not answer."
        raise Refused(f"{problem} To go on without a sound card: --device virtual.")
    studio.link.ignore_loop()


def route(studio: Studio, options: DeviceOptions) -> None:
    """--outputs and --headphones as the song's own routing."""
    if options.outputs:
        studio.perform(buses.set_outputs(studio.song.master.id, channel_numbers("--outputs", options.outputs)))
    if options.headphones:
        phones = next((bus for bus in studio.song.buses if bus.kind == "headphones"), None)
        if phones is None:
            raise Refused("The song has no headphone mix.")
        studio.perform(buses.set_outputs(phones.id, channel_numbers("--headphones", options.headphones)))


def channel_numbers(option: str, text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.replace("+", ",").split(","))
    except ValueError:
        raise Refused(f"{option} takes channel numbers such as 1,2 and not {text!r}.") from None


def wait_until(
    studio: Studio, done: Callable[[], bool], timeout_s: float, each: Callable[[], None] | None = None
) -> bool:
    """Polls the studio until `done`; False after the timeout."""
    end = time.monotonic() + timeout_s
    while True:
        studio.poll()
        if done():
            return True
        if each is not None:
            each()
        if time.monotonic() >= end:
            return False
        time.sleep(POLL_S)
