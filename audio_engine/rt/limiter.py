"""The master's limiter: stereo, true peak, with look-ahead.

The signal is interpolated sixteen times (48 taps a phase, Kaiser: right to within 0.03 dB up to 0.8 of Nyquist) and as
libebur128 does, whose short filters read up to 0.2 dB more near Nyquist: whoever measures finds no peak above the ceiling.
Interpolating is linear, so it runs over all frames of a slice at once. The gain that each peak needs is held for the
look-ahead (sliding minimum), released, and averaged twice over half the look-ahead, so that it has arrived
when the peak comes out: no sample that was over the ceiling leaves above it.

Lives: engine, audio thread.
"""

import math

import numba
from numba import types

from audio_engine.rt import rings
from audio_engine.rt.kernel import kernel
from audio_engine.rt.layout import (
    ENGINE,
    LIMITER_FRAMES,
    PEAK_PHASES,
    TRUE_PEAK_TAPS,
)
from audio_engine.rt.oversampling import convolve_four
from audio_engine.rt.rows import BUS_ROW

MARGIN = 0.994  # 0.05 dB: what interpolating the gain can add between samples
# limiter_words
FRAME, LENGTH, QUEUE_FIRST, QUEUE_COUNT = 0, 1, 2, 3
# limiter_floats
AMOUNT, RELEASED, SUM_1, SUM_2, LOWEST = 0, 1, 2, 3, 4
# rows of limiter_rings
QUEUE_VALUE, QUEUE_FRAME, BOX_1, BOX_2 = range(4)
MASK = LIMITER_FRAMES - 1
FLAT = types.Array(types.float32, 1, "C")


@kernel(types.void(ENGINE))
def clear(engine):
    """Forget all sound: gains are 1, the rings are silent."""
    for row in range(4):
        for n in range(LIMITER_FRAMES):
            engine.limiter_rings[row, n] = 1.0 if row >= BOX_1 else 0.0
    for side in range(2):
        for n in range(2 * LIMITER_FRAMES):
            engine.limiter_sound[side, n] = numba.float32(0.0)
    half = max(1, engine.limiter_words[LENGTH] // 2)
    engine.limiter_words[FRAME] = 0
    engine.limiter_words[QUEUE_FIRST] = 0
    engine.limiter_words[QUEUE_COUNT] = 0
    engine.limiter_floats[RELEASED] = 1.0
    engine.limiter_floats[SUM_1] = half
    engine.limiter_floats[SUM_2] = half


@kernel(types.void(FLAT, types.int64, FLAT, FLAT, types.int64))
def interpolate(sound, first, taps, sums, frames):
    """Set sums[f] to one phase of the signal in the middle of sound[first + f : first + f + TRUE_PEAK_TAPS].

    Args:
        sound: Ring of one side, doubled, so that a window is never cut.
        first: Where the first window begins.
        taps: Of this phase, TRUE_PEAK_TAPS.
        sums: Written.
        frames: Length of the slice.
    """
    for f in range(frames):
        sums[f] = numba.float32(0.0)
    for tap in range(0, TRUE_PEAK_TAPS, 4):
        at = first + tap
        convolve_four(
            sums[:frames], sound[at : at + frames], sound[at + 1 : at + 1 + frames], sound[at + 2 : at + 2 + frames],
            sound[at + 3 : at + 3 + frames], taps[tap], taps[tap + 1], taps[tap + 2], taps[tap + 3],
        )  # fmt: skip


@kernel(types.void(FLAT, FLAT, types.int64))
def raise_peaks(peaks, samples, frames):
    """Set peaks[f] to the larger of it and |samples[f]|."""
    for f in range(frames):
        peaks[f] = max(peaks[f], abs(samples[f]))


@kernel(types.void(ENGINE, types.int64))
def find_peaks(engine, frames):
    """Set `peaks_of[0]` to the largest magnitude of both sides, at and between samples.

    Entry f belongs to the sample TRUE_PEAK_TAPS / 2 before frame f.
    """
    peaks, sums = engine.peaks_of[0], engine.peaks_of[1]
    first = (engine.limiter_words[FRAME] - TRUE_PEAK_TAPS + 1) & MASK
    for f in range(frames):
        peaks[f] = numba.float32(0.0)
    for side in range(2):
        sound = engine.limiter_sound[side]
        for phase in range(PEAK_PHASES):
            interpolate(sound, first, engine.true_peak_of[phase], sums, frames)
            raise_peaks(peaks, sums, frames)
        middle = first + TRUE_PEAK_TAPS // 2 - 1
        raise_peaks(peaks, sound[middle : middle + frames], frames)


@kernel(types.void(ENGINE, types.int64))
def store_input(engine, frames):
    """Copy the master into the limiter's rings."""
    for side in range(2):
        for f in range(frames):
            at = (engine.limiter_words[FRAME] + f) & MASK
            engine.limiter_sound[side, at] = engine.mix[0, side, f]
            engine.limiter_sound[side, at + LIMITER_FRAMES] = engine.mix[0, side, f]


@kernel(types.float64(ENGINE, types.int64, types.float64, types.int64))
def lowest_recent_gain(engine, frame, gain, length):
    """Return the smallest gain of the last `length` frames: a queue of rising gains (amortised constant time).

    Args:
        engine: Engine record.
        frame: Frame that `gain` belongs to.
        gain: Gain that this frame's peak needs, linear.
        length: Frames.
    """
    words, values, frames = engine.limiter_words, engine.limiter_rings[QUEUE_VALUE], engine.limiter_rings[QUEUE_FRAME]
    first, count = words[QUEUE_FIRST], words[QUEUE_COUNT]
    while count > 0 and values[(first + count - 1) & MASK] >= gain:
        count -= 1
    values[(first + count) & MASK] = gain
    frames[(first + count) & MASK] = frame
    count += 1
    while frames[first & MASK] <= frame - length:
        first += 1
        count -= 1
    words[QUEUE_FIRST], words[QUEUE_COUNT] = first & MASK, count
    return values[first & MASK]


@kernel(types.float64(ENGINE, types.int64, types.float64, types.int64))
def average_gain(engine, frame, gain, half):
    """Return the gain averaged over `half` frames, twice.

    Args:
        engine: Engine record.
        frame: Frame that `gain` belongs to.
        gain: Linear.
        half: Half of the look-ahead in frames.
    """
    floats, first, second = engine.limiter_floats, engine.limiter_rings[BOX_1], engine.limiter_rings[BOX_2]
    floats[SUM_1] += gain - first[(frame - half) & MASK]
    first[frame & MASK] = gain
    once = floats[SUM_1] / half
    floats[SUM_2] += once - second[(frame - half) & MASK]
    second[frame & MASK] = once
    return floats[SUM_2] / half


@kernel(types.int64(ENGINE))
def delay_frames(engine):
    """Return the limiter's delay while it is on: detector and look-ahead, in frames."""
    return TRUE_PEAK_TAPS // 2 + 2 * max(1, engine.limiter_words[LENGTH] // 2) - 1


@kernel(types.int64(ENGINE))
def added_delay_frames(engine):
    """Return by how many frames the limiter delays the master: 0 while it is off."""
    if engine.bus_live[BUS_ROW.limiter_on, 0] > numba.float32(0.5):
        return delay_frames(engine)
    return 0


@kernel(types.void(ENGINE, types.int64, types.float64, types.boolean))
def process(engine, frames, step, snap):
    """Limit `mix[0]` in place, as far as the limiter is switched on.

    Args:
        engine: Engine record.
        frames: Length of the slice.
        step: Most that its amount (0 off to 1 on) moves in a sample.
        snap: True switches at once and forgets all sound.
    """
    floats, words, rate = engine.limiter_floats, engine.limiter_words, engine.rate_hz
    goal = 1.0 if engine.bus_live[BUS_ROW.limiter_on, 0] > numba.float32(0.5) else 0.0
    if snap:
        floats[AMOUNT] = goal
        clear(engine)
    if goal == 0.0 and floats[AMOUNT] == 0.0:
        rings.shared(engine).limiter_db[0] = numba.float32(0.0)
        return
    if floats[AMOUNT] == 0.0:
        clear(engine)
    half = max(1, words[LENGTH] // 2)
    delay = delay_frames(engine)
    ceiling = MARGIN * 10.0 ** (engine.bus_live[BUS_ROW.limiter_ceiling_db, 0] / 20)
    release = 1.0 - math.exp(-1000.0 / (max(1.0, engine.bus_live[BUS_ROW.limiter_release_ms, 0]) * rate))
    deepest = 1.0
    store_input(engine, frames)
    find_peaks(engine, frames)
    for f in range(frames):
        frame, peak = words[FRAME], numba.float64(engine.peaks_of[0, f])
        needed = ceiling / peak if peak > ceiling else 1.0
        lowest = lowest_recent_gain(engine, frame, needed, 2 * half)
        if lowest < floats[RELEASED]:
            floats[RELEASED] = lowest
        else:
            floats[RELEASED] += (lowest - floats[RELEASED]) * release
        gain = average_gain(engine, frame, floats[RELEASED], half)
        deepest = min(deepest, gain)
        floats[AMOUNT] += min(max(goal - floats[AMOUNT], -step), step)
        for side in range(2):
            limited = engine.limiter_sound[side, (frame - delay) & MASK] * gain
            direct = engine.mix[0, side, f]
            engine.mix[0, side, f] = numba.float32(direct + (limited - direct) * floats[AMOUNT])
        words[FRAME] = frame + 1
    rings.shared(engine).limiter_db[0] = numba.float32(20.0 * math.log10(max(deepest, 1e-6)))
