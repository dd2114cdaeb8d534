"""Hazard: readings that stand still for the rest of the session after one fault."""

import pytest

from audio_engine.log import NoRepeats
from audio_engine.memory import EngineMemory
from audio_engine.server import loudness_thread
from audio_engine.server.loudness_thread import LoudnessThread


def test_a_period_that_fails_does_not_end_the_thread_and_is_logged_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    thread, periods = LoudnessThread(EngineMemory(48000, 1, 2)), list[int]()

    def failing() -> None:
        periods.append(1)
        if len(periods) > 2:
            thread._end.set()
        raise ValueError("anything")

    monkeypatch.setattr(thread, "measure", failing)
    monkeypatch.setattr(loudness_thread, "PERIOD_S", 0.0)
    thread._run()
    assert len(periods) == 3
    assert len(list(filter(NoRepeats().filter, caplog.records))) == 1
