"""Tapping the tempo.

Lives: window, main thread.
"""

import statistics

from app.edits.edit import Edit, clamp
from app.edits.tempo import set_tempo_at
from app.model.ranges import TEMPO_BPM

FORGETS_S = 2.0  # a longer pause starts over
LEAST_TAPS = 4
MOST_INTERVALS = 8  # the last ones count


class TapTempo:
    """Taps on the beat, from which the tempo follows once there are enough."""

    def __init__(self) -> None:
        self._taps_s: list[float] = []
        self._frame = 0  # of the playhead at the first tap

    def tap(self, now_s: float, playhead_frame: int) -> Edit | None:
        """Take one tap.

        Args:
            now_s: A monotonic clock, in seconds.
            playhead_frame: Timeline frame; that of the first tap is where the tempo is set.

        Returns:
            The edit that sets the tempo; None for the first taps.
        """
        if self._taps_s and now_s - self._taps_s[-1] > FORGETS_S:
            self._taps_s = []
        if not self._taps_s:
            self._frame = playhead_frame
        self._taps_s.append(now_s)
        if len(self._taps_s) < LEAST_TAPS:
            return None
        between = [b - a for a, b in zip(self._taps_s[:-1], self._taps_s[1:], strict=True)]
        bpm = round(60 / statistics.median(between[-MOST_INTERVALS:]))
        return set_tempo_at(self._frame, clamp(bpm, *TEMPO_BPM))
