"""A controller without an engine: answers at once, rolls when told how far, and shows the levels it is given."""

from pathlib import Path

import numpy as np

from app.devices.devices import DeviceRequest, DeviceState
from app.engine.ports import ClockReading, MeterReading
from app.recording.pass_state import PassRequest
from audio_engine.client.readings import Scope, silence
from audio_engine.protocol import (
    ClientMessage,
    DeviceOpened,
    OpenDevice,
    PassFinished,
    PassResult,
    PassStarted,
    Round,
    StartPass,
    StartRetrospectivePass,
    decode_client,
    encode,
)


def sent(message: ClientMessage) -> ClientMessage:
    """As an engine reads it, which takes nothing that is out of bounds."""
    return decode_client(encode(message))


class FakeController:
    """Every call is written into `calls`."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, object]] = []
        self.device: DeviceState | None = None
        self.readers = self  # this one reads itself
        self.state, self.frame, self.recording = "stopped", 0, False
        self.dropouts, self.load = 0, 0.09
        self.reading = silence()
        self.running: PassRequest | None = None
        self.running_pass: PassRequest | None = None
        self.mix_delay_frames = 0
        self.lost_engine_is_dead = True
        self.backend = "portaudio"
        self._events: list[object] = []
        self.watched = -1
        self.heard: Scope | None = None  # what `scope` answers; silence where a test says nothing

    def watch(self, lane: int = -1, input_channel: int | None = None) -> None:
        self.watched = lane if input_channel is None else -2 - input_channel

    def scope(self, frames: int) -> Scope:
        if self.heard is not None:
            return self.heard
        return Scope(np.zeros((frames, 2), np.float32), np.zeros(frames, np.float32), np.zeros(frames, np.float32))

    def clear_load_peak(self) -> None:
        self.calls.append(("clear_load_peak", None))

    def reset_loudness(self) -> None:
        self.calls.append(("reset_loudness", None))

    def start(self, song_folder: Path | None = None, *, wait: bool = True) -> None:
        self.calls.append(("start", song_folder))

    def open_device(self, request: DeviceRequest) -> None:
        assert sent(OpenDevice(request)) == OpenDevice(request)
        self.calls.append(("open_device", request))
        self.device = DeviceState(
            backend=request.backend if self.backend == "portaudio" else "virtual",
            host_api="JACK",
            input_device="USB interface",
            output_device="USB interface",
            rate_hz=request.rate_hz,
            block_frames=64,
            input_channels=8,
            output_channels=8,
            round_trip_frames=293,
            keep_seconds=60.0,
        )
        self._events.append(DeviceOpened(self.device))

    def close_device(self) -> None:
        self.device = None

    def __getattr__(self, name: str):
        if not name.startswith(("set_", "take_")):
            raise AttributeError(name)
        return lambda *values: self.calls.append((name, values))

    def play(self) -> None:
        self.calls.append(("play", None))
        self.state = "rolling"
        self._end_pass()

    def stop(self) -> None:
        self.calls.append(("stop", None))
        self.state = "stopped"
        self._end_pass()

    def _end_pass(self) -> None:
        if self.running is not None:
            request, self.running, self.recording = self.running, None, False
            length = max(0, self.frame - request.start_frame)
            rounds = (Round(request.start_frame, 0, length),) if length else ()
            result = PassResult(
                pass_id=request.pass_id,
                journal=request.journal,
                rate_hz=48000,
                started_at="2026-01-01T12:00:00Z",
                latency_frames=0,
                latency_measured=False,
                files=(),
                rounds=rounds,
                gaps=(),
            )
            self._events.append(PassFinished(result))

    def locate(self, frame: int) -> None:
        self.calls.append(("locate", frame))
        self.frame = frame

    def start_pass(self, request: PassRequest) -> None:
        assert sent(StartPass(request)) == StartPass(request)
        self.calls.append(("start_pass", request))
        self.running, self.recording, self.state = request, True, "rolling"
        self._events.append(PassStarted(request))

    def start_retrospective_pass(self, request: PassRequest, seconds: float) -> None:
        assert sent(StartRetrospectivePass(request, seconds)) == StartRetrospectivePass(request, seconds)
        self.calls.append(("start_retrospective_pass", (request, seconds)))

    def clock(self) -> ClockReading:
        return ClockReading(self.state, self.frame, self.frame, self.recording, self.dropouts, 0, self.load, self.load)

    def meters(self) -> MeterReading:
        return self.reading

    def poll(self) -> list[object]:
        events, self._events = self._events, []
        return events

    def wait_for(self, kind: object, timeout_s: float) -> object:
        raise TimeoutError

    def close(self) -> None:
        self.calls.append(("close", None))
