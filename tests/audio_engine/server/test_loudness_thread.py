"""Hazard: readings that stand still for the rest of the session after one fault."""

import pytest

from audio_engine.memory import EngineMemory
from audio_engine.server import loudness_thread
from audio_engine.server.loudness_thread import LoudnessThread


def test_a_turn_that_fails_does_not_end_the_thread_and_is_told_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    thread, turns = LoudnessThread(EngineMemory(48000, 1, 2)), list[int]()

    def failing() -> None:
        turns.append(1)
        if len(turns) > 2:
            thread._end.set()
        raise ValueError("anything")

    monkeypatch.setattr(thread, "turn", failing)
    monkeypatch.setattr(loudness_thread, "TURN_S", 0.0)
    thread._run()
    assert len(turns) == 3 and capsys.readouterr().err.count("Traceback") == 1
