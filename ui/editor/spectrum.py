"""The spectrum of a sound as the eye wants it: logarithmic in frequency, quick to rise, slow to fall.

Lives: window, main thread.
"""

import numpy as np
from numpy.typing import NDArray

FFT_FRAMES = 4096
LOW_HZ, HIGH_HZ = 20.0, 20000.0
FLOOR_DB = -100.0
TILT_DB_PER_OCTAVE = 3.0  # pink noise is level
RISE, FALL = 0.6, 0.16  # share of the way that one frame goes

Floats = NDArray[np.float64]


class Spectrum:
    """`levels_db` has one level for each of `columns` columns from 20 Hz to 20 kHz."""

    def __init__(self, columns: int, rate_hz: int) -> None:
        self.columns, self.rate_hz = columns, rate_hz
        self.levels_db: Floats = np.full(columns, FLOOR_DB)
        window = np.hanning(FFT_FRAMES)
        self._window = window / (window.sum() / 2)  # a full-scale sine reads 0 dB
        edges = np.geomspace(LOW_HZ, HIGH_HZ, columns + 1)
        centres = np.sqrt(edges[:-1] * edges[1:])
        self._tilt = TILT_DB_PER_OCTAVE * np.log2(centres / 1000.0)
        bins = edges * FFT_FRAMES / rate_hz
        first, last = np.floor(bins[:-1]).astype(int), np.floor(bins[1:]).astype(int)
        top = FFT_FRAMES // 2
        self._wide = int(np.argmax(last - first >= 2)) if (last - first >= 2).any() else columns
        self._starts = np.minimum(first[self._wide :], top)
        self._positions = np.minimum(centres[: self._wide] * FFT_FRAMES / rate_hz, top)
        self._above = centres > rate_hz / 2

    def feed(self, samples: NDArray[np.float32]) -> bool:
        """The newest frames; False where nothing moved and nothing needs painting."""
        newest = samples[-FFT_FRAMES:]
        if newest.size < FFT_FRAMES:
            newest = np.pad(newest, (FFT_FRAMES - newest.size, 0))
        if not newest.any() and self.levels_db.max() <= FLOOR_DB + 0.5:
            return False
        power = np.abs(np.fft.rfft(newest * self._window)) ** 2
        shown = np.empty(self.columns)
        shown[: self._wide] = np.interp(self._positions, np.arange(power.size), power)
        if self._starts.size:
            shown[self._wide :] = np.maximum.reduceat(power, self._starts)
        now_db = 10.0 * np.log10(np.maximum(shown, 1e-12)) + self._tilt
        now_db[self._above] = FLOOR_DB
        np.maximum(now_db, FLOOR_DB, out=now_db)
        share = np.where(now_db > self.levels_db, RISE, FALL)
        self.levels_db += (now_db - self.levels_db) * share
        return True
