"""The click: a short tone on each beat, higher on the first of a bar, soft between them; only ever in headphone mixes.

Lives: engine, audio thread.
"""

import math

import numba
from numba import types

from audio_engine.rt import rings
from audio_engine.rt.kernel import kernel
from audio_engine.rt.layout import ACCENT, BEAT, BUS_GAIN_CLICK, CLICK_AGE, CLICK_SOUND, ENGINE, PLAN_TYPE, TICK


@kernel(types.int64(PLAN_TYPE, types.int64))
def tick_frame(plan, tick):
    """The timeline frame of a tick; ticks count parts of beats from the song's start, below 0 in a count-in."""
    return int(math.floor(tick * (plan.beat_frames / plan.click_subdivision) + 0.5))


@kernel(types.int64(PLAN_TYPE, types.int64))
def sound_of(plan, tick):
    if tick % plan.click_subdivision != 0:
        return TICK
    return ACCENT if tick % (plan.click_subdivision * plan.beats_per_bar) == 0 else BEAT


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.int64, types.int64, types.float32))
def process(engine, plan, bus, frames, timeline, pole):
    """Add the click to headphone bus `bus`, for a slice that starts at timeline frame `timeline`."""
    tick = int(math.floor(timeline / (plan.beat_frames / plan.click_subdivision)))
    if tick_frame(plan, tick) < timeline:
        tick += 1
    next_start = tick_frame(plan, tick)
    age, sound = engine.transport[CLICK_AGE], engine.transport[CLICK_SOUND]
    length = rings.click(engine).shape[1]
    gain, goal = engine.bus_gains[BUS_GAIN_CLICK, bus], engine.bus_goals[BUS_GAIN_CLICK, bus]
    for f in range(frames):
        if timeline + f == next_start:
            age = 0
            sound = sound_of(plan, tick)
            tick += 1
            next_start = tick_frame(plan, tick)
        gain = gain + (goal - gain) * pole
        if age < length:
            value = rings.click(engine)[sound, age] * gain
            engine.mix[bus, 0, f] += value
            engine.mix[bus, 1, f] += value
        age += 1
    engine.bus_gains[BUS_GAIN_CLICK, bus] = gain
    engine.transport[CLICK_AGE] = min(age, numba.int64(1) << 40)
    engine.transport[CLICK_SOUND] = sound
