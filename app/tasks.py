"""Slow work on a thread of its own: how far it is, how to stop it, and its result or problem for whoever started it.

Lives: a task is made, started and cancelled on the main thread; `run` is on a worker, or on the caller's thread.
"""

import logging
import math
import time
from collections.abc import Callable
from functools import partial
from threading import Thread
from typing import Generic, TypeVar

Result = TypeVar("Result")
Deliver = Callable[[Callable[[], object]], object]

_log = logging.getLogger(__name__)


class TimeLeft:
    """How much longer work takes that goes on as it did so far."""

    LEAST_S, LEAST_SHARE = 1.5, 0.02  # before which nobody can say
    STANDS_S = 5.0  # without progress, after which nobody can say any more

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._begun_s, self._begun, self._last = now(), 0.0, 1.0
        self._moved_s = self._begun_s

    def seconds(self, progress: float) -> float | None:
        """Call it while the work goes on.

        Args:
            progress: 0 to 1.

        Returns:
            The time left in seconds; None if it is too early to say, infinite while the work goes on without progress.
        """
        now_s = self._now()
        if progress != self._last:
            self._moved_s = now_s
        if progress < self._last:  # another round of work
            self._begun_s, self._begun = now_s, progress
        self._last = progress
        took_s, done = now_s - self._begun_s, progress - self._begun
        if took_s < self.LEAST_S or done < self.LEAST_SHARE:
            return None
        if now_s - self._moved_s > self.STANDS_S:
            return math.inf
        return took_s / done * (1 - progress)


class Task(Generic[Result]):
    """Work that takes long: a function, or a subclass with a `run` of its own.

    Attributes:
        progress: 0 to 1; written by `run`, read by any thread.
        doing: What it works on now, such as the name of a file; empty if that says nothing.
        cancelled: Whether `cancel` was called. `run` looks at it and ends soon.
    """

    progress: float = 0.0
    doing: str = ""
    cancelled: bool = False

    def __init__(self, work: Callable[[], Result]) -> None:
        self._work = work

    def run(self) -> Result:
        """Do the work. Raises whatever the work raises."""
        return self._work()

    def cancel(self) -> None:
        """Ask `run` to end soon, leaving nothing behind. Any thread."""
        self.cancelled = True

    _thread: Thread | None = None

    def start(self, done: Callable[[Result], object], failed: Callable[[Exception], object], deliver: Deliver) -> None:
        """Run on a daemon thread.

        Args:
            done: Called with the result.
            failed: Called with what `run` raised.
            deliver: Called on the worker with one of the two, ready to be called; hands it to the main thread.
        """
        args = (done, failed, deliver)
        self._thread = Thread(target=self._run, args=args, name=type(self).__name__, daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether it was started and its end not yet delivered."""
        return self._thread is not None and self._thread.is_alive()

    def wait(self) -> None:
        """Block until `run` has ended and its end was delivered; at once if it was never started."""
        if self._thread is not None:
            self._thread.join()

    def _run(self, done: Callable[[Result], object], failed: Callable[[Exception], object], deliver: Deliver) -> None:
        try:
            result = self.run()
        except Exception as problem:  # the caller says it, whatever it is
            _log.info("%s failed.", type(self).__name__, exc_info=True)
            deliver(partial(failed, problem))
        else:
            deliver(partial(done, result))
