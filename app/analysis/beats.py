"""Tempo and beats of a recording.

The tempo is where the autocorrelation of the onsets is largest, with its double and fourfold period and with how usual a
tempo is; the beats are the path through the onsets that keeps to it, found by dynamic programming (Ellis, "Beat tracking
by dynamic programming", 2007). A line through the beats then gives the exact tempo.

Lives: any thread (pure).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.analysis.onsets import ENVELOPE_HZ, Values

SLOWEST_BPM, FASTEST_BPM = 40.0, 240.0
USUAL_BPM, USUAL_OCTAVES = 120.0, 0.8  # centre and width of what is tapped
TIGHTNESS = 120.0  # how much a beat that is early or late costs
LEAST_BEATS = 6
CLEAR_ONSET = 0.25  # mean strength of onsets on the beats from which on they are heard
LOOSE = 0.12  # beats are this far from a steady pulse, as a share of a beat, where nothing is steady


@dataclass(frozen=True, slots=True)
class Beats:
    """A pulse.

    Attributes:
        bpm: Beats a minute of the steady pulse nearest to the beats.
        times_s: The beats, in seconds from the beginning of the sound.
        sure: 0 (a guess) to 1.
    """

    bpm: float
    times_s: Values
    sure: float


def find_beats(envelope: Values) -> Beats | None:
    """The pulse of an onset envelope; None where nothing repeats."""
    if len(envelope) < 2 * ENVELOPE_HZ or not envelope.any():
        return None
    bpm, clearness = _usual_tempo(envelope)
    beats = _path(envelope, 60.0 * ENVELOPE_HZ / bpm)
    if len(beats) < LEAST_BEATS:
        return None
    period, residual = _steady(beats)
    beats = _path(envelope, period)
    period, residual = _steady(beats)
    strength = float(envelope[np.minimum(beats.round().astype(int), len(envelope) - 1)].mean())
    steadiness = max(0.0, 1.0 - residual / period / LOOSE)
    return Beats(
        60.0 * ENVELOPE_HZ / period,
        beats / ENVELOPE_HZ,
        float(min(1.0, clearness * 1.6) * steadiness * min(1.0, strength / CLEAR_ONSET)),
    )


def _usual_tempo(envelope: Values) -> tuple[float, float]:
    """Beats a minute, and how much of the onsets repeats after a beat, 0 to 1."""
    centred = envelope - envelope.mean()
    size = 1 << (2 * len(centred) - 1).bit_length()
    spectrum = np.fft.rfft(centred, size)
    correlation = np.fft.irfft(np.abs(spectrum) ** 2, size)[: len(centred)]
    correlation /= np.maximum(np.arange(len(centred), 0, -1), len(centred) // 4)  # unbiased, but for the last quarter
    correlation /= max(correlation[0], 1e-12)
    tempos = np.geomspace(SLOWEST_BPM, FASTEST_BPM, 700)
    lags = 60.0 * ENVELOPE_HZ / tempos
    places = np.arange(len(correlation))
    # tempos whose fourfold period is longer than the sound are judged by what there is
    repeated = sum(
        weight * np.interp(multiple * lags, places, correlation, right=0.0)
        for multiple, weight in ((1, 1.0), (2, 0.7), (4, 0.5))
    )
    usual = np.exp(-0.5 * (np.log2(tempos / USUAL_BPM) / USUAL_OCTAVES) ** 2)
    best = int(np.argmax(repeated * usual))
    return float(tempos[best]), float(np.clip(np.interp(lags[best], places, correlation), 0.0, 1.0))


def _path(envelope: Values, period: float) -> npt.NDArray[np.float64]:
    """The beats, in hops with fractions."""
    smooth = np.convolve(envelope, np.hanning(5) / np.hanning(5).sum(), "same")
    low, high = max(1, round(period / 2)), round(2 * period)
    steps = np.arange(-high, -low + 1)
    cost = -TIGHTNESS * np.log(-steps / period) ** 2 * smooth.std()
    total, before = smooth.copy(), np.full(len(smooth), -1)
    padded = np.concatenate([np.full(high, -np.inf), total])
    for hop in range(low, len(smooth)):
        reached = padded[hop : hop + len(steps)] + cost  # padded[hop + high + step]
        best = int(np.argmax(reached))
        if reached[best] > 0.0:
            padded[hop + high] = smooth[hop] + reached[best]
            before[hop] = hop + steps[best]
    scores = padded[high:]
    tail = max(0, len(scores) - round(period))
    hop = tail + int(np.argmax(scores[tail:]))
    path = []
    while hop >= 0:
        path.append(hop)
        hop = int(before[hop])
    return np.array([_peak(smooth, hop) for hop in reversed(path)])


def _peak(values: Values, hop: int) -> float:
    """The top of the parabola through a hop and its neighbours."""
    if not 0 < hop < len(values) - 1:
        return float(hop)
    left, middle, right = values[hop - 1 : hop + 2]
    bend = left - 2 * middle + right
    return hop + float(np.clip(0.5 * (left - right) / bend, -0.5, 0.5)) if bend < 0 else float(hop)


def _steady(beats: Values) -> tuple[float, float]:
    """Period of the line through the beats, and how far they usually are from it."""
    numbers = np.arange(len(beats))
    slope, first = np.polyfit(numbers, beats, 1)
    return float(slope), float(np.median(np.abs(beats - first - slope * numbers)))
