"""Slow work on a thread of its own: how far it is, how to stop it, and its result or problem for whoever started it.

Lives: a task is made, started and cancelled on the main thread; `run` is on a worker, or on the caller's thread.
"""

import logging
from collections.abc import Callable
from functools import partial
from threading import Thread
from typing import Generic, TypeVar

Result = TypeVar("Result")
Deliver = Callable[[Callable[[], object]], object]

_log = logging.getLogger(__name__)


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
