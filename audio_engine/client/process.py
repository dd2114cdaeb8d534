"""Starting an engine, or another one in place of one that is stuck, and the connection to it.

Lives: whoever starts the program's engine; `Rescue` on a thread of its own, so that no window waits for an engine.
"""

import contextlib
import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from multiprocessing import AuthenticationError
from pathlib import Path
from typing import IO, NamedTuple

from audio_engine import connection, kernel_cache, launcher, protocol
from audio_engine.log import log_path
from audio_engine.memory import ControlBlock, SharedView, layout_hash
from audio_engine.protocol import EngineEvent

START_S = 300.0  # without a kernel more compiled: all of them take minutes on a slow machine
LOOK_S = 5.0
WELCOME_S = 5.0
DEATH_S = 2.0


class EngineProblem(Exception):
    """One sentence: why there is no engine."""


class Engine(NamedTuple):
    """An engine that has said hello: its process where it is a child of this one, its events, and what is shared with it."""

    process: subprocess.Popen[bytes] | None
    pid: int
    courier: connection.Courier
    arrived: queue.SimpleQueue[EngineEvent]
    welcome: protocol.Welcome
    shared: SharedView
    control: ControlBlock

    def send(self, message: protocol.ClientMessage) -> None:
        self.courier.send(protocol.encode(message))


def start_engine(song_folder: str, client_name: str, limit_s: float = START_S) -> Engine:
    """A new engine process, connected. Blocks for 0.6 s; for a minute or more when kernels must compile.

    Raises:
        EngineProblem: it ended, or has not answered within `limit_s`.
    """
    process = None
    try:
        process = launcher.start("engine", song_folder, output=subprocess.PIPE)
        assert process.stdout is not None
        line = _first_line(process.stdout, limit_s)
        address = connection.read_address(Path(line))
        return join_engine(address, client_name, process)
    except (OSError, ValueError, TypeError, EOFError, AuthenticationError, queue.Empty, TimeoutError) as error:
        if process is None:  # no folder for its log, or no memory
            raise EngineProblem(f"The audio engine did not start: {error}.") from error
        kill_engine(process.pid, process)
        log = log_path("engine")
        raise EngineProblem(f"The audio engine did not start; {log} says why.") from error


def _first_line(stream: IO[bytes], limit_s: float) -> str:
    """Raises queue.Empty where none comes in time, which begins anew with every kernel that was compiled; the reader ends
    with the process."""
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def read() -> None:
        with stream:
            lines.put(stream.readline())

    threading.Thread(target=read, name="engine start", daemon=True).start()
    compiled, until_s = kernel_cache.compiled_share(), time.monotonic() + limit_s
    while True:
        try:
            return lines.get(timeout=min(LOOK_S, limit_s)).decode().strip()
        except queue.Empty:
            before, compiled = compiled, kernel_cache.compiled_share()
            if compiled > before:
                until_s = time.monotonic() + limit_s
            elif time.monotonic() > until_s:
                raise


def join_engine(
    address: connection.EngineAddress, client_name: str, process: subprocess.Popen[bytes] | None = None
) -> Engine:
    """Connect to a running engine. Raises OSError, EOFError, AuthenticationError, or TimeoutError where it does not answer."""
    arrived: queue.SimpleQueue[EngineEvent] = queue.SimpleQueue()
    courier = connection.Courier(
        connection.connect(address),
        lambda data: arrived.put(protocol.decode_event(data)),
        lambda: arrived.put(protocol.EngineLost("The audio engine ended; takes are on disk.")),
    )
    courier.start()
    courier.send(protocol.encode(protocol.Hello("worktape", layout_hash(), client_name)))
    try:
        welcome = arrived.get(timeout=WELCOME_S)
    except queue.Empty:
        welcome = None
    if not isinstance(welcome, protocol.Welcome):
        courier.close()
        raise TimeoutError(welcome.sentence if isinstance(welcome, protocol.Problem) else "The engine did not answer.")
    shared, control = SharedView(welcome.engine_block), ControlBlock.shared(welcome.control_block)
    return Engine(process, address.pid, courier, arrived, welcome, shared, control)


def kill_engine(pid: int, process: subprocess.Popen[bytes] | None) -> None:
    """Blocks for as long as the system takes to end it, at most 2 s."""
    with contextlib.suppress(OSError):
        if pid:
            os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    if process is not None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(DEATH_S)


class Rescue:
    """Kills an engine and starts another, on a thread of its own. Poll `done`; then `engine` or `problem` is there, and
    before that `killed`: from then on the old one writes nothing."""

    def __init__(self, kill: Callable[[], None], start: Callable[[], Engine]) -> None:
        self.engine: Engine | None = None
        self.problem = ""
        self.killed = False
        self._kill, self._start = kill, start
        self._lock = threading.Lock()
        self._abandoned = False
        self._thread = threading.Thread(target=self._run, name="engine rescue", daemon=True)
        self._thread.start()

    @property
    def done(self) -> bool:
        return not self._thread.is_alive()

    def abandon(self) -> None:
        """Nobody waits any more: an engine that comes up is ended."""
        with self._lock:
            self._abandoned = True
            if self.engine is not None:
                self._end(self.engine)

    def _run(self) -> None:
        self._kill()
        self.killed = True
        try:
            engine = self._start()
        except EngineProblem as problem:
            self.problem = str(problem)
            return
        with self._lock:
            self.engine = engine
            if self._abandoned:
                self._end(engine)

    @staticmethod
    def _end(engine: Engine) -> None:
        engine.send(protocol.Shutdown())
        engine.courier.close()
