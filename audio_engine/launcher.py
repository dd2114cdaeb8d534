"""The one way to start a process of our own: the engine, and jobs that each live for one answer.

A child is named by the module whose `main` it runs, so that nothing is imported here. Each runs in its own session (a
Ctrl+C in the terminal does not reach it), with its own log, and ends by os._exit, because an audio library may hang for
ever in its own clean-up.

Lives: `start` and `ask` in window or command line; `run_child`, `read_message` and `end_with_parent` in the child.
"""

import contextlib
import gc
import importlib
import json
import logging
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from pathlib import Path
from typing import IO, Any

from audio_engine.leftovers import is_alive, sweep_blocks
from audio_engine.log import log_path, log_uncaught_errors, start_log

CHILDREN = {
    "engine": "audio_engine.server.server",
    "bounce-job": "audio_engine.bounce.render",
    "probe": "audio_engine.probe",
    "calibrate-job": "audio_engine.calibrate",
    "stretch-job": "audio_engine.stretch",
}
LOOK_EVERY_S = 0.1  # for whether `ask` was cancelled
DEATH_S = 2.0  # a process in a driver's system call may outlive its own SIGKILL
_log = logging.getLogger(__name__)


def start(kind: str, *arguments: str, output: int | None = None, feed: bool = False) -> subprocess.Popen[bytes]:
    """Start a child process in a session of its own; what it writes to stderr goes to its log.

    Args:
        kind: A key of CHILDREN.
        *arguments: For the `main` of its module.
        output: Takes its stdout (subprocess.PIPE); the log by default.
        feed: Give it a stdin to write to.

    Raises:
        OSError: The system starts no process.
    """
    sweep_blocks()
    root = str(Path(__file__).parent.parent)
    code = (
        f"import sys; sys.path.insert(0, {root!r}); "
        "from audio_engine.launcher import run_child; run_child(sys.argv[1], sys.argv[2:])"
    )
    with _early_output(kind) as sink:
        return subprocess.Popen(
            [sys.executable, "-c", code, kind, *arguments],
            stdin=subprocess.PIPE if feed else subprocess.DEVNULL,
            stdout=sink if output is None else output,
            stderr=sink,
            start_new_session=True,
        )


def _early_output(kind: str) -> IO[bytes]:
    """Where a child writes until it has a log of its own: that log, or nowhere if there is no folder for it."""
    try:
        return open(log_path(kind), "ab")
    except OSError:
        return open(os.devnull, "wb")


def ask(
    kind: str,
    *arguments: str,
    message: Any = None,
    limit_s: float,
    cancelled: Callable[[], bool] = lambda: False,
) -> Any:
    """Start a child, send it a message, and return its answer. Whatever happens, the child has been ended by then.

    Blocks up to `limit_s`, and for at most DEATH_S more. The child should call `read_message` first: from then on it also
    ends if this process does.

    Args:
        kind: A key of CHILDREN.
        *arguments: For the `main` of its module.
        message: Anything that `json` can encode.
        limit_s: How long to wait for the answer.
        cancelled: Asked every LOOK_EVERY_S; True ends the child.

    Returns:
        What the child printed, decoded from JSON.

    Raises:
        TimeoutError: No answer within `limit_s`.
        CancelledError: `cancelled` said so.
        ValueError: The child ended without an answer.
        OSError: It could not be started.
    """
    child = start(kind, *arguments, output=subprocess.PIPE, feed=True)
    assert child.stdin is not None
    assert child.stdout is not None
    answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_read_all, args=(child.stdout, answers), name=f"{kind} answer", daemon=True).start()
    until_s = time.monotonic() + limit_s
    try:
        with contextlib.suppress(OSError):  # it has ended already: its answer, or none, says so
            child.stdin.write(json.dumps(message).encode() + b"\n")
            child.stdin.flush()
        while True:
            try:
                return json.loads(answers.get(timeout=LOOK_EVERY_S))
            except queue.Empty:
                if cancelled():
                    raise CancelledError from None
                if time.monotonic() > until_s:
                    _log.warning("The %s process did not answer within %g s.", kind, limit_s)
                    raise TimeoutError from None
    finally:
        end(child)


def _read_all(stream: IO[bytes], answers: "queue.SimpleQueue[bytes]") -> None:
    with stream:
        answers.put(stream.read())


def end(child: subprocess.Popen[bytes]) -> bool:
    """Kill a child and wait for its end, at most DEATH_S. Returns whether it has ended."""
    child.kill()
    if child.stdin is not None:
        with contextlib.suppress(OSError):  # of what was not read
            child.stdin.close()
    try:
        child.wait(DEATH_S)
    except subprocess.TimeoutExpired:
        _log.error("Process %d does not end: a driver holds it.", child.pid)
        return False
    return True


def read_message() -> Any:
    """In a child that was asked: the message. From then on the process ends when its parent hangs up or ends."""
    message = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_parent, name="lifeline", daemon=True).start()
    return message


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


@contextlib.contextmanager
def loading() -> Iterator[None]:
    """Stop the garbage collector while modules or kernels are loaded, an eighth of whose time it takes: all of it stays."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextlib.contextmanager
def ending_with_parent() -> Iterator[None]:
    """End this process at once if its parent ends meanwhile, as one that compiles for minutes for nobody has to."""
    parent, done = os.getppid(), threading.Event()

    def watch() -> None:
        while not done.wait(LOOK_EVERY_S):
            if os.getppid() != parent or not is_alive(parent):
                os._exit(1)

    threading.Thread(target=watch, name="parent watch", daemon=True).start()
    try:
        yield
    finally:
        done.set()


def run_child(kind: str, arguments: list[str]) -> None:
    """In the child: run its module's `main` and never return."""
    code = 1
    try:
        start_log(kind, with_stderr=True)
        log_uncaught_errors()
        with loading(), ending_with_parent():
            module = importlib.import_module(CHILDREN[kind])
        code = module.main(arguments)
    except BaseException:
        _log.exception("The %s process failed.", kind)
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)
