"""Faults that nobody foresaw, for the engine's log: one that comes back in every round is told once.

Lives: engine, one for each thread that must go on whatever happens.
"""

import traceback


class FaultLog:
    def __init__(self) -> None:
        self._told = ""

    def tell(self, error: Exception) -> None:
        words = repr(error)
        if words != self._told:
            traceback.print_exception(error)
        self._told = words
