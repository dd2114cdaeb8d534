"""An engine controller without an engine: notes what it is told, and says what the test wants it to."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from audio_engine.client.readings import ClockReading, MeterReading, Scope, silence
from audio_engine.plan import BusPlan, ChannelValues, MixPlan, MonitorPlan, TrackTimeline
from audio_engine.protocol import (
    DeviceOpened,
    DeviceRequest,
    DeviceState,
    EngineEvent,
    FinishedFile,
    PassFinished,
    PassRequest,
    PassResult,
    PassStarted,
    Round,
)


def device_for(request: DeviceRequest, inputs: int = 8) -> DeviceState:
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


class FakeController:
    """`told` lists calls by name; `events` are what the next poll brings; with `answers` devices and passes begin."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.events: list[EngineEvent] = []
        self.plans: list[MixPlan] = []
        self.timelines: list[TrackTimeline] = []
        self.values: list[tuple[int, int, ChannelValues]] = []
        self.bus_values: list[tuple[int, BusPlan]] = []
        self.monitors: list[MonitorPlan] = []
        self.overrides: list[tuple[int, int, str, int, bool]] = []
        self.watched = -1
        self.requests: list[PassRequest] = []
        self.taken: list[str] = []
        self.answers_given: list[tuple[bool, str]] = []
        self.opened: list[DeviceRequest] = []
        self.device: DeviceState | None = None
        self.running_pass: PassRequest | None = None
        self.mix_delay_frames = 0
        self.lost_engine_is_dead = True
        self.readers = self  # this one reads itself
        self.answers = True
        self.frame = self.engine_frame = 0
        self.state = "stopped"
        self.closed = self.detached = False
        self.song_folder: Path | None = None

    def start(self, song_folder: Path | None = None, *, wait: bool = True) -> None:
        self.song_folder = song_folder
        self.told.append("start")

    def open_device(self, request: DeviceRequest) -> None:
        self.opened.append(request)
        if self.answers:
            self.device = device_for(request)
            self.events.append(DeviceOpened(self.device))

    def close_device(self) -> None:
        self.device = None

    def set_plan(self, plan: MixPlan) -> None:
        self.told.append("plan")
        self.plans.append(plan)

    def set_timelines(self, timelines: Sequence[TrackTimeline]) -> None:
        self.told.append("timelines")
        self.timelines.extend(timelines)

    def set_channel_values(self, slot: int, channels: int, values: ChannelValues) -> None:
        self.told.append("channel")
        self.values.append((slot, channels, values))

    def set_bus_values(self, number: int, plan: BusPlan) -> None:
        self.told.append("bus")
        self.bus_values.append((number, plan))

    def set_monitor(self, plan: MonitorPlan) -> None:
        self.told.append("monitor")
        self.monitors.append(plan)

    def set_override(self, slot: int, channels: int, parameter: str, index: int, on: bool) -> None:
        self.told.append("override")
        self.overrides.append((slot, channels, parameter, index, on))

    def watch(self, lane: int = -1, input_channel: int | None = None) -> None:
        self.watched = lane if input_channel is None else -2 - input_channel

    def scope(self, frames: int) -> Scope:
        silence = np.zeros(frames, np.float32)
        return Scope(np.zeros((frames, 2), np.float32), silence, silence)

    def reset_loudness(self) -> None:
        self.told.append("reset loudness")

    def play(self) -> None:
        self.told.append("play")
        self.state = "rolling"

    def stop(self) -> None:
        self.told.append("stop")
        self.state = "stopped"

    def locate(self, frame: int) -> None:
        self.told.append("locate")
        self.frame = frame

    def set_loop(self, on: bool, start: int, end: int) -> None:
        self.told.append("loop")

    def start_pass(self, request: PassRequest) -> None:
        self.told.append("pass")
        self.requests.append(request)
        self.running_pass = request
        if self.answers:
            self.events.append(PassStarted(request))

    def start_retrospective_pass(self, request: PassRequest, seconds: float) -> None:
        self.told.append(f"keep {seconds:g}")
        self.requests.append(request)

    def answer_retrospective(self, done: bool, sentence: str) -> None:
        self.answers_given.append((done, sentence))

    def take_passes(self, ids: Sequence[str]) -> None:
        self.taken.extend(ids)

    def clock(self) -> ClockReading:
        return ClockReading(self.state, self.frame, self.engine_frame, self.running_pass is not None, 0, 0, 0.0, 0.0)  # type: ignore[arg-type]

    def clear_load_peak(self) -> None:
        self.told.append("clear load peak")

    def meters(self) -> MeterReading:
        return silence()

    def poll(self) -> list[EngineEvent]:
        events, self.events = self.events, []
        return events

    def wait_for(self, kind: type | tuple[type, ...], timeout_s: float) -> EngineEvent:
        raise TimeoutError

    def close(self) -> None:
        self.closed = True

    def detach(self) -> None:
        self.detached = True

    def finish_pass(self, length: int = 48000, reason: str = "") -> PassResult:
        """Ends the running pass as the engine would."""
        request = self.running_pass or self.requests[-1]
        self.running_pass = None
        result = PassResult(
            pass_id=request.pass_id,
            journal=request.journal,
            rate_hz=48000,
            started_at="2026-01-01T00:00:00+00:00",
            latency_frames=request.latency_frames,
            latency_measured=request.latency_measured,
            files=tuple(
                FinishedFile(
                    key=file.key,
                    name=file.name,
                    path=file.path,
                    channels=len(file.inputs),
                    length_frames=length,
                    peak=0.5,
                )
                for file in request.files
            ),
            rounds=(Round(request.start_frame, 0, length),),
            gaps=(),
            reason=reason,
        )
        self.events.append(PassFinished(result))
        return result
