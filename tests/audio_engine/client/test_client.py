"""Hazards: a window that stands still while another engine starts; a lost engine whose successor knows nothing of the mix."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from audio_engine.client.client import EngineClient
from audio_engine.client.engine_device import ANSWER_S
from audio_engine.client.process import EngineProblem
from audio_engine.leftovers import is_alive
from audio_engine.plan import BusPlan, ChannelPlan, ChannelValues, MixPlan, StripValues, TrackTimeline
from audio_engine.plan_record import target_row
from audio_engine.protocol import (
    DeviceFailed,
    DeviceOpened,
    DeviceRequest,
    DeviceState,
    EngineEvent,
    EngineLost,
    OpenDevice,
    Revoked,
    SetPlan,
    SetTimelines,
)
from audio_engine.rt import (
    callback as callback,
)  # compiled here, so that no engine of these tests takes minutes to start
from tests.audio_engine.client.engines import SilentEngine, come_up
from tests.helpers.engine import engine_pid, wait_for

VIRTUAL = DeviceRequest(backend="virtual")
DEVICE = DeviceState(
    backend="virtual", host_api="", input_device="", output_device="", rate_hz=48000, block_frames=64, input_channels=2,
    output_channels=2, round_trip_frames=64,
)  # fmt: skip
PLAN = MixPlan(48000, (ChannelPlan(0, 1),), (BusPlan(0, "master", outputs=(0, 1)),))


def joined(monkeypatch: pytest.MonkeyPatch, *found: SilentEngine | EngineProblem) -> EngineClient:
    """A client that has asked for a device, of the first of these engines."""
    come_up(monkeypatch, *found)
    client = EngineClient()
    client.open_device(VIRTUAL)
    until(lambda: bool(client.poll()) or bool(isinstance(found[0], SilentEngine) and found[0].sent))
    return client


def test_the_next_engine_is_told_what_the_lost_one_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = SilentEngine(), SilentEngine()
    client = joined(monkeypatch, first, second)
    client.set_plan(PLAN)
    client.set_timelines([TrackTimeline(0, 1)])
    quieter = ChannelValues(StripValues(fader_gain=0.25))
    client.set_channel_values(0, 1, quieter)
    client.set_override(0, 1, "fader_gain", 0, True)
    first.arrived.put(EngineLost("It ended."))
    assert client.poll() == [EngineLost("It ended.")]
    until(lambda: client.poll() == [] and len(second.sent) == 3)
    plan, timelines, device = second.sent
    assert isinstance(plan, SetPlan) and plan.plan.channels[0].values == quieter, "the newest value, not the plan's"
    assert isinstance(timelines, SetTimelines) and timelines.timelines == (TrackTimeline(0, 1),)
    assert device == OpenDevice(VIRTUAL)
    assert second.control.targets[target_row("fader_gain", 0), 0] == 0.25
    assert second.control.overrides[target_row("fader_gain", 0), 0]
    assert first.process.was_killed and client.lost_engine_is_dead
    client.detach()


def test_an_engine_that_does_not_start_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    come_up(monkeypatch, EngineProblem("It does not start."))
    client, events = EngineClient(), list[EngineEvent]()
    client.start(wait=False)
    client.open_device(VIRTUAL)
    until(lambda: events.extend(client.poll()) or bool(events))
    assert events == [DeviceFailed("It does not start.")]
    assert client.poll() == []
    client.detach()


def test_a_start_that_fails_after_a_loss_is_tried_again_and_told_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audio_engine.client.engine_device.RETRY_S", 0.0)
    first, third = SilentEngine(), SilentEngine()
    client = joined(monkeypatch, first, EngineProblem("No memory."), EngineProblem("No memory."), third)
    first.arrived.put(EngineLost("It ended."))
    assert client.poll() == [EngineLost("It ended.")]
    until(lambda: client.poll() == [] and bool(third.sent))
    client.detach()


def test_an_engine_that_does_not_answer_for_its_device_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was waited for without limit."""
    stuck, second = SilentEngine(), SilentEngine()
    client = joined(monkeypatch, stuck, second)
    assert client.poll() == [], "it may still answer"
    later = time.monotonic() + ANSWER_S
    monkeypatch.setattr("audio_engine.client.client.time.monotonic", lambda: later)
    assert client.poll() == [DeviceFailed("The audio device did not answer.")]
    monkeypatch.undo()
    come_up(monkeypatch, second)
    client.open_device(VIRTUAL)
    until(lambda: client.poll() == [] and bool(second.sent))
    assert stuck.process.was_killed
    client.detach()


def test_events_that_are_not_waited_for_stay_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = SilentEngine()
    client = joined(monkeypatch, engine)
    for number in range(4):
        engine.arrived.put(DeviceFailed(str(number)) if number % 2 else EngineLost(str(number)))
    with pytest.raises(TimeoutError):
        wait_for(client, DeviceOpened, 0.01)
    assert wait_for(client, EngineLost, 1.0) == EngineLost("0")
    client.detach()


def test_a_device_asked_for_before_there_is_an_engine_is_opened_by_it() -> None:
    """Opening another song starts another engine, and the window does not stand still meanwhile."""
    controller, events = EngineClient(), list[EngineEvent]()
    controller.start(wait=False)
    try:
        assert controller._engine is None
        controller.open_device(DeviceRequest(backend="virtual"))
        until(lambda: events.extend(controller.poll()) or bool(events))
        assert isinstance(events[0], DeviceOpened) and controller.device is not None
    finally:
        controller.close()


def test_a_device_asked_for_after_the_engine_died_without_one_gets_a_new_engine() -> None:
    """As where the engine dies while another process measures with the device."""
    controller, events = EngineClient(), list[EngineEvent]()
    controller.start()
    try:
        os.kill(engine_pid(controller), signal.SIGKILL)
        until(lambda: events.extend(controller.poll()) or any(isinstance(e, EngineLost) for e in events))
        controller.open_device(DeviceRequest(backend="virtual"))
        until(lambda: events.extend(controller.poll()) or any(isinstance(e, DeviceOpened) for e in events))
        assert controller.device is not None
    finally:
        controller.close()


def test_a_device_that_cannot_be_opened_after_the_engine_died_without_one_is_told_once() -> None:
    """Once nobody was told, and the engine was started again every second for ever."""
    controller, events = EngineClient(), list[EngineEvent]()
    controller.start()
    try:
        os.kill(engine_pid(controller), signal.SIGKILL)
        until(lambda: events.extend(controller.poll()) or any(isinstance(e, EngineLost) for e in events))
        controller.open_device(DeviceRequest(backend="virtual", block_frames=7))
        until(lambda: events.extend(controller.poll()) or any(isinstance(e, DeviceFailed) for e in events))
        engine = engine_pid(controller)
        controller.open_device(DeviceRequest(backend="virtual"))
        until(lambda: events.extend(controller.poll()) or any(isinstance(e, DeviceOpened) for e in events))
        assert engine_pid(controller) == engine, "it was well and went on"
        assert [type(e) for e in events] == [EngineLost, DeviceFailed, DeviceOpened]
    finally:
        controller.close()


def test_a_device_that_opens_after_it_was_closed_is_told_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine answered an order that had been taken back, and a device that was lent to a measurement counted as open."""
    engine = SilentEngine()
    client = joined(monkeypatch, engine)
    client.close_device()
    engine.arrived.put(DeviceOpened(DEVICE))
    engine.arrived.put(DeviceFailed("It is in use."))
    assert client.poll() == [] and client.device is None and client.device_phase == "closed"
    client.detach()


def test_no_device_is_open_while_another_one_is_being_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = SilentEngine()
    client = joined(monkeypatch, engine)
    engine.arrived.put(DeviceOpened(DEVICE))
    client.poll()
    assert client.device == DEVICE and client.device_phase == "open"
    client.open_device(VIRTUAL)
    assert client.device is None and client.device_phase == "opening"
    client.detach()


def test_a_client_whose_engine_another_one_has_leaves_it_alone(tmp_path: Path) -> None:
    """It took the hanging up for a loss, and killed the engine under the other one's take."""
    first, second, events = EngineClient("first"), EngineClient("second"), list[EngineEvent]()
    first.start(tmp_path)
    try:
        first.open_device(DeviceRequest(backend="virtual"))
        wait_for(first, DeviceOpened, 20.0)
        second.start(tmp_path)
        until(lambda: events.extend(first.poll()) or bool(events))
        assert [type(event) for event in events] == [Revoked] and first.device is None
        end = time.monotonic() + 0.5
        while time.monotonic() < end:
            assert first.poll() == [] and second.poll() == []
        assert second.device is not None and is_alive(engine_pid(second))
    finally:
        first.detach()
        second.close()


def until(state: Callable[[], bool]) -> None:
    end = time.monotonic() + 20.0
    while not state():
        assert time.monotonic() < end
        time.sleep(0.005)
