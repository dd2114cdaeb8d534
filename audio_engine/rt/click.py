"""The click: a short sound on the beats of the tempo map, soft between them. It is in no file.

It goes into every headphone mix, and into the monitor path unless an audible headphone mix carries it. It is delayed in
each as the tracks are there, so that a performance matches click and music alike. A count-in has the tempo and meter of
the position that it leads to.

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
def tick_frame(plan, segment, tick):
    """Return the timeline frame of a tick, rounded to the nearest.

    Args:
        plan: Plan record.
        segment: Segment of the tempo map, from 0.
        tick: Parts of beats since the segment's start; negative in a count-in.
    """
    times = numba.carray(as_pointer(plan.click_times), (plan.click_segments, 2), numba.float64)
    return int(math.floor(times[segment, 0] + tick * (times[segment, 1] / plan.click_subdivision) + 0.5))


@kernel(types.int64(PLAN_TYPE, types.int64))
def segment_at(plan, frame):
    """Return the segment of the tempo map that a timeline frame lies in, by bisection."""
    low, high = 0, plan.click_segments - 1
    while low < high:
        middle = (low + high + 1) // 2
        if tick_frame(plan, middle, 0) <= frame:
            low = middle
        else:
            high = middle - 1
    return low


@kernel(types.int64(PLAN_TYPE, types.int64, types.int64))
def first_tick_from(plan, segment, frame):
    """Return the first tick of a segment at `frame` or after it."""
    times = numba.carray(as_pointer(plan.click_times), (plan.click_segments, 2), numba.float64)
    tick = int(math.floor((frame - times[segment, 0]) / (times[segment, 1] / plan.click_subdivision)))
    return tick if tick_frame(plan, segment, tick) >= frame else tick + 1


@kernel(types.int64(PLAN_TYPE, types.int64, types.int64))
def sound_for_tick(plan, segment, tick):
    """Return what a tick plays: ACCENT, BEAT, TICK or NO_CLICK."""
    if tick % plan.click_subdivision != 0:
        return TICK
    places = numba.carray(as_pointer(plan.click_places), (plan.click_segments, 3), numba.int64)
    accents = numba.carray(as_pointer(plan.click_accents), (plan.click_beats,), numba.int64)
    beat = (places[segment, 0] + tick // plan.click_subdivision) % places[segment, 2]
    return accents[places[segment, 1] + beat]


@kernel(types.boolean(ENGINE, PLAN_TYPE, types.int64))
def is_audible(engine, plan, bus):
    """Return True if a headphone mix is turned up and has an output that the device has."""
    zero = numba.float32(0.0)
    if plan.bus_kind[bus] != HEADPHONES:
        return False
    if engine.bus_goals[BUS_GAIN_LEFT, bus] == zero and engine.bus_goals[BUS_GAIN_RIGHT, bus] == zero:
        return False
    left, right = plan.bus_output[2 * bus], plan.bus_output[2 * bus + 1]
    there = (left >= 0 and left < engine.outputs) or (right >= 0 and right < engine.outputs)
    return there or plan.in_monitor[bus] != 0


@kernel(types.boolean(ENGINE, PLAN_TYPE))
def is_in_headphones(engine, plan):
    """Return True if anyone hears the click in a headphone mix, also in one that the control room listens to."""
    for cue in range(plan.cue_count):
        bus = FIRST_CUE + cue
        in_control_room = engine.control_room_source[0] == cue and plan.bus_kind[bus] == HEADPHONES
        in_control_room = in_control_room and plan.bus_leaving[bus] == 0
        if engine.bus_goals[BUS_GAIN_CLICK, bus] > numba.float32(0.0) and (
            in_control_room or is_audible(engine, plan, bus)
        ):
            return True
    return False


@kernel(types.int64(ENGINE, types.int64))
def stage_delay_frames(engine, stages):
    """Return by how many frames a signal that has passed the first `stages` stages is delayed."""
    delay = 0
    for stage in range(stages):
        if engine.stage_late[stage, 1] > numba.float32(0.5):
            delay += OVERSAMPLING_DELAY
    return delay


@kernel(types.float32(ENGINE, PLAN_TYPE, types.int64, types.int64, types.int64, types.float32, types.float32))
def click_sample(engine, plan, bus, sound, age, goal, pole):
    """Return one frame of the click at the level of a bus, and move that level on by one frame.

    Args:
        engine: Engine record.
        plan: Plan record.
        bus: Bus whose click level and choice of sound count.
        sound: ACCENT, BEAT or TICK.
        age: Frames since the click began; outside of its sound the result is 0.
        goal: Level that `bus_gains` approaches, linear.
        pole: One-pole step.
    """
    clicks = rings.click(engine)
    gain = engine.bus_gains[BUS_GAIN_CLICK, bus]
    gain = gain + (goal - gain) * pole
    engine.bus_gains[BUS_GAIN_CLICK, bus] = gain
    if age < 0 or age >= clicks.shape[2]:
        return numba.float32(0.0)
    return clicks[plan.click_sound[bus], sound, age] * gain


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.int64, types.int64, types.int64, types.float32, types.float32))
def add_to_mixes(engine, plan, frame, sound, age, master_delay, main_goal, pole):
    """Add one frame of the click to every headphone mix, and set that of the monitor path.

    Args:
        engine: Engine record.
        plan: Plan record.
        frame: Frame in the slice, from 0.
        sound: ACCENT, BEAT or TICK.
        age: Frames since the click began.
        master_delay: Frames by which the monitor path is delayed.
        main_goal: Level in the monitor path, linear.
        pole: One-pole step.
    """
    delay = stage_delay_frames(engine, 1)
    for cue in range(plan.cue_count):
        bus = FIRST_CUE + cue
        if plan.bus_kind[bus] == HEADPHONES:
            value = click_sample(engine, plan, bus, sound, age - delay, engine.bus_goals[BUS_GAIN_CLICK, bus], pole)
            engine.mix[bus, 0, frame] += value
            engine.mix[bus, 1, frame] += value
    engine.monitor_click[frame] = click_sample(engine, plan, MASTER_BUS, sound, age - master_delay, main_goal, pole)


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.float32))
def process(engine, plan, frames, pole):
    """Add the click to the headphone mixes and set the monitor's, for the slice that begins now.

    A click that has begun rings on after Stop.
    """
    master_delay = stage_delay_frames(engine, STAGES) + limiter.added_delay_frames(engine)
    t, length = engine.transport, rings.click(engine).shape[2] + master_delay
    main_goal = engine.bus_goals[BUS_GAIN_CLICK, MASTER_BUS]
    if is_in_headphones(engine, plan):
        main_goal = numba.float32(0.0)
    timeline, age, sound = t.timeline, t.click_age, t.click_sound
    counting = t.state == COUNTING_IN
    next_start, ends, segment, tick = numba.int64(NEVER), numba.int64(NEVER), numba.int64(0), numba.int64(0)
    if counting or (plan.click_on != 0 and t.state == ROLLING):
        segment = segment_at(plan, timeline + t.count_in_left if counting else timeline)
        if not counting and segment + 1 < plan.click_segments:
            ends = tick_frame(plan, segment + 1, 0)
        tick = first_tick_from(plan, segment, timeline)
        next_start = min(ends, tick_frame(plan, segment, tick))
    for f in range(frames):
        if timeline + f == next_start:
            if next_start == ends:
                segment, tick = segment + 1, numba.int64(0)
                ends = tick_frame(plan, segment + 1, 0) if segment + 1 < plan.click_segments else numba.int64(NEVER)
            new_sound = sound_for_tick(plan, segment, tick)
            if new_sound != NO_CLICK:
                age, sound = numba.int64(0), new_sound
            tick += 1
            next_start = min(ends, tick_frame(plan, segment, tick))
        engine.monitor_click[f] = numba.float32(0.0)
        if age < length:
            add_to_mixes(engine, plan, f, sound, age, master_delay, main_goal, pole)
            age += 1
    if age >= length:  # silent: levels need no smoothing
        for cue in range(plan.cue_count):
            bus = FIRST_CUE + cue
            engine.bus_gains[BUS_GAIN_CLICK, bus] = engine.bus_goals[BUS_GAIN_CLICK, bus]
        engine.bus_gains[BUS_GAIN_CLICK, MASTER_BUS] = main_goal
    t.click_age, t.click_sound = age, sound
