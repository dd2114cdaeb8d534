"""Recording on a real device: alignment, a killed engine, a dead driver, a held GIL."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile

from audio_engine import calibrate, protocol
from audio_engine.client.client import EngineClient
from audio_engine.disk.recovery import read_back
from audio_engine.plan import BusPlan, ChannelPlan, MixPlan, TrackTimeline
from audio_engine.protocol import DeviceRequest, HoldGil, PassRequest, TakeFile
from tests.helpers.engine import engine_pid, span, wait_for, write_wav
from tests.helpers.jack import Jack, repeated_where_the_device_loses_audio

PATIENCE_S = 20.0


@contextmanager
def started(song_folder: Path | None = None) -> Iterator[EngineClient]:
    controller = EngineClient()
    controller.start(song_folder)
    try:
        yield controller
    finally:
        controller.close()


def until(state: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while not state():
        assert time.monotonic() < end, f"never happened: {what}"
        time.sleep(0.005)


def opened(engine: EngineClient, rate_hz: int) -> None:
    engine.open_device(DeviceRequest(rate_hz=rate_hz, host_api="JACK"))
    answer = wait_for(engine, (protocol.DeviceOpened, protocol.DeviceFailed), PATIENCE_S)
    assert isinstance(answer, protocol.DeviceOpened), answer


def request(folder: Path, inputs: int, **text: int) -> PassRequest:
    files = tuple(
        TakeFile(key=f"k{i}", name=f"Track {i}", path=str(folder / "audio" / f"t{i}.wav"), inputs=(i,))
        for i in range(inputs)
    )
    return PassRequest(
        pass_id="p1", song_folder=str(folder), journal=str(folder / "passes" / "p1.jsonl"), files=files,
        **{"start_frame": 0, **text},
    )  # fmt: skip


def plan_with_tape(rate_hz: int, tape: Path, frames: int, outputs: int = 2) -> tuple[MixPlan, list[TrackTimeline]]:
    """A tape on track 0 to all looped outputs, and armed tracks without monitoring."""
    channels = (ChannelPlan(0, 1, monitoring="off"), ChannelPlan(1, 1, (0,), True, "off"))
    plan = MixPlan(rate_hz, channels, (BusPlan(0, "master", outputs=(0, 1)),))
    return plan, [TrackTimeline(0, 1, (span(tape, frames),)), TrackTimeline(1, 1)]


@pytest.mark.parametrize(("rate_hz", "block"), [(48000, 64), (44100, 256), (96000, 1024)])
@repeated_where_the_device_loses_audio
def test_an_overdub_lands_on_what_was_played_to_the_frame(tmp_path: Path, rate_hz: int, block: int) -> None:
    impulses = np.zeros((rate_hz * 2, 1), np.float32)
    places = np.arange(777, rate_hz, 4801)
    impulses[places] = 0.5
    tape = write_wav(tmp_path / "tape.wav", impulses, rate_hz)
    with Jack(rate_hz, block, patient=True) as jack:
        jack.loop()
        measured = calibrate.measure(DeviceRequest(rate_hz=rate_hz, host_api="JACK"))
        engine = EngineClient()
        engine.start()
        try:
            opened(engine, rate_hz)
            plan, timelines = plan_with_tape(rate_hz, tape, len(impulses))
            engine.set_plan(plan)
            engine.set_timelines(timelines)
            until(jack.connected, "the loop is connected")
            engine.start_pass(
                request(tmp_path, 1, end_frame=rate_hz, latency_frames=measured.round_trip_frames)
            )  # fmt: skip
            wait_for(engine, protocol.PassFinished, PATIENCE_S)
        finally:
            engine.close()
    heard, _ = soundfile.read(tmp_path / "audio" / "t0.wav", dtype="float32")
    assert len(heard) == rate_hz
    assert np.array_equal(np.flatnonzero(np.abs(heard) > 0.1), places)


@repeated_where_the_device_loses_audio
def test_an_engine_that_lets_its_device_go_leaves_its_place_to_the_one_that_measures() -> None:
    """The loop connects the client called Worktape only: a second one beside it would hear nothing."""
    with Jack(48000, 64, patient=True) as jack, started() as engine:
        jack.loop()
        opened(engine, 48000)
        until(jack.connected, "the engine is connected")
        engine.close_device()
        until(lambda: not jack.has_client(), "the engine's client is gone")
        measured = calibrate.measure(DeviceRequest(rate_hz=48000, host_api="JACK"))
        assert (measured.round_trip_frames, measured.residual_frames) == (64, pytest.approx(0.0, abs=0.01))
        assert measured.repetitions == calibrate.REPETITIONS  # how well: the loop may be connected within the first one
        opened(engine, 48000)


@repeated_where_the_device_loses_audio
def test_a_killed_engine_loses_at_most_a_tenth_of_a_second(tmp_path: Path) -> None:
    rate_hz = 48000
    ramp = (np.arange(rate_hz * 20) / 2**23).astype(np.float32)[:, None]
    tape = write_wav(tmp_path / "tape.wav", ramp)
    with Jack(rate_hz, 64, patient=True) as jack:
        jack.loop()
        engine = EngineClient()
        engine.start()
        opened(engine, rate_hz)
        plan, timelines = plan_with_tape(rate_hz, tape, len(ramp))
        engine.set_plan(plan)
        engine.set_timelines(timelines)
        until(jack.connected, "the loop is connected")
        engine.start_pass(request(tmp_path, 8, latency_frames=64))
        wait_for(engine, protocol.PassStarted, PATIENCE_S)
        until(lambda: engine.readers.clock().frame > rate_hz, "a second is recorded")
        before = engine.readers.clock()
        os.kill(engine_pid(engine), signal.SIGKILL)
        result = read_back(tmp_path / "passes" / "p1.jsonl")
        engine.detach()
    assert result.recovered
    assert len(result.files) == 8
    for file in result.files:
        assert file.length_frames >= before.frame - 64 - rate_hz // 10 - 64
    heard, _ = soundfile.read(result.files[0].path, dtype="float32")
    places = np.round(heard.astype(np.float64) * 2**23 / np.cos(np.pi / 4)).astype(int)
    assert np.array_equal(places, np.arange(len(places)))


@repeated_where_the_device_loses_audio
def test_a_dead_driver_keeps_the_take_and_the_device_comes_back(tmp_path: Path) -> None:
    with Jack(48000, 128) as jack, started() as engine:
        opened(engine, 48000)
        engine.set_plan(MixPlan(48000, (ChannelPlan(0, 1, (0,), True),)))
        engine.start_pass(request(tmp_path, 2))
        until(lambda: engine.readers.clock().frame > 24000, "half a second is recorded")
        jack.kill()
        finished = wait_for(engine, protocol.PassFinished, PATIENCE_S)
        assert isinstance(finished, protocol.PassFinished)
        assert "stopped answering" in finished.result.reason
        assert all(f.length_frames >= 24000 for f in finished.result.files)
        events = []
        until(
            lambda: bool(events.extend(engine.poll()) or any(isinstance(e, protocol.DeviceLost) for e in events)),
            "loss",
        )
        jack.start()
        back = []
        until(
            lambda: bool(back.extend(engine.poll()) or any(isinstance(e, protocol.DeviceOpened) for e in back)), "back"
        )
        engine.start_pass(
            PassRequest(
                pass_id="p2", song_folder=str(tmp_path), journal=str(tmp_path / "passes" / "p2.jsonl"),
                start_frame=0, end_frame=4800,
                files=(TakeFile(key="k", name="again", path=str(tmp_path / "audio" / "b.wav"), inputs=(0,)),),
            )
        )  # fmt: skip
        again = wait_for(engine, (protocol.PassFinished, protocol.Problem), PATIENCE_S)
        assert isinstance(again, protocol.PassFinished), again
        assert again.result.files[0].length_frames == 4800


@repeated_where_the_device_loses_audio
def test_a_dead_window_costs_nothing_and_the_next_attaches(tmp_path: Path) -> None:
    (tmp_path / "audio").mkdir()
    with Jack(48000, 128, patient=True):
        first = EngineClient("first")
        first.start(tmp_path)
        opened(first, 48000)
        first.set_plan(MixPlan(48000, (ChannelPlan(0, 1, (0,), True),)))
        first.start_pass(request(tmp_path, 1))
        wait_for(first, protocol.PassStarted, PATIENCE_S)
        until(lambda: first.readers.clock().frame > 4800, "it records")
        first.detach()  # what the engine sees when the window is killed
        second = EngineClient("second")
        second.start(tmp_path)
        assert second.running_pass is not None
        assert second.running_pass is not None
        where = second.readers.clock().frame
        until(lambda: second.readers.clock().frame > where + 4800, "it goes on recording")
        second.stop()
        finished = wait_for(second, protocol.PassFinished, PATIENCE_S)
        assert isinstance(finished, protocol.PassFinished)
        assert finished.result.gaps == ()
        assert finished.result.files[0].length_frames == finished.result.rounds[0].length_frames > 9600
        device, events = second.device, list[protocol.EngineEvent]()
        os.kill(engine_pid(second), signal.SIGKILL)
        until(
            lambda: bool(events.extend(second.poll()) or any(isinstance(e, protocol.DeviceOpened) for e in events)),
            "the device that the first window opened is back",
        )
        assert device is not None and second.device is not None
        assert second.device.request() == device.request()
        second.close()


@repeated_where_the_device_loses_audio
def test_the_gil_held_for_a_second_costs_no_block() -> None:
    with Jack(48000, 128), started() as engine:
        opened(engine, 48000)
        until(lambda: engine.readers.clock().engine_frame > 4800, "the stream runs")
        first = engine.readers.clock()
        engine._send(HoldGil(1.0, 1))
        until(lambda: engine.readers.clock().engine_frame > first.engine_frame + 48000, "a second went by")
        assert engine.readers.clock().dropouts - first.dropouts <= 2  # the machine's own noise
