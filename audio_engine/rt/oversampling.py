"""Four times oversampling: one linear-phase low-pass for going up and coming down, and the saturation that needs it.

Only the distortion passes the filters: y = delayed x + down(shape(up(x)) - up(x)), so a channel without drive, or with
the section switched off beside one that has it on, is the delayed input bit for bit.

Lives: engine, audio thread.
"""

import numba
from numba import types

from audio_engine.rt.filters import F4_1D
from audio_engine.rt.kernel import kernel
from audio_engine.rt.layout import (
    AMOUNT_SATURATION,
    ENGINE,
    F4_2,
    OVERSAMPLING,
    OVERSAMPLING_DELAY,
    OVERSAMPLING_TAPS,
    SATURATION_NORM,
    SATURATION_SLOPE,
    SATURATION_WET,
    WIDTH,
)

FIRST_TAPS = OVERSAMPLING_TAPS // OVERSAMPLING + 1  # of phase 0; the other phases have one less


@kernel(types.float32(types.float32))
def soft(x):
    """tanh by its Pade approximant x (27 + x^2) / (27 + 9 x^2), which reaches 1 at x = 3 with slope 0."""
    bound = min(max(x, numba.float32(-3.0)), numba.float32(3.0))
    square = bound * bound
    return bound * (numba.float32(27.0) + square) / (numba.float32(27.0) + numba.float32(9.0) * square)


@kernel(types.void(F4_1D, types.int64, F4_1D, types.int64, F4_1D))
def up_sample(long_in, newest, taps, phase, out):
    """out[lane] = the signal `phase` quarters of a frame after frame `newest` - 16 + 8 of long_in."""
    gain = numba.float32(OVERSAMPLING)
    for k in range(WIDTH):
        out[k] = numba.float32(0.0)
    count = FIRST_TAPS if phase == 0 else FIRST_TAPS - 1
    for tap in range(count):
        weight = taps[phase + OVERSAMPLING * tap] * gain
        for k in range(WIDTH):
            out[k] += long_in[WIDTH * (newest - tap) + k] * weight


@kernel(types.void(F4_1D, types.int64, F4_1D, F4_1D))
def down_sample(long_out, newest, taps, out):
    """out[lane] = the low-passed distortion at position `newest`."""
    for k in range(WIDTH):
        out[k] = numba.float32(0.0)
    for tap in range(OVERSAMPLING_TAPS):
        weight = taps[tap]
        for k in range(WIDTH):
            out[k] += long_out[WIDTH * (newest - tap) + k] * weight


@kernel(types.void(ENGINE, types.int64, types.int64, types.float32, types.float32, types.float32))
def saturate(engine, block, frames, step, late, late_step):
    """The bank's block through its saturation. All lanes are delayed by 16 frames, as far as `late` (0 to 1, moving by
    `late_step` a sample): the whole stage stays in step."""
    bank, p = engine.bank[block], engine.dynamics[block]
    long_in, long_out = engine.long_in_of[0], engine.long_out_of[0]
    kept_in, kept_out = engine.saturation_in[block], engine.saturation_out[block]
    amount, goal = engine.amounts[block, AMOUNT_SATURATION], engine.amount_goals[block, AMOUNT_SATURATION]
    taps, quarter, wet = engine.taps_of[0], engine.row[0], engine.row[1]
    one = numba.float32(1.0)
    old_in, old_out = OVERSAMPLING_DELAY + 1, OVERSAMPLING_TAPS
    for n in range(old_in):
        for k in range(WIDTH):
            long_in[WIDTH * n + k] = kept_in[WIDTH * n + k]
    for n in range(old_out):
        for k in range(WIDTH):
            long_out[WIDTH * n + k] = kept_out[WIDTH * n + k]
    for f in range(frames):
        for k in range(WIDTH):
            long_in[WIDTH * (old_in + f) + k] = bank[WIDTH * f + k]
    for f in range(frames):
        for phase in range(OVERSAMPLING):
            up_sample(long_in, old_in + f, taps, phase, quarter)
            at = old_out + OVERSAMPLING * f + phase
            for k in range(WIDTH):
                u = quarter[k]
                long_out[WIDTH * at + k] = (soft(u * p[WIDTH * SATURATION_SLOPE + k]) * p[WIDTH * SATURATION_NORM + k] - u) * p[WIDTH * SATURATION_WET + k]
        down_sample(long_out, old_out + OVERSAMPLING * f, taps, wet)
        for k in range(WIDTH):
            amount[k] += min(max(goal[k] - amount[k], -step), step)
            now = bank[WIDTH * f + k]
            delayed = long_in[WIDTH * (old_in + f - OVERSAMPLING_DELAY) + k]
            bank[WIDTH * f + k] = now * (one - late) + (delayed + wet[k] * amount[k]) * late
        late = min(one, max(numba.float32(0.0), late + late_step))
    for n in range(old_in):
        for k in range(WIDTH):
            kept_in[WIDTH * n + k] = long_in[WIDTH * (frames + n) + k]
    for n in range(old_out):
        for k in range(WIDTH):
            kept_out[WIDTH * n + k] = long_out[WIDTH * (OVERSAMPLING * frames + n) + k]


@kernel(types.void(F4_2, types.int64, types.int64))
def rotate(kept, side, turn):
    """kept[side] moves left by `turn`, by three reversals."""
    for part in range(3):
        low = 0 if part != 1 else turn
        high = turn - 1 if part == 0 else OVERSAMPLING_DELAY - 1
        while low < high:
            kept[side, low], kept[side, high] = kept[side, high], kept[side, low]
            low += 1
            high -= 1


@kernel(types.void(F4_2, F4_2, types.int64, types.float32, types.float32))
def delay_pair(pair, kept, frames, late, late_step):
    """pair[side, frame] is delayed by 16 frames as far as `late`: what passes a stage by stays in step with it."""
    one = numba.float32(1.0)
    for side in range(2):
        share = late
        for f in range(frames):
            now = pair[side, f]
            at = f % OVERSAMPLING_DELAY
            pair[side, f] = now * (one - share) + kept[side, at] * share
            kept[side, at] = now
            share = min(one, max(numba.float32(0.0), share + late_step))
        turn = frames % OVERSAMPLING_DELAY
        if turn != 0:  # keep the oldest first
            rotate(kept, side, turn)
