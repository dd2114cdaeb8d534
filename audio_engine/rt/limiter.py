"""The master's limiter: stereo, true peak, with look-ahead.

The signal is interpolated eight times (48 taps a phase, Kaiser) to find peaks between samples. The gain that each needs
is held for the look-ahead (sliding minimum), let go by the release, and averaged twice over half the look-ahead, so that
it has arrived when the peak comes out: no sample that was over the ceiling leaves above it.

Lives: engine, audio thread.
"""

import math

import numba
from numba import types

from audio_engine.rt import rings
from audio_engine.rt.kernel import kernel
from audio_engine.rt.layout import (
    CEILING_DB,
    ENGINE,
    LIMITER_FRAMES,
    LIMITER_ON,
    LIMITER_RELEASE_MS,
    PEAK_PHASES,
    RATE_HZ,
    TRUE_PEAK_TAPS,
)

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


@kernel(types.void(FLAT, types.int64, FLAT, FLAT))
def interpolate(sound, first, taps, sums):
    """sums[phase] = the signal an eighth of a frame apart, in the middle of sound[first : first + TRUE_PEAK_TAPS]."""
    for phase in range(PEAK_PHASES):
        sums[phase] = numba.float32(0.0)
    for tap in range(TRUE_PEAK_TAPS):
        x = sound[first + tap]
        for phase in range(PEAK_PHASES):
            sums[phase] += taps[PEAK_PHASES * tap + phase] * x


@kernel(types.float64(ENGINE, types.int64))
def true_peak(engine, frame):
    """The largest magnitude at and between samples around the frame TRUE_PEAK_TAPS / 2 ago, of both sides."""
    worst, sums = numba.float32(0.0), engine.peak_sums_of[0]
    first = ((frame - TRUE_PEAK_TAPS + 1) & MASK) if frame >= 0 else numba.int64(0)
    for side in range(2):
        sound = engine.limiter_sound[side]
        interpolate(sound, first, engine.true_peak_of[0], sums)
        for phase in range(PEAK_PHASES):
            worst = max(worst, abs(sums[phase]))
        worst = max(worst, abs(sound[first + TRUE_PEAK_TAPS - 1 - TRUE_PEAK_TAPS // 2]))
    return numba.float64(worst)


@kernel(types.float64(ENGINE, types.int64, types.float64, types.int64))
def lowest_of(engine, frame, wanted, length):
    """The smallest gain wanted in the last `length` frames: a queue of ever larger gains (amortised constant time)."""
    words, values, frames = engine.limiter_words, engine.limiter_rings[QUEUE_VALUE], engine.limiter_rings[QUEUE_FRAME]
    first, count = words[QUEUE_FIRST], words[QUEUE_COUNT]
    while count > 0 and values[(first + count - 1) & MASK] >= wanted:
        count -= 1
    values[(first + count) & MASK] = wanted
    frames[(first + count) & MASK] = frame
    count += 1
    while frames[first & MASK] <= frame - length:
        first += 1
        count -= 1
    words[QUEUE_FIRST], words[QUEUE_COUNT] = first & MASK, count
    return values[first & MASK]


@kernel(types.float64(ENGINE, types.int64, types.float64, types.int64))
def averaged(engine, frame, gain, half):
    """The gain averaged over `half` frames, twice."""
    floats, first, second = engine.limiter_floats, engine.limiter_rings[BOX_1], engine.limiter_rings[BOX_2]
    floats[SUM_1] += gain - first[(frame - half) & MASK]
    first[frame & MASK] = gain
    once = floats[SUM_1] / half
    floats[SUM_2] += once - second[(frame - half) & MASK]
    second[frame & MASK] = once
    return floats[SUM_2] / half


@kernel(types.int64(ENGINE))
def delay_frames(engine):
    """Detector and look-ahead."""
    return TRUE_PEAK_TAPS // 2 + 2 * max(1, engine.limiter_words[LENGTH] // 2) - 1


@kernel(types.int64(ENGINE))
def lateness(engine):
    """By how many frames the master is late: by nothing while the limiter is off."""
    if engine.bus_live[LIMITER_ON, 0] > numba.float32(0.5):
        return delay_frames(engine)
    return 0


@kernel(types.void(ENGINE, types.int64, types.float64, types.boolean))
def process(engine, frames, step, snap):
    """mix[0] through the limiter, as far as it is switched on (a fade of `step` a sample)."""
    floats, words, rate = engine.limiter_floats, engine.limiter_words, engine.floats[RATE_HZ]
    goal = 1.0 if engine.bus_live[LIMITER_ON, 0] > numba.float32(0.5) else 0.0
    if snap:
        floats[AMOUNT] = goal
        clear(engine)
    if goal == 0.0 and floats[AMOUNT] == 0.0:
        rings.shared(engine).limiter_db[0] = numba.float32(0.0)
        return
    if floats[AMOUNT] == 0.0:
        clear(engine)
    half = max(1, words[LENGTH] // 2)
    late = delay_frames(engine)
    ceiling = MARGIN * 10.0 ** (engine.bus_live[CEILING_DB, 0] / 20)
    release = 1.0 - math.exp(-1000.0 / (max(1.0, engine.bus_live[LIMITER_RELEASE_MS, 0]) * rate))
    deepest = 1.0
    for f in range(frames):
        frame = words[FRAME]
        for side in range(2):
            engine.limiter_sound[side, frame & MASK] = engine.mix[0, side, f]
            engine.limiter_sound[side, (frame & MASK) + LIMITER_FRAMES] = engine.mix[0, side, f]
        peak = true_peak(engine, frame)
        wanted = ceiling / peak if peak > ceiling else 1.0
        lowest = lowest_of(engine, frame, wanted, 2 * half)
        if lowest < floats[RELEASED]:
            floats[RELEASED] = lowest
        else:
            floats[RELEASED] += (lowest - floats[RELEASED]) * release
        gain = averaged(engine, frame, floats[RELEASED], half)
        deepest = min(deepest, gain)
        floats[AMOUNT] += min(max(goal - floats[AMOUNT], -step), step)
        for side in range(2):
            limited = engine.limiter_sound[side, (frame - late) & MASK] * gain
            direct = engine.mix[0, side, f]
            engine.mix[0, side, f] = numba.float32(direct + (limited - direct) * floats[AMOUNT])
        words[FRAME] = frame + 1
    rings.shared(engine).limiter_db[0] = numba.float32(20.0 * math.log10(max(deepest, 1e-6)))
