"""From targets to gains: curves, pan law and the one-pole that keeps every gain from clicking.

A target is smoothed before it reaches the sound, and a curve must not lag by that: where one moves from a to b in a
slice, the target is set so far beyond b that the smoothed value, were it at a, is at b when the slice ends. What it was off by
(after a locate, or when a fader is released) fades as fast as with a target. Corners and steps of a curve are rounded
over 10 ms, half of them before, or a step would be over in one slice.

Lives: engine, audio thread. `set_goals` runs at control points (timeline frame % 64 == 0), smoothing runs per sample.
"""

import math

import numba
from numba import types

from audio_engine.capacity import BUSES, FIRST_CUE, LANES, MASTER_BUS
from audio_engine.rt import filters
from audio_engine.rt.atomics import as_pointer, load_acquire
from audio_engine.rt.kernel import kernel
from audio_engine.rt.layout import (
    BLOCKS,
    BUS_GAIN_CLICK,
    BUS_GAIN_LEFT,
    BUS_GAIN_RIGHT,
    BUS_GAIN_ROWS,
    CONTROL,
    CUE_0,
    CUE_LANE_PAN_0,
    CUE_OWN_PAN_0,
    CURVE_WORDS,
    ENGINE,
    GAIN_AFL,
    GAIN_CROSSED,
    GAIN_CUE_0,
    GAIN_LEFT,
    GAIN_PFL_LEFT,
    GAIN_PFL_RIGHT,
    GAIN_POST,
    GAIN_RIGHT,
    GAIN_ROWS,
    GAIN_SEND_0,
    GAIN_STRAIGHT,
    GAIN_TRIM,
    LEFT,
    MONO,
    PLAN_TYPE,
    SEND_FOLLOWS,
    SEND_GAIN_0,
    SEND_GAIN_ROWS,
    SEND_OWN_LEFT,
    SEND_OWN_PAN_0,
    SEND_OWN_RIGHT,
    SEND_PAN_0,
    SEND_PRE_0,
    SEND_PRE_LEFT,
    SEND_PRE_RIGHT,
    SLICE_FRAMES,
    STOPPED,
    TARGET_ROWS,
    WAITING,
    WIDTH,
)
from audio_engine.rt.rows import BUS_ROW, BUS_ROWS, STRIP_ROW, STRIP_ROWS

GAIN_SMOOTHING_HZ = 25.0  # one-pole corner: 6.4 ms time constant
SOUNDING_FADE_S = 0.008  # mute and solo are a raised cosine
CURVE_ROUNDING_S = 0.01  # corners and steps of a curve are averaged over so long
CURVE_WEIGHTS = (0.009515, 0.077165, 0.172835, 0.240485, 0.240485, 0.172835, 0.077165, 0.009515)  # Hann
SETTLED = 2e-5  # linear gain, -94 dB: nearer than this a gain takes its goal exactly
HALF_PI = math.pi / 2
SILENCE = 1e-6  # -120 dB: where a curve that moves by ratio begins and ends when its level is 0


@kernel(types.float32(types.float64))
def sine(angle):
    """Return sin(angle) for 0 to pi/2: Taylor series to the 13th power, error under 1e-9, so that hard left is exactly 1."""
    x2 = angle * angle
    s = 1.0 / 6227020800.0
    s = s * x2 - 1.0 / 39916800.0
    s = s * x2 + 1.0 / 362880.0
    s = s * x2 - 1.0 / 5040.0
    s = s * x2 + 1.0 / 120.0
    s = s * x2 - 1.0 / 6.0
    return numba.float32(angle + angle * x2 * s)


@kernel(types.float32(types.float64, types.float64, types.float64))
def geometric(low, high, share):
    """Return the value between low and high by equal ratios.

    Args:
        low: Where `share` is 0; its sign is that of `high`.
        high: Where `share` is 1.
        share: 0 to 1. A value of zero counts as -120 dB on the way.
    """
    if low < 0 or high < 0:
        low, high, sign = -low, -high, -1.0
    else:
        sign = 1.0
    value = max(low, SILENCE) * (max(high, SILENCE) / max(low, SILENCE)) ** share
    return numba.float32(0.0) if value <= SILENCE * 1.001 else numba.float32(sign * value)


@kernel(types.float32(types.int64[::1], types.float32[::1], types.float32[::1], types.int64, types.int64, types.int64,
                      types.int64))  # fmt: skip
def curve_value(frames, values, bends, first, count, by_ratio, frame):
    """Return a curve's value at a timeline frame.

    It is constant outside of its breakpoints, and between them linear or by equal ratios, bent.

    Args:
        frames: Timeline frames of all breakpoints.
        values: Their values.
        bends: Shapes of the segments after them, -1 to 1: a share s becomes s^(8^bend).
        first: First breakpoint of this curve.
        count: Number of its breakpoints.
        by_ratio: 1 moves by equal ratios, 0 linearly.
        frame: Timeline frame.
    """
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
    share = (frame - frames[low]) / (frames[high] - frames[low])
    if bends[low] != numba.float32(0.0):
        share = share ** (8.0 ** bends[low])
    if by_ratio != 0:
        return geometric(values[low], values[high], share)
    return numba.float32(values[low] + (values[high] - values[low]) * share)


@kernel(types.float32(types.int64[::1], types.float32[::1], types.float32[::1], types.int64, types.int64, types.int64,
                      types.int64, types.int64))  # fmt: skip
def rounded_value(frames, values, bends, first, count, by_ratio, frame, half):
    """Return a curve's value averaged from `half` frames before to `half` after, where a breakpoint lies in there.

    Args:
        frames: As in `curve_value`, and so are the next five.
        values: Of all breakpoints.
        bends: Of all breakpoints.
        first: First breakpoint of this curve.
        count: Number of its breakpoints.
        by_ratio: 1 moves by equal ratios.
        frame: Timeline frame.
        half: Frames.
    """
    last = first + count - 1
    if frame + half <= frames[first]:
        return values[first]
    if frame - half >= frames[last]:
        return values[last]
    near, end = first, last + 1  # near: the last point that lies before
    while end - near > 1:
        middle = (near + end) // 2
        if frames[middle] <= frame - half:
            near = middle
        else:
            end = middle
    if frames[near] <= frame - half and frame + half <= frames[near + 1]:
        return curve_value(frames, values, bends, first, count, by_ratio, frame)
    total = numba.float32(0.0)
    for n in range(len(CURVE_WEIGHTS)):
        at = frame + (2 * n + 1 - len(CURVE_WEIGHTS)) * half // len(CURVE_WEIGHTS)
        part = curve_value(frames, values, bends, first, count, by_ratio, at)
        total += part * numba.float32(CURVE_WEIGHTS[n])
    return total


@kernel(types.float32(types.float32, types.float32, types.float64, types.boolean))
def overshoot(now, later, lead, by_ratio):
    """Return `now` moved by `lead` times the distance to `later`; by ratio where both are positive."""
    if by_ratio and now > numba.float32(0.0) and later > numba.float32(0.0):
        return numba.float32(now * (later / now) ** lead)
    return numba.float32(now + (later - now) * lead)


@kernel(types.int64(ENGINE, types.boolean))
def frames_ahead(engine, snap):
    """Return the frames from this control point to the next; 0 where values are taken at once or the transport is stopped."""
    t = engine.transport
    if snap or t.state == STOPPED or t.state == WAITING:
        return 0
    return SLICE_FRAMES - t.timeline % SLICE_FRAMES


@kernel(types.void(ENGINE, CONTROL, PLAN_TYPE, types.boolean))
def apply_curves(engine, control, plan, snap):
    """Set `live` to where each automated value is to aim, unless a client overrides it."""
    if plan.curve_count == 0:
        return
    reached = numba.carray(as_pointer(plan.curve_reached), (plan.curve_count,), numba.int64)
    values_ahead = numba.carray(as_pointer(plan.curve_ahead), (plan.curve_count,), numba.float32)
    timeline, rate, ahead = engine.transport.timeline, engine.rate_hz, frames_ahead(engine, snap)
    half = int(rate * CURVE_ROUNDING_S / 2)
    switch_ahead = 0 if snap else int(rate * SOUNDING_FADE_S / 2)
    remaining = math.exp(
        -2.0 * math.pi * GAIN_SMOOTHING_HZ / rate * ahead
    )  # of what a gain is off by, when the slice ends
    curves = numba.carray(as_pointer(plan.curves), (plan.curve_count, CURVE_WORDS), numba.int64)
    frames = numba.carray(as_pointer(plan.curve_frames), (plan.curve_points,), numba.int64)
    values = numba.carray(as_pointer(plan.curve_values), (plan.curve_points,), numba.float32)
    bends = numba.carray(as_pointer(plan.curve_bends), (plan.curve_points,), numba.float32)
    for c in range(plan.curve_count):
        row, place = curves[c, 1], curves[c, 2]
        first, count, by_ratio = curves[c, 3], curves[c, 4], curves[c, 5]
        if curves[c, 0] != 0:
            value = curve_value(frames, values, bends, first, count, by_ratio, timeline)
            if control.bus_overrides[row, place] == 0 and engine.bus_live[row, place] != value:
                engine.bus_live[row, place] = value
                engine.effects_dirty[0] = 1
        elif control.overrides[row, place] == 0:
            block, k = place >> 4, place & 15
            if row == STRIP_ROW.on:
                value = curve_value(frames, values, bends, first, count, by_ratio, timeline + switch_ahead)
            else:
                value = values_ahead[c]
                if reached[c] != timeline:
                    value = rounded_value(frames, values, bends, first, count, by_ratio, timeline, half)
                if ahead > 0:
                    later = rounded_value(frames, values, bends, first, count, by_ratio, timeline + ahead, half)
                    reached[c], values_ahead[c] = timeline + ahead, later
                    if later != value:
                        ramps = row >= STRIP_ROW.high_pass_on and row < STRIP_ROWS
                        lead = 1.0 / filters.RAMP if ramps else 1.0 / (1.0 - remaining)
                        value = overshoot(value, later, lead, ramps and by_ratio != 0)
            if engine.live[block, row, k] != value:
                engine.live[block, row, k] = value
                engine.dirty[block] = 1


@kernel(types.void(ENGINE, CONTROL, PLAN_TYPE, types.boolean))
def read_targets(engine, control, plan, snap):
    """Set `live` to the targets, read once and only if anything was written, and then to the curves."""
    last, generation = engine.read_last, load_acquire(control.generation, 0)
    if snap or last[0] != generation or last[1] != engine.control[0] or last[2] != plan.serial:
        last[0], last[1], last[2] = generation, engine.control[0], plan.serial
        for block in range(BLOCKS):
            if plan.block_active[block] != 0:
                engine.dirty[block] = 1
                for parameter in range(TARGET_ROWS):
                    for k in range(WIDTH):
                        engine.live[block, parameter, k] = control.targets[parameter, block * WIDTH + k]
            else:  # a plan that uses this block comes into force before the control point that sets its gains
                for row in range(GAIN_ROWS):
                    engine.silent[block, row] = 1
        engine.effects_dirty[0] = 1
        for parameter in range(BUS_ROWS):
            for bus in range(BUSES):
                engine.bus_live[parameter, bus] = control.bus_targets[parameter, bus]
    apply_curves(engine, control, plan, snap)


@kernel(types.UniTuple(types.float32, 2)(types.float32, types.int64))
def pan_gains(pan, side):
    """Return left and right gain of a lane.

    A mono lane has a sine/cosine pan (-3.01 dB in the middle), a side of a stereo channel a balance.

    Args:
        pan: -1 left to 1 right.
        side: MONO, LEFT or RIGHT.
    """
    one, zero = numba.float32(1.0), numba.float32(0.0)
    pan = min(one, max(-one, pan))
    if side == MONO:
        angle = (numba.float64(pan) + 1.0) * (HALF_PI / 2)
        return sine(HALF_PI - angle), sine(angle)
    if side == LEFT:
        return min(one, one - pan), zero
    return zero, min(one, one + pan)


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.int64))
def set_send_goals(engine, plan, block, lane):
    """Set the goals of a lane's sends and headphone levels, once its pan is set."""
    live, goals = engine.live[block], engine.goals[block]
    side, one = engine.lane_side[block * WIDTH + lane], numba.float32(1.0)
    left, right = goals[GAIN_LEFT, lane], goals[GAIN_RIGHT, lane]
    for k in range(plan.effect_count):
        row, gain = GAIN_SEND_0 + SEND_GAIN_ROWS * k, live[SEND_GAIN_0 + k, lane]
        pre, own = live[SEND_PRE_0 + k, lane], live[SEND_OWN_PAN_0 + k, lane]
        own_left, own_right = pan_gains(live[SEND_PAN_0 + k, lane], side)
        goals[row + SEND_FOLLOWS, lane] = gain * (one - pre) * (one - own)
        goals[row + SEND_OWN_LEFT, lane] = gain * (one - pre) * own * own_left
        goals[row + SEND_OWN_RIGHT, lane] = gain * (one - pre) * own * own_right
        goals[row + SEND_PRE_LEFT, lane] = gain * pre * (own * own_left + (one - own) * left)
        goals[row + SEND_PRE_RIGHT, lane] = gain * pre * (own * own_right + (one - own) * right)
    for k in range(plan.cue_count):
        gain, own = live[CUE_0 + k, lane], live[CUE_OWN_PAN_0 + k, lane]
        own_left, own_right = pan_gains(live[CUE_LANE_PAN_0 + k, lane], side)
        goals[GAIN_CUE_0 + 2 * k, lane] = gain * (own * own_left + (one - own) * left)
        goals[GAIN_CUE_0 + 2 * k + 1, lane] = gain * (own * own_right + (one - own) * right)


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64))
def set_block_goals(engine, plan, block):
    """Set the goals of a block's smoothed gains from its targets."""
    live, goals = engine.live[block], engine.goals[block]
    one, half = numba.float32(1.0), numba.float32(0.5)
    for lane in range(WIDTH):
        side = engine.lane_side[block * WIDTH + lane]
        goals[GAIN_TRIM, lane] = live[STRIP_ROW.trim_gain, lane]
        goals[GAIN_POST, lane] = live[STRIP_ROW.fader_gain, lane]
        place = block * WIDTH + lane
        rerouting = place >= LANES and engine.lane_output[place] != plan.lane_output[place]
        is_on = live[STRIP_ROW.on, lane] > half and plan.lane_leaving[place] == 0 and not rerouting
        is_on = is_on or plan.lane_active[place] == 0
        engine.sounding_goal[block, lane] = one if is_on else numba.float32(0.0)
        left, right = pan_gains(live[STRIP_ROW.pan, lane], side)
        goals[GAIN_LEFT, lane], goals[GAIN_RIGHT, lane] = left, right
        width = one if side == MONO else live[STRIP_ROW.width, lane]
        goals[GAIN_STRAIGHT, lane] = (one + width) * half
        goals[GAIN_CROSSED, lane] = (one - width) * half
        goals[GAIN_PFL_LEFT, lane] = live[STRIP_ROW.pfl, lane] * left
        goals[GAIN_PFL_RIGHT, lane] = live[STRIP_ROW.pfl, lane] * right
        goals[GAIN_AFL, lane] = live[STRIP_ROW.afl, lane]
        set_send_goals(engine, plan, block, lane)


@kernel(types.void(ENGINE, PLAN_TYPE))
def set_headphone_goals(engine, plan):
    """Set the goals of levels, balance and click of the headphone mixes, and of the click in the monitor path."""
    one = numba.float32(1.0)
    for bus in range(FIRST_CUE, FIRST_CUE + plan.cue_count):
        level = engine.bus_live[BUS_ROW.phones_gain, bus] * engine.bus_live[BUS_ROW.phones_on, bus]
        if plan.bus_leaving[bus] != 0:
            level = numba.float32(0.0)
        pan = min(one, max(-one, engine.bus_live[BUS_ROW.phones_pan, bus]))
        engine.bus_goals[BUS_GAIN_LEFT, bus] = level * min(one, one - pan)
        engine.bus_goals[BUS_GAIN_RIGHT, bus] = level * min(one, one + pan)
        engine.bus_goals[BUS_GAIN_CLICK, bus] = engine.bus_live[BUS_ROW.click_gain, bus]
    engine.bus_goals[BUS_GAIN_CLICK, MASTER_BUS] = engine.bus_live[BUS_ROW.click_gain, MASTER_BUS]


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.boolean))
def settle_block(engine, plan, block, snap):
    """Let gains that have nearly arrived take their goals, and mark rows in which nothing moves, and rows that are all zero."""
    goals, gains = engine.goals[block], engine.gains[block]
    engine.gains_moving[block] = 0
    if snap:
        for lane in range(WIDTH):
            engine.sounding[block, lane] = engine.sounding_goal[block, lane]
    for row in range(GAIN_CUE_0 + 2 * plan.cue_count):
        moving, not_zero = 0, 0
        for lane in range(WIDTH):
            goal = goals[row, lane]
            if snap or abs(gains[row, lane] - goal) < SETTLED:
                gains[row, lane] = goal
            else:
                moving += 1
            if gains[row, lane] != numba.float32(0.0) or goal != numba.float32(0.0):
                not_zero += 1
        engine.steady[block, row] = moving == 0
        engine.silent[block, row] = not_zero == 0
        if moving > 0:
            engine.gains_moving[block] = 1


@kernel(types.void(ENGINE, PLAN_TYPE, types.boolean))
def set_goals(engine, plan, snap):
    """Set the goals of all gains. At a control point."""
    for block in range(BLOCKS):
        if plan.block_active[block] != 0 and (engine.dirty[block] != 0 or engine.gains_moving[block] != 0):
            set_block_goals(engine, plan, block)
            settle_block(engine, plan, block, snap)
    set_headphone_goals(engine, plan)
    for row in range(BUS_GAIN_ROWS):
        for bus in range(FIRST_CUE, FIRST_CUE + plan.cue_count):
            goal = engine.bus_goals[row, bus]
            if snap or abs(engine.bus_gains[row, bus] - goal) < SETTLED:
                engine.bus_gains[row, bus] = goal
