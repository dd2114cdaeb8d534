"""Drawing two pictures of the sound alternately, so that no turn of the event loop takes long.

Lives: window, main thread.
"""

import time
from collections.abc import Callable

FRAME_S = 0.05  # at most 20 pictures a second
LONGEST_STEP_S = 0.25  # a window that was asleep must not jump


class Alternating:
    """Call `tick` at 60 Hz while the pictures are visible.

    Args:
        first: Draws one picture.
        second: Draws the other; gets the seconds since it was last called, at most LONGEST_STEP_S.
    """

    def __init__(self, first: Callable[[], object], second: Callable[[float], object]) -> None:
        self._first, self._second = first, second
        self._first_drawn_s = self._second_drawn_s = 0.0

    def tick(self) -> None:
        """Draw what is due: one of the two, or nothing."""
        now_s = time.monotonic()
        if now_s - self._first_drawn_s >= FRAME_S:
            self._first_drawn_s = now_s
            self._first()
        elif now_s - self._second_drawn_s >= FRAME_S:
            elapsed_s, self._second_drawn_s = min(LONGEST_STEP_S, now_s - self._second_drawn_s), now_s
            self._second(elapsed_s)
