"""The click: a short sound on the beats of the tempo map, soft between them; in what performers hear and in no file.

It goes into every headphone mix, and into the monitor path as long as no headphone mix that is heard carries it. Each has
it as late as its tracks are there, so that a performance lies on it as on the music. A count-in takes the tempo and meter
of where it leads to, back to its first bar.

Lives: engine, audio thread.
"""

import math

import numba
from numba import types

from audio_engine.capacity import FIRST_CUE, MASTER_BUS
from audio_engine.rt import limiter, rings
from audio_engine.rt.atomics import as_pointer
from audio_engine.rt.kernel import kernel
from audio_engine.rt.layout import (
    BUS_GAIN_CLICK,
    BUS_GAIN_LEFT,
    BUS_GAIN_RIGHT,
    COUNTING_IN,
    ENGINE,
    HEADPHONES,
    NO_CLICK,
    OVERSAMPLING_DELAY,
    PLAN_TYPE,
    ROLLING,
    STAGES,
    TICK,
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


@kernel(types.boolean(ENGINE, PLAN_TYPE, types.int64))
def is_audible(engine, plan, bus):
    """Whether a headphone mix is turned up and has an output that the device has."""
    zero = numba.float32(0.0)
    if plan.bus_kind[bus] != HEADPHONES:
        return False
    if engine.bus_goals[BUS_GAIN_LEFT, bus] == zero and engine.bus_goals[BUS_GAIN_RIGHT, bus] == zero:
        return False
    left, right = plan.bus_output[2 * bus], plan.bus_output[2 * bus + 1]
    there = (left >= 0 and left < engine.outputs) or (right >= 0 and right < engine.outputs)
    return there or plan.in_monitor[bus] != 0


@kernel(types.boolean(ENGINE, PLAN_TYPE))
def is_carried(engine, plan):
    """Whether somebody hears the click in a headphone mix, also in one that the room listens in to."""
    for cue in range(plan.cue_count):
        bus = FIRST_CUE + cue
        listened = engine.control_room_source[0] == cue and plan.bus_kind[bus] == HEADPHONES
        if engine.bus_goals[BUS_GAIN_CLICK, bus] > numba.float32(0.0) and (listened or is_audible(engine, plan, bus)):
            return True
    return False


@kernel(types.int64(ENGINE, types.int64))
def lateness(engine, stages):
    """By how many frames what has passed that many stages is late."""
    late = 0
    for stage in range(stages):
        if engine.stage_late[stage, 1] > numba.float32(0.5):
            late += OVERSAMPLING_DELAY
    return late


@kernel(types.float32(ENGINE, PLAN_TYPE, types.int64, types.int64, types.int64, types.float32, types.float32))
def ring(engine, plan, bus, sound, age, goal, pole):
    """One frame of the click in the sound and at the level of a bus; before its first and after its last one silence."""
    clicks = rings.click(engine)
    gain = engine.bus_gains[BUS_GAIN_CLICK, bus]
    gain = gain + (goal - gain) * pole
    engine.bus_gains[BUS_GAIN_CLICK, bus] = gain
    if age < 0 or age >= clicks.shape[2]:
        return numba.float32(0.0)
    return clicks[plan.click_sound[bus], sound, age] * gain


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.int64, types.int64, types.int64, types.float32, types.float32))
def ring_everywhere(engine, plan, frame, sound, age, main_late, main_goal, pole):
    """One frame of the click into every headphone mix and into the monitor path."""
    late = lateness(engine, 1)
    for cue in range(plan.cue_count):
        bus = FIRST_CUE + cue
        if plan.bus_kind[bus] == HEADPHONES:
            value = ring(engine, plan, bus, sound, age - late, engine.bus_goals[BUS_GAIN_CLICK, bus], pole)
            engine.mix[bus, 0, frame] += value
            engine.mix[bus, 1, frame] += value
    engine.monitor_click[frame] = ring(engine, plan, MASTER_BUS, sound, age - main_late, main_goal, pole)


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.float32))
def process(engine, plan, frames, pole):
    """Add the click to the headphone mixes and set the monitor's, for the slice that begins now; one that has begun rings
    on after Stop."""
    main_late = lateness(engine, STAGES) + limiter.lateness(engine)
    t, length = engine.transport, rings.click(engine).shape[2] + main_late
    main_goal = engine.bus_goals[BUS_GAIN_CLICK, MASTER_BUS]
    if is_carried(engine, plan):
        main_goal = numba.float32(0.0)
    timeline, age, sound = t.timeline, t.click_age, t.click_sound
    counting = t.state == COUNTING_IN
    next_start, ends, stretch, tick = numba.int64(NEVER), numba.int64(NEVER), numba.int64(0), numba.int64(0)
    if counting or (plan.click_on != 0 and t.state == ROLLING):
        stretch = stretch_at(plan, timeline + t.count_in_left if counting else timeline)
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
        engine.monitor_click[f] = numba.float32(0.0)
        if age < length:
            ring_everywhere(engine, plan, f, sound, age, main_late, main_goal, pole)
            age += 1
    if age >= length:  # nothing sounds: a level need not glide
        for cue in range(plan.cue_count):
            bus = FIRST_CUE + cue
            engine.bus_gains[BUS_GAIN_CLICK, bus] = engine.bus_goals[BUS_GAIN_CLICK, bus]
        engine.bus_gains[BUS_GAIN_CLICK, MASTER_BUS] = main_goal
    t.click_age, t.click_sound = age, sound
