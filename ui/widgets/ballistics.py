"""Meter ballistics: what meters show, from levels read at 60 Hz and the time between readings.

The engine delivers raw levels; fall, hold and clip lights belong to the screen.

Lives: window, main thread.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

FLOOR_DB = -90.0
FULL_SCALE = 1.0
FALL_DB_PER_S = 13.3  # IEC type I: 20 dB in 1.5 s
HOLD_S = 2.0

# IEC 60268-18 style scale: dBFS against percent of the height to 0 dBFS
_SCALE_DB = np.array([-90.0, -70.0, -60.0, -50.0, -40.0, -30.0, -20.0, 6.0])
_SCALE_PERCENT = np.array([0.0, 0.0, 2.5, 7.5, 15.0, 30.0, 50.0, 115.0])

Floats = NDArray[np.float64]


def meter_fraction(level_db: float, top_db: float = 6.0) -> float:
    """Position of a level on a meter whose end is `top_db`, 0 to 1."""
    full = 115.0 if top_db > 0 else 100.0
    return float(min(1.0, np.interp(level_db, _SCALE_DB, _SCALE_PERCENT) / full))


METER_MARKS_DB = (0.0, -6.0, -12.0, -20.0, -30.0, -40.0)  # of the scale beside a meter


def meter_percent(levels_db: Floats) -> Floats:
    """Positions of many levels: percent of the height to 0 dBFS."""
    result: Floats = np.interp(levels_db, _SCALE_DB, _SCALE_PERCENT)
    return result


class LevelBank:
    """Level, hold line, highest peak and clip light of `count` meters; grows if the engine has more."""

    def __init__(self, count: int) -> None:
        self.shown_db: Floats = np.full(count, FLOOR_DB)
        self.hold_db: Floats = np.full(count, FLOOR_DB)
        self.highest_db: Floats = np.full(count, FLOOR_DB)
        self.clipped = np.zeros(count, dtype=np.bool_)
        self._hold_age_s: Floats = np.zeros(count)
        self._clips_seen = np.zeros(count, dtype=np.int64)
        self._clips_known = False

    def advance(
        self,
        peaks: NDArray[np.float32],
        elapsed_s: float,
        clips: NDArray[Any] | None = None,
        averages: NDArray[np.float32] | None = None,
        *,
        inertia_s: float = 0.0,
        outputs: slice = slice(0),
    ) -> None:
        """Apply one reading.

        Args:
            peaks: Highest linear peak of each meter since the last call.
            elapsed_s: Time since the last call.
            clips: Number of runs at full scale of each meter so far; a new one lights the clip light.
            averages: Linear averages; with these the bar shows averages, and the hold line still shows peaks.
            inertia_s: Time constant with which the bar follows the averages; 0 for none.
            outputs: Meters of outputs, where a single sample at full scale lights the clip light.
        """
        self._fit(peaks.size)
        now_db = _decibels(peaks)
        fall = FALL_DB_PER_S * elapsed_s
        if averages is None:
            np.maximum(now_db, np.maximum(self.shown_db - fall, FLOOR_DB), out=self.shown_db)
        else:
            share = 1.0 - math.exp(-elapsed_s / inertia_s) if inertia_s else 1.0
            self.shown_db += (_decibels(averages) - self.shown_db) * share
        self._hold_age_s += elapsed_s
        renewed = now_db >= self.hold_db
        falling = ~renewed & (self._hold_age_s > HOLD_S)
        self.hold_db[falling] = np.maximum(self.hold_db[falling] - fall, FLOOR_DB)
        self.hold_db[renewed] = now_db[renewed]
        self._hold_age_s[renewed] = 0.0
        np.maximum(self.highest_db, now_db, out=self.highest_db)
        if clips is not None:
            self._take_clips(clips)
        self.clipped[outputs] |= peaks[outputs] >= FULL_SCALE

    def _fit(self, count: int) -> None:
        if count == self.shown_db.size:
            return
        for name in ("shown_db", "hold_db", "highest_db"):
            setattr(self, name, np.full(count, FLOOR_DB))
        self.clipped = np.zeros(count, dtype=np.bool_)
        self._hold_age_s = np.zeros(count)
        self._clips_seen = np.zeros(count, dtype=np.int64)
        self._clips_known = False

    def _take_clips(self, clips: NDArray[Any]) -> None:
        """Light the clip lights of meters whose count of runs at full scale has grown."""
        if not self._clips_known or bool((clips < self._clips_seen).any()):
            self._clips_known = True  # a fresh engine counts from 0 again: nothing clipped because of that
        else:
            self.clipped |= clips > self._clips_seen
        self._clips_seen = clips.astype(np.int64)

    def clear(self, indices: tuple[int, ...] | None = None) -> None:
        """Reset clip lights and highest peaks, of these meters or of all."""
        where: slice | list[int] = slice(None) if indices is None else list(indices)
        self.clipped[where] = False
        self.highest_db[where] = FLOOR_DB


def _decibels(linear: NDArray[np.float32]) -> Floats:
    result: Floats = 20.0 * np.log10(np.maximum(linear.astype(np.float64), 10 ** (FLOOR_DB / 20)))
    return result
