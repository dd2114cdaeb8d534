"""Hazards: an engine that is waited for without limit, one that says why it did not start to nobody."""

import os
import subprocess
import sys

import pytest

from audio_engine import kernel_cache, launcher
from audio_engine.client import process
from audio_engine.client.process import EngineProblem, start_engine


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
    looks: list[int] = []

    def compiled() -> tuple[int, int]:
        looks.append(len(looks))
        if len(looks) == 20:
            os.write(write, b"an address\n")
        return looks[-1], 100

    monkeypatch.setattr(kernel_cache, "compiled", compiled)
    monkeypatch.setattr(process, "LOOK_S", 0.005)
    assert process._first_line(os.fdopen(read, "rb"), 0.01) == "an address"
    os.close(write)
