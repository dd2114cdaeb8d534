"""Hazards: a window that waits for a process; an engine that never answers, dies at its start, or hangs when it is killed."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import cast

import pytest

from audio_engine.client import process, supervisor
from audio_engine.client.process import Engine, EngineProblem
from audio_engine.client.supervisor import Supervisor
from tests.audio_engine.client.engines import SilentEngine, come_up

PATIENCE_S = 20.0


@pytest.fixture
def supervised() -> Iterator[Supervisor]:
    one = Supervisor("test")
    yield one
    one.close()


def test_an_engine_that_never_answers_costs_its_caller_nothing(
    supervised: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def start(*_words: object) -> Engine:
        assert go_on.wait(PATIENCE_S)
        raise EngineProblem("It does not answer.")

    monkeypatch.setattr(supervisor, "find_engine", lambda *_words: None)
    monkeypatch.setattr(supervisor, "start_engine", start)
    supervised.start("")  # returns, though the start waits for this test
    assert supervised.found.empty()
    go_on.set()
    assert str(supervised.found.get(timeout=PATIENCE_S)) == "It does not answer."


def test_an_engine_that_dies_at_its_start_is_a_problem_and_the_next_one_starts(
    supervised: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = SilentEngine()
    come_up(monkeypatch, EngineProblem("It ended."), second)
    supervised.start("")
    supervised.start("")
    assert isinstance(supervised.found.get(timeout=PATIENCE_S), EngineProblem)
    assert supervised.found.get(timeout=PATIENCE_S) is second


def test_a_fault_that_nobody_foresaw_is_a_problem_too(supervised: Supervisor, monkeypatch: pytest.MonkeyPatch) -> None:
    def start(*_words: object) -> Engine:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(supervisor, "find_engine", start)
    supervised.start("")
    assert "can't start new thread" in str(supervised.found.get(timeout=PATIENCE_S))


def test_an_engine_that_hangs_when_it_is_killed_costs_its_caller_nothing(
    supervised: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    stuck, second = SilentEngine(on_kill=lambda: go_on.wait(PATIENCE_S) and None), SilentEngine()
    come_up(monkeypatch, second)
    supervised.kill(cast(Engine, stuck))
    supervised.start("")
    assert not stuck.process.was_killed and supervised.found.empty()
    go_on.set()
    assert supervised.found.get(timeout=PATIENCE_S) is second
    assert stuck.process.was_killed, "before another one is started"


def test_a_clock_that_stands_is_told_once(supervised: Supervisor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "LOOK_S", 0.001)
    engine = SilentEngine()
    supervised.watch(cast(Engine, engine), patience_s=0.0)
    assert supervised.stopped.get(timeout=PATIENCE_S) is engine
    assert supervised.stopped.empty()


def test_an_engine_that_comes_up_after_the_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    ended, go_on = threading.Event(), threading.Event()
    late = SilentEngine()
    late.shut_down = ended.set  # type: ignore[method-assign]

    def start(*_words: object) -> Engine:
        assert go_on.wait(PATIENCE_S)
        return cast(Engine, late)

    monkeypatch.setattr(supervisor, "find_engine", lambda *_words: None)
    monkeypatch.setattr(supervisor, "start_engine", start)
    one = Supervisor("test")
    one.start("")
    one.close()
    go_on.set()
    assert ended.wait(PATIENCE_S) and one.found.empty()


def test_an_engine_that_is_still_compiling_ends_with_its_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """It went on for minutes after the program was closed."""
    children: list[subprocess.Popen[bytes]] = []
    begun = threading.Event()

    def launch(*_words: str, **_options: object) -> subprocess.Popen[bytes]:
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], stdout=subprocess.PIPE)
        children.append(child)
        begun.set()
        return child

    monkeypatch.setattr(supervisor, "find_engine", lambda *_words: None)
    monkeypatch.setattr(process.launcher, "start", launch)
    one = Supervisor("test")
    one.start("")
    assert begun.wait(PATIENCE_S)
    one.close()
    (child,) = children
    assert child.wait(PATIENCE_S) != 0


def test_a_killed_process_gets_one_signal_and_its_number_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program was killed because it got the process id of an engine that had died."""
    killed: list[int] = []
    monkeypatch.setattr(process.launcher, "DEATH_S", 0.0)
    monkeypatch.setattr(process, "is_alive", lambda _pid: True)  # it hangs in a driver
    monkeypatch.setattr(process.os, "kill", lambda pid, _kind: killed.append(pid))
    one = process.EngineProcess(4711)
    assert not one.kill() and one.was_killed, "from now on it writes nothing"
    one.kill()
    assert killed == [4711]


def test_a_process_that_has_ended_is_not_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[int] = []
    monkeypatch.setattr(process, "is_alive", lambda _pid: False)
    monkeypatch.setattr(process.os, "kill", lambda pid, _kind: killed.append(pid))
    assert process.EngineProcess(4711).kill()
    assert killed == []
