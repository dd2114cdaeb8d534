"""Reverb: stereo pre-delay, four all-pass diffusers a side, then a feedback-delay network of sixteen lines.

The lines mix through a Hadamard matrix (Jot & Chaigne, "Digital delay networks for designing artificial reverberators",
AES 1991). A line of d seconds has gain 10^(-3 d / decay), so that all lose 60 dB in `decay` seconds, and a second-order
low-pass that takes as much again at the damping frequency: there the tail lasts half as long. Room, plate and hall are the
same network with shorter or longer lines and less or more diffusion.

Lives: engine, audio thread.
"""

import math
from typing import NamedTuple

import numba
from numba import types

from audio_engine.rt import rings
from audio_engine.rt.effects.effect import TAP_FADE_FRAMES, Effect, clear, read_delayed, set_tap
from audio_engine.rt.filters import run_one
from audio_engine.rt.kernel import kernel
from audio_engine.rt.layout import (
    DIFFUSERS,
    ENGINE,
    FX_AGE,
    FX_KIND,
    FX_TAP,
    FX_TAP_FADE,
    FX_TAP_OLD,
    FX_WRITE,
    REVERB_LINES,
)
from audio_engine.rt.rows import EFFECT_ROW_0, numbered

DIFFUSION = (0.55, 0.72, 0.65)  # all-pass coefficient of room, plate and hall
RETURN_GAIN = 0.25  # level of the wet signal for a send at 0 dB
LN_1000 = 6.907755278982137
FLAT = types.Array(types.float32, 1, "C")


class ReverbValues(NamedTuple):
    """Values of a reverb: its rows of `bus_live`."""

    kind: float  # 0 room, 1 plate, 2 hall
    decay_s: float
    pre_delay_ms: float
    damping_hz: float


ROW = numbered(ReverbValues, EFFECT_ROW_0)
EFFECT = Effect("reverb", ReverbValues._fields, rings=("reverb_lines", "reverb_pre", "diffusers"))


@kernel(types.void(ENGINE, types.int64, types.int64, types.boolean))
def control(engine, bus, effect, fresh):
    """Set gains and damping of the lines from decay (s) and damping (Hz). At a control point, if any effect's value changed.

    A line of d seconds has gain 10^(-3 d / decay); its low-pass takes 60 dB more per decay at the damping frequency.
    """
    if engine.effects_dirty[0] == 0:
        return
    kind = int(engine.bus_live[ROW.kind, bus])
    rate, at = engine.rate_hz, engine.reverb_filters[effect]
    if engine.effect_words[effect, FX_KIND] != kind:
        clear(engine, effect)
        engine.effect_words[effect, FX_KIND] = kind
    decay = max(0.05, engine.bus_live[ROW.decay_s, bus])
    damping = min(max(engine.bus_live[ROW.damping_hz, bus], 200.0), rate * 0.49)
    for line in range(REVERB_LINES):
        seconds = engine.reverb_lengths[kind, line] / rate
        corner = damping / math.sqrt(math.sqrt(math.exp(2 * LN_1000 * seconds / decay) - 1.0))
        g = math.tan(math.pi * min(corner, rate * 0.49) / rate)
        a1 = 1.0 / (1.0 + g * (g + math.sqrt(2.0)))
        at[line] = a1
        at[16 + line] = g * a1
        at[32 + line] = g * g * a1
        at[48 + line], at[64 + line] = numba.float32(0.0), numba.float32(0.0)
        at[80 + line] = math.exp(-LN_1000 * seconds / decay)  # the low-pass output times the line's gain
    longest = rings.reverb_pre(engine).shape[2] - 1
    distance = min(longest, max(1, int(engine.bus_live[ROW.pre_delay_ms, bus] * rate / 1000)))
    set_tap(engine, effect, distance, fresh)


@kernel(types.void(FLAT, types.int64))
def hadamard(x, frames):
    """Transform each row of 16 by a Hadamard matrix, scaled by 1/4 to keep energy; in place.

    Written out, so that everything stays in registers.
    """
    quarter = numba.float32(0.25)
    for n in range(0, REVERB_LINES * frames, REVERB_LINES):
        a0, a1, a2, a3, a4, a5, a6, a7 = x[n], x[n + 1], x[n + 2], x[n + 3], x[n + 4], x[n + 5], x[n + 6], x[n + 7]
        a8, a9, a10, a11 = x[n + 8], x[n + 9], x[n + 10], x[n + 11]
        a12, a13, a14, a15 = x[n + 12], x[n + 13], x[n + 14], x[n + 15]
        a0, a8 = a0 + a8, a0 - a8
        a1, a9 = a1 + a9, a1 - a9
        a2, a10 = a2 + a10, a2 - a10
        a3, a11 = a3 + a11, a3 - a11
        a4, a12 = a4 + a12, a4 - a12
        a5, a13 = a5 + a13, a5 - a13
        a6, a14 = a6 + a14, a6 - a14
        a7, a15 = a7 + a15, a7 - a15
        a0, a4 = a0 + a4, a0 - a4
        a1, a5 = a1 + a5, a1 - a5
        a2, a6 = a2 + a6, a2 - a6
        a3, a7 = a3 + a7, a3 - a7
        a8, a12 = a8 + a12, a8 - a12
        a9, a13 = a9 + a13, a9 - a13
        a10, a14 = a10 + a14, a10 - a14
        a11, a15 = a11 + a15, a11 - a15
        a0, a2 = a0 + a2, a0 - a2
        a1, a3 = a1 + a3, a1 - a3
        a4, a6 = a4 + a6, a4 - a6
        a5, a7 = a5 + a7, a5 - a7
        a8, a10 = a8 + a10, a8 - a10
        a9, a11 = a9 + a11, a9 - a11
        a12, a14 = a12 + a14, a12 - a14
        a13, a15 = a13 + a15, a13 - a15
        a0, a1 = a0 + a1, a0 - a1
        a2, a3 = a2 + a3, a2 - a3
        a4, a5 = a4 + a5, a4 - a5
        a6, a7 = a6 + a7, a6 - a7
        a8, a9 = a8 + a9, a8 - a9
        a10, a11 = a10 + a11, a10 - a11
        a12, a13 = a12 + a13, a12 - a13
        a14, a15 = a14 + a15, a14 - a15
        x[n] = a0 * quarter
        x[n + 1] = a1 * quarter
        x[n + 2] = a2 * quarter
        x[n + 3] = a3 * quarter
        x[n + 4] = a4 * quarter
        x[n + 5] = a5 * quarter
        x[n + 6] = a6 * quarter
        x[n + 7] = a7 * quarter
        x[n + 8] = a8 * quarter
        x[n + 9] = a9 * quarter
        x[n + 10] = a10 * quarter
        x[n + 11] = a11 * quarter
        x[n + 12] = a12 * quarter
        x[n + 13] = a13 * quarter
        x[n + 14] = a14 * quarter
        x[n + 15] = a15 * quarter


@kernel(types.void(FLAT, FLAT, FLAT, types.float32, types.int64))
def all_pass_run(x, past_ring, ring, coefficient, frames):
    """Run an all-pass where neither end of its ring wraps: one SIMD loop.

    Args:
        x: Signal [frame], changed in place.
        past_ring: What is read, `frames` long.
        ring: What is written, `frames` long; does not overlap with it.
        coefficient: Of the all-pass.
        frames: Length of the slice.
    """
    for f in range(frames):
        fed = x[f] - coefficient * past_ring[f]
        x[f] = past_ring[f] + coefficient * fed
        ring[f] = fed


@kernel(types.void(FLAT, types.uint64, types.uint64, FLAT, types.uint64))
def read_line(lines, first, line, line_outputs, frames):
    """Copy one delay line, from frame `first` on, into its lane of `line_outputs`.

    All numbers are unsigned: a signed index would be checked for being negative at every sample.
    """
    sixteen = numba.uint64(REVERB_LINES)
    for f in range(frames):
        line_outputs[sixteen * f + line] = lines[sixteen * (first + f) + line]


@kernel(types.void(FLAT, FLAT, types.int64, types.int64, types.int64, types.int64, types.float32, types.int64))
def all_pass(x, ring, write, length, age, mask, coefficient, frames):
    """Run a signal through an all-pass of `length` frames, in place.

    Args:
        x: Signal [frame].
        ring: Its memory; its length is mask + 1, a power of two.
        write: Frame of the ring that is written first.
        length: Delay in frames, at least a slice, so that nothing that is read was written in this slice.
        age: Frames since the last reset.
        mask: Length of the ring less 1.
        coefficient: Of the all-pass, -1 to 1.
        frames: Length of the slice.
    """
    read, put = (write - length) & mask, write & mask
    if length <= age and read + frames <= mask + 1 and put + frames <= mask + 1:
        all_pass_run(x, ring[read : read + frames], ring[put : put + frames], coefficient, frames)
        return
    for f in range(frames):
        delayed = ring[(write + f - length) & mask] if length <= age + f else numba.float32(0.0)
        fed = x[f] - coefficient * delayed
        ring[(write + f) & mask] = fed
        x[f] = delayed + coefficient * fed


@kernel(types.void(ENGINE, types.int64, types.int64, types.int64))
def diffuse_input(engine, bus, effect, frames):
    """Set `entering[side]` to what was sent to the reverb, after pre-delay and diffusers."""
    words = engine.effect_words
    pre, diffusers = rings.reverb_pre(engine)[effect], rings.diffusers(engine)[effect]
    write, age, kind = words[effect, FX_WRITE], words[effect, FX_AGE], words[effect, FX_KIND]
    fade = words[effect, FX_TAP_FADE]
    for side in range(2):
        out = engine.entering[side]
        for f in range(frames):
            pre[side, (write + f) & (pre.shape[1] - 1)] = engine.mix[bus, side, f]
            x = read_delayed(pre, side, write + f, words[effect, FX_TAP] - 1, age + f)
            if fade > f:
                share = numba.float32(fade - f) / numba.float32(TAP_FADE_FRAMES)
                old = read_delayed(pre, side, write + f, words[effect, FX_TAP_OLD] - 1, age + f)
                x = x * (numba.float32(1.0) - share) + old * share
            out[f] = x
        for stage in range(DIFFUSERS // 2):
            row = side * (DIFFUSERS // 2) + stage
            length = engine.reverb_lengths[kind, REVERB_LINES + row]
            mask = diffusers.shape[1] - 1
            all_pass(out, diffusers[row], write, length, age, mask, numba.float32(DIFFUSION[kind]), frames)


@kernel(types.void(ENGINE, types.int64, types.int64, types.int64))
def process(engine, bus, effect, frames):
    """Replace `mix[bus]` by the reverb of what was sent to it. Lines are longer than a slice, so each step is one loop."""
    words, line_outputs = engine.effect_words, engine.dry_of[0]
    lines, lengths = rings.reverb_lines(engine)[effect], engine.reverb_lengths[words[effect, FX_KIND]]
    write, age, mask = words[effect, FX_WRITE], words[effect, FX_AGE], lines.shape[0] - 1
    flat = lines.reshape(lines.size)
    diffuse_input(engine, bus, effect, frames)
    for line in range(REVERB_LINES):
        distance = lengths[line]
        first = (write - distance) & mask
        if distance <= age and first + frames <= mask + 1:
            read_line(flat, first, line, line_outputs, frames)
            continue
        for f in range(frames):
            written = distance <= age + f
            line_outputs[16 * f + line] = lines[(write + f - distance) & mask, line] if written else numba.float32(0.0)
    run_one(line_outputs, engine.reverb_filters[effect], engine.effect_state[effect], frames)
    gain = numba.float32(RETURN_GAIN)
    for f in range(frames):
        n = 16 * f
        engine.mix[bus, 0, f] = gain * (
            ((line_outputs[n] - line_outputs[n + 2]) + (line_outputs[n + 4] - line_outputs[n + 6]))
            + ((line_outputs[n + 8] - line_outputs[n + 10]) + (line_outputs[n + 12] - line_outputs[n + 14]))
        )
        engine.mix[bus, 1, f] = gain * (
            ((line_outputs[n + 1] - line_outputs[n + 3]) + (line_outputs[n + 5] - line_outputs[n + 7]))
            + ((line_outputs[n + 9] - line_outputs[n + 11]) + (line_outputs[n + 13] - line_outputs[n + 15]))
        )
    hadamard(line_outputs, frames)
    for f in range(frames):
        left, right, row = engine.entering[0, f], engine.entering[1, f], lines[(write + f) & mask]
        for four in range(0, REVERB_LINES, 4):
            n = 16 * f + four
            row[four], row[four + 1] = line_outputs[n] + left, line_outputs[n + 1] + right
            row[four + 2], row[four + 3] = line_outputs[n + 2] - left, line_outputs[n + 3] - right
    words[effect, FX_WRITE] = write + frames
    words[effect, FX_AGE] = age + frames
    words[effect, FX_TAP_FADE] = max(0, words[effect, FX_TAP_FADE] - frames)
