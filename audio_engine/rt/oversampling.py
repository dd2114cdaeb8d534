"""Four times oversampling: one linear-phase low-pass for going up and coming down, and the saturation that needs it.

Only the distortion passes the filters: y = delayed x + down(shape(up(x)) - up(x)), so a channel without drive, or with
the section switched off beside one that has it on, is the delayed input bit for bit.

Lives: engine, audio thread.
"""

import numba
from numba import types

from audio_engine.rt import dynamics
from audio_engine.rt.filters import F4_1D
from audio_engine.rt.kernel import kernel
from audio_engine.rt.layout import (
    ENGINE,
    F4_2,
    OVERSAMPLING,
    OVERSAMPLING_DELAY,
    WIDTH,
)
from audio_engine.rt.rows import (
    AMOUNT_SATURATION,
    SATURATION_CONSTANTS,
    SATURATION_NORM,
    SATURATION_SLOPE,
    SATURATION_WET,
)

HISTORY = OVERSAMPLING_DELAY + 1  # frames of history, and taps of phase 0; the other phases have one less


@kernel(types.float32(types.float32))
def soft(x):
    """Return tanh(x) by its Pade approximant x (27 + x^2) / (27 + 9 x^2), which reaches 1 at x = 3 with slope 0."""
    bound = min(max(x, numba.float32(-3.0)), numba.float32(3.0))
    square = bound * bound
    return bound * (numba.float32(27.0) + square) / (numba.float32(27.0) + numba.float32(9.0) * square)


_f4 = types.float32


@kernel(types.void(F4_1D, F4_1D, F4_1D, F4_1D, F4_1D, _f4, _f4, _f4, _f4))
def convolve_four(out, x0, x1, x2, x3, a, b, c, d):
    """Add four taps: out[n] += x0[n] a + x1[n] b + x2[n] c + x3[n] d."""
    for n in range(len(out)):
        out[n] += (x0[n] * a + x1[n] * b) + (x2[n] * c + x3[n] * d)


@kernel(types.void(F4_1D, F4_1D, types.int64, F4_1D, types.int64, types.int64))
def convolve(out, samples, newest, taps, first, count):
    """Add a filter's output: out[n] += sum over t of taps[first + 4 t] * samples[newest + n - 16 t], four taps at a time.

    Frames are 16 apart, so this is one flat loop over frames and lanes.

    Args:
        out: [16 * frame + lane], changed in place.
        samples: [16 * frame + lane], with enough frames before `newest`.
        newest: Index of the sample that the first tap meets.
        taps: Of the filter at four times the rate.
        first: First tap, which is the phase.
        count: Number of taps of this phase.
    """
    zero = numba.float32(0.0)
    for t in range(0, count, 4):
        at = newest - WIDTH * t
        a, b = taps[first + 4 * t], taps[first + 4 * t + 4] if t + 1 < count else zero
        c, d = taps[first + 4 * t + 8] if t + 2 < count else zero, taps[first + 4 * t + 12] if t + 3 < count else zero
        # beyond the last tap: weight 0 on any sample that exists
        one, two = at - WIDTH if t + 1 < count else at, at - 2 * WIDTH if t + 2 < count else at
        three = at - 3 * WIDTH if t + 3 < count else at
        convolve_four(
            out, samples[at : at + len(out)], samples[one : one + len(out)], samples[two : two + len(out)],
            samples[three : three + len(out)], a, b, c, d,
        )  # fmt: skip


@kernel(types.void(F4_1D, F4_1D, types.int64))
def shape(up, p, frames):
    """Replace an oversampled signal by the distortion that the drive adds to it.

    Args:
        up: [16 * frame + lane], changed in place.
        p: Constants [16 * row + lane].
        frames: Length of the slice.
    """
    for f in range(frames):
        for k in range(WIDTH):
            slope, norm, wet = (
                p[WIDTH * SATURATION_SLOPE + k],
                p[WIDTH * SATURATION_NORM + k],
                p[WIDTH * SATURATION_WET + k],
            )
            u = up[WIDTH * f + k]
            up[WIDTH * f + k] = (soft(u * slope) * norm - u) * wet


@kernel(types.void(ENGINE, types.int64, types.int64, types.float32, types.float32, types.float32))
def saturate(engine, block, frames, step, late, late_step):
    """Run the saturation of a block of the bank, in place.

    All lanes are delayed by 24 frames, as far as `late` says, so that the whole stage stays in step.

    Args:
        engine: Engine record.
        block: Block of lanes.
        frames: Length of the slice.
        step: Most that an amount moves in a sample.
        late: Share of the delayed signal, 0 to 1.
        late_step: By which `late` moves in a sample.
    """
    bank, p = engine.bank[block], engine.dynamics_of[0]
    part = dynamics.constant_frames(engine, block, SATURATION_CONSTANTS, frames)
    long_in = engine.long_in_of[0]
    history_in, history_out = engine.saturation_in[block], engine.saturation_out[block]
    amount, goal = engine.amounts[block, AMOUNT_SATURATION], engine.amount_goals[block, AMOUNT_SATURATION]
    taps, wet = engine.taps_of[0], engine.key_of[0][: WIDTH * frames]
    one = numba.float32(1.0)
    old, count = WIDTH * HISTORY, WIDTH * frames
    for n in range(old):
        long_in[n] = history_in[n]
    for n in range(count):
        long_in[old + n] = bank[n]
        wet[n] = numba.float32(0.0)
    for phase in range(OVERSAMPLING):
        distortion = engine.long_out_of[phase]
        up = distortion[old : old + count]
        for n in range(old):
            distortion[n] = history_out[old * phase + n]
        for n in range(count):
            up[n] = numba.float32(0.0)
        convolve(up, long_in, old, engine.up_taps_of[0], phase, HISTORY if phase == 0 else HISTORY - 1)
        for f in range(0, frames, part):
            dynamics.read_constants(engine, block, SATURATION_CONSTANTS, f)
            shape(up[WIDTH * f : WIDTH * (f + part)], p, part)
        # the filter's tap j meets the distortion j quarters of a frame ago: j = 4 t - phase
        if phase == 0:
            convolve(wet, distortion, old, taps, 0, HISTORY)
        else:
            convolve(wet, distortion, old - WIDTH, taps, OVERSAMPLING - phase, HISTORY - 1)
        for n in range(old):
            history_out[old * phase + n] = distortion[count + n]
    for f in range(frames):
        for k in range(WIDTH):
            amount[k] += min(max(goal[k] - amount[k], -step), step)
            now = bank[WIDTH * f + k]
            delayed = long_in[old + WIDTH * (f - OVERSAMPLING_DELAY) + k]
            bank[WIDTH * f + k] = now * (one - late) + (delayed + wet[WIDTH * f + k] * amount[k]) * late
        late = min(one, max(numba.float32(0.0), late + late_step))
    for n in range(old):
        history_in[n] = long_in[count + n]


@kernel(types.void(ENGINE, F4_1D, F4_1D, types.int64, types.float32, types.float32))
def delay_lanes(engine, samples, history, frames, late, late_step):
    """Delay a block by 24 frames as far as `late` says: what later stages detect of this one stays in step.

    Args:
        engine: Engine record.
        samples: [16 * frame + lane], changed in place.
        history: Its last 24 frames.
        frames: Length of the slice.
        late: Share of the delayed signal, 0 to 1.
        late_step: By which `late` moves in a sample.
    """
    one, long = numba.float32(1.0), engine.long_in_of[0]
    old, count = WIDTH * OVERSAMPLING_DELAY, WIDTH * frames
    for n in range(old):
        long[n] = history[n]
    for n in range(count):
        long[old + n] = samples[n]
    for f in range(frames):
        for k in range(WIDTH):
            samples[WIDTH * f + k] = long[old + WIDTH * f + k] * (one - late) + long[WIDTH * f + k] * late
        late = min(one, max(numba.float32(0.0), late + late_step))
    for n in range(old):
        history[n] = long[count + n]


@kernel(types.void(F4_2, types.int64, types.int64))
def rotate(history, side, shift):
    """Rotate history[side] to the left by `shift`, with three reversals."""
    for part in range(3):
        low = 0 if part != 1 else shift
        high = shift - 1 if part == 0 else OVERSAMPLING_DELAY - 1
        while low < high:
            history[side, low], history[side, high] = history[side, high], history[side, low]
            low += 1
            high -= 1


@kernel(types.void(F4_2, F4_2, types.int64, types.float32, types.float32))
def delay_pair(pair, history, frames, late, late_step):
    """Delay pair[side, frame] by 24 frames as far as `late` says: what bypasses a stage stays in step with it."""
    one = numba.float32(1.0)
    for side in range(2):
        share = late
        for f in range(frames):
            now = pair[side, f]
            at = f % OVERSAMPLING_DELAY
            pair[side, f] = now * (one - share) + history[side, at] * share
            history[side, at] = now
            share = min(one, max(numba.float32(0.0), share + late_step))
        shift = frames % OVERSAMPLING_DELAY
        if shift != 0:  # keep the oldest first
            rotate(history, side, shift)
