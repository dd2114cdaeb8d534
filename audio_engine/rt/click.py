"""The click: a short sound on the beats of the tempo map, soft between them; only ever in headphone mixes.

A count-in takes the tempo and meter of where it leads to, back to its first bar.

Lives: engine, audio thread.
"""

import math

import numba
from numba import types

from audio_engine.capacity import FIRST_CUE
from audio_engine.rt import rings
from audio_engine.rt.atomics import as_pointer
from audio_engine.rt.kernel import kernel
from audio_engine.rt.layout import (
    BUS_GAIN_CLICK,
    CLICK_AGE,
    CLICK_SOUND,
    COUNT_IN_LEFT,
    COUNTING_IN,
    ENGINE,
    HEADPHONES,
    NO_CLICK,
    PLAN_TYPE,
    ROLLING,
    STATE,
    TICK,
    TIMELINE,
)

NEVER = 1 << 62  # a frame


@kernel(types.int64(PLAN_TYPE, types.int64, types.int64))
def tick_frame(plan, stretch, tick):
    """The timeline frame of a tick; ticks count parts of beats from the stretch's start, below 0 in a count-in."""
    times = numba.carray(as_pointer(plan.click_times), (plan.click_stretches, 2), numba.float64)
    return int(math.floor(times[stretch, 0] + tick * (times[stretch, 1] / plan.click_subdivision) + 0.5))


@kernel(types.int64(PLAN_TYPE, types.int64))
def stretch_at(plan, frame):
    """The stretch of the tempo map that a timeline frame lies in."""
    low, high = 0, plan.click_stretches - 1
    while low < high:
        middle = (low + high + 1) // 2
        if tick_frame(plan, middle, 0) <= frame:
            low = middle
        else:
            high = middle - 1
    return low


@kernel(types.int64(PLAN_TYPE, types.int64, types.int64))
def tick_from(plan, stretch, frame):
    """The first tick of a stretch at `frame` or after it."""
    times = numba.carray(as_pointer(plan.click_times), (plan.click_stretches, 2), numba.float64)
    tick = int(math.floor((frame - times[stretch, 0]) / (times[stretch, 1] / plan.click_subdivision)))
    return tick if tick_frame(plan, stretch, tick) >= frame else tick + 1


@kernel(types.int64(PLAN_TYPE, types.int64, types.int64))
def sound_of(plan, stretch, tick):
    if tick % plan.click_subdivision != 0:
        return TICK
    places = numba.carray(as_pointer(plan.click_places), (plan.click_stretches, 3), numba.int64)
    accents = numba.carray(as_pointer(plan.click_accents), (plan.click_beats,), numba.int64)
    beat = (places[stretch, 0] + tick // plan.click_subdivision) % places[stretch, 2]
    return accents[places[stretch, 1] + beat]


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.int64, types.int64, types.float32))
def ring(engine, plan, frame, sound, age, pole):
    """One frame of the click into every headphone mix, in the sound and at the level of each."""
    clicks = rings.click(engine)
    for cue in range(plan.cue_count):
        bus = FIRST_CUE + cue
        if plan.bus_kind[bus] == HEADPHONES:
            gain, goal = engine.bus_gains[BUS_GAIN_CLICK, bus], engine.bus_goals[BUS_GAIN_CLICK, bus]
            gain = gain + (goal - gain) * pole
            value = clicks[plan.click_sound[bus], sound, age] * gain
            engine.bus_gains[BUS_GAIN_CLICK, bus] = gain
            engine.mix[bus, 0, frame] += value
            engine.mix[bus, 1, frame] += value


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.float32))
def process(engine, plan, frames, pole):
    """Add the click to the headphone mixes, for the slice that begins now; one that has begun rings on after Stop."""
    t, length = engine.transport, rings.click(engine).shape[2]
    timeline, age, sound = t[TIMELINE], t[CLICK_AGE], t[CLICK_SOUND]
    counting = t[STATE] == COUNTING_IN
    next_start, ends, stretch, tick = numba.int64(NEVER), numba.int64(NEVER), numba.int64(0), numba.int64(0)
    if counting or (plan.click_on != 0 and t[STATE] == ROLLING):
        stretch = stretch_at(plan, timeline + t[COUNT_IN_LEFT] if counting else timeline)
        if not counting and stretch + 1 < plan.click_stretches:
            ends = tick_frame(plan, stretch + 1, 0)
        tick = tick_from(plan, stretch, timeline)
        next_start = min(ends, tick_frame(plan, stretch, tick))
    for f in range(frames):
        if timeline + f == next_start:
            if next_start == ends:
                stretch, tick = stretch + 1, numba.int64(0)
                ends = tick_frame(plan, stretch + 1, 0) if stretch + 1 < plan.click_stretches else numba.int64(NEVER)
            struck = sound_of(plan, stretch, tick)
            if struck != NO_CLICK:
                age, sound = numba.int64(0), struck
            tick += 1
            next_start = min(ends, tick_frame(plan, stretch, tick))
        if age < length:
            ring(engine, plan, f, sound, age, pole)
            age += 1
    if age >= length:  # nothing sounds: a level need not glide
        for cue in range(plan.cue_count):
            bus = FIRST_CUE + cue
            engine.bus_gains[BUS_GAIN_CLICK, bus] = engine.bus_goals[BUS_GAIN_CLICK, bus]
    t[CLICK_AGE], t[CLICK_SOUND] = age, sound
