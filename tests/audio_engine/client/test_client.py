"""Hazards: a program killed because it got the process id of an engine that died; a clock that changes while it is read."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest

from audio_engine import kernel_cache, launcher
from audio_engine.client import process
from audio_engine.client.client import EngineController
from audio_engine.client.process import Engine, EngineProblem, start_engine
from audio_engine.leftovers import is_alive
from audio_engine.protocol import DeviceFailed, DeviceOpened, DeviceRequest, EngineEvent, EngineLost
from audio_engine.rt import (
    callback as callback,
)  # compiled here, so that no engine of these tests takes minutes to start
from audio_engine.rt import layout as at


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


RATE = 48000  # of a controller without a device


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
    clock[at.CLOCK_ENGINE] = RATE
    assert controller.clock().load_peak == 0.02


def test_the_peak_of_the_load_forgets_the_start_and_what_was_cleared() -> None:
    """A device that opened at 255 % was red until the end."""
    controller, clock, loads = EngineController(), np.zeros(64, np.int64), np.zeros(256, np.int64)
    controller._shared = SimpleNamespace(clock=clock, load_histogram=loads, cycles_a_frame=[1.0])  # type: ignore[assignment]

    def peak(engine_frame: int, percent: int) -> float:
        clock[at.CLOCK_ENGINE] = engine_frame
        loads[percent] += 1
        return controller.clock().load_peak

    assert peak(RATE // 2, 255) == 0.0, "it still starts"
    assert [peak(RATE, 3), peak(RATE + 1, 41), peak(RATE + 2, 4)] == [0.03, 0.41, 0.41]
    controller.clear_load_peak()
    assert peak(RATE + 3, 5) == 0.05
    loads[:] = 0
    assert [peak(64, 200), peak(RATE, 6)] == [0.0, 0.06], "another device begins anew"


class Deaf:
    """An engine that answers nothing."""

    pid, process = 0, None

    def __init__(self) -> None:
        self.sent: list[object] = []
        self.courier = SimpleNamespace(close=lambda: None)

    def send(self, message: object) -> None:
        self.sent.append(message)


@pytest.fixture
def lost(monkeypatch: pytest.MonkeyPatch) -> EngineController:
    """A controller whose engine has just ended while a device was open."""
    controller = EngineController()
    controller._engine = Deaf()  # type: ignore[assignment]
    controller._request = DeviceRequest(backend="virtual")
    controller._take(EngineLost("It ended."))
    return controller


def test_the_window_goes_on_while_another_engine_is_started(
    lost: EngineController, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stood for up to three seconds at each try."""
    go_on = threading.Event()

    def start() -> Engine:
        assert go_on.wait(20.0)
        raise EngineProblem("It does not start.")

    monkeypatch.setattr(lost, "_start", start)
    assert lost.poll() == lost.poll() == [], "neither waits for the start, which waits for this test"
    go_on.set()
    until(lambda: lost._rescue is not None and lost._rescue.done)
    assert lost.poll() == [], "nobody asked, so nobody is told of each try"


def test_a_device_that_the_engine_does_not_answer_for_is_given_up_without_waiting(lost: EngineController) -> None:
    lost._stuck = False
    assert lost.poll() == []
    assert lost._engine is not None and len(lost._engine.sent) == 1  # type: ignore[attr-defined]
    assert lost.poll() == [] and not lost._stuck, "it may still answer"
    lost._bring_back(lost._answer_by)
    assert lost._stuck, "another engine is next"


def test_a_device_asked_for_before_there_is_an_engine_is_opened_by_it() -> None:
    """Opening another song starts another engine, and the window does not stand still meanwhile."""
    controller, events = EngineController(), list[EngineEvent]()
    controller.start(wait=False)
    try:
        assert controller._engine is None
        controller.open_device(DeviceRequest(backend="virtual"))
        until(lambda: events.extend(controller.poll()) or bool(events))
        assert isinstance(events[0], DeviceOpened) and controller.device is not None
    finally:
        controller.close()


def test_an_engine_that_does_not_start_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    controller, events = EngineController(), list[EngineEvent]()

    def start() -> Engine:
        raise EngineProblem("It does not start.")

    monkeypatch.setattr(controller, "_start", start)
    controller.start(wait=False)
    controller.open_device(DeviceRequest(backend="virtual"))
    until(lambda: events.extend(controller.poll()) or bool(events))
    assert events == [DeviceFailed("It does not start.")]
    assert controller.poll() == [] and controller._rescue is None


def test_an_engine_that_says_nothing_at_its_start_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its first line was waited for without limit."""
    silent: list[subprocess.Popen[bytes]] = []

    def launch(*_words: object, **_more: object) -> subprocess.Popen[bytes]:
        code = "import sys; sys.stdin.read()"
        silent.append(subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE))
        return silent[-1]

    monkeypatch.setattr(launcher, "start", launch)
    with pytest.raises(EngineProblem, match="did not start"):
        start_engine("", "test", limit_s=0.01)
    assert silent[0].returncode is not None
    assert silent[0].stdin is not None
    silent[0].stdin.close()


def test_an_engine_that_the_system_does_not_start_is_a_problem_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """On the thread that starts engines it was lost, and the window told an empty sentence."""

    def refuse(*_words: object, **_more: object) -> subprocess.Popen[bytes]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(launcher, "start", refuse)
    with pytest.raises(EngineProblem, match="No space left on device"):
        start_engine("", "test")


def test_an_engine_that_goes_on_compiling_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A first start takes as long as the machine needs: only one that does nothing any more is given up."""
    read, write = os.pipe()
    looks: list[float] = []

    def share() -> float:
        looks.append(len(looks) / 100)
        if len(looks) == 20:
            os.write(write, b"an address\n")
        return looks[-1]

    monkeypatch.setattr(kernel_cache, "compiled_share", share)
    monkeypatch.setattr(process, "LOOK_S", 0.005)
    assert process._first_line(os.fdopen(read, "rb"), 0.01) == "an address"
    os.close(write)


def test_a_dead_engine_shows_silence_and_a_tape_that_is_stopped() -> None:
    controller = EngineController()
    clock = np.zeros(64, np.int64)
    clock[at.CLOCK_STATE] = at.ROLLING
    controller._shared = SimpleNamespace(clock=clock, load_histogram=np.zeros(4), cycles_a_frame=[1.0])  # type: ignore[assignment]
    assert controller.clock().state == "stopped"
    assert not controller.meters().output_peak.any()


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
