"""Delay: a stereo echo with damped feedback; its time follows the song's tempo (the plan gives frames).

Lives: engine, audio thread.
"""

import math

import numba
from numba import types

from audio_engine.rt import rings
from audio_engine.rt.kernel import kernel
from audio_engine.rt.layout import (
    BUS_DAMPING_HZ,
    BUS_DELAY_FRAMES,
    BUS_FEEDBACK,
    ENGINE,
    FX_AGE,
    FX_DAMP_0,
    FX_TAP,
    FX_TAP_FADE,
    FX_TAP_OLD,
    FX_WRITE,
    RATE_HZ,
)
from audio_engine.rt.reverb import TAP_FADE_FRAMES, aim_tap, past

MOST_FEEDBACK = 0.95


@kernel(types.void(ENGINE, types.int64, types.int64, types.boolean))
def control(engine, bus, effect, fresh):
    """At a control point: echo time, feedback and the corner of the feedback's low-pass."""
    rate = engine.floats[RATE_HZ]
    corner = min(max(engine.bus_live[BUS_DAMPING_HZ, bus], 200.0), rate * 0.45)
    engine.effect_state[effect, FX_DAMP_0 + 2] = numba.float32(1.0 - math.exp(-2.0 * math.pi * corner / rate))
    feedback = min(max(engine.bus_live[BUS_FEEDBACK, bus], 0.0), MOST_FEEDBACK)
    engine.effect_state[effect, FX_DAMP_0 + 3] = numba.float32(feedback)
    wanted = min(rings.echo(engine).shape[2] - 1, max(1, int(engine.bus_live[BUS_DELAY_FRAMES, bus])))
    aim_tap(engine, effect, wanted, fresh)


@kernel(types.void(ENGINE, types.int64, types.int64, types.int64))
def process(engine, bus, effect, frames):
    """mix[bus] becomes the echoes of what was sent to it."""
    words, state, echo = engine.effect_words, engine.effect_state, rings.echo(engine)[effect]
    mask = echo.shape[1] - 1
    write, age = words[effect, FX_WRITE], words[effect, FX_AGE]
    tap, tap_old, tap_fade = words[effect, FX_TAP], words[effect, FX_TAP_OLD], words[effect, FX_TAP_FADE]
    damping, feedback = state[effect, FX_DAMP_0 + 2], state[effect, FX_DAMP_0 + 3]
    for f in range(frames):
        share = numba.float32(tap_fade) / numba.float32(TAP_FADE_FRAMES)
        for side in range(2):
            heard = past(echo, side, write, tap, age)
            if tap_fade > 0:
                heard = heard * (numba.float32(1.0) - share) + past(echo, side, write, tap_old, age) * share
            held = state[effect, FX_DAMP_0 + side]
            held = held + (heard - held) * damping
            state[effect, FX_DAMP_0 + side] = held
            echo[side, write & mask] = engine.mix[bus, side, f] + held * feedback
            engine.mix[bus, side, f] = heard
        write += 1
        age += 1
        if tap_fade > 0:
            tap_fade -= 1
    words[effect, FX_WRITE] = write
    words[effect, FX_AGE] = age
    words[effect, FX_TAP_FADE] = tap_fade
