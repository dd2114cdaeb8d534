"""From targets to gains: curves, pan law and the one-pole that keeps every gain from clicking.

Lives: engine, audio thread. `controls` runs at control points (timeline frame % 64 == 0), smoothing runs per sample.
"""

import math

import numba
from numba import types

from audio_engine.rt.atomics import as_pointer
from audio_engine.rt.kernel import kernel
from audio_engine.rt.layout import (
    BUS_CLICK,
    BUS_FADER,
    BUS_GAIN_CLICK,
    BUS_GAIN_LEFT,
    BUS_GAIN_RIGHT,
    BUS_GAIN_ROWS,
    BUS_ON,
    BUS_PAN,
    BUS_PARAMETERS,
    CONTROL,
    CUE_0,
    ENGINE,
    FADER,
    GAIN_CUE_0,
    GAIN_LEFT,
    GAIN_POST,
    GAIN_RIGHT,
    GAIN_ROWS,
    GAIN_SEND_0,
    GAIN_TRIM,
    LEFT,
    MONO,
    ON,
    PAN,
    PARAMETERS,
    PLAN_TYPE,
    RIGHT,
    ROUTE_SIDE,
    SEND_0,
    TRIM,
)

GAIN_SMOOTHING_HZ = 25.0  # one-pole corner: 6.4 ms time constant, a mute is a fade of about 15 ms
SETTLED = 2e-5  # linear gain, -94 dB: nearer than this a gain takes its goal exactly
HALF_PI = math.pi / 2


@kernel(types.float32(types.float64))
def sine(angle):
    """sin(angle) for 0..pi/2: Taylor series to the 13th power, error under 1e-9, so that hard left is exactly 1."""
    x2 = angle * angle
    s = 1.0 / 6227020800.0
    s = s * x2 - 1.0 / 39916800.0
    s = s * x2 + 1.0 / 362880.0
    s = s * x2 - 1.0 / 5040.0
    s = s * x2 + 1.0 / 120.0
    s = s * x2 - 1.0 / 6.0
    return numba.float32(angle + angle * x2 * s)


@kernel(types.float32(types.int64[::1], types.float32[::1], types.int64, types.int64, types.int64))
def curve_value(frames, values, first, count, frame):
    """A curve at a timeline frame: linear between breakpoints, flat outside."""
    if frame <= frames[first]:
        return values[first]
    low, high = first, first + count - 1
    if frame >= frames[high]:
        return values[high]
    while high - low > 1:
        middle = (low + high) // 2
        if frames[middle] <= frame:
            low = middle
        else:
            high = middle
    share = numba.float32((frame - frames[low]) / (frames[high] - frames[low]))
    return values[low] + (values[high] - values[low]) * share


@kernel(types.void(ENGINE, CONTROL, PLAN_TYPE, types.int64))
def read_targets(engine, control, plan, timeline):
    """live = targets, or the curve where there is one that nobody is touching."""
    for parameter in range(PARAMETERS):
        for lane in range(plan.lane_count):
            engine.live[parameter, lane] = control.targets[parameter, lane]
    if plan.curve_count > 0:
        curves = numba.carray(as_pointer(plan.curves), (plan.curve_count, 4), numba.int64)
        frames = numba.carray(as_pointer(plan.curve_frames), (plan.curve_points,), numba.int64)
        values = numba.carray(as_pointer(plan.curve_values), (plan.curve_points,), numba.float32)
        for c in range(plan.curve_count):
            parameter, lane = curves[c, 0], curves[c, 1]
            if control.overrides[parameter, lane] == 0:
                engine.live[parameter, lane] = curve_value(frames, values, curves[c, 2], curves[c, 3], timeline)
    for parameter in range(BUS_PARAMETERS):
        for bus in range(plan.bus_count):
            engine.bus_live[parameter, bus] = control.bus_targets[parameter, bus]


@kernel(types.void(ENGINE, PLAN_TYPE))
def set_goals(engine, plan):
    """Goals of the smoothed gains: sin/cos pan (-3.01 dB in the middle) for mono, balance for stereo lanes."""
    live, goals = engine.live, engine.goals
    for lane in range(plan.lane_count):
        goals[GAIN_TRIM, lane] = live[TRIM, lane]
        goals[GAIN_POST, lane] = live[FADER, lane] * live[ON, lane]
        pan = min(numba.float32(1.0), max(numba.float32(-1.0), live[PAN, lane]))
        side = engine.lane_state[ROUTE_SIDE, lane]
        left, right = numba.float32(0.0), numba.float32(0.0)
        if side == MONO:
            angle = (numba.float64(pan) + 1.0) * (HALF_PI / 2)
            left, right = sine(HALF_PI - angle), sine(angle)
        elif side == LEFT:
            left = min(numba.float32(1.0), numba.float32(1.0) - pan)
        elif side == RIGHT:
            right = min(numba.float32(1.0), numba.float32(1.0) + pan)
        goals[GAIN_LEFT, lane] = left
        goals[GAIN_RIGHT, lane] = right
    for k in range(plan.effect_count):
        for lane in range(plan.lane_count):
            goals[GAIN_SEND_0 + k, lane] = live[SEND_0 + k, lane]
    for k in range(plan.cue_count):
        for lane in range(plan.lane_count):
            goals[GAIN_CUE_0 + k, lane] = live[CUE_0 + k, lane]
    for bus in range(plan.bus_count):
        level = engine.bus_live[BUS_FADER, bus] * engine.bus_live[BUS_ON, bus]
        pan = min(numba.float32(1.0), max(numba.float32(-1.0), engine.bus_live[BUS_PAN, bus]))
        engine.bus_goals[BUS_GAIN_LEFT, bus] = level * min(numba.float32(1.0), numba.float32(1.0) - pan)
        engine.bus_goals[BUS_GAIN_RIGHT, bus] = level * min(numba.float32(1.0), numba.float32(1.0) + pan)
        engine.bus_goals[BUS_GAIN_CLICK, bus] = engine.bus_live[BUS_CLICK, bus]


@kernel(types.void(ENGINE, PLAN_TYPE, types.boolean))
def settle(engine, plan, snap):
    """Let gains that have all but arrived take their goal, and note the rows in which nothing moves any more."""
    for row in range(GAIN_ROWS):
        moving = 0
        for lane in range(plan.lane_count):
            goal = engine.goals[row, lane]
            if snap or abs(engine.gains[row, lane] - goal) < SETTLED:
                engine.gains[row, lane] = goal
            else:
                moving += 1
        engine.steady[row] = moving == 0
    for row in range(BUS_GAIN_ROWS):
        for bus in range(plan.bus_count):
            goal = engine.bus_goals[row, bus]
            if snap or abs(engine.bus_gains[row, bus] - goal) < SETTLED:
                engine.bus_gains[row, bus] = goal
