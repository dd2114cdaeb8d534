"""Loudness by ITU-R BS.1770-5 and EBU Tech 3341/3342: momentary, short-term, integrated, range, true peak.

Momentary and short-term windows move in hops of 10 ms, so that their maxima are right; gating blocks begin every 100 ms.

Lives: anywhere that is not the callback; a meter belongs to one thread.
"""

import math
from typing import Any

import numba
import numpy as np
import numpy.typing as npt
from numba import types

from audio_engine.rt.kernel import entry, kernel
from audio_engine.true_peak import PeakMeter, largest_magnitude

HOPS_A_SECOND = 100
MOMENTARY_HOPS, SHORT_TERM_HOPS, BLOCK_STEP_HOPS = 40, 300, 10
ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_LU = -10.0
RANGE_GATE_LU = -20.0
OFFSET_LUFS = -0.691
SETTLED = 1e-15  # -300 dBFS
MOST_PENDING_HOPS = 1000  # windows are made of 10 s at once
STEREO = (1.0, 1.0)
_F4_2, _F8_1, _F8_2 = types.float32[:, ::1], types.float64[::1], types.float64[:, ::1]


def k_weighting(rate_hz: int) -> npt.NDArray[np.float64]:
    """Return the two filters of the K-weighting at a rate; at 48 kHz those of BS.1770 to 14 digits.

    Args:
        rate_hz: Of the signal.

    Returns:
        [shelf, high-pass] as rows of b0 b1 b2 a1 a2.
    """
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


@kernel(types.void(_F4_2, types.int64, types.int64, _F8_2, _F8_2, _F8_1))
def measure_pair(samples, left, right, filters, state, sums):  # type: ignore[no-untyped-def]
    """Add the squares of two channels' K-weighted samples to their sums.

    They are filtered side by side, since each waits for its own last sample. A stage is y = b0 x + p,
    p' = (b1 - a1 b0) x + q - a1 p, q' = (b2 - a2 b0) x - a2 p, so no state waits for y.

    Args:
        samples: float32[frame, channel].
        left: A channel.
        right: Another channel, or the same.
        filters: As `k_weighting` returns them.
        state: [channel, 4], changed in place.
        sums: [channel], changed in place.
    """
    b0, b1, b2, a1, a2 = filters[0]
    d0, d1, d2, c1, c2 = filters[1]
    b1, b2, d1, d2 = b1 - a1 * b0, b2 - a2 * b0, d1 - c1 * d0, d2 - c2 * d0
    p, q, r, s = state[left]
    t, u, v, w = state[right]
    x_sum, y_sum = 0.0, 0.0
    for f in range(samples.shape[0]):
        x, y = numba.float64(samples[f, left]), numba.float64(samples[f, right])
        x_shelf, y_shelf = b0 * x + p, b0 * y + t
        p, q = (b1 * x + q) - a1 * p, b2 * x - a2 * p
        t, u = (b1 * y + u) - a1 * t, b2 * y - a2 * t
        x, y = d0 * x_shelf + r, d0 * y_shelf + v
        r, s = (d1 * x_shelf + s) - c1 * r, d2 * x_shelf - c2 * r
        v, w = (d1 * y_shelf + w) - c1 * v, d2 * y_shelf - c2 * v
        x_sum += x * x
        y_sum += y * y
    sums[right] += y_sum
    state[right, 0], state[right, 1], state[right, 2], state[right, 3] = t, u, v, w
    if left != right:
        sums[left] += x_sum
        state[left, 0], state[left, 1], state[left, 2], state[left, 3] = p, q, r, s


@kernel(types.boolean(_F4_2, _F8_2))
def settle_if_silent(samples, state):  # type: ignore[no-untyped-def]
    """Return True if the samples are silent and the filters add nothing any longer.

    State under -300 dBFS is then cleared, since filters are very slow on denormal numbers.

    Args:
        samples: float32[frame, channel].
        state: Of the filters, [channel, 4].
    """
    largest = 0.0
    for c in range(state.shape[0]):
        for n in range(state.shape[1]):
            largest = max(largest, abs(state[c, n]))
    if largest > SETTLED or largest_magnitude(samples.reshape(-1)) > numba.float32(0.0):
        return False
    state[:] = 0.0
    return True


@entry(types.int64(_F4_2, _F8_2, _F8_2, _F8_1, _F8_1, types.int64, types.int64, _F8_1))
def measure_hops(samples, filters, state, weights, sums, filled, hop, out):  # type: ignore[no-untyped-def]
    """Measure mean squares of K-weighted samples in hops.

    Args:
        samples: float32[frame, channel].
        filters: As `k_weighting` returns them.
        state: [channel, 4], changed in place.
        weights: [channel] of BS.1770.
        sums: [channel] of the hop that has begun, changed in place.
        filled: Frames that are in that hop already.
        hop: Frames of a hop.
        out: Mean squares of the hops that end in `samples`, written; long enough for them.

    Returns:
        Frames in the hop that has begun last.
    """
    channels, done, start = samples.shape[1], 0, 0
    while start < samples.shape[0]:
        part = samples[start : start + hop - filled]
        if not settle_if_silent(part, state):
            for left in range(0, channels, 2):
                measure_pair(part, left, min(left + 1, channels - 1), filters, state, sums)
        filled += part.shape[0]
        start += part.shape[0]
        if filled == hop:
            power = 0.0
            for c in range(channels):
                power += weights[c] * sums[c]
                sums[c] = 0.0
            out[done] = power / hop
            filled = 0
            done += 1
    return filled


def lufs(power: float) -> float:
    """Return the loudness in LUFS of a mean square; -inf for silence. Formula: BS.1770-5, -0.691 + 10 log10."""
    return OFFSET_LUFS + 10 * math.log10(power) if power > 0 else -math.inf


class LoudnessMeter:
    """Measures loudness and peaks of a signal that is fed in blocks. Not thread-safe: one thread feeds and reads it.

    Args:
        rate_hz: Of the signal.
        weights: Of the channels by BS.1770, in their order; as many as the signal has.
    """

    def __init__(self, rate_hz: int, weights: tuple[float, ...] = STEREO) -> None:
        self.rate_hz, self._channels = rate_hz, len(weights)
        self._weights = np.array(weights, np.float64)
        self._filters, self._peaks = k_weighting(rate_hz), PeakMeter(len(weights))
        self._hop = round(rate_hz / HOPS_A_SECOND)
        self._state = np.zeros((self._channels, 4))
        self._sums, self._filled = np.zeros(self._channels), 0
        self._hops = np.zeros(0)
        self._pending: list[npt.NDArray[np.float64]] = []  # hops that no window has been made of yet
        self._pending_hops = 0
        self.reset()

    def reset(self) -> None:
        """Restart integrated loudness, range and maxima. The windows of momentary and short-term loudness continue."""
        self._update_windows()
        self._hops = self._hops[-SHORT_TERM_HOPS:]
        self._counted = 0
        self._blocks: list[float] = []
        self._shorts: list[float] = []
        self._peaks.reset()
        self._momentary_max = self._short_term_max = 0.0

    def feed(self, samples: npt.NDArray[Any]) -> None:
        """Add samples.

        Args:
            samples: [frame, channel], any number of frames, full scale 1.0; converted to float32.
        """
        samples = np.ascontiguousarray(samples, np.float32)
        self._peaks.feed(samples)
        hops = np.empty((self._filled + len(samples)) // self._hop)
        self._filled = measure_hops(
            samples, self._filters, self._state, self._weights, self._sums, self._filled, self._hop, hops
        )
        self._pending.append(hops)
        self._pending_hops += len(hops)
        if self._pending_hops >= MOST_PENDING_HOPS:
            self._update_windows()

    def _update_windows(self) -> None:
        """Measure all windows that end with a pending hop, at once."""
        powers = np.concatenate([*self._pending, np.zeros(0)])
        self._pending.clear()
        self._pending_hops = 0
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
        """Return the means of windows that end with a new hop and lie after the last reset.

        Args:
            window: Hops.
            counted: For each new hop, how many there are since the reset with it.
        """
        whole = int((counted >= window).sum())
        if not whole:
            return np.zeros(0)
        last = self._hops[-(window + whole - 1) :]
        means: npt.NDArray[np.float64] = np.lib.stride_tricks.sliding_window_view(last, window).mean(axis=1)
        return means

    def _latest(self, window: int) -> float:
        self._update_windows()
        return lufs(float(self._hops[-window:].mean())) if len(self._hops) >= window else -math.inf

    @property
    def momentary(self) -> float:
        """LUFS of the last 400 ms; -inf before."""
        return self._latest(MOMENTARY_HOPS)

    @property
    def short_term(self) -> float:
        """LUFS of the last 3 s; -inf before."""
        return self._latest(SHORT_TERM_HOPS)

    @property
    def momentary_max(self) -> float:
        """Largest momentary loudness since the last reset, LUFS."""
        self._update_windows()
        return lufs(self._momentary_max)

    @property
    def short_term_max(self) -> float:
        """Largest short-term loudness since the last reset, LUFS."""
        self._update_windows()
        return lufs(self._short_term_max)

    @property
    def integrated(self) -> float:
        """LUFS since the last reset, gated at -70 LUFS and then at 10 LU under the rest (BS.1770-5); -inf for silence."""
        self._update_windows()
        blocks = np.array(self._blocks)
        blocks = blocks[blocks > _power(ABSOLUTE_GATE_LUFS)]
        if len(blocks) == 0:
            return -math.inf
        blocks = blocks[blocks > _power(lufs(float(blocks.mean())) + RELATIVE_GATE_LU)]
        return lufs(float(blocks.mean())) if len(blocks) else -math.inf

    @property
    def range_lu(self) -> float:
        """Loudness range in LU (EBU Tech 3342): 95th less 10th percentile of short-term loudness.

        Gated at -70 LUFS and then at 20 LU under the mean; 0 for silence.
        """
        self._update_windows()
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
    def sample_peak(self) -> float:
        """Largest sample since the last reset, linear."""
        return self._peaks.sample_peak

    @property
    def true_peak_db(self) -> float:
        """True peak since the last reset in dBTP; -inf for silence."""
        return self._peaks.true_peak_db


def _power(loudness_lufs: float) -> float:
    return float(10 ** ((loudness_lufs - OFFSET_LUFS) / 10))


def measure(samples: npt.NDArray[Any], rate_hz: int) -> LoudnessMeter:
    """Return a meter that has been fed a whole signal.

    Args:
        samples: [frame, channel]; channels other than a stereo pair count with weight 1.
        rate_hz: Of the signal.
    """
    meter = LoudnessMeter(rate_hz, STEREO if samples.shape[1] == 2 else (1.0,) * samples.shape[1])
    for start in range(0, len(samples), 65536):
        meter.feed(samples[start : start + 65536])
    return meter
