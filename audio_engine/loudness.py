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

from audio_engine.rt.kernel import entry, kernel

HOPS_A_SECOND = 100
MOMENTARY_HOPS, SHORT_TERM_HOPS, BLOCK_STEP_HOPS = 40, 300, 10
ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_LU = -10.0
RANGE_GATE_LU = -20.0
OFFSET_LUFS = -0.691
PHASES, PEAK_TAPS = 4, 48  # taps of a phase
RING_TAPS = 4  # taps on either side of the middle that are added at a time
TILE_SAMPLES = 256  # what is interpolated at a time, all channels together
ROUNDING = 1e-5  # relative: more than float32 sums of PEAK_TAPS products are wrong by
RESTING = 1e-15  # -300 dBFS
SETTLE_HOPS = 1000  # windows are made of 10 s at once
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


def left_out(taps: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """[ring]: the most that all taps outside of so many rings, counted from the middle, add to samples of full scale."""
    middle = PEAK_TAPS // 2
    sizes = np.abs(taps).astype(np.float64)
    rings = [RING_TAPS * ring for ring in range(middle // RING_TAPS + 1)]
    outside = [(sizes[:, : middle - n].sum(axis=1) + sizes[:, middle + n :].sum(axis=1)).max() for n in rings]
    return (np.array(outside) + ROUNDING).astype(np.float32)


def off_a_line(taps: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """[0] times the largest sample and [1] times the largest second difference together are never less than what the
    taps make of them: most music is nearly straight between two samples.

    Taps less those of a straight line, summed by parts twice, are what second differences are weighed by.
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
def loudest(samples):  # type: ignore[no-untyped-def]
    """The largest magnitude. Floats without their sign are in the order of their bits, and whole numbers become SIMD."""
    bits, largest = samples.view(np.int32), numba.int32(0)
    for n in range(bits.shape[0]):
        largest = numba.int32(max(largest, bits[n] & numba.int32(0x7FFFFFFF)))
    return np.int32(largest).view(np.float32)


@kernel(types.void(_F4_2, types.int64, types.int64, _F8_2, _F8_2, _F8_1))
def weigh_pair(samples, left, right, filters, state, sums):  # type: ignore[no-untyped-def]
    """Add squares of two channels' K-weighted samples; they are filtered side by side, as each waits for its own last sample.

    A stage is y = b0 x + p, p' = (b1 - a1 b0) x + q - a1 p, q' = (b2 - a2 b0) x - a2 p: no state waits for y.
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
def at_rest(samples, state):  # type: ignore[no-untyped-def]
    """Whether silence comes in and the filters have nothing to add; what they still have at -300 dBFS is taken away, for a
    filter takes very long over the smallest of numbers."""
    largest = 0.0
    for c in range(state.shape[0]):
        for n in range(state.shape[1]):
            largest = max(largest, abs(state[c, n]))
    if largest > RESTING or loudest(samples.reshape(-1)) > numba.float32(0.0):
        return False
    state[:] = 0.0
    return True


@entry(types.int64(_F4_2, _F8_2, _F8_2, _F8_1, _F8_1, types.int64, types.int64, _F8_1))
def weigh(samples, filters, state, weights, sums, filled, hop, out):  # type: ignore[no-untyped-def]
    """Mean squares of K-weighted samples: `sums` [channel] are of the running hop, whole hops go to `out`. Returns filled."""
    channels, done, start = samples.shape[1], 0, 0
    while start < samples.shape[0]:
        part = samples[start : start + hop - filled]
        if not at_rest(part, state):
            for left in range(0, channels, 2):
                weigh_pair(part, left, min(left + 1, channels - 1), filters, state, sums)
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


@kernel(types.void(_F4_1, _F4_2, types.int64, types.int64, _F4_2))
def add_taps(window, taps, tap, channels, sums):  # type: ignore[no-untyped-def]
    """Add what RING_TAPS taps from `tap` on give to sums [phase - 1, sample]; written for four."""
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
def largest_bend(window, channels, memory):  # type: ignore[no-untyped-def]
    """The largest second difference of samples."""
    count = window.shape[0] - 2 * channels
    x, y, z, bends = window[:count], window[channels:][:count], window[2 * channels :][:count], memory[:count]
    for n in range(count):
        bends[n] = (x[n] - y[n]) + (z[n] - y[n])
    return loudest(bends)


@entry(types.void(_F4_1, types.int64, _F4_2, _F4_1, _F4_1, _F4_1))
def raise_peaks(line, channels, taps, outside, straight, peaks):  # type: ignore[no-untyped-def]
    """Raise peaks [of samples, between them too] to those of samples [frame, channel] that lie one behind the other, after
    the PEAK_TAPS - 1 frames before them.

    Taps are added from the middle outwards, and no further than what `outside` says of the others can raise the peak.
    """
    before = (PEAK_TAPS - 1) * channels
    peaks[0] = max(peaks[0], loudest(line[before:]))
    largest = max(peaks[1], peaks[0])
    memory = np.empty((PHASES - 1) * TILE_SAMPLES + before, np.float32)
    for start in range(0, line.shape[0] - before, TILE_SAMPLES):
        window = line[start : start + TILE_SAMPLES + before]
        level, count = loudest(window), window.shape[0] - before
        if level * outside[0] <= largest:
            continue
        if level * straight[0] + largest_bend(window, channels, memory) * straight[1] <= largest:
            continue
        flat = memory[: (PHASES - 1) * count]
        flat[:] = numba.float32(0.0)
        sums, reached = flat.reshape(PHASES - 1, count), numba.float32(0.0)
        for ring in range(PEAK_TAPS // 2 // RING_TAPS):
            add_taps(window, taps, PEAK_TAPS // 2 - RING_TAPS * (ring + 1), channels, sums)
            add_taps(window, taps, PEAK_TAPS // 2 + RING_TAPS * ring, channels, sums)
            reached = loudest(flat)
            if reached + level * outside[ring + 1] <= largest:
                break
        else:
            largest = max(largest, reached)
    peaks[1] = largest


def lufs(power: float) -> float:
    """Loudness of a mean square; -inf for silence."""
    return OFFSET_LUFS + 10 * math.log10(power) if power > 0 else -math.inf


class LoudnessMeter:
    """Feed samples [frame, channel] (float32) in blocks of any size; read at any time."""

    def __init__(self, rate_hz: int, weights: tuple[float, ...] = STEREO) -> None:
        self.rate_hz, self._channels = rate_hz, len(weights)
        self._weights = np.array(weights, np.float64)
        self._filters, self._taps = k_weighting(rate_hz), interpolators()
        self._outside, self._straight = left_out(self._taps), off_a_line(self._taps)
        self._hop = round(rate_hz / HOPS_A_SECOND)
        self._state = np.zeros((self._channels, 4))
        self._before = np.zeros((PEAK_TAPS - 1, self._channels), np.float32)
        self._sums, self._filled = np.zeros(self._channels), 0
        self._hops = np.zeros(0)
        self._waiting: list[npt.NDArray[np.float64]] = []  # hops that no window has been made of yet
        self._waiting_hops = 0
        self.reset()

    def reset(self) -> None:
        """Integrated loudness, range and maxima begin anew; the windows go on."""
        self._settle()
        self._hops = self._hops[-SHORT_TERM_HOPS:]
        self._counted = 0
        self._blocks: list[float] = []
        self._shorts: list[float] = []
        self._peaks = np.zeros(2, np.float32)
        self._momentary_max = self._short_term_max = 0.0

    def feed(self, samples: npt.NDArray[Any]) -> None:
        samples = np.ascontiguousarray(samples, np.float32)
        line = np.concatenate([self._before, samples])
        raise_peaks(line.reshape(-1), self._channels, self._taps, self._outside, self._straight, self._peaks)
        self._before = line[len(samples) :].copy()
        hops = np.empty((self._filled + len(samples)) // self._hop)
        self._filled = weigh(
            samples, self._filters, self._state, self._weights, self._sums, self._filled, self._hop, hops
        )
        self._waiting.append(hops)
        self._waiting_hops += len(hops)
        if self._waiting_hops >= SETTLE_HOPS:
            self._settle()

    def _settle(self) -> None:
        """All windows that end with one of the hops that wait, at once."""
        powers = np.concatenate([*self._waiting, np.zeros(0)])
        self._waiting.clear()
        self._waiting_hops = 0
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
    def sample_peak(self) -> float:
        """The largest sample since the last reset, linear."""
        return float(self._peaks[0])

    @property
    def true_peak_db(self) -> float:
        """dBTP since the last reset."""
        peak = float(self._peaks[1])
        return 20 * math.log10(peak) if peak > 0 else -math.inf


def _power(loudness_lufs: float) -> float:
    return float(10 ** ((loudness_lufs - OFFSET_LUFS) / 10))


def measure(samples: npt.NDArray[Any], rate_hz: int) -> LoudnessMeter:
    """A meter that has heard the whole signal [frame, channel]."""
    meter = LoudnessMeter(rate_hz, STEREO if samples.shape[1] == 2 else (1.0,) * samples.shape[1])
    for start in range(0, len(samples), 65536):
        meter.feed(samples[start : start + 65536])
    return meter
