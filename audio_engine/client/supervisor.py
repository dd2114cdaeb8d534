"""Starts, watches, kills and replaces a client's engine, so that whoever uses it never waits for a process.

Each order is carried out after the one before it, and each step has a limit of its own: joining an engine 10 s, starting
one 300 s without progress, killing one 2 s.

Lives: orders from the client's thread; work on a daemon thread of its own, from the first order to `close`.
"""

import logging
import math
import queue
import subprocess
import threading
from collections.abc import Callable

from audio_engine.client.process import START_S, Engine, EngineProblem, find_engine, start_engine
from audio_engine.clock_watch import ClockWatch

LOOK_S = 0.05
_log = logging.getLogger(__name__)


class Supervisor:
    """One engine at a time for one client. Read `found` for what came of `start`, and `stopped` for a clock that stands."""

    def __init__(self, client_name: str) -> None:
        self.found: queue.SimpleQueue[Engine | EngineProblem] = queue.SimpleQueue()
        self.stopped: queue.SimpleQueue[Engine] = queue.SimpleQueue()
        self._name = client_name
        self._orders: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()  # guards the two below against an engine that comes up meanwhile
        self._closed = False
        self._starting: subprocess.Popen[bytes] | None = None
        self._watched: Engine | None = None
        self._clock = ClockWatch()

    def start(self, song_folder: str) -> None:
        """Join the engine that runs for this song (absolute path, or ""), else start one. Put into `found`."""
        self._order(lambda: self._start(song_folder))

    def kill(self, engine: Engine) -> None:
        """Hang up and kill; `engine.process.was_killed` is set when that is done."""
        self._order(lambda: self._kill(engine))

    def watch(self, engine: Engine | None, patience_s: float = math.inf, grace_s: float = 0.0) -> None:
        """Watch this engine's clock, or none: put into `stopped` once it has stood for `patience_s` seconds.

        Args:
            engine: Whose clock; it is watched until the next call, or until it stood.
            patience_s: For how long it may stand.
            grace_s: For how much longer before it first moves.
        """

        def begin() -> None:
            self._watched = engine
            self._clock.expect(patience_s, grace_s)

        self._order(begin)

    def close(self) -> None:
        """End the thread after its last order, and at once an engine that is still starting: it may compile for minutes.

        Never blocks.
        """
        with self._lock:
            self._closed = True
            if self._starting is not None:
                self._starting.kill()
        self._order(lambda: None)

    def _order(self, order: Callable[[], None]) -> None:
        self._orders.put(order)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="engine supervisor", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while not (self._closed and self._orders.empty()):
            try:
                order = self._orders.get(timeout=LOOK_S if self._watched is not None else None)
            except queue.Empty:
                self._look()
                continue
            try:
                order()
            except Exception:
                _log.exception("An order of the supervisor failed.")

    def _look(self) -> None:
        engine = self._watched
        if engine is not None and self._clock.stands(int(engine.shared.clock["engine_frame"])):
            _log.error("The clock of engine %d stands still.", engine.process.pid)
            self._watched = None
            self.stopped.put(engine)

    def _start(self, song_folder: str) -> None:
        try:
            engine = find_engine(song_folder, self._name) or start_engine(
                song_folder, self._name, START_S, self._take_starting
            )
        except EngineProblem as problem:
            self.found.put(problem)
            return
        except Exception as error:  # somebody waits for the answer
            _log.exception("No engine was started.")
            self.found.put(EngineProblem(f"The audio engine did not start: {error}."))
            return
        finally:
            self._starting = None
        with self._lock:
            if not self._closed:
                self.found.put(engine)
                return
        engine.shut_down()

    def _take_starting(self, child: subprocess.Popen[bytes]) -> None:
        with self._lock:
            self._starting = child
            if self._closed:
                child.kill()

    @staticmethod
    def _kill(engine: Engine) -> None:
        _log.warning("Ending engine %d.", engine.process.pid)
        engine.courier.close()
        engine.process.kill()
