"""A signal whose listeners are called in turns, so that what all of them do does not fall into one turn of the window.

Lives: window, main thread.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

PHASES = 6


class _Phase(QObject):
    reached = Signal()


class StaggeredSignal:
    """Each listener belongs to one of PHASES; a connection ends with its receiver, as that of any signal."""

    def __init__(self, every_ticks: int, parent: QObject) -> None:
        self._step = every_ticks // PHASES
        self._phases = [_Phase(parent) for _ in range(PHASES)]
        self._next = 0

    def connect(self, listener: Callable[[], object]) -> None:
        self._phases[self._next].reached.connect(listener)
        self._next = (self._next + 1) % PHASES

    def tick(self, number: int) -> None:
        """`number` counts ticks from 1; each phase comes once in `every_ticks`."""
        phase, rest = divmod((number - 1) % (self._step * PHASES), self._step)
        if rest == 0:
            self._phases[phase].reached.emit()

    def emit(self) -> None:
        """Every listener, now."""
        for phase in self._phases:
            phase.reached.emit()
