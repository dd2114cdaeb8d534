"""Hazards: a program killed because it got the process id of an engine that died."""

import os

import pytest

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
