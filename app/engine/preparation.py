"""The first engine on a computer: its kernels are compiled for half a minute, while the window can be used.

Lives: window, main thread.
"""

import time
from collections.abc import Callable

from app.documents.notices import NoticeBoard
from app.messages.window import PREPARING_ENGINE
from audio_engine import kernel_cache

LOOK_S = 0.5


class EnginePreparation:
    """Says in a notice that an engine is being prepared, and counts how far it is."""

    def __init__(
        self,
        is_starting: Callable[[], bool],
        board: NoticeBoard,
        is_warm: Callable[[], bool] = kernel_cache.is_warm,
        compiled: Callable[[], tuple[int, int]] = kernel_cache.compiled,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._is_starting, self._board = is_starting, board
        self._is_warm, self._compiled, self._now = is_warm, compiled, now
        self._was_starting = False
        self._look_at_s = 0.0
        self.progress: tuple[int, int] | None = None  # kernels compiled, and all; None while nothing is prepared

    def poll(self) -> None:
        """Call as often as the engine is polled."""
        starting = self._is_starting()
        if starting and not self._was_starting and not self._is_warm():
            self._board.post("info", PREPARING_ENGINE)
            self.progress, self._look_at_s = self._compiled(), self._now() + LOOK_S
        elif not starting and self.progress is not None:
            self._board.withdraw(PREPARING_ENGINE)
            self.progress = None
        elif self.progress is not None and self._now() >= self._look_at_s:
            self.progress, self._look_at_s = self._compiled(), self._now() + LOOK_S
        self._was_starting = starting
