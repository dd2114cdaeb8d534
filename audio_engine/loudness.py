"""Loudness by ITU-R BS.1770-5 and EBU Tech 3341/3342: momentary, short-term, integrated, range, true peak.

Momentary and short-term windows move in hops of 10 ms, so that their maxima are right; gating blocks begin every 100 ms.
True peak is the largest magnitude of the signal interpolated four times (193 taps, Kaiser beta 8).

Lives: anywhere that is not the callback; a meter belongs to one thread.
"""

import math
from typing import Any

import numba
import numpy as np
import numpy.typing as npt
from numba import types

from audio_engine.rt.kernel import entry

HOPS_A_SECOND = 100
MOMENTARY_HOPS, SHORT_TERM_HOPS, BLOCK_STEP_HOPS = 40, 300, 10
ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_LU = -10.0
RANGE_GATE_LU = -20.0
OFFSET_LUFS = -0.691
PHASES, PEAK_TAPS = 4, 48  # a phase; `peak_between` is written for four
TILE_FRAMES = 128
STEREO = (1.0, 1.0)
SURROUND = (1.0, 1.0, 1.0, 1.41, 1.41)  # L R C Ls Rs
_F4_1, _F4_2, _F8_1, _F8_2 = types.float32[::1], types.float32[:, ::1], types.float64[::1], types.float64[:, ::1]


def k_weighting(rate_hz: int) -> npt.NDArray[np.float64]:
    """Shelf and high-pass of the K-weighting as two rows of b0 b1 b2 a1 a2; at 48 kHz those of BS.1770 to 14 digits."""
    k = math.tan(math.pi * 1681.974450955533 / rate_hz)
    q, high = 0.7071752369554196, 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    a0 = 1 + k / q + k * k
    shelf = [
        (high + band * k / q + k * k) / a0, 2 * (k * k - high) / a0, (high - band * k / q + k * k) / a0,
        2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0,
    ]  # fmt: skip
    k, q = math.tan(math.pi * 38.13547087602444 / rate_hz), 0.5003270373238773
    a0 = 1 + k / q + k * k
    return np.array([shelf, [1.0, -2.0, 1.0, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0]])


def interpolators() -> npt.NDArray[np.float32]:
    """[phase, tap] of the true-peak interpolator; phase 0 is the sample itself."""
    n = np.arange(PHASES * PEAK_TAPS + 1)
    taps = np.sinc((n - PHASES * PEAK_TAPS / 2) / PHASES) * np.kaiser(len(n), 8.0)
    phases = taps[:-1].reshape(PEAK_TAPS, PHASES).T
    return np.ascontiguousarray(phases, np.float32)


@entry(types.int64(_F4_2, _F8_2, _F8_2, _F8_1, _F8_1, types.int64, types.int64, _F8_1))
def weigh(samples, filters, state, weights, sums, filled, hop, out):  # type: ignore[no-untyped-def]
    """Add weighted squares of K-weighted samples; sums[0] is the running hop, whole hops go to `out`. Returns filled."""
    done = 0
    for f in range(samples.shape[0]):
        for c in range(samples.shape[1]):
            x = numba.float64(samples[f, c])
            for stage in range(2):
                at = 4 * c + 2 * stage
                b, a = filters[stage], filters[stage]
                y = b[0] * x + state[0, at]
                state[0, at] = b[1] * x - a[3] * y + state[0, at + 1]
                state[0, at + 1] = b[2] * x - a[4] * y
                x = y
            sums[0] += weights[c] * x * x
        filled += 1
        if filled == hop:
            out[done] = sums[0] / hop
            sums[0] = 0.0
            filled = 0
            done += 1
    return filled


@entry(types.float32(_F4_1, _F4_2, types.float32, types.float32))
def peak_between(line, taps, overshoot, known):  # type: ignore[no-untyped-def]
    """The larger of `known` and the largest interpolated magnitude of a line of samples that begins with the
    PEAK_TAPS - 1 before it. Tiles whose samples times `overshoot` stay under what is known are left out."""
    largest, count = known, line.shape[0] - PEAK_TAPS + 1
    first, second, third = np.empty((PHASES - 1, TILE_FRAMES), np.float32)
    for start in range(0, count, TILE_FRAMES):
        frames = min(TILE_FRAMES, count - start)
        loudest = numba.float32(0.0)
        for n in range(start, start + frames + PEAK_TAPS - 1):
            loudest = max(loudest, abs(line[n]))
        if loudest * overshoot <= largest:
            continue
        for n in range(frames):
            largest = max(largest, abs(line[start + PEAK_TAPS // 2 + n]))  # phase 0: the samples themselves
            first[n] = second[n] = third[n] = numba.float32(0.0)
        for tap in range(0, PEAK_TAPS, 2):
            part = line[start + tap : start + tap + frames + 1]
            a, b = taps[1, tap], taps[1, tap + 1]
            c, d = taps[2, tap], taps[2, tap + 1]
            e, f = taps[3, tap], taps[3, tap + 1]
            for n in range(frames):
                x, y = part[n], part[n + 1]
                first[n] += a * x + b * y
                second[n] += c * x + d * y
                third[n] += e * x + f * y
        for n in range(frames):
            largest = max(largest, abs(first[n]), abs(second[n]), abs(third[n]))
    return largest


def lufs(power: float) -> float:
    """Loudness of a mean square; -inf for silence."""
    return OFFSET_LUFS + 10 * math.log10(power) if power > 0 else -math.inf


class LoudnessMeter:
    """Feed samples [frame, channel] (float32) in blocks of any size; read at any time."""

    def __init__(self, rate_hz: int, weights: tuple[float, ...] = STEREO) -> None:
        self.rate_hz, self._channels = rate_hz, len(weights)
        self._weights = np.array(weights, np.float64)
        self._filters, self._taps = k_weighting(rate_hz), interpolators()
        self._overshoot = np.float32(np.abs(self._taps).sum(axis=1).max())  # no interpolated sample exceeds this
        self._hop = round(rate_hz / HOPS_A_SECOND)
        self._state = np.zeros((1, 4 * self._channels))
        self._history = np.zeros((self._channels, PEAK_TAPS - 1), np.float32)
        self._sums, self._filled = np.zeros(1), 0
        self._hops = np.zeros(0)
        self._waiting: list[npt.NDArray[np.float64]] = []  # hops that no window has been made of yet
        self.reset()

    def reset(self) -> None:
        """Integrated loudness, range and maxima begin anew; the windows go on."""
        self._settle()
        self._hops = self._hops[-SHORT_TERM_HOPS:]
        self._counted = 0
        self._blocks: list[float] = []
        self._shorts: list[float] = []
        self.true_peak = 0.0
        self._momentary_max = self._short_term_max = 0.0

    def feed(self, samples: npt.NDArray[Any]) -> None:
        samples = np.ascontiguousarray(samples, np.float32)
        hops = np.empty(len(samples) // self._hop + 1)
        whole = (self._filled + len(samples)) // self._hop
        self._filled = weigh(
            samples, self._filters, self._state, self._weights, self._sums, self._filled, self._hop, hops
        )
        lines = np.concatenate([self._history, samples.T], axis=1)
        for line in lines:
            self.true_peak = float(peak_between(line, self._taps, self._overshoot, self.true_peak))
        self._history = lines[:, len(samples) :].copy()
        self._waiting.append(hops[:whole])
        if sum(map(len, self._waiting)) >= HOPS_A_SECOND:
            self._settle()

    def _settle(self) -> None:
        """All windows that end with one of the hops that wait, at once."""
        powers = np.concatenate([*self._waiting, np.zeros(0)])
        self._waiting.clear()
        if not len(powers):
            return
        counted = self._counted + 1 + np.arange(len(powers))
        self._hops = np.concatenate([self._hops[-SHORT_TERM_HOPS:], powers])
        self._counted += len(powers)
        momentary = self._means(MOMENTARY_HOPS, counted)
        self._momentary_max = max(self._momentary_max, float(momentary.max(initial=0.0)))
        self._blocks.extend(momentary[(counted[counted >= MOMENTARY_HOPS] - MOMENTARY_HOPS) % BLOCK_STEP_HOPS == 0])
        short = self._means(SHORT_TERM_HOPS, counted)
        self._short_term_max = max(self._short_term_max, float(short.max(initial=0.0)))
        self._shorts.extend(short[(counted[counted >= SHORT_TERM_HOPS] - SHORT_TERM_HOPS) % BLOCK_STEP_HOPS == 0])

    def _means(self, window: int, counted: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """Of the windows that end with a new hop and lie after the last reset."""
        whole = int((counted >= window).sum())
        if not whole:
            return np.zeros(0)
        last = self._hops[-(window + whole - 1) :]
        means: npt.NDArray[np.float64] = np.lib.stride_tricks.sliding_window_view(last, window).mean(axis=1)
        return means

    def _now(self, window: int) -> float:
        self._settle()
        return lufs(float(self._hops[-window:].mean())) if len(self._hops) >= window else -math.inf

    @property
    def momentary(self) -> float:
        """LUFS of the last 400 ms."""
        return self._now(MOMENTARY_HOPS)

    @property
    def short_term(self) -> float:
        """LUFS of the last 3 s."""
        return self._now(SHORT_TERM_HOPS)

    @property
    def momentary_max(self) -> float:
        """The highest momentary loudness since the last reset."""
        self._settle()
        return lufs(self._momentary_max)

    @property
    def short_term_max(self) -> float:
        self._settle()
        return lufs(self._short_term_max)

    @property
    def integrated(self) -> float:
        """LUFS since the last reset, gated at -70 LUFS and at 10 LU under what is left."""
        self._settle()
        blocks = np.array(self._blocks)
        blocks = blocks[blocks > _power(ABSOLUTE_GATE_LUFS)]
        if len(blocks) == 0:
            return -math.inf
        blocks = blocks[blocks > _power(lufs(float(blocks.mean())) + RELATIVE_GATE_LU)]
        return lufs(float(blocks.mean())) if len(blocks) else -math.inf

    @property
    def range_lu(self) -> float:
        """Tech 3342: 95th less 10th percentile of short-term loudness, gated at -70 LUFS and 20 LU under the mean."""
        self._settle()
        shorts = np.array(self._shorts)
        shorts = shorts[shorts > _power(ABSOLUTE_GATE_LUFS)]
        if len(shorts) == 0:
            return 0.0
        shorts = shorts[shorts > _power(lufs(float(shorts.mean())) + RANGE_GATE_LU)]
        if len(shorts) == 0:
            return 0.0
        low, high = np.percentile(shorts, (10, 95))
        return lufs(float(high)) - lufs(float(low))

    @property
    def true_peak_db(self) -> float:
        """dBTP since the last reset."""
        return 20 * math.log10(self.true_peak) if self.true_peak > 0 else -math.inf


def _power(loudness_lufs: float) -> float:
    return float(10 ** ((loudness_lufs - OFFSET_LUFS) / 10))


def measure(samples: npt.NDArray[Any], rate_hz: int) -> LoudnessMeter:
    """A meter that has heard the whole signal [frame, channel]."""
    meter = LoudnessMeter(rate_hz, STEREO if samples.shape[1] == 2 else (1.0,) * samples.shape[1])
    for start in range(0, len(samples), 65536):
        meter.feed(samples[start : start + 65536])
    return meter
