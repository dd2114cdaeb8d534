"""Hazards: a child that never answers, dies before it does, or outlives whoever asked it; a circle of imports."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import CancelledError
from importlib.util import find_spec
from pathlib import Path

import pytest

import audio_engine
from audio_engine import launcher

ROOT = Path(audio_engine.__file__).parent.parent
Children = list[subprocess.Popen[bytes]]


def python(code: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT
    )


@pytest.fixture
def child_runs(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Children]:
    """The code that the next child runs; the children that were started."""

    def use(code: str) -> Children:
        started: Children = []

        def start(*_arguments: str, **_options: object) -> subprocess.Popen[bytes]:
            started.append(python(code))
            return started[-1]

        monkeypatch.setattr(launcher, "start", start)
        return started

    return use


def test_every_child_is_a_module_that_is_there() -> None:
    assert all(find_spec(module) for module in launcher.CHILDREN.values())


def test_a_child_gets_the_message_and_gives_its_answer(child_runs: Callable[[str], Children]) -> None:
    children = child_runs(
        "import json; from audio_engine.launcher import read_message; print(json.dumps({'got': read_message()}))"
    )
    assert launcher.ask("probe", message={"rate_hz": 48000}, limit_s=20.0) == {"got": {"rate_hz": 48000}}
    assert children[0].returncode is not None


def test_a_child_that_never_answers_is_ended(child_runs: Callable[[str], Children]) -> None:
    children = child_runs("import time; time.sleep(60)")
    with pytest.raises(TimeoutError):
        launcher.ask("probe", limit_s=0.0)
    assert children[0].returncode not in (None, 0)


def test_a_child_that_dies_is_an_answer_that_is_none(child_runs: Callable[[str], Children]) -> None:
    child_runs("import os; os._exit(3)")
    with pytest.raises(ValueError):
        launcher.ask("probe", message="x" * 4096, limit_s=20.0)


def test_a_child_is_ended_as_soon_as_it_is_cancelled(child_runs: Callable[[str], Children]) -> None:
    children = child_runs("import time; time.sleep(60)")
    with pytest.raises(CancelledError):
        launcher.ask("probe", limit_s=60.0, cancelled=lambda: True)
    assert children[0].returncode not in (None, 0)


def test_a_child_ends_with_whoever_asked_it() -> None:
    """Quitting during a measurement left its process behind, with the device, for up to 20 s."""
    child = python("import time; from audio_engine.launcher import read_message; read_message(); time.sleep(60)")
    assert child.stdin is not None
    child.stdin.write(b"null\n")
    child.stdin.close()  # as the system does when the parent ends
    assert child.wait(20.0) == 1
    assert child.stdout is not None
    child.stdout.close()


def test_the_launcher_imports_none_of_its_children() -> None:
    """They import it: six files in one circle."""
    code = "import sys; from audio_engine import launcher; print([m for m in launcher.CHILDREN.values() if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT).stdout.strip() == "[]"
