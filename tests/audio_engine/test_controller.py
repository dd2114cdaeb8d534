"""Hazards: a program killed because it got the process id of an engine that died; a clock that changes while it is read;
an engine that another window had started dies, and nothing is started again."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from audio_engine import protocol
from audio_engine.connection import is_alive
from audio_engine.controller import EngineController
from audio_engine.protocol import DeviceRequest
from tests.helpers.recorder import take_request

PATIENCE_S = 20.0
DEVICE = DeviceRequest(
    backend="virtual", rate_hz=44100, block_frames=128, input_channels=3, output_channels=4, keep_seconds=20.0
)


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


def test_an_engine_that_another_window_had_started_is_started_again_with_its_device(tmp_path: Path) -> None:
    first = EngineController("first")
    first.start(tmp_path)
    first.open_device(DEVICE)
    before = first.wait_for(protocol.DeviceOpened, PATIENCE_S)
    first.start_pass(take_request(tmp_path))
    first.wait_for(protocol.PassStarted, PATIENCE_S)
    first.detach()  # what the engine sees when the window is killed
    second = EngineController("second")
    second.start(tmp_path)
    try:
        assert second.attached
        os.kill(second._pid, signal.SIGKILL)
        second.wait_for(protocol.EngineLost, PATIENCE_S)
        again, end = None, time.monotonic() + PATIENCE_S
        while again is None and time.monotonic() < end:
            again = next((event for event in second.poll() if isinstance(event, protocol.DeviceOpened)), None)
        assert again == before
    finally:
        second.close()
