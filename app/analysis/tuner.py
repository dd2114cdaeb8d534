"""A tuner: the pitch of an input, as a note and its deviation.

The period is the first clear peak of the normalised autocorrelation, refined by a parabola (McLeod & Wyvill, "A smarter
way to find pitch", ICMC 2005).

Lives: any thread (pure).
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

NOTES = ("C", "C\u266f", "D", "E\u266d", "E", "F", "F\u266f", "G", "A\u266d", "A", "B\u266d", "B")
LOWEST_HZ, HIGHEST_HZ = 27.0, 1500.0
CLEAR = 0.85  # least normalised autocorrelation of a pitch
QUIET = 10 ** (-60 / 20)  # peaks below are silence
FIRST_PEAK = 0.9  # of the highest one: else an octave too low would be found


class Pitch(NamedTuple):
    """A pitch as the nearest note of the equal-tempered scale.

    Attributes:
        note: Name and octave: `E2`.
        cents: Deviation, -50 to 50.
        hz: Frequency.
    """

    note: str  # E2
    cents: float  # -50 to 50
    hz: float


def pitch(samples: npt.NDArray[np.float32], rate_hz: int, concert_a_hz: float = 440.0) -> Pitch | None:
    """Pitch of the given samples.

    Args:
        samples: float32 [frame], at least two periods.
        rate_hz: Sample rate.
        concert_a_hz: Frequency of A4.

    Returns:
        None if there is no clear pitch.
    """
    hz = frequency(samples, rate_hz)
    return None if hz is None else named(hz, concert_a_hz)


def named(hz: float, concert_a_hz: float = 440.0) -> Pitch:
    """The note nearest to a frequency."""
    steps = 12 * math.log2(hz / concert_a_hz) + 69  # MIDI note number
    nearest = round(steps)
    return Pitch(f"{NOTES[nearest % 12]}{nearest // 12 - 1}", 100 * (steps - nearest), hz)


def frequency(samples: npt.NDArray[np.float32], rate_hz: int) -> float | None:
    """Fundamental frequency in Hz, 27 to 1500; None for silence and noise."""
    x = samples.astype(np.float64) - float(samples.mean(dtype=np.float64))
    if len(x) < 2 * rate_hz / HIGHEST_HZ or np.abs(x).max(initial=0.0) < QUIET:
        return None
    spectrum = np.fft.rfft(x, 2 * len(x))
    correlation = np.fft.irfft(spectrum * np.conj(spectrum))[: len(x)]
    squares = np.concatenate([[0.0], np.cumsum(x**2)])
    lags = np.arange(len(x))
    energy = squares[len(x) - lags] + squares[-1] - squares[lags]  # of both parts that are compared
    likeness = 2 * correlation / np.maximum(energy, 1e-12)
    first, last = int(rate_hz / HIGHEST_HZ), min(int(rate_hz / LOWEST_HZ), len(x) // 2)
    inner = likeness[first:last]
    peaks = np.flatnonzero((inner[1:-1] > inner[:-2]) & (inner[1:-1] >= inner[2:])) + 1 + first
    if not len(peaks) or likeness[peaks].max() < CLEAR:
        return None
    lag = int(peaks[likeness[peaks] >= FIRST_PEAK * likeness[peaks].max()][0])
    before, here, after = likeness[lag - 1 : lag + 2]
    shift = 0.5 * (before - after) / (before - 2 * here + after)
    return float(rate_hz / (lag + shift))
