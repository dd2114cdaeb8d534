"""Reverb: stereo pre-delay, four all-pass diffusers a side, then a feedback-delay network of sixteen lines.

The lines mix through a Hadamard matrix (Jot & Chaigne, "Digital delay networks for designing artificial reverberators",
AES 1991). A line of d seconds has gain 10^(-3 d / decay), so that all lose 60 dB in `decay` seconds, and a second-order
low-pass that takes as much again at the damping frequency: there the tail lasts half as long. Room, plate and hall are the
same network with shorter or longer lines and less or more diffusion.

Lives: engine, audio thread.
"""

import math

import numba
from numba import types

from audio_engine.rt import rings
from audio_engine.rt.kernel import kernel
from audio_engine.rt.layout import (
    DAMPING_HZ,
    DECAY_S,
    DIFFUSERS,
    ENGINE,
    FX_AGE,
    FX_KIND,
    FX_TAP,
    FX_TAP_FADE,
    FX_TAP_OLD,
    FX_WRITE,
    PRE_DELAY_MS,
    RATE_HZ,
    REVERB_LINES,
)

TAP_FADE_FRAMES = 512  # a changed pre-delay or echo time cross-fades over this many frames
DIFFUSION = (0.55, 0.72, 0.65)  # all-pass coefficient of room, plate and hall
RETURN_GAIN = 0.25  # level of the wet signal for a send at 0 dB
# rows of reverb_state[effect]
LINE_GAIN, LOW_1, LOW_2, LOW_3, MEMORY_1, MEMORY_2, HEARD, FED = range(8)
LN_1000 = 6.907755278982137


@kernel(types.void(ENGINE, types.int64, types.int64, types.boolean))
def aim_tap(engine, effect, wanted, fresh):
    """Start a cross-fade to a new tap distance (frames), or take it at once when `fresh`."""
    words = engine.effect_words
    if fresh:
        words[effect, FX_TAP] = wanted
        words[effect, FX_TAP_FADE] = 0
    elif words[effect, FX_TAP_FADE] == 0 and words[effect, FX_TAP] != wanted:
        words[effect, FX_TAP_OLD] = words[effect, FX_TAP]
        words[effect, FX_TAP] = wanted
        words[effect, FX_TAP_FADE] = TAP_FADE_FRAMES


@kernel(types.float32(types.float32[:, ::1], types.int64, types.int64, types.int64, types.int64))
def past(ring, row, write, distance, age):
    """The sample written `distance` frames ago; silence from before the last reset."""
    if distance > age:
        return numba.float32(0.0)
    return ring[row, (write - distance) & (ring.shape[1] - 1)]


@kernel(types.void(ENGINE, types.int64))
def clear(engine, effect):
    """Forget all sound in an effect, in constant time: what is older than its age reads as silence."""
    engine.effect_words[effect, FX_AGE] = 0
    engine.effect_words[effect, FX_WRITE] = 0
    for word in range(engine.effect_state.shape[1]):
        engine.effect_state[effect, word] = numba.float32(0.0)
    for line in range(REVERB_LINES):
        engine.reverb_state[effect, MEMORY_1, line] = numba.float32(0.0)
        engine.reverb_state[effect, MEMORY_2, line] = numba.float32(0.0)


@kernel(types.void(ENGINE, types.int64, types.int64, types.int64, types.boolean))
def control(engine, bus, effect, kind, fresh):
    """At a control point: gains and damping of the lines from decay (s) and damping (Hz)."""
    rate, state = engine.floats[RATE_HZ], engine.reverb_state[effect]
    if engine.effect_words[effect, FX_KIND] != kind:
        clear(engine, effect)
        engine.effect_words[effect, FX_KIND] = kind
    decay = max(0.05, engine.bus_live[DECAY_S, bus])
    damping = min(max(engine.bus_live[DAMPING_HZ, bus], 200.0), rate * 0.49)
    for line in range(REVERB_LINES):
        seconds = engine.reverb_lengths[kind, line] / rate
        state[LINE_GAIN, line] = numba.float32(math.exp(-LN_1000 * seconds / decay))
        corner = damping / math.sqrt(math.sqrt(math.exp(2 * LN_1000 * seconds / decay) - 1.0))
        g = math.tan(math.pi * min(corner, rate * 0.49) / rate)
        a1 = 1.0 / (1.0 + g * (g + math.sqrt(2.0)))
        state[LOW_1, line] = numba.float32(a1)
        state[LOW_2, line] = numba.float32(g * a1)
        state[LOW_3, line] = numba.float32(g * g * a1)
    longest = rings.reverb_pre(engine).shape[2] - 1
    wanted = min(longest, max(1, int(engine.bus_live[PRE_DELAY_MS, bus] * rate / 1000)))
    aim_tap(engine, effect, wanted, fresh)


@kernel(types.void(types.float32[::1], types.float32[::1]))
def hadamard(x, y):
    """x becomes its Hadamard transform over 16, scaled to keep energy; y is working space. Every stage is the same
    (sums of neighbours first, then differences), which reorders rows and nothing else."""
    for _ in range(2):
        for k in range(REVERB_LINES // 2):
            a, b = x[2 * k], x[2 * k + 1]
            y[k], y[k + 8] = a + b, a - b
        for k in range(REVERB_LINES // 2):
            a, b = y[2 * k], y[2 * k + 1]
            x[k], x[k + 8] = (a + b) * numba.float32(0.5), (a - b) * numba.float32(0.5)


@kernel(types.void(ENGINE, types.int64, types.int64, types.int64, types.float32[::1]))
def diffuse(engine, bus, effect, f, out):
    """out[side] = the input of frame f after pre-delay and all-passes."""
    words = engine.effect_words
    pre, diffusers = rings.reverb_pre(engine)[effect], rings.diffusers(engine)[effect]
    write, age, kind = words[effect, FX_WRITE], words[effect, FX_AGE], words[effect, FX_KIND]
    fade, coefficient = words[effect, FX_TAP_FADE], numba.float32(DIFFUSION[kind])
    for side in range(2):
        pre[side, write & (pre.shape[1] - 1)] = engine.mix[bus, side, f]
        x = past(pre, side, write, words[effect, FX_TAP] - 1, age)
        if fade > 0:
            share = numba.float32(fade) / numba.float32(TAP_FADE_FRAMES)
            x = x * (numba.float32(1.0) - share) + past(pre, side, write, words[effect, FX_TAP_OLD] - 1, age) * share
        for stage in range(DIFFUSERS // 2):
            row = side * (DIFFUSERS // 2) + stage
            delayed = past(diffusers, row, write, engine.reverb_lengths[kind, REVERB_LINES + row], age)
            fed = x - coefficient * delayed
            diffusers[row, write & (diffusers.shape[1] - 1)] = fed
            x = delayed + coefficient * fed
        out[side] = x


@kernel(types.void(ENGINE, types.int64, types.int64, types.int64))
def process(engine, bus, effect, frames):
    """mix[bus] becomes the wet signal of what was sent to it."""
    words, state = engine.effect_words, engine.reverb_state[effect]
    lines, lengths = rings.reverb_lines(engine)[effect], engine.reverb_lengths[words[effect, FX_KIND]]
    mask, heard, entering = lines.shape[0] - 1, state[HEARD], engine.row[3]
    two = numba.float32(2.0)
    for f in range(frames):
        write, age = words[effect, FX_WRITE], words[effect, FX_AGE]
        diffuse(engine, bus, effect, f, entering)
        for line in range(REVERB_LINES):
            distance = lengths[line]
            heard[line] = lines[(write - distance) & mask, line] if distance <= age else numba.float32(0.0)
        out_left, out_right = numba.float32(0.0), numba.float32(0.0)
        for line in range(REVERB_LINES):
            ic1, ic2 = state[MEMORY_1, line], state[MEMORY_2, line]
            v3 = heard[line] - ic2
            v1 = state[LOW_1, line] * ic1 + state[LOW_2, line] * v3
            v2 = ic2 + state[LOW_2, line] * ic1 + state[LOW_3, line] * v3
            state[MEMORY_1, line] = two * v1 - ic1
            state[MEMORY_2, line] = two * v2 - ic2
            heard[line] = v2 * state[LINE_GAIN, line]
        for pair in range(REVERB_LINES // 2):
            sign = numba.float32(1.0) if (pair & 1) == 0 else numba.float32(-1.0)
            out_left += sign * heard[2 * pair]
            out_right += sign * heard[2 * pair + 1]
        hadamard(heard, engine.row[6])
        row = write & mask
        for line in range(REVERB_LINES):
            sign = numba.float32(1.0) if (line & 2) == 0 else numba.float32(-1.0)
            lines[row, line] = heard[line] + sign * entering[line & 1]
        engine.mix[bus, 0, f] = out_left * numba.float32(RETURN_GAIN)
        engine.mix[bus, 1, f] = out_right * numba.float32(RETURN_GAIN)
        words[effect, FX_WRITE] = write + 1
        words[effect, FX_AGE] = age + 1
        words[effect, FX_TAP_FADE] = max(0, words[effect, FX_TAP_FADE] - 1)
