"""Chorus and doubler: two voices a side, read from a delay line at places that swing against each other.

Reading between frames is by third-order Hermite interpolation (Catmull-Rom).

Lives: engine, audio thread.
"""

import math
from typing import NamedTuple

import numba
from numba import types

from audio_engine.rt import rings
from audio_engine.rt.effects.effect import Effect, past
from audio_engine.rt.kernel import kernel
from audio_engine.rt.layout import (
    ENGINE,
    FX_AGE,
    FX_WRITE,
)
from audio_engine.rt.rows import EFFECT_ROW_0, numbered

# words of effect_state: the swing's place on its circle and the turn it makes each frame; distances in frames
COSINE, SINE, TURN_COSINE, TURN_SINE, SWING, CENTRE, SWING_GOAL, CENTRE_GOAL = range(8)
VOICE_GAIN = 0.7
FOLLOW_HZ = 4.0  # corner at which delay and depth follow their settings: a quick change bends pitch, it does not click


class ChorusValues(NamedTuple):
    rate_hz: float
    depth_ms: float
    delay_ms: float


ROW = numbered(ChorusValues, EFFECT_ROW_0)
EFFECT = Effect("chorus", ChorusValues._fields, rings=("reverb_pre",))


@kernel(types.void(ENGINE, types.int64, types.int64, types.boolean))
def control(engine, bus, effect, fresh):
    """At a control point: how far, how fast and around where the voices swing."""
    rate, state = engine.rate_hz, engine.effect_state[effect]
    centre = max(1.0, engine.bus_live[ROW.delay_ms, bus]) * rate / 1000
    state[CENTRE_GOAL] = centre
    state[SWING_GOAL] = min(engine.bus_live[ROW.depth_ms, bus] * rate / 1000, centre - 4)
    turn = 2.0 * math.pi * engine.bus_live[ROW.rate_hz, bus] / rate
    state[TURN_COSINE], state[TURN_SINE] = math.cos(turn), math.sin(turn)
    if fresh or state[CENTRE] == numba.float32(0.0):
        state[CENTRE], state[SWING] = state[CENTRE_GOAL], state[SWING_GOAL]
        state[COSINE], state[SINE] = numba.float32(1.0), numba.float32(0.0)
    radius = math.sqrt(state[COSINE] * state[COSINE] + state[SINE] * state[SINE])  # rounding must not spiral
    state[COSINE], state[SINE] = state[COSINE] / radius, state[SINE] / radius


@kernel(types.float32(types.float32[:, ::1], types.int64, types.int64, types.float32, types.int64))
def between(ring, row, write, distance, age):
    """The signal `distance` frames ago, interpolated."""
    whole = int(distance)
    x = distance - numba.float32(whole)
    a, b = past(ring, row, write, whole - 1, age), past(ring, row, write, whole, age)
    c, d = past(ring, row, write, whole + 1, age), past(ring, row, write, whole + 2, age)
    half, three = numba.float32(0.5), numba.float32(3.0)
    k1 = (c - a) * half
    k2 = a - b * numba.float32(2.5) + c * numba.float32(2.0) - d * half
    k3 = (d - a + three * (b - c)) * half
    return b + x * (k1 + x * (k2 + x * k3))


@kernel(types.void(ENGINE, types.int64, types.int64, types.int64))
def process(engine, bus, effect, frames):
    """mix[bus] becomes the voices of what was sent to it."""
    words, state, ring = engine.effect_words, engine.effect_state[effect], rings.reverb_pre(engine)[effect]
    rate = engine.rate_hz
    pole = numba.float32(1.0 - math.exp(-2.0 * math.pi * FOLLOW_HZ / rate))
    for f in range(frames):
        write, age = words[effect, FX_WRITE], words[effect, FX_AGE]
        state[CENTRE] += (state[CENTRE_GOAL] - state[CENTRE]) * pole
        state[SWING] += (state[SWING_GOAL] - state[SWING]) * pole
        for side in range(2):
            ring[side, write & (ring.shape[1] - 1)] = engine.mix[bus, side, f]
            swing = state[SWING] * (state[SINE] if side == 0 else state[COSINE])
            first = between(ring, side, write, state[CENTRE] + swing, age)
            second = between(ring, side, write, state[CENTRE] - swing * numba.float32(0.7), age)
            engine.mix[bus, side, f] = (first + second) * numba.float32(VOICE_GAIN)
        cosine, sine = state[COSINE], state[SINE]
        state[COSINE] = cosine * state[TURN_COSINE] - sine * state[TURN_SINE]
        state[SINE] = sine * state[TURN_COSINE] + cosine * state[TURN_SINE]
        words[effect, FX_WRITE] = write + 1
        words[effect, FX_AGE] = age + 1
