"""Hazards: a program killed because it got the process id of an engine that died; a clock that changes while it is read."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest

from audio_engine.connection import is_alive
from audio_engine.controller import EngineController
from audio_engine.protocol import DeviceFailed, DeviceOpened, DeviceRequest, EngineEvent, EngineLost


def test_an_engine_is_killed_once_and_its_number_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[int] = []
    monkeypatch.setattr(os, "kill", lambda pid, kind: killed.append(pid))
    controller = EngineController()
    controller._kill()
    assert killed == [], "there was none"
    controller._pid = 4711
    controller._kill()
    controller._kill()
    assert killed == [4711]


class Changing:
    """What the engine writes at any time: only a copy of it holds still."""

    def copy(self) -> np.ndarray:
        return np.array([0, 0, 3, 0])

    def __array__(self, *words: object, **more: object) -> np.ndarray:
        raise RuntimeError("number of non-zero array elements changed during function execution.")


def test_the_clock_is_read_while_the_engine_goes_on_counting() -> None:
    controller = EngineController()
    clock = np.zeros(64, np.int64)
    controller._shared = SimpleNamespace(clock=clock, load_histogram=Changing(), cycles_a_frame=[1.0])  # type: ignore[assignment]
    assert controller.clock().load_peak == 0.02


def test_a_process_is_alive_until_it_was_waited_for() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert is_alive(os.getpid()) and is_alive(child.pid)
    child.communicate()
    assert not is_alive(child.pid)


def test_a_device_asked_for_after_the_engine_died_without_one_gets_a_new_engine() -> None:
    """As where the engine dies while another process measures with the device."""
    controller, events = EngineController(), list[EngineEvent]()
    controller.start()
    try:
        os.kill(controller._pid, signal.SIGKILL)
        until(lambda: events.extend(controller.poll()) or any(isinstance(e, EngineLost) for e in events))
        controller.open_device(DeviceRequest(backend="virtual"))
        until(lambda: events.extend(controller.poll()) or any(isinstance(e, DeviceOpened) for e in events))
        assert controller.device is not None
    finally:
        controller.close()


def test_a_device_that_cannot_be_opened_after_the_engine_died_without_one_is_told_once() -> None:
    """Once nobody was told, and the engine was started again every second for ever."""
    controller, events = EngineController(), list[EngineEvent]()
    controller.start()
    try:
        os.kill(controller._pid, signal.SIGKILL)
        until(lambda: events.extend(controller.poll()) or any(isinstance(e, EngineLost) for e in events))
        controller.open_device(DeviceRequest(backend="virtual", block_frames=7))
        until(lambda: events.extend(controller.poll()) or any(isinstance(e, DeviceFailed) for e in events))
        engine = controller._pid
        controller.open_device(DeviceRequest(backend="virtual"))
        until(lambda: events.extend(controller.poll()) or any(isinstance(e, DeviceOpened) for e in events))
        assert controller._pid == engine, "it was well and went on"
        assert [type(e) for e in events] == [EngineLost, DeviceFailed, DeviceOpened]
    finally:
        controller.close()


def until(state: Callable[[], bool]) -> None:
    end = time.monotonic() + 20.0
    while not state():
        assert time.monotonic() < end
        time.sleep(0.005)
