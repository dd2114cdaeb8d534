"""Taps of the callback's fixed filters: oversampling, and the limiter's true-peak detector.

Lives: engine (or bounce, or test), when its memory is made.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from audio_engine.rt import layout as at

Array = npt.NDArray[Any]


def oversampling_taps() -> Array:
    """Low-pass at four times the rate: -6 dB at 0.9 of the old Nyquist, Kaiser window: 70 dB down at 1.08 of it."""
    n = np.arange(at.OVERSAMPLING_TAPS) - (at.OVERSAMPLING_TAPS - 1) / 2
    taps = np.sinc(0.9 * n / at.OVERSAMPLING) * np.kaiser(at.OVERSAMPLING_TAPS, 7.0)
    return np.asarray(taps / taps.sum(), np.float32)


def true_peak_taps(rate_hz: int) -> Array:
    """Interpolators of the limiter's true-peak detector: float32 [phase, tap].

    First those a sixteenth of a frame apart (Kaiser window), then those of libebur128 (`interp_create`: 49 taps, Hann
    window), which interpolates four times, from 96 kHz on twice, and from 192 kHz on not at all.
    """
    n = np.arange(at.FINE_PHASES * at.TRUE_PEAK_TAPS)
    taps = np.sinc((n - (len(n) - 1) / 2) / at.FINE_PHASES) * np.kaiser(len(n), 8.0)
    fine = taps.reshape(at.TRUE_PEAK_TAPS, at.FINE_PHASES).T
    all_phases = np.zeros((at.PEAK_PHASES, at.TRUE_PEAK_TAPS), np.float32)
    all_phases[: at.FINE_PHASES] = fine / fine.sum(axis=1, keepdims=True)
    factor = 4 if rate_hz < 96000 else 2 if rate_hz < 192000 else 1
    taps = np.sinc((np.arange(49) - 24) / factor) * np.hanning(49)
    for phase in range(1, factor):
        part = taps[phase::factor][::-1]
        middle = at.TRUE_PEAK_TAPS // 2  # between the two samples before and at it, as the fine ones
        first = middle - len(part) // 2
        all_phases[at.FINE_PHASES + phase - 1, first : first + len(part)] = part
    return all_phases
