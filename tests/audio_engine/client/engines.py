"""Engines for tests that start none: what a client sees of one, and a supervisor that finds it."""

import queue
from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from audio_engine.client import supervisor
from audio_engine.client.process import Engine, EngineProblem
from audio_engine.control_block import ControlBlock
from audio_engine.protocol import ClientMessage, EngineEvent, Welcome
from audio_engine.rt import layout as at


class SilentProcess:
    """A process that is killed at once, or not before `lets_go` is called."""

    pid = 4711

    def __init__(self, on_kill: Callable[[], None] = lambda: None) -> None:
        self.was_killed = False
        self._on_kill = on_kill

    def kill(self) -> bool:
        self._on_kill()
        self.was_killed = True
        return True

    def wait(self, limit_s: float) -> bool:
        return True

    def release(self) -> None: ...


class SilentEngine:
    """An engine that answers nothing but what the test puts into `arrived`."""

    def __init__(self, welcome: Welcome | None = None, on_kill: Callable[[], None] = lambda: None) -> None:
        self.process = SilentProcess(on_kill)
        self.welcome = welcome or Welcome("", "", None, None)
        self.arrived: queue.SimpleQueue[EngineEvent] = queue.SimpleQueue()
        self.sent: list[ClientMessage] = []
        self.courier = SimpleNamespace(close=lambda: None)
        self.control = ControlBlock()
        self.shared = SimpleNamespace(
            clock_sequence=np.zeros(8, np.int64),
            clock=np.zeros(1, at.CLOCK)[0],
            load_histogram=np.zeros(256, np.int64),
            cycles_a_frame=[1.0],
        )

    def send(self, message: ClientMessage) -> None:
        self.sent.append(message)

    def shut_down(self) -> None: ...


def come_up(monkeypatch: pytest.MonkeyPatch, *found: SilentEngine | EngineProblem) -> None:
    """The supervisor's next starts give these, one each."""
    coming = list(found)

    def start(*_words: object) -> Engine:
        one = coming.pop(0)
        if isinstance(one, EngineProblem):
            raise one
        return cast(Engine, one)

    monkeypatch.setattr(supervisor, "start_engine", start)
    monkeypatch.setattr(supervisor, "find_engine", lambda *_words: None)
