"""Hazards: an engine that goes on compiling for a window that was killed, and keeps the next one waiting for minutes."""

import subprocess
import sys
import time

import pytest

from audio_engine.leftovers import is_alive
from audio_engine.server.server import EngineServer

CHILD = """
import time
with ending_with_parent():
    print("ready", flush=True)
    time.sleep(60)
"""
PARENT = f"""
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {CHILD!r}], stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
child.wait()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_a_process_that_prepares_ends_with_the_one_that_was_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until_s = time.monotonic() + 10
    while is_alive(child) and not _is_zombie(child):
        assert time.monotonic() < until_s, "it goes on for nobody"
        time.sleep(0.02)


def _is_zombie(pid: int) -> bool:
    """Of a container whose first process buries nobody."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
            return stat.read().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False


def test_nobody_finds_an_engine_before_it_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next window joined it, and waited."""
    order: list[str] = []

    class Compiling:
        def __enter__(self) -> None:
            order.append("compiles")

        def __exit__(self, *_: object) -> None:
            order.append("compiled")

    def listen(_: object) -> None:
        order.append("listens")
        raise InterruptedError

    monkeypatch.setattr("audio_engine.server.server.ending_with_parent", Compiling)
    monkeypatch.setattr("audio_engine.server.server.signal.signal", lambda *_: None)
    server = EngineServer("")
    monkeypatch.setattr(type(server._clients), "listen", listen)
    try:
        with pytest.raises(InterruptedError):
            server.run()
    finally:
        server._block.unlink()
    assert order == ["compiles", "compiled", "listens"]
