"""The device options that record, play and calibrate share, and waiting for a device.

Lives: command line, main thread.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from app.cli import interrupt
from app.cli.reporting import tell_preparing
from app.edits import buses
from app.messages.command_line import NO_ANSWER, NO_HEADPHONE_MIX, no_device, not_channels, without_sound_card
from app.model.ranges import LONGEST_TEXT
from app.problems import Refused
from app.session.session import Session
from app.text.values import parse_channels
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
            raise Refused(no_device(name))
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


def open_device(session: Session, options: DeviceOptions) -> None:
    """Starts the engine and waits until the device is open; Refused with the reason where it does not."""
    request = request_for(options, session.settings.device)
    session.devices.fall_back_to_virtual = session.devices.remembers = False
    session.recorder.allow_virtual = request.backend == "virtual"
    tell_preparing()
    route(session, options)
    session.devices.open(request)
    session.start_engine()
    wait_until(
        session, lambda: session.devices.device is not None or bool(session.devices.choice.problem), OPEN_TIMEOUT_S
    )
    if session.devices.device is None:
        problem = session.devices.choice.problem or NO_ANSWER
        raise Refused(without_sound_card(problem))
    session.link.ignore_loop()


def route(session: Session, options: DeviceOptions) -> None:
    """--outputs and --headphones as the song's own routing."""
    if options.outputs:
        session.document.perform(
            buses.set_outputs(session.document.song.master.id, channel_numbers("--outputs", options.outputs))
        )
    if options.headphones:
        phones = next((bus for bus in session.document.song.buses if bus.kind == "headphones"), None)
        if phones is None:
            raise Refused(NO_HEADPHONE_MIX)
        session.document.perform(buses.set_outputs(phones.id, channel_numbers("--headphones", options.headphones)))


def channel_numbers(option: str, text: str) -> tuple[int, ...]:
    """Channels of an option such as `1` or `1,2`. Raises Refused with the option's name."""
    numbers = parse_channels(text)
    if not numbers:
        raise Refused(not_channels(option, text))
    return numbers


def wait_until(
    session: Session, done: Callable[[], bool], timeout_s: float, each: Callable[[], None] | None = None
) -> bool:
    """Poll the session until `done`; False after the timeout. Raises Interrupted at Ctrl+C."""
    end = time.monotonic() + timeout_s
    while True:
        interrupt.check()
        session.poll()
        if done():
            return True
        if each is not None:
            each()
        if time.monotonic() >= end:
            return False
        time.sleep(POLL_S)
