"""The bank: samples lie [frame, lane], so the inner loop over lanes is SIMD.

Lives: engine, audio thread. One call handles one slice of at most 64 frames.
"""

import numba
from numba import types

from audio_engine.rt import rings
from audio_engine.rt.kernel import kernel
from audio_engine.rt.layout import (
    CLOCK_FAULTS,
    CLOCK_UNDERRUNS,
    ENGINE,
    F4_1,
    F4_2,
    FADE_INPUT,
    FADE_ROUTE,
    FADE_TAPE,
    GAIN_CUE_0,
    GAIN_LEFT,
    GAIN_POST,
    GAIN_RIGHT,
    GAIN_SEND_0,
    GAIN_TRIM,
    MONITOR_AUTO,
    MONITOR_IN,
    NO_SWAP,
    PLAN_TYPE,
    ROUTE_ACTIVE,
    ROUTE_ARMED,
    ROUTE_INPUT,
    ROUTE_MONITOR,
    ROUTE_SIDE,
    SILENT,
    SWAP_FADE,
    TAPE_SIDE,
)

SWITCH_FADE_S = 0.006  # a switch (monitoring, routing, tape on and off) is a linear fade of 6 ms
SWAP_FADE_FRAMES = 256  # an edited timeline fades in over this many frames
_int, _float = types.int64, types.float32
LARGEST_SAMPLE = 1e8  # above this (or NaN) a sample is a fault and becomes silence


@kernel(types.float32(types.float32, types.float32, types.float32))
def approach(value, goal, step):
    """One linear step from value towards goal."""
    if value < goal:
        return min(goal, value + step)
    return max(goal, value - step)


@kernel(types.void(ENGINE, types.int64, types.int64, types.int64))
def read_tape(engine, lane, roll, frames):
    """bank[:, lane] = tape from roll frame `roll`; cross-fades into an edited timeline that waits in the idle ring."""
    tape, bank = rings.tape(engine), engine.bank
    mask = tape.shape[2] - 1
    side = engine.lane_state[TAPE_SIDE, lane]
    swap_at = engine.swap_at[lane]
    if swap_at != NO_SWAP and roll >= swap_at:
        if engine.lane_state[SWAP_FADE, lane] <= 0:
            engine.lane_state[SWAP_FADE, lane] = SWAP_FADE_FRAMES
        left = engine.lane_state[SWAP_FADE, lane]
        new = 1 - side
        silent_old = engine.filled_to[side, lane] == SILENT
        silent_new = engine.filled_to[new, lane] == SILENT
        for f in range(frames):
            at = (roll + f) & mask
            share = numba.float32(max(0, left - f)) / numba.float32(SWAP_FADE_FRAMES)
            old_value = numba.float32(0.0) if silent_old else tape[side, lane, at]
            new_value = numba.float32(0.0) if silent_new else tape[new, lane, at]
            bank[f, lane] = old_value * share + new_value * (numba.float32(1.0) - share)
        engine.lane_state[SWAP_FADE, lane] = left - frames
        if left - frames <= 0:
            engine.lane_state[TAPE_SIDE, lane] = new
            engine.swap_at[lane] = NO_SWAP
        return
    filled = engine.filled_to[side, lane]
    if filled == SILENT:
        for f in range(frames):
            bank[f, lane] = numba.float32(0.0)
    elif filled < roll + frames:
        rings.shared(engine).clock[CLOCK_UNDERRUNS] += 1
        for f in range(frames):
            bank[f, lane] = numba.float32(0.0)
    else:
        at = roll & mask
        if at + frames <= mask + 1:
            for f in range(frames):
                bank[f, lane] = tape[side, lane, at + f]
        else:
            for f in range(frames):
                bank[f, lane] = tape[side, lane, (roll + f) & mask]


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.boolean))
def follow_route(engine, plan, lane, snap):
    """Take the plan's routing of a lane once the old one has faded out; `snap` at once."""
    state, fades = engine.lane_state, engine.lane_fades
    same = (
        state[ROUTE_INPUT, lane] == plan.lane_input[lane]
        and state[ROUTE_ACTIVE, lane] == plan.lane_active[lane]
        and state[ROUTE_SIDE, lane] == plan.lane_side[lane]
    )
    if not same and (snap or fades[FADE_ROUTE, lane] == numba.float32(0.0)):
        state[ROUTE_INPUT, lane] = plan.lane_input[lane]
        state[ROUTE_ACTIVE, lane] = plan.lane_active[lane]
        state[ROUTE_SIDE, lane] = plan.lane_side[lane]
    state[ROUTE_MONITOR, lane] = plan.lane_monitor[lane]
    state[ROUTE_ARMED, lane] = plan.lane_armed[lane]


@kernel(types.void(ENGINE, PLAN_TYPE, F4_2, _int, _int, _int, _int, _int, _float, _float, _float, types.boolean))
def gather(engine, plan, inputs, done, frames, roll, rolling, recording, tape_fade, tape_step, switch_step, snap):
    """Fill bank[:frames, :lanes] from tape and inputs, each switch a fade; `rolling`: tape runs, `snap`: no fades."""
    state, fades, bank = engine.lane_state, engine.lane_fades, engine.bank
    one, zero = numba.float32(1.0), numba.float32(0.0)
    for lane in range(plan.lane_count):
        follow_route(engine, plan, lane, snap)
        same = (
            state[ROUTE_INPUT, lane] == plan.lane_input[lane]
            and state[ROUTE_ACTIVE, lane] == plan.lane_active[lane]
            and state[ROUTE_SIDE, lane] == plan.lane_side[lane]
        )
        active = state[ROUTE_ACTIVE, lane] != 0
        route_goal = one if same and active else zero
        armed = state[ROUTE_ARMED, lane] != 0
        monitor = state[ROUTE_MONITOR, lane]
        hears_input = monitor == MONITOR_IN or (monitor == MONITOR_AUTO and armed and (rolling == 0 or recording != 0))
        input_goal = one if hears_input else zero
        tape_goal = zero if hears_input or (armed and recording != 0) else one
        if snap:
            fades[FADE_ROUTE, lane], fades[FADE_INPUT, lane], fades[FADE_TAPE, lane] = route_goal, input_goal, tape_goal
        channel = state[ROUTE_INPUT, lane]
        has_input = channel >= 0 and channel < inputs.shape[1]
        if rolling != 0 and active:
            read_tape(engine, lane, roll, frames)
        else:
            if engine.swap_at[lane] != NO_SWAP:  # nobody hears the tape: change over at once
                state[TAPE_SIDE, lane] = 1 - state[TAPE_SIDE, lane]
                state[SWAP_FADE, lane] = 0
                engine.swap_at[lane] = NO_SWAP
            for f in range(frames):
                bank[f, lane] = zero
        route, to_input, to_tape = fades[FADE_ROUTE, lane], fades[FADE_INPUT, lane], fades[FADE_TAPE, lane]
        plain = route == one and route_goal == one and to_tape == one and tape_goal == one
        plain = plain and to_input == zero and input_goal == zero and tape_fade == one and tape_step == zero
        if not plain:
            fade = tape_fade
            for f in range(frames):
                route = approach(route, route_goal, switch_step)
                to_input = approach(to_input, input_goal, switch_step)
                to_tape = approach(to_tape, tape_goal, switch_step)
                value = bank[f, lane] * to_tape * fade
                if has_input and to_input > zero:
                    value += inputs[done + f, channel] * to_input
                bank[f, lane] = value * route
                fade = min(one, max(zero, fade + tape_step))
            fades[FADE_ROUTE, lane], fades[FADE_INPUT, lane], fades[FADE_TAPE, lane] = route, to_input, to_tape


@kernel(types.void(F4_1, F4_1, F4_1, types.int64, types.float32))
def smooth(gains, goals, out, lanes, pole):
    """out = gains, each one sample nearer to its goal."""
    for lane in range(lanes):
        gain = gains[lane] + (goals[lane] - gains[lane]) * pole
        gains[lane] = gain
        out[lane] = gain


@kernel(types.float32(F4_1, F4_1, F4_1, types.int64))
def dot(samples, gains, row, lanes):
    """Sum of products over lanes, folded by halves: SIMD, and yet the same bits every time. `row` is scratch."""
    for lane in range(lanes):
        row[lane] = samples[lane] * gains[lane]
    for block in range(16, lanes, 16):
        for k in range(16):
            row[k] += row[block + k]
    for k in range(8):
        row[k] += row[k + 8]
    for k in range(4):
        row[k] += row[k + 4]
    return (row[0] + row[2]) + (row[1] + row[3])


@kernel(types.void(ENGINE, types.int64, types.int64, types.float32))
def faders(engine, lanes, frames, pole):
    """bank *= trim; bank_left/right = bank * fader * pan; peaks and squares of the post-fader signal by lane."""
    bank, left, right = engine.bank, engine.bank_left, engine.bank_right
    peaks, squares = engine.peaks_now, engine.squares_now
    trim, post, pan_left, pan_right = engine.scratch[0], engine.scratch[1], engine.scratch[2], engine.scratch[3]
    faults = engine.scratch[4]
    for lane in range(lanes):
        peaks[lane] = numba.float32(0.0)
        squares[lane] = numba.float32(0.0)
        faults[lane] = numba.float32(0.0)
        trim[lane] = engine.gains[GAIN_TRIM, lane]
        post[lane] = engine.gains[GAIN_POST, lane]
        pan_left[lane] = engine.gains[GAIN_LEFT, lane]
        pan_right[lane] = engine.gains[GAIN_RIGHT, lane]
    moving = engine.steady[GAIN_TRIM] + engine.steady[GAIN_POST] + engine.steady[GAIN_LEFT] + engine.steady[GAIN_RIGHT]
    for f in range(frames):
        if moving < 4:
            smooth(engine.gains[GAIN_TRIM], engine.goals[GAIN_TRIM], trim, lanes, pole)
            smooth(engine.gains[GAIN_POST], engine.goals[GAIN_POST], post, lanes, pole)
            smooth(engine.gains[GAIN_LEFT], engine.goals[GAIN_LEFT], pan_left, lanes, pole)
            smooth(engine.gains[GAIN_RIGHT], engine.goals[GAIN_RIGHT], pan_right, lanes, pole)
        for lane in range(lanes):
            sample = bank[f, lane] * trim[lane]
            whole = abs(sample) < numba.float32(LARGEST_SAMPLE)  # False for NaN as well
            sample = sample if whole else numba.float32(0.0)
            faults[lane] += numba.float32(0.0) if whole else numba.float32(1.0)
            bank[f, lane] = sample
            sample = sample * post[lane]
            left[f, lane] = sample * pan_left[lane]
            right[f, lane] = sample * pan_right[lane]
            peaks[lane] = max(peaks[lane], abs(sample))
            squares[lane] += sample * sample
    for lane in range(lanes):
        if faults[lane] > numba.float32(0.0):
            rings.shared(engine).clock[CLOCK_FAULTS] += int(faults[lane])


@kernel(types.void(ENGINE, types.int64, types.int64, types.int64, types.float32, types.int64))
def send_to_effect(engine, send, lanes, frames, pole, bus):
    """mix[bus] = sum of the post-fader lanes times their send level."""
    row, row_sum = engine.scratch[0], engine.scratch[3]
    gains, goals = engine.gains[GAIN_SEND_0 + send], engine.goals[GAIN_SEND_0 + send]
    steady = engine.steady[GAIN_SEND_0 + send] != 0
    for f in range(frames):
        if steady:
            engine.mix[bus, 0, f] = dot(engine.bank_left[f], gains, row_sum, lanes)
            engine.mix[bus, 1, f] = dot(engine.bank_right[f], gains, row_sum, lanes)
        else:
            smooth(gains, goals, row, lanes, pole)
            engine.mix[bus, 0, f] = dot(engine.bank_left[f], row, row_sum, lanes)
            engine.mix[bus, 1, f] = dot(engine.bank_right[f], row, row_sum, lanes)


@kernel(types.void(ENGINE, types.int64, types.int64, types.int64, types.float32, types.int64))
def send_to_headphones(engine, cue, lanes, frames, pole, bus):
    """mix[bus] = sum of the trimmed lanes before fader, mute and solo, times cue level and pan."""
    row, row_left, row_right, row_sum = engine.scratch[0], engine.scratch[1], engine.scratch[2], engine.scratch[3]
    gains, goals = engine.gains[GAIN_CUE_0 + cue], engine.goals[GAIN_CUE_0 + cue]
    pan_left, pan_right = engine.gains[GAIN_LEFT], engine.gains[GAIN_RIGHT]
    for f in range(frames):
        smooth(gains, goals, row, lanes, pole)
        for lane in range(lanes):
            row_left[lane] = row[lane] * pan_left[lane]
            row_right[lane] = row[lane] * pan_right[lane]
        engine.mix[bus, 0, f] = dot(engine.bank[f], row_left, row_sum, lanes)
        engine.mix[bus, 1, f] = dot(engine.bank[f], row_right, row_sum, lanes)


@kernel(types.void(ENGINE, types.int64, types.int64))
def sum_to_master(engine, lanes, frames):
    """mix[0] = sum of all lanes after fader and pan."""
    ones, row_sum = engine.scratch[0], engine.scratch[3]
    for lane in range(lanes):
        ones[lane] = numba.float32(1.0)
    for f in range(frames):
        engine.mix[0, 0, f] = dot(engine.bank_left[f], ones, row_sum, lanes)
        engine.mix[0, 1, f] = dot(engine.bank_right[f], ones, row_sum, lanes)
