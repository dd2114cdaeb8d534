"""Chorus and doubler: two voices a side, read from a delay line at distances that swing in opposite directions.

Reading interpolate frames is by third-order Hermite interpolation (Catmull-Rom).

Lives: engine, audio thread.
"""

import math
from typing import NamedTuple

import numba
from numba import types

from audio_engine.rt import rings
from audio_engine.rt.effects.effect import Effect, read_delayed
from audio_engine.rt.kernel import kernel
from audio_engine.rt.layout import (
    ENGINE,
    FX_AGE,
    FX_WRITE,
)
from audio_engine.rt.rows import EFFECT_ROW_0, numbered

# words of effect_state: phase of the swing as cosine and sine, its step for each frame; distances in frames
COSINE, SINE, STEP_COSINE, STEP_SINE, SWING, CENTRE, SWING_GOAL, CENTRE_GOAL = range(8)
VOICE_GAIN = 0.7
FOLLOW_HZ = 4.0  # corner at which delay and depth follow their settings: a quick change bends pitch, it does not click


class ChorusValues(NamedTuple):
    """Values of a chorus: its rows of `bus_live`."""

    rate_hz: float
    depth_ms: float
    delay_ms: float


ROW = numbered(ChorusValues, EFFECT_ROW_0)
EFFECT = Effect("chorus", ChorusValues._fields, rings=("reverb_pre",))


@kernel(types.void(ENGINE, types.int64, types.int64, types.boolean))
def control(engine, bus, effect, fresh):
    """Set the goals of delay, depth and speed of the voices from the bus's values. At a control point."""
    rate, state = engine.rate_hz, engine.effect_state[effect]
    centre = max(1.0, engine.bus_live[ROW.delay_ms, bus]) * rate / 1000
    state[CENTRE_GOAL] = centre
    state[SWING_GOAL] = min(engine.bus_live[ROW.depth_ms, bus] * rate / 1000, centre - 4)
    angle = 2.0 * math.pi * engine.bus_live[ROW.rate_hz, bus] / rate
    state[STEP_COSINE], state[STEP_SINE] = math.cos(angle), math.sin(angle)
    if fresh or state[CENTRE] == numba.float32(0.0):
        state[CENTRE], state[SWING] = state[CENTRE_GOAL], state[SWING_GOAL]
        state[COSINE], state[SINE] = numba.float32(1.0), numba.float32(0.0)
    radius = math.sqrt(state[COSINE] * state[COSINE] + state[SINE] * state[SINE])  # rounding must not spiral
    state[COSINE], state[SINE] = state[COSINE] / radius, state[SINE] / radius


@kernel(types.float32(types.float32[:, ::1], types.int64, types.int64, types.float32, types.int64))
def interpolate(ring, row, write, distance, age):
    """Return the signal `distance` frames ago, interpolated by a third-order Hermite polynomial (Catmull-Rom).

    Args:
        ring: Delay line [side, frame]; its length is a power of two.
        row: Side.
        write: Frame that is written next.
        distance: Frames, not rounded, at least 2.
        age: Frames that the line has been filled since the last reset.
    """
    whole = int(distance)
    x = distance - numba.float32(whole)
    a, b = read_delayed(ring, row, write, whole - 1, age), read_delayed(ring, row, write, whole, age)
    c, d = read_delayed(ring, row, write, whole + 1, age), read_delayed(ring, row, write, whole + 2, age)
    half, three = numba.float32(0.5), numba.float32(3.0)
    k1 = (c - a) * half
    k2 = a - b * numba.float32(2.5) + c * numba.float32(2.0) - d * half
    k3 = (d - a + three * (b - c)) * half
    return b + x * (k1 + x * (k2 + x * k3))


@kernel(types.void(ENGINE, types.int64, types.int64, types.int64))
def process(engine, bus, effect, frames):
    """Replace `mix[bus]` by the voices of what was sent to it."""
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
            first = interpolate(ring, side, write, state[CENTRE] + swing, age)
            second = interpolate(ring, side, write, state[CENTRE] - swing * numba.float32(0.7), age)
            engine.mix[bus, side, f] = (first + second) * numba.float32(VOICE_GAIN)
        cosine, sine = state[COSINE], state[SINE]
        state[COSINE] = cosine * state[STEP_COSINE] - sine * state[STEP_SINE]
        state[SINE] = sine * state[STEP_COSINE] + cosine * state[STEP_SINE]
        words[effect, FX_WRITE] = write + 1
        words[effect, FX_AGE] = age + 1
