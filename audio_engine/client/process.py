"""An engine's process and the connection to it: starting one, joining one that runs, and ending it.

Everything here blocks, each within its own limit. In a window only the supervisor's thread calls it.

Lives: window or command line; supervisor's thread, or the thread that starts an engine and waits for it.
"""

import contextlib
import logging
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
from audio_engine.control_block import ControlBlock
from audio_engine.leftovers import is_alive
from audio_engine.log import log_path
from audio_engine.program import program_name
from audio_engine.protocol import EngineEvent
from audio_engine.shared_memory import SharedView, layout_hash

START_S = 300.0  # without a kernel more compiled: all of them take minutes on a slow machine
LOOK_S = 5.0
WELCOME_S = 5.0
END_S = 2.0  # for an engine to close its pass and its device
_log = logging.getLogger(__name__)
_endings: "dict[int, threading.Thread]" = {}  # of engines that this program ends, by process: the next may want their device


class EngineProblem(Exception):
    """One sentence: why there is no engine."""


class EngineProcess:
    """The process of an engine: a child of this one, or one that another program started."""

    def __init__(self, pid: int, child: "subprocess.Popen[bytes] | None" = None) -> None:
        self.pid = pid
        self.was_killed = False  # or is known to have ended: it writes nothing from then on
        self._child = child
        self._lock = threading.Lock()

    def wait(self, limit_s: float) -> bool:
        """Wait for its end. Returns whether it has ended; a process of another user counts as ended."""
        until_s = time.monotonic() + limit_s
        while not self._has_ended():
            if time.monotonic() > until_s:
                return False
            time.sleep(0.01)
        self.was_killed = True
        return True

    def _has_ended(self) -> bool:
        if self._child is not None:
            return self._child.poll() is not None
        try:
            return not is_alive(self.pid)
        except PermissionError:
            return True

    def kill(self) -> bool:
        """Kill it and wait at most launcher.DEATH_S. Returns whether it has ended.

        The signal is sent once in its life: later the number may be another program's.
        """
        with self._lock:
            if self.was_killed:
                return True
            if not self._has_ended():
                with contextlib.suppress(OSError):
                    os.kill(self.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
            self.was_killed = True
        ended = self.wait(launcher.DEATH_S)
        if not ended:
            _log.error("Engine %d was killed and does not end: a driver holds it.", self.pid)
        return ended

    def release(self) -> None:
        """Leave it running: this process no longer waits for its end."""
        if self._child is not None:
            self._child.returncode = self._child.poll() or 0


class Engine(NamedTuple):
    """An engine that has answered: its process, its connection and events, and the memory shared with it."""

    process: EngineProcess
    courier: connection.Courier
    arrived: "queue.SimpleQueue[EngineEvent]"
    welcome: protocol.Welcome
    shared: SharedView
    control: ControlBlock

    def send(self, message: protocol.ClientMessage) -> None:
        """Queue a message for the sender's thread; never blocks."""
        self.courier.send(protocol.encode(message))

    def shut_down(self) -> None:
        """Ask it to finish its pass and end, and hang up; never blocks."""
        self.send(protocol.Shutdown())
        self.courier.close()


def end_engine(engine: Engine) -> threading.Thread:
    """Ask an engine to finish its pass and end; kill it after END_S. Never blocks.

    Returns:
        A thread that lives as long as the engine, at most END_S + launcher.DEATH_S. The program does not end before it.
    """

    def end() -> None:
        engine.shut_down()
        if not engine.process.wait(END_S):
            engine.process.kill()

    ending = threading.Thread(target=end, name="engine end")
    for pid in [pid for pid, before in _endings.items() if not before.is_alive()]:
        del _endings[pid]
    _endings[engine.process.pid] = ending
    ending.start()
    return ending


def wait_for_endings() -> None:
    """Block until the engines have ended that `end_engine` was called with; they have a limit of their own."""
    for ending in list(_endings.values()):
        ending.join()


def start_engine(
    song_folder: str,
    client_name: str,
    limit_s: float = START_S,
    begun: Callable[[subprocess.Popen[bytes]], object] = lambda _child: None,
) -> Engine:
    """Start an engine process and connect to it. Blocks for 0.6 s; for a minute or more when kernels must compile.

    Args:
        song_folder: Absolute path of the song it is for, or "".
        client_name: For its log.
        limit_s: How long it may say nothing; begins again with every kernel that was compiled.
        begun: Called with the process as soon as it runs. Whoever kills it ends the wait.

    Raises:
        EngineProblem: It ended, or has not answered within `limit_s`; its process has been killed.
    """
    wait_for_endings()
    child = None
    try:
        child = launcher.start("engine", song_folder, output=subprocess.PIPE)
        begun(child)
        assert child.stdout is not None
        _log.info("Started engine %d for %s.", child.pid, song_folder or "no song")
        address = connection.read_address(Path(_first_line(child.stdout, limit_s)))
        return join_engine(address, client_name, EngineProcess(child.pid, child))
    except (OSError, ValueError, TypeError, EOFError, AuthenticationError, queue.Empty, TimeoutError) as error:
        _log.exception("No engine was started.")
        if child is None:  # no folder for its log, or no memory
            raise EngineProblem(f"The audio engine did not start: {error}.") from error
        launcher.end(child)
        raise EngineProblem(f"The audio engine did not start; {log_path('engine')} says why.") from error


def _first_line(stream: IO[bytes], limit_s: float) -> str:
    """Read where the engine listens. Raises queue.Empty; the reading thread ends with the process."""
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def read() -> None:
        with stream:
            lines.put(stream.readline())

    threading.Thread(target=read, name="engine start", daemon=True).start()
    compiled, until_s = kernel_cache.compiled(), time.monotonic() + limit_s
    while True:
        try:
            return lines.get(timeout=min(LOOK_S, limit_s)).decode().strip()
        except queue.Empty:
            before, compiled = compiled, kernel_cache.compiled()
            if compiled > before:
                until_s = time.monotonic() + limit_s
            elif time.monotonic() > until_s:
                raise


def engine_pid(song_folder: Path) -> int:
    """Return the process of the engine that runs for a song; reads files, asks no engine.

    Args:
        song_folder: The song's.

    Returns:
        Its number; 0 if none runs, or if this program is ending it.
    """
    requested = str(song_folder.resolve())
    running = [engine.pid for engine in connection.running_engines() if engine.song_folder == requested]
    return next((pid for pid in running if not (pid in _endings and _endings[pid].is_alive())), 0)


def find_engine(song_folder: str, client_name: str) -> Engine | None:
    """Join the engine that runs for a song, if one does and answers; blocks up to 10 s for each that does not."""
    wait_for_endings()  # one of them may be this song's, and would be joined in vain
    for address in connection.running_engines():
        if song_folder and address.song_folder == song_folder:
            try:
                return join_engine(address, client_name)
            except (OSError, EOFError, AuthenticationError, TimeoutError):
                _log.warning("Engine %d has this song and does not answer.", address.pid, exc_info=True)
    return None


def join_engine(address: connection.EngineAddress, client_name: str, process: EngineProcess | None = None) -> Engine:
    """Connect to a running engine and become its client; blocks up to 10 s.

    Args:
        address: Where it listens.
        client_name: For its log.
        process: Its process, if this one started it.

    Raises:
        OSError, EOFError, AuthenticationError: It cannot be reached.
        TimeoutError: It did not answer, or is of another version.
    """
    arrived: queue.SimpleQueue[EngineEvent] = queue.SimpleQueue()
    courier = connection.Courier(
        connection.connect(address),
        lambda data: arrived.put(protocol.decode_event(data)),
        lambda: arrived.put(protocol.EngineLost("The audio engine ended; takes are on disk.")),
    )
    courier.start()
    courier.send(protocol.encode(protocol.Hello(program_name(), layout_hash(), client_name)))
    try:
        welcome = arrived.get(timeout=WELCOME_S)
    except queue.Empty:
        welcome = None
    if not isinstance(welcome, protocol.Welcome):
        courier.close()
        raise TimeoutError(welcome.sentence if isinstance(welcome, protocol.Problem) else "The engine did not answer.")
    shared, control = SharedView(welcome.engine_block), ControlBlock.shared(welcome.control_block)
    _log.info("Connected to engine %d.", address.pid)
    return Engine(process or EngineProcess(address.pid), courier, arrived, welcome, shared, control)
