"""True peak by ITU-R BS.1770-5: the largest magnitude of the signal interpolated four times (193 taps, Kaiser beta 8).

Lives: anywhere that is not the callback; a meter belongs to one thread.
"""

import math

import numba
import numpy as np
import numpy.typing as npt
from numba import types

from audio_engine.rt.kernel import entry, kernel

PHASES, PEAK_TAPS = 4, 48  # taps of a phase
TAPS_A_STEP = 4  # taps on either side of the middle that are added at a time
TILE_SAMPLES = 256  # what is interpolated at a time, all channels together
ROUNDING = 1e-5  # relative: more than float32 sums of PEAK_TAPS products are wrong by
_F4_1, _F4_2 = types.float32[::1], types.float32[:, ::1]


def interpolators() -> npt.NDArray[np.float32]:
    """Return the true-peak interpolator as [phase, tap]; phase 0 is the sample itself."""
    n = np.arange(PHASES * PEAK_TAPS + 1)
    taps = np.sinc((n - PHASES * PEAK_TAPS / 2) / PHASES) * np.kaiser(len(n), 8.0)
    phases = taps[:-1].reshape(PEAK_TAPS, PHASES).T
    return np.ascontiguousarray(phases, np.float32)


def tail_bounds(taps: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return what the outer taps can add at most, for samples of full scale.

    Args:
        taps: [phase, tap] of the interpolator.

    Returns:
        [step]: of all taps but the middle 2 * TAPS_A_STEP * step.
    """
    middle = PEAK_TAPS // 2
    sizes = np.abs(taps).astype(np.float64)
    counts = [TAPS_A_STEP * step for step in range(middle // TAPS_A_STEP + 1)]
    tails = [(sizes[:, : middle - n].sum(axis=1) + sizes[:, middle + n :].sum(axis=1)).max() for n in counts]
    return (np.array(tails) + ROUNDING).astype(np.float32)


def curvature_bounds(taps: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return two bounds on what lies between samples: most music is nearly straight there.

    Taps less those of a straight line, summed by parts twice, are the weights of second differences.

    Args:
        taps: [phase, tap] of the interpolator.

    Returns:
        Two factors: [0] times the largest sample plus [1] times the largest second difference is never less than the
        interpolated signal.
    """
    bounds = np.zeros(2)
    for phase in range(1, PHASES):
        rest = taps[phase].astype(np.float64)
        rest[PEAK_TAPS // 2 - 1] -= phase / PHASES
        rest[PEAK_TAPS // 2] -= 1 - phase / PHASES
        once = np.cumsum(rest)
        twice = np.cumsum(once)[:-1]
        sizes = 1 + abs(once[-1]) + 2 * abs(twice[-1]), np.abs(twice[:-1]).sum()
        bounds = np.maximum(bounds, sizes)
    return (bounds + ROUNDING).astype(np.float32)


@kernel(types.float32(_F4_1))
def largest_magnitude(samples):  # type: ignore[no-untyped-def]
    """Return the largest magnitude. Bits of floats without their sign order like the floats, and integers become SIMD."""
    bits, largest = samples.view(np.int32), numba.int32(0)
    for n in range(bits.shape[0]):
        largest = numba.int32(max(largest, bits[n] & numba.int32(0x7FFFFFFF)))
    return np.int32(largest).view(np.float32)


@kernel(types.void(_F4_1, _F4_2, types.int64, types.int64, _F4_2))
def add_taps(window, taps, tap, channels, sums):  # type: ignore[no-untyped-def]
    """Add what TAPS_A_STEP taps from `tap` on contribute to sums[phase - 1, sample]. Written for four.

    Args:
        window: Interleaved samples.
        taps: [phase, tap] of the interpolator.
        tap: First of the taps.
        channels: By which samples of one channel are apart.
        sums: [phase - 1, sample], changed in place.
    """
    count = sums.shape[1]
    w = window[tap * channels :][:count]
    x = window[(tap + 1) * channels :][:count]
    y = window[(tap + 2) * channels :][:count]
    z = window[(tap + 3) * channels :][:count]
    for phase in range(1, PHASES):
        a, b, c, d = taps[phase, tap], taps[phase, tap + 1], taps[phase, tap + 2], taps[phase, tap + 3]
        out = sums[phase - 1]
        for n in range(count):
            out[n] += (a * w[n] + b * x[n]) + (c * y[n] + d * z[n])


@kernel(types.float32(_F4_1, types.int64, _F4_1))
def largest_second_difference(window, channels, memory):  # type: ignore[no-untyped-def]
    """Return the largest magnitude of the samples' second differences.

    Args:
        window: Interleaved samples.
        channels: By which samples of one channel are apart.
        memory: Working space, as long as `window`.
    """
    count = window.shape[0] - 2 * channels
    x, y, z, differences = window[:count], window[channels:][:count], window[2 * channels :][:count], memory[:count]
    for n in range(count):
        differences[n] = (x[n] - y[n]) + (z[n] - y[n])
    return largest_magnitude(differences)


@entry(types.void(_F4_1, types.int64, _F4_2, _F4_1, _F4_1, _F4_1))
def raise_peaks(line, channels, taps, tails, curvature, peaks):  # type: ignore[no-untyped-def]
    """Raise the peaks to those of new samples.

    Taps are added from the middle outwards, and no further than `tails` says that the others could raise the peak.

    Args:
        line: Interleaved samples, after the PEAK_TAPS - 1 frames before them.
        channels: Number of channels.
        taps: [phase, tap] of the interpolator.
        tails: As `tail_bounds` returns it.
        curvature: As `curvature_bounds` returns it.
        peaks: Sample peak and true peak, linear; changed in place.
    """
    before = (PEAK_TAPS - 1) * channels
    peaks[0] = max(peaks[0], largest_magnitude(line[before:]))
    largest = max(peaks[1], peaks[0])
    memory = np.empty((PHASES - 1) * TILE_SAMPLES + before, np.float32)
    for start in range(0, line.shape[0] - before, TILE_SAMPLES):
        window = line[start : start + TILE_SAMPLES + before]
        level, count = largest_magnitude(window), window.shape[0] - before
        if level * tails[0] <= largest:
            continue
        if level * curvature[0] + largest_second_difference(window, channels, memory) * curvature[1] <= largest:
            continue
        flat = memory[: (PHASES - 1) * count]
        flat[:] = numba.float32(0.0)
        sums, largest_sum = flat.reshape(PHASES - 1, count), numba.float32(0.0)
        for step in range(PEAK_TAPS // 2 // TAPS_A_STEP):
            add_taps(window, taps, PEAK_TAPS // 2 - TAPS_A_STEP * (step + 1), channels, sums)
            add_taps(window, taps, PEAK_TAPS // 2 + TAPS_A_STEP * step, channels, sums)
            largest_sum = largest_magnitude(flat)
            if largest_sum + level * tails[step + 1] <= largest:
                break
        else:
            largest = max(largest, largest_sum)
    peaks[1] = largest


class PeakMeter:
    """Measures sample peak and true peak of a signal that is fed in blocks. Not thread-safe.

    Args:
        channels: Of the signal.
    """

    def __init__(self, channels: int) -> None:
        self._channels, self._taps = channels, interpolators()
        self._tails, self._curvature = tail_bounds(self._taps), curvature_bounds(self._taps)
        self._before = np.zeros((PEAK_TAPS - 1, channels), np.float32)
        self.reset()

    def reset(self) -> None:
        """Restart both maxima."""
        self._peaks = np.zeros(2, np.float32)

    def feed(self, samples: npt.NDArray[np.float32]) -> None:
        """Add samples [frame, channel], any number of frames."""
        line = np.concatenate([self._before, samples])
        raise_peaks(line.reshape(-1), self._channels, self._taps, self._tails, self._curvature, self._peaks)
        self._before = line[len(samples) :].copy()

    @property
    def sample_peak(self) -> float:
        """Largest sample since the last reset, linear."""
        return float(self._peaks[0])

    @property
    def true_peak_db(self) -> float:
        """True peak since the last reset in dBTP; -inf for silence."""
        peak = float(self._peaks[1])
        return 20 * math.log10(peak) if peak > 0 else -math.inf
