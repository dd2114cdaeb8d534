"""Hazards: a program killed because it got the process id of an engine that died; a clock that changes while it is read."""

import os
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from audio_engine.connection import is_alive
from audio_engine.controller import EngineController


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
