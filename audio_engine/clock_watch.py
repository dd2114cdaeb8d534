"""Whether an engine's clock still moves: one that stands means a dead driver, or a dead engine.

Lives: engine server and controller, each for itself.
"""

import math
import time

LONGEST_LOOK_S = 0.25  # what one look counts at most: a machine that slept wakes the watcher before the device


class ClockWatch:
    def __init__(self) -> None:
        self.expect(math.inf)

    def expect(self, patience_s: float, grace_s: float = 0.0) -> None:
        """A clock anew: it may stand for `patience_s` at any time, and for `grace_s` more before it first moves."""
        self._patience_s, self._still_s = patience_s, -grace_s
        self._frame, self._looked_at = -1, time.monotonic()

    def stands(self, frame: int) -> bool:
        """Whether it has been seen at the same frame for too long; to be asked every few hundredths of a second."""
        now = time.monotonic()
        looked, self._looked_at = min(now - self._looked_at, LONGEST_LOOK_S), now
        if frame != self._frame:
            self._frame, self._still_s = frame, min(self._still_s, 0.0)
        else:
            self._still_s += looked
        return self._still_s > self._patience_s
