"""Reverb: stereo pre-delay, two all-pass diffusers a side, then a feedback-delay network of eight lines.

The lines mix through a Householder matrix (Jot & Chaigne, "Digital delay networks for designing artificial
reverberators", AES 1991): v = x - (2/N) sum(x). A line of length d seconds has gain 10^(-3 d / decay), so that all lose
60 dB in `decay` seconds, and a one-pole low-pass for damping.

Lives: engine, audio thread.
"""

import math

import numba
from numba import types

from audio_engine.rt import rings
from audio_engine.rt.kernel import kernel
from audio_engine.rt.layout import (
    BUS_DAMPING_HZ,
    BUS_DECAY_S,
    BUS_PRE_DELAY_FRAMES,
    ENGINE,
    FX_AGE,
    FX_DAMP_0,
    FX_TAP,
    FX_TAP_FADE,
    FX_TAP_OLD,
    FX_WRITE,
    RATE_HZ,
    REVERB_LINES,
)

TAP_FADE_FRAMES = 512  # a changed pre-delay or echo time cross-fades over this many frames
DIFFUSION = 0.62  # all-pass coefficient, 0 to 1
RETURN_GAIN = 0.5  # level of the wet signal for a send at 0 dB


@kernel(types.void(ENGINE, types.int64, types.int64, types.boolean))
def aim_tap(engine, bus, wanted, fresh):
    """Start a cross-fade to a new tap distance (frames), or take it at once when `fresh`."""
    words = engine.effect_words
    if fresh:
        words[bus, FX_TAP] = wanted
        words[bus, FX_TAP_FADE] = 0
    elif words[bus, FX_TAP_FADE] == 0 and words[bus, FX_TAP] != wanted:
        words[bus, FX_TAP_OLD] = words[bus, FX_TAP]
        words[bus, FX_TAP] = wanted
        words[bus, FX_TAP_FADE] = TAP_FADE_FRAMES


@kernel(types.float32(types.float32[:, ::1], types.int64, types.int64, types.int64, types.int64))
def past(ring, row, write, distance, age):
    """The sample written `distance` frames ago; silence from before the last reset."""
    if distance > age:
        return numba.float32(0.0)
    return ring[row, (write - distance) & (ring.shape[1] - 1)]


@kernel(types.void(ENGINE, types.int64, types.boolean))
def clear(engine, bus, effect_is_reverb):
    """Forget all sound in an effect, in constant time: what is older than its age reads as silence."""
    engine.effect_words[bus, FX_AGE] = 0
    engine.effect_words[bus, FX_WRITE] = 0
    for word in range(engine.effect_state.shape[1]):
        engine.effect_state[bus, word] = numba.float32(0.0)


@kernel(types.void(ENGINE, types.int64, types.int64, types.boolean))
def control(engine, bus, effect, fresh):
    """At a control point: gains and damping of the lines from decay (s) and damping (Hz)."""
    rate = engine.floats[RATE_HZ]
    decay = max(0.05, engine.bus_live[BUS_DECAY_S, bus])
    state = engine.effect_state
    for line in range(REVERB_LINES):
        seconds = engine.reverb_lengths[line] / rate
        state[effect, FX_DAMP_0 + 3 + line] = numba.float32(math.exp(-6.907755278982137 * seconds / decay))  # ln 1000
    corner = min(max(engine.bus_live[BUS_DAMPING_HZ, bus], 200.0), rate * 0.45)
    state[effect, FX_DAMP_0 + 2] = numba.float32(1.0 - math.exp(-2.0 * math.pi * corner / rate))
    longest = rings.reverb_pre(engine).shape[2] - 1
    wanted = min(longest, max(1, int(engine.bus_live[BUS_PRE_DELAY_FRAMES, bus])))
    aim_tap(engine, effect, wanted, fresh)


@kernel(types.void(ENGINE, types.int64, types.int64, types.int64))
def process(engine, bus, effect, frames):
    """mix[bus] becomes the wet signal of what was sent to it."""
    words, state = engine.effect_words, engine.effect_state
    lines, pre, diffusers = (
        rings.reverb_lines(engine)[effect],
        rings.reverb_pre(engine)[effect],
        rings.diffusers(engine)[effect],
    )
    low = engine.reverb_low[effect]
    line_mask, pre_mask, diffuser_mask = lines.shape[1] - 1, pre.shape[1] - 1, diffusers.shape[1] - 1
    write, age = words[effect, FX_WRITE], words[effect, FX_AGE]
    tap, tap_old, tap_fade = words[effect, FX_TAP], words[effect, FX_TAP_OLD], words[effect, FX_TAP_FADE]
    damping = state[effect, FX_DAMP_0 + 2]
    diffusion = numba.float32(DIFFUSION)
    lengths = engine.reverb_lengths
    for f in range(frames):
        total = numba.float32(0.0)
        for side in range(2):
            pre[side, write & pre_mask] = engine.mix[bus, side, f]
            x = past(pre, side, write, tap - 1, age)
            if tap_fade > 0:
                share = numba.float32(tap_fade) / numba.float32(TAP_FADE_FRAMES)
                x = x * (numba.float32(1.0) - share) + past(pre, side, write, tap_old - 1, age) * share
            for stage in range(2):
                row = side * 2 + stage
                delayed = past(diffusers, row, write, lengths[REVERB_LINES + row], age)
                fed = x - diffusion * delayed
                diffusers[row, write & diffuser_mask] = fed
                x = delayed + diffusion * fed
            engine.scratch[4, side] = x
        out_left, out_right = numba.float32(0.0), numba.float32(0.0)
        for line in range(REVERB_LINES):
            heard = past(lines, line, write, lengths[line], age)
            held = low[line] if age > 0 else numba.float32(0.0)
            held = held + (heard - held) * damping
            low[line] = held
            kept = held * state[effect, FX_DAMP_0 + 3 + line]
            engine.scratch[5, line] = kept
            total += kept
            sign = numba.float32(1.0) if (line & 2) == 0 else numba.float32(-1.0)
            if (line & 1) == 0:
                out_left += sign * held
            else:
                out_right += sign * held
        total = total * numba.float32(2.0 / REVERB_LINES)
        for line in range(REVERB_LINES):
            sign = numba.float32(1.0) if (line & 4) == 0 else numba.float32(-1.0)
            lines[line, write & line_mask] = engine.scratch[5, line] - total + sign * engine.scratch[4, line & 1]
        engine.mix[bus, 0, f] = out_left * numba.float32(RETURN_GAIN)
        engine.mix[bus, 1, f] = out_right * numba.float32(RETURN_GAIN)
        write += 1
        age += 1
        if tap_fade > 0:
            tap_fade -= 1
    words[effect, FX_WRITE] = write
    words[effect, FX_AGE] = age
    words[effect, FX_TAP_FADE] = tap_fade
