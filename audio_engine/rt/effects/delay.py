"""Delay: a stereo or ping-pong echo with filtered feedback; its time follows the song's tempo (the plan gives frames).

Lives: engine, audio thread.
"""

import math
from typing import NamedTuple

import numba
from numba import types

from audio_engine.rt import rings
from audio_engine.rt.effects.effect import TAP_FADE_FRAMES, Effect, read_delayed, set_tap
from audio_engine.rt.kernel import kernel
from audio_engine.rt.layout import (
    ENGINE,
    FX_AGE,
    FX_TAP,
    FX_TAP_FADE,
    FX_TAP_OLD,
    FX_WRITE,
)
from audio_engine.rt.rows import EFFECT_ROW_0, numbered

MOST_FEEDBACK = 0.95


class DelayValues(NamedTuple):
    """Values of a delay: its rows of `bus_live`."""

    time_frames: float
    feedback: float
    damping_hz: float
    low_cut_hz: float
    ping_pong: float


ROW = numbered(DelayValues, EFFECT_ROW_0)
EFFECT = Effect("delay", DelayValues._fields, rings=("echo",))
# words of effect_state
DARK_LEFT, THIN_LEFT, DAMPING, LOW_CUT, FED_BACK = 0, 2, 4, 5, 6  # each side has one of the first two


@kernel(types.void(ENGINE, types.int64, types.int64, types.boolean))
def control(engine, bus, effect, fresh):
    """Set echo time, feedback and the corners of the feedback's filters. At a control point, if any effect's value changed."""
    if engine.effects_dirty[0] == 0:
        return
    rate, state = engine.rate_hz, engine.effect_state[effect]
    corner = min(max(engine.bus_live[ROW.damping_hz, bus], 200.0), rate * 0.45)
    state[DAMPING] = numba.float32(1.0 - math.exp(-2.0 * math.pi * corner / rate))
    corner = min(max(engine.bus_live[ROW.low_cut_hz, bus], 1.0), rate * 0.2)
    state[LOW_CUT] = numba.float32(1.0 - math.exp(-2.0 * math.pi * corner / rate))
    state[FED_BACK] = min(max(engine.bus_live[ROW.feedback, bus], numba.float32(0.0)), numba.float32(MOST_FEEDBACK))
    distance = min(rings.echo(engine).shape[2] - 1, max(1, int(engine.bus_live[ROW.time_frames, bus])))
    set_tap(engine, effect, distance, fresh)


@kernel(types.void(ENGINE, types.int64, types.int64, types.int64))
def process(engine, bus, effect, frames):
    """Replace `mix[bus]` by the echoes of what was sent to it; ping-pong echoes alternate between left and right."""
    ping_pong = engine.bus_live[ROW.ping_pong, bus] > numba.float32(0.5)
    words, state, echo = engine.effect_words, engine.effect_state[effect], rings.echo(engine)[effect]
    echoes, fed = engine.row[4], engine.row[5]
    mask = echo.shape[1] - 1
    one, half = numba.float32(1.0), numba.float32(0.5)
    for f in range(frames):
        write, age, fade = words[effect, FX_WRITE], words[effect, FX_AGE], words[effect, FX_TAP_FADE]
        for side in range(2):
            value = read_delayed(echo, side, write, words[effect, FX_TAP], age)
            if fade > 0:
                share = numba.float32(fade) / numba.float32(TAP_FADE_FRAMES)
                value = value * (one - share) + read_delayed(echo, side, write, words[effect, FX_TAP_OLD], age) * share
            echoes[side] = value
            state[DARK_LEFT + side] += (value - state[DARK_LEFT + side]) * state[DAMPING]
            dark = state[DARK_LEFT + side]
            state[THIN_LEFT + side] += (dark - state[THIN_LEFT + side]) * state[LOW_CUT]
            fed[side] = (dark - state[THIN_LEFT + side]) * state[FED_BACK]
        left, right = engine.mix[bus, 0, f], engine.mix[bus, 1, f]
        if ping_pong:
            echo[0, write & mask] = (left + right) * half + fed[1]
            echo[1, write & mask] = fed[0]
        else:
            echo[0, write & mask] = left + fed[0]
            echo[1, write & mask] = right + fed[1]
        engine.mix[bus, 0, f], engine.mix[bus, 1, f] = echoes[0], echoes[1]
        words[effect, FX_WRITE] = write + 1
        words[effect, FX_AGE] = age + 1
        words[effect, FX_TAP_FADE] = max(0, fade - 1)
