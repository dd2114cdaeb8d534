"""Something slow on a thread of its own, its answer back on the main thread.

Lives: window; the work itself on a worker thread, which touches no widget.
"""

from collections.abc import Callable
from threading import Thread

from PySide6.QtCore import QObject, Signal


class Worker(QObject):
    """`done` carries the result, `failed` one sentence; after either it goes, and with it what waited for it."""

    done = Signal(object)
    failed = Signal(str)

    def __init__(self, work: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work

    def start(self) -> None:
        Thread(target=self._run, name="window-worker", daemon=True).start()

    def _run(self) -> None:
        try:
            result = self._work()
        except Exception as problem:  # told to the user, whatever it is
            self._emit(self.failed, str(problem) or type(problem).__name__)
        else:
            self._emit(self.done, result)

    def _emit(self, signal: object, value: object) -> None:
        try:
            signal.emit(value)  # type: ignore[attr-defined]
            self.deleteLater()  # not by the signal: the main thread could delete it before everyone has the answer
        except RuntimeError:
            """The dialog that asked has been closed."""
