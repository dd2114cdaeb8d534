"""Hazards: a window that freezes while an engine starts, a song handed over to nobody, a part that asks a dead engine."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.engine.handle import EngineHandle
from app.engine.transport import Transport
from app.problems import Refused
from audio_engine.client.process import EngineProblem


class Engine:
    """Notes how it was started; `problem` is why it does not start."""

    def __init__(self, problem: Exception | None = None) -> None:
        self.problem = problem
        self.waited: list[bool] = []
        self.ended = ""
        self.is_over = False

    def start(self, song_folder: Path | None = None, *, wait: bool = True) -> None:
        self.waited.append(wait)
        if self.problem is not None:
            raise self.problem

    def close(self, *, wait: bool = True) -> Callable[[], bool]:
        self.waited.append(wait)
        self.ended = "closed"
        return lambda: wait or self.is_over

    def detach(self) -> None:
        self.ended = "detached"


def handle_of(engine: Engine) -> EngineHandle:
    return EngineHandle(lambda: engine)  # type: ignore[arg-type, return-value]


def test_a_window_waits_for_no_engine_but_a_worker_for_one_that_hands_its_song_over() -> None:
    engine = Engine()
    handle = handle_of(engine)
    handle.waits = False
    handle.start(None)
    handle.close()
    assert engine.waited == [False, False]
    joined = handle.joined(Path("S.worktape"))
    assert engine.waited[2:] == [True] and handle.controller is None, "another thread may have made it"
    handle.adopt(joined)
    assert handle.controller is joined


@pytest.mark.parametrize("waits", [True, False])
def test_what_has_to_wait_for_the_end_of_an_engine_is_done_after_it(waits: bool) -> None:
    engine, done = Engine(), list[str]()
    handle = handle_of(engine)
    handle.waits = waits
    handle.when_ended(lambda: done.append("without an engine"))
    handle.start(None)
    handle.close()
    handle.when_ended(lambda: done.append("renamed"))
    handle.poll()
    assert done == ["without an engine"] + ["renamed"] * waits
    engine.is_over = True
    handle.poll()
    handle.poll()
    assert done == ["without an engine", "renamed"]


@pytest.mark.parametrize("problem", [EngineProblem("It does not start."), TimeoutError("It does not answer.")])
def test_an_engine_that_does_not_start_is_refused_in_a_sentence_and_can_be_tried_again(problem: Exception) -> None:
    engine = Engine(problem)
    handle = handle_of(engine)
    with pytest.raises(Refused, match=str(problem)):
        handle.start(None)
    assert handle.controller is None
    engine.problem = None
    handle.start(None)
    assert handle.require() is engine


def test_one_engine_is_enough() -> None:
    engine = Engine()
    handle = handle_of(engine)
    handle.start(None)
    handle.start(None)
    assert engine.waited == [True]


@pytest.mark.parametrize(("end", "ended"), [("close", "closed"), ("detach", "detached")])
def test_everybody_is_told_of_start_and_end(end: str, ended: str) -> None:
    engine, told = Engine(), list[str]()
    handle = handle_of(engine)
    handle.on_start.append(lambda _controller: told.append("start"))
    handle.on_end.append(lambda: told.append("end"))
    handle.start(None)
    getattr(handle, end)()
    assert told == ["start", "end"] and engine.ended == ended and handle.controller is None


def test_before_there_is_an_engine_the_transport_stands_and_does_not_roll() -> None:
    transport = Transport(lambda: None)
    assert (transport.clock.state, transport.clock.frame) == ("stopped", 0)
    with pytest.raises(Refused, match="not running"):
        transport.play()
    transport.stop()
    transport.locate(100)
    assert transport.orders == 2, "orders count, whether or not somebody obeys"
    with pytest.raises(Refused, match="not running"):
        handle_of(Engine()).require()
