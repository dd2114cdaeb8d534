"""Hazards: shared memory of killed engines that fills up; a running engine that loses its own; one that hangs and is
waited for."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from audio_engine import connection, launcher, leftovers


@pytest.fixture
def blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Names as in /dev/shm: of a process that has ended, of this one, and of somebody else's program."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    for name in (f"worktape-{ended.pid}-0", f"worktape-{os.getpid()}-0", "worktape-x-0", "other-1-0"):
        (tmp_path / name).touch()
    monkeypatch.setattr(leftovers, "SHARED_MEMORY", tmp_path)
    return tmp_path


def test_only_blocks_of_dead_processes_go(blocks: Path) -> None:
    leftovers.sweep_blocks()
    assert {path.name for path in blocks.iterdir()} == {f"worktape-{os.getpid()}-0", "worktape-x-0", "other-1-0"}


@pytest.mark.parametrize("comes", ["a window", "a job"])
def test_whoever_comes_next_sweeps(blocks: Path, comes: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """They stayed until the next engine started."""
    if comes == "a window":
        connection.running_engines()
    else:
        monkeypatch.setattr(launcher.subprocess, "Popen", lambda *_words, **_more: None)
        launcher.start("probe")
    assert len(list(blocks.glob("worktape-[0-9]*"))) == 1


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[" * 100_000,
        b'{"pid": -1, "address": "a", "key": "00", "song_folder": "", "program": ""}',
        b'{"pid": "\xe9"}',
    ],
)
def test_an_address_that_no_engine_left_is_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: bytes) -> None:
    monkeypatch.setenv("WORKTAPE_RUNTIME", str(tmp_path))
    (tmp_path / "engine-1.json").write_bytes(text)
    assert connection.running_engines() == [] and not list(tmp_path.glob("engine-*"))


def test_an_engine_that_hangs_is_not_waited_for_without_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that was stopped still has its socket: whoever opened its song waited for ever."""
    monkeypatch.setattr(connection, "CONNECT_S", 0.05)
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "engine"))
        silent.listen()
        address = connection.EngineAddress(os.getpid(), str(tmp_path / "engine"), "00", "", "")
        with pytest.raises(TimeoutError):
            connection.connect(address)


def test_a_process_is_alive_until_it_was_waited_for() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert leftovers.is_alive(os.getpid()) and leftovers.is_alive(child.pid)
    child.communicate()
    assert not leftovers.is_alive(child.pid)
