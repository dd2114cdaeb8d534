"""Hazards: a window that freezes while an engine starts, a song handed over to nobody, a part that asks a dead engine."""

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

    def start(self, song_folder: Path | None = None, *, wait: bool = True) -> None:
        self.waited.append(wait)
        if self.problem is not None:
            raise self.problem

    def close(self) -> None:
        self.ended = "closed"

    def detach(self) -> None:
        self.ended = "detached"


def handle_of(engine: Engine) -> EngineHandle:
    return EngineHandle(lambda: engine)  # type: ignore[arg-type, return-value]


def test_a_window_waits_for_no_engine_but_for_a_song_that_is_handed_over() -> None:
    engine = Engine()
    handle = handle_of(engine)
    handle.waits = False
    handle.start(None)
    handle.close()
    handle.attach(Path("S.worktape"))
    assert engine.waited == [False, True]


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
