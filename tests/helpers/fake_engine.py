"""An engine's client without an engine: notes every call, and says what the test wants it to.

The one fake of `app.engine.ports.Controller`; mypy checks that it has every member with its types. What it is sent goes
through the protocol's own codec, so that it takes nothing that an engine would refuse.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from app.engine.ports import Controller
from audio_engine.client.engine_device import DevicePhase, EngineDevice
from audio_engine.client.readings import AuditionReading, ClockReading, MeterReading, Scope, Transport, silence
from audio_engine.plan import BusPlan, ChannelValues, MixPlan, MonitorPlan, TrackTimeline
from audio_engine.protocol import (
    Audition,
    ClientMessage,
    DeviceFailed,
    DeviceLost,
    DeviceOpened,
    DeviceRequest,
    DeviceState,
    EngineEvent,
    EngineLost,
    FinishedFile,
    OpenDevice,
    PassFinished,
    PassRequest,
    PassResult,
    PassStarted,
    Revoked,
    Round,
    StartPass,
    StartRetrospectivePass,
    decode_client,
    encode,
)


def device_for(request: DeviceRequest, inputs: int = 8) -> DeviceState:
    """What opens for a request: the devices that it names, with 4 outputs and a round trip of 128 frames."""
    return DeviceState(
        backend=request.backend,
        host_api=request.host_api or "JACK",
        input_device=request.input_device or "in",
        output_device=request.output_device or "out",
        rate_hz=request.rate_hz,
        block_frames=request.block_frames or 64,
        input_channels=inputs,
        output_channels=4,
        round_trip_frames=128,
        keep_seconds=request.keep_seconds,
    )


def usb_interface(request: DeviceRequest, name: str = "USB interface") -> DeviceState:
    """A USB interface with 8 inputs, 8 outputs and a round trip of 293 frames, whatever was asked for."""
    return DeviceState(
        backend=request.backend,
        host_api="JACK",
        input_device=name,
        output_device=name,
        rate_hz=request.rate_hz,
        block_frames=64,
        input_channels=8,
        output_channels=8,
        round_trip_frames=293,
        keep_seconds=60.0,
    )


def clock_alone(request: DeviceRequest) -> DeviceState:
    """The virtual device, which opens where there is no sound card."""
    return msgspec.structs.replace(usb_interface(request), backend="virtual")


def sent(message: ClientMessage) -> None:
    """Send a message as a client does. Raises where an engine would not take it, or would read something else."""
    assert decode_client(encode(message)) == message


class FakeEngine:
    """Answers at once, and rolls no further than a test says.

    Attributes:
        calls: Every call by name, with its arguments; a test may clear it.
        opened: Every device that was asked for.
        events: What the next poll brings.
        answers: Whether devices open and passes begin when they are asked for.
        interface: The device that opens for a request.
        ends_passes: Play and Stop end the running pass at `frame`, without files; else `finish_pass` does.
        levels: What the meters read.
        scope_reading: What the scope reads; None is silence.
    """

    def __init__(self, interface: Callable[[DeviceRequest], DeviceState] = device_for, *, ends_passes: bool = False):
        self.calls: list[tuple[str, tuple[Any, ...]]] = []
        self.opened: list[DeviceRequest] = []
        self.events: list[EngineEvent] = []
        self.answers = True
        self.interface = interface
        self.ends_passes = ends_passes
        self.levels: MeterReading = silence()
        self.scope_reading: Scope | None = None
        self._device = EngineDevice()  # the client's own state machine
        self.running_pass: PassRequest | None = None
        self.mix_delay_frames = 0
        self.lost_engine_is_dead = True
        self.readers = self  # this one reads itself
        self.state: Transport = "stopped"
        self.frame = self.engine_frame = 0
        self.dropouts, self.load = 0, 0.09
        self.watched = -1
        self.auditioned = AuditionReading()

    def _note(self, name: str, *arguments: object) -> None:
        self.calls.append((name, arguments))

    @property
    def called(self) -> list[str]:
        """The names of all calls, in order."""
        return [name for name, _ in self.calls]

    def every(self, name: str) -> list[tuple[Any, ...]]:
        """The arguments of every call by this name."""
        return [arguments for called, arguments in self.calls if called == name]

    def arguments(self, name: str) -> list[Any]:
        """The first argument of every call by this name."""
        return [arguments[0] for arguments in self.every(name)]

    @property
    def plans(self) -> list[MixPlan]:
        return self.arguments("set_plan")

    @property
    def monitors(self) -> list[MonitorPlan]:
        return self.arguments("set_monitor")

    # its life
    is_starting = False

    def start(self, song_folder: Path | None = None, *, wait: bool = True) -> None:
        self._note("start", song_folder)

    def close(self, *, wait: bool = True) -> Callable[[], bool]:
        self._note("close")
        return lambda: True

    def detach(self) -> None:
        self._note("detach")

    def poll(self) -> list[EngineEvent]:
        events, self.events = self.events, []
        return [event for event in events if self._notes(event)]

    def _notes(self, event: EngineEvent) -> bool:
        """What the client does with it. Returns whether anybody is told."""
        match event:
            case DeviceOpened(device):
                return self._device.opened(device)
            case DeviceFailed():
                return self._device.failed(0.0)
            case DeviceLost() | EngineLost():
                self._device.lost()
            case Revoked():
                self._device.forget()
        return True

    # the device
    @property
    def device(self) -> DeviceState | None:
        return self._device.device

    @device.setter
    def device(self, device: DeviceState) -> None:
        """A test says what is open."""
        self._device.inherit(device)
        assert self._device.device is device

    @property
    def device_phase(self) -> DevicePhase:
        return self._device.phase

    def open_device(self, request: DeviceRequest) -> None:
        sent(OpenDevice(request))
        self._note("open_device", request)
        self.opened.append(request)
        self._device.want(request)
        if self.answers:
            self.events.append(DeviceOpened(self.interface(request)))

    def close_device(self) -> None:
        self._note("close_device")
        self._device.forget()

    # the mix
    def set_plan(self, plan: MixPlan) -> None:
        self._note("set_plan", plan)

    def set_timelines(self, timelines: Sequence[TrackTimeline], loop: tuple[bool, int, int] | None = None) -> None:
        self._note("set_timelines", timelines)
        if loop is not None:
            self._note("set_loop", *loop)

    def set_channel_values(self, slot: int, channels: int, values: ChannelValues) -> None:
        self._note("set_channel_values", slot, channels, values)

    def set_bus_values(self, number: int, plan: BusPlan) -> None:
        self._note("set_bus_values", number, plan)

    def set_monitor(self, plan: MonitorPlan) -> None:
        self._note("set_monitor", plan)

    def set_override(self, slot: int, channels: int, parameter: str, index: int, on: bool) -> None:
        self._note("set_override", slot, channels, parameter, index, on)

    def watch(self, lane: int = -1, input_channel: int | None = None) -> None:
        self.watched = lane if input_channel is None else -2 - input_channel

    def reset_loudness(self) -> None:
        self._note("reset_loudness")

    # the transport
    def play(self, count_in_frames: int = 0, stop_frame: int = -1) -> None:
        self._note("play", *(() if (count_in_frames, stop_frame) == (0, -1) else (count_in_frames, stop_frame)))
        self.state = "rolling"
        self._end_pass()

    def stop(self) -> None:
        self._note("stop")
        self.state = "stopped"
        self._end_pass()

    def locate(self, frame: int) -> None:
        self._note("locate", frame)
        self.frame = frame

    def set_loop(self, on: bool, start: int, end: int) -> None:
        self._note("set_loop", on, start, end)

    # what only the control room hears
    def audition(self, request: Audition | None = None) -> Any:
        """The call of a client, and of its readers, since this one reads itself."""
        if request is None:
            return self.auditioned
        sent(request)
        self._note("audition", request)
        self.auditioned = AuditionReading(request.serial, True, request.start_frame)
        return None

    def end_audition(self) -> None:
        self._note("end_audition")
        self.auditioned = self.auditioned._replace(is_playing=False)

    # passes
    def end_pass(self) -> None:
        self._note("end_pass")
        if self.running_pass is not None and not self.running_pass.rolls:
            self.finish_pass()

    def start_pass(self, request: PassRequest) -> None:
        sent(StartPass(request))
        self._note("start_pass", request)
        self.running_pass = request
        if self.answers:
            self.state = "rolling" if request.rolls else self.state
            self.events.append(PassStarted(request))

    def start_retrospective_pass(self, request: PassRequest, seconds: float) -> None:
        sent(StartRetrospectivePass(request, seconds))
        self._note("start_retrospective_pass", request, seconds)

    def answer_retrospective(self, done: bool, sentence: str) -> None:
        self._note("answer_retrospective", done, sentence)

    def take_passes(self, ids: Sequence[str]) -> None:
        self._note("take_passes", ids)

    def finish_pass(self, length: int = 48000, reason: str = "") -> PassResult:
        """End the running pass (or the last one) as the engine would, with a file of that length for each input."""
        passes = ("start_pass", "start_retrospective_pass")
        request = self.running_pass or [arguments[0] for name, arguments in self.calls if name in passes][-1]
        assert isinstance(request, PassRequest)
        self.state = "stopped"
        files = tuple(
            FinishedFile(
                key=file.key,
                name=file.name,
                path=file.path,
                channels=len(file.inputs),
                length_frames=length,
                peak=0.5,
            )
            for file in request.files
        )
        return self._finish(request, length, files, reason)

    def _end_pass(self) -> None:
        if self.ends_passes and self.running_pass is not None and self.running_pass.rolls:
            self._finish(self.running_pass, max(0, self.frame - self.running_pass.start_frame))

    def _finish(
        self, request: PassRequest, length: int, files: tuple[FinishedFile, ...] = (), reason: str = ""
    ) -> PassResult:
        self.running_pass = None
        result = PassResult(
            pass_id=request.pass_id,
            journal=request.journal,
            rate_hz=48000,
            started_at="2026-01-01T12:00:00+00:00",
            latency_frames=request.latency_frames,
            latency_measured=request.latency_measured,
            files=files,
            rounds=(Round(request.start_frame, 0, length),) if length else (),
            gaps=(),
            reason=reason,
        )
        self.events.append(PassFinished(result))
        return result

    # what can be read of it
    def clock(self) -> ClockReading:
        recording = self.running_pass is not None and self.running_pass.rolls
        run = max(self.engine_frame, self.frame)  # its stream has run at least as long as the tape
        return ClockReading(self.state, self.frame, run, recording, self.dropouts, 0, self.load, self.load)

    def clear_load_peak(self) -> None:
        self._note("clear_load_peak")

    def meters(self) -> MeterReading:
        return self.levels

    def scope(self, frames: int) -> Scope:
        nothing = np.zeros(frames, np.float32)
        return self.scope_reading or Scope(np.zeros((frames, 2), np.float32), nothing, nothing)


_is_a_controller: type[Controller] = FakeEngine
