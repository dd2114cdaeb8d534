"""Watches whether an engine's clock moves: one that stands means a dead driver, or a dead engine.

Lives: engine, main thread; client, supervisor's thread.
"""

import math
import time

LONGEST_LOOK_S = 0.25  # what one look counts at most: a machine that slept wakes the watcher before the device


class ClockWatch:
    """One clock, watched from `expect` on; before that it may stand without end."""

    def __init__(self) -> None:
        self.expect(math.inf)

    def expect(self, patience_s: float, grace_s: float = 0.0) -> None:
        """Restart the watch.

        Args:
            patience_s: The clock counts as stopped once it has not moved for so many seconds.
            grace_s: How many more are allowed before its first movement.
        """
        self._patience_s, self._still_s = patience_s, -grace_s
        self._frame, self._looked_at = -1, time.monotonic()

    def stands(self, frame: int) -> bool:
        """Return whether the clock has been at one frame for too long; to be called every few hundredths of a second.

        Args:
            frame: Where the clock is now.
        """
        now = time.monotonic()
        looked, self._looked_at = min(now - self._looked_at, LONGEST_LOOK_S), now
        if frame != self._frame:
            self._frame, self._still_s = frame, min(self._still_s, 0.0)
        else:
            self._still_s += looked
        return self._still_s > self._patience_s
