"""The bank: samples lie [frame, lane], so the inner loop over lanes is SIMD.

Lives: engine, audio thread. One call handles one slice of at most 64 frames.
"""

import numba
from numba import types

from audio_engine.capacity import FIRST_CUE, LANES
from audio_engine.rt import rings
from audio_engine.rt.kernel import kernel
from audio_engine.rt.layout import (
    BLOCKS,
    ENGINE,
    F4_2,
    FADE_INPUT,
    FADE_ROUTE,
    FADE_TAPE,
    GAIN_AFL,
    GAIN_CUE_0,
    GAIN_LEFT,
    GAIN_PFL_LEFT,
    GAIN_POST,
    GAIN_RIGHT,
    GAIN_SEND_0,
    GROUP_BLOCKS,
    MONITOR_AUTO,
    MONITOR_IN,
    NO_SWAP,
    PLAN_TYPE,
    RETURN_STAGE,
    ROUTE_ACTIVE,
    ROUTE_ARMED,
    ROUTE_INPUT,
    ROUTE_MONITOR,
    SEND_FOLLOWS,
    SEND_GAIN_ROWS,
    SEND_OWN_LEFT,
    SEND_PRE_LEFT,
    SILENT,
    SWAP_FADE,
    TAPE_SIDE,
    TRACK_BLOCKS,
    WIDTH,
)
from audio_engine.rt.smoothing import HALF_PI, SOUNDING_FADE_S, sine

FLAT = types.Array(types.float32, 1, "C")
SWITCH_FADE_S = 0.006  # a switch (monitoring, routing, tape on and off) is a linear fade of 6 ms
SWAP_FADE_FRAMES = 256  # a crossfade into an edited timeline takes this many frames
_int, _float = types.int64, types.float32


@kernel(types.float32(types.float32, types.float32, types.float32))
def approach(value, goal, step):
    """Return `value` moved towards `goal` by at most `step`."""
    if value < goal:
        return min(goal, value + step)
    return max(goal, value - step)


@kernel(types.void(FLAT, types.uint64, FLAT, types.uint64, types.uint64))
def place_lane(line, first, bank, k, frames):
    """Copy line[first : first + frames] into lane `k` of a block. Unsigned: a signed index would be checked at every sample."""
    for f in range(frames):
        bank[numba.uint64(WIDTH) * f + k] = line[first + f]


@kernel(types.void(ENGINE, types.int64, types.int64, types.int64))
def read_tape(engine, lane, roll, frames):
    """Set a lane of the bank to its playback ring from roll frame `roll` on.

    Crossfades into an edited timeline that waits in the idle ring. A ring that is not filled far enough plays silence and
    counts an underrun.
    """
    tape, bank, k = rings.tape(engine), engine.bank[lane >> 4], lane & 15  # no negative index to check for
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
            bank[WIDTH * f + k] = old_value * share + new_value * (numba.float32(1.0) - share)
        engine.lane_state[SWAP_FADE, lane] = left - frames
        if left - frames <= 0:
            engine.lane_state[TAPE_SIDE, lane] = new
            engine.swap_at[lane] = NO_SWAP
        return
    filled = engine.filled_to[side, lane]
    if filled == SILENT:
        for f in range(frames):
            bank[WIDTH * f + k] = numba.float32(0.0)
    elif filled < roll + frames:
        rings.shared(engine).clock.underruns += 1
        for f in range(frames):
            bank[WIDTH * f + k] = numba.float32(0.0)
    else:
        at = roll & mask
        if at + frames <= mask + 1:
            place_lane(tape[side, lane], at, bank, k, frames)
        else:
            for f in range(frames):
                bank[WIDTH * f + k] = tape[side, lane, (roll + f) & mask]


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.boolean))
def update_route(engine, plan, lane, snap):
    """Take the plan's routing of a lane once the present one has faded out; when `snap`, at once."""
    state, fades = engine.lane_state, engine.lane_fades
    same = (
        state[ROUTE_INPUT, lane] == plan.lane_input[lane]
        and state[ROUTE_ACTIVE, lane] == plan.lane_active[lane]
        and engine.lane_side[lane] == plan.lane_side[lane]
        and engine.lane_output[lane] == plan.lane_output[lane]
    )
    if not same and (snap or fades[FADE_ROUTE, lane] == numba.float32(0.0)):
        state[ROUTE_INPUT, lane] = plan.lane_input[lane]
        state[ROUTE_ACTIVE, lane] = plan.lane_active[lane]
        engine.lane_side[lane] = plan.lane_side[lane]
        engine.lane_output[lane] = plan.lane_output[lane]
        engine.dirty[lane >> 4] = 1
    state[ROUTE_MONITOR, lane] = plan.lane_monitor[lane]
    state[ROUTE_ARMED, lane] = plan.lane_armed[lane]


@kernel(types.void(ENGINE, PLAN_TYPE, F4_2, _int, _int, _int, _int, _int, _float, _float, _float, types.boolean))
def gather(engine, plan, inputs, done, frames, roll, rolling, recording, tape_fade, tape_step, switch_step, snap):
    """Fill the lanes of the tracks from playback rings and inputs, with a fade for each switch.

    Args:
        engine: Engine record.
        plan: Plan record.
        inputs: float32[frame, channel] of the block.
        done: Frames of the block before this slice.
        frames: Length of the slice.
        roll: Roll frame at which the slice begins.
        rolling: 1 while the transport plays or fades out, else 0.
        recording: 1 while armed tracks record, else 0.
        tape_fade: Gain of all playback at the slice's first frame, 0 to 1.
        tape_step: By which that gain changes in a sample.
        switch_step: By which a switch's fade moves in a sample.
        snap: True takes routes and playback without a fade in.
    """
    state, fades = engine.lane_state, engine.lane_fades
    one, zero = numba.float32(1.0), numba.float32(0.0)
    engine.rerouting[0] = 0
    for lane in range(LANES):
        if plan.block_active[lane // WIDTH] == 0:
            continue
        bank, k = engine.bank[lane >> 4], lane & 15
        update_route(engine, plan, lane, snap)
        same = (
            state[ROUTE_INPUT, lane] == plan.lane_input[lane]
            and state[ROUTE_ACTIVE, lane] == plan.lane_active[lane]
            and engine.lane_side[lane] == plan.lane_side[lane]
            and engine.lane_output[lane] == plan.lane_output[lane]
        )
        if not same:
            engine.rerouting[0] += 1
        active = state[ROUTE_ACTIVE, lane] != 0
        route_goal = one if same and active else zero
        armed = state[ROUTE_ARMED, lane] != 0
        monitor = state[ROUTE_MONITOR, lane]
        monitors_input = monitor == MONITOR_IN or (
            monitor == MONITOR_AUTO and armed and (rolling == 0 or recording != 0)
        )
        input_goal = one if monitors_input else zero
        tape_goal = zero if monitors_input or (armed and recording != 0) else one
        if snap:
            fades[FADE_ROUTE, lane], fades[FADE_TAPE, lane] = route_goal, tape_goal
            fades[FADE_INPUT, lane] = max(
                fades[FADE_INPUT, lane], input_goal
            )  # an input that can be heard fades out all the same
        channel = state[ROUTE_INPUT, lane]
        has_input = channel >= 0 and channel < inputs.shape[1]
        if rolling != 0 and active:
            read_tape(engine, lane, roll, frames)
        else:
            if engine.swap_at[lane] != NO_SWAP:  # playback is silent: change over at once
                state[TAPE_SIDE, lane] = 1 - state[TAPE_SIDE, lane]
                state[SWAP_FADE, lane] = 0
                engine.swap_at[lane] = NO_SWAP
            for f in range(frames):
                bank[WIDTH * f + k] = zero
        route, to_input, to_tape = fades[FADE_ROUTE, lane], fades[FADE_INPUT, lane], fades[FADE_TAPE, lane]
        plain = route == one and route_goal == one and to_tape == one and tape_goal == one
        plain = plain and to_input == zero and input_goal == zero and tape_fade == one and tape_step == zero
        if not plain:
            fade = tape_fade
            for f in range(frames):
                route = approach(route, route_goal, switch_step)
                to_input = approach(to_input, input_goal, switch_step)
                to_tape = approach(to_tape, tape_goal, switch_step)
                value = bank[WIDTH * f + k] * to_tape * fade
                if has_input and to_input > zero:
                    value += inputs[done + f, channel] * to_input
                bank[WIDTH * f + k] = value * route
                fade = min(one, max(zero, fade + tape_step))
            fades[FADE_ROUTE, lane], fades[FADE_INPUT, lane], fades[FADE_TAPE, lane] = route, to_input, to_tape


@kernel(types.int64(types.int64))
def first_block(stage):
    """Return the first block of lanes of a stage.

    Tracks have TRACK_BLOCKS, each level of groups GROUP_BLOCKS, effect returns and master one.
    """
    if stage == 0:
        return 0
    if stage < RETURN_STAGE:
        return TRACK_BLOCKS + GROUP_BLOCKS * (stage - 1)
    return TRACK_BLOCKS + GROUP_BLOCKS * (RETURN_STAGE - 1) + stage - RETURN_STAGE


@kernel(types.void(FLAT, FLAT, FLAT, types.int64))
def measure(bank, post, levels, frames):
    """Set `levels` to three rows of 16: peaks before the fader, peaks after it, sums of squares after it."""
    for k in range(3 * WIDTH):
        levels[k] = numba.float32(0.0)
    for f in range(frames):
        for k in range(WIDTH):
            out = post[WIDTH * f + k]
            levels[k] = max(levels[k], abs(bank[WIDTH * f + k]))
            levels[16 + k] = max(levels[16 + k], abs(out))
            levels[32 + k] += out * out


@kernel(types.void(FLAT, FLAT, types.int64))
def copy(source, target, count):
    """Copy `count` samples. One flat loop: an inner one over 16 lanes would be unrolled into single moves."""
    for n in range(count):
        target[n] = source[n]


@kernel(types.void(FLAT, FLAT, types.int64))
def repeat(row, rows, frames):
    """Fill `rows` with `frames` copies of a row of 16, doubling what is there."""
    there = WIDTH
    copy(row, rows, WIDTH)
    while there < WIDTH * frames:
        more = min(there, WIDTH * frames - there)
        copy(rows[:more], rows[there : there + more], more)
        there += more


@kernel(types.void(ENGINE, types.int64, types.int64, types.int64, types.int64, types.float32))
def spread(engine, which, block, row, frames, pole):
    """Set `wide_of[which]` to a row of gains on every frame, smoothed where it moves, so that what follows is one flat loop.

    Args:
        engine: Engine record.
        which: 0 or 1, working space.
        block: Block of lanes.
        row: Row of `gains`, such as GAIN_LEFT.
        frames: Length of the slice.
        pole: One-pole step.
    """
    wide, gains, goals = engine.wide_of[which], engine.gains[block, row], engine.goals[block, row]
    if engine.steady[block, row] != 0:
        repeat(gains, wide, frames)
        return
    for f in range(frames):
        for k in range(WIDTH):
            gains[k] += (goals[k] - gains[k]) * pole
            wide[WIDTH * f + k] = gains[k]


@kernel(types.void(FLAT, FLAT, FLAT, types.int64))
def multiply(product, samples, gains, count):
    """Set product[n] = samples[n] * gains[n]."""
    for n in range(count):
        product[n] = samples[n] * gains[n]


@kernel(types.void(ENGINE, types.int64, types.int64, types.float32))
def spread_fader(engine, block, frames, pole):
    """Set `wide_of[0]` to the faders, times the raised cosine that fades muted, unsoloed and rerouted lanes out and in."""
    wide, at, goal = engine.wide_of[0], engine.sounding[block], engine.sounding_goal[block]
    one, moving, silences = numba.float32(1.0), False, False
    for k in range(WIDTH):
        moving = moving or at[k] != goal[k]
        silences = silences or at[k] != one
    if silences and not moving and engine.steady[block, GAIN_POST] != 0:
        row = engine.row[0]
        for k in range(WIDTH):
            row[k] = engine.gains[block, GAIN_POST, k] * at[k]
        repeat(row, wide, frames)
        return
    spread(engine, 0, block, GAIN_POST, frames, pole)
    if not moving and not silences:
        return
    step = numba.float32(1.0 / (SOUNDING_FADE_S * engine.rate_hz))
    for f in range(frames):
        for k in range(WIDTH):
            at[k] += min(max(goal[k] - at[k], -step), step)
            root = sine(at[k] * HALF_PI)
            wide[WIDTH * f + k] *= root * root


@kernel(types.void(ENGINE, types.int64, types.int64, types.float32))
def fade(engine, block, frames, pole):
    """Set `post` to the bank's block times its faders, and `left` and `right` to that times pan."""
    post, wide = engine.post[block], engine.wide_of[0]
    spread_fader(engine, block, frames, pole)
    multiply(post, engine.bank[block], wide, WIDTH * frames)
    spread(engine, 0, block, GAIN_LEFT, frames, pole)
    multiply(engine.left[block], post, wide, WIDTH * frames)
    spread(engine, 0, block, GAIN_RIGHT, frames, pole)
    multiply(engine.right[block], post, wide, WIDTH * frames)


@kernel(types.void(ENGINE, types.int64))
def clear_sums(engine, frames):
    """Clear both sums [16 * frame + lane]."""
    left, right = engine.sum_of[0], engine.sum_of[1]
    for n in range(WIDTH * frames):
        left[n] = numba.float32(0.0)
        right[n] = numba.float32(0.0)


@kernel(types.void(FLAT, FLAT, FLAT, types.int64))
def add_product(sums, samples, gains, count):
    """Add samples[n] * gains[n] to sums[n]."""
    for n in range(count):
        sums[n] += samples[n] * gains[n]


@kernel(types.void(FLAT, FLAT, types.int64))
def add(sums, samples, count):
    """Add samples[n] to sums[n]."""
    for n in range(count):
        sums[n] += samples[n]


@kernel(types.void(ENGINE, FLAT, FLAT, types.int64, types.int64, types.int64))
def add_scaled(engine, left, right, wide_left, wide_right, frames):
    """Add a block's left and right to the sums, times the gains in two rows of `wide_of`."""
    add_product(engine.sum_of[0], left, engine.wide_of[wide_left], WIDTH * frames)
    add_product(engine.sum_of[1], right, engine.wide_of[wide_right], WIDTH * frames)


@kernel(types.void(ENGINE, FLAT, FLAT, types.int64))
def add_plain(engine, left, right, frames):
    """Add a block's left and right to the sums."""
    add(engine.sum_of[0], left, WIDTH * frames)
    add(engine.sum_of[1], right, WIDTH * frames)


@kernel(types.void(FLAT, FLAT, types.uint64))
def add_pairs(samples, sums, count):
    """Set sums[n] = samples[2 n] + samples[2 n + 1]."""
    for n in range(count):
        sums[n] = samples[numba.uint64(2) * n] + samples[numba.uint64(2) * n + numba.uint64(1)]


@kernel(types.void(ENGINE, FLAT, FLAT, types.int64))
def add_up(engine, into_left, into_right, frames):
    """Add the sums, over their lanes, to a bus: pair by pair, which is SIMD and gives the same bits every time."""
    spare = engine.wide_of[0]
    for side in range(2):
        sums, into = engine.sum_of[side], into_left if side == 0 else into_right
        add_pairs(sums, spare, 8 * frames)
        add_pairs(spare, sums, 4 * frames)
        add_pairs(sums, spare, 2 * frames)
        add_pairs(spare, sums, frames)
        add(into, sums, frames)


@kernel(types.void(ENGINE, types.int64, types.int64, types.int64))
def spread_members(engine, block, bus, frames):
    """Set `wide_of[0]` to 1 for the lanes that go to the bus, else 0. A lane that nobody uses is silent."""
    wide, members = engine.wide_of[0], engine.members_of[0]
    for k in range(WIDTH):
        members[k] = numba.float32(1.0) if engine.lane_output[block * WIDTH + k] == bus else numba.float32(0.0)
    repeat(members, wide, frames)


@kernel(types.boolean(ENGINE, types.int64, types.int64))
def has_member(engine, block, bus):
    """Return True if any lane of the block goes to the bus."""
    for k in range(WIDTH):
        if engine.lane_output[block * WIDTH + k] == bus:
            return True
    return False


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.int64, types.int64))
def sum_into(engine, plan, stage, bus, frames):
    """Add the lanes of a stage that go to a bus, after fader and pan, to `mix[bus]`."""
    clear_sums(engine, frames)
    everyone = plan.feeds[stage, bus] == 2 and (stage > 0 or engine.rerouting[0] == 0)
    for block in range(first_block(stage), first_block(stage + 1)):
        if plan.block_active[block] == 0:
            continue
        if everyone:
            add_plain(engine, engine.left[block], engine.right[block], frames)
        elif has_member(engine, block, bus):
            spread_members(engine, block, bus, frames)
            add_scaled(engine, engine.left[block], engine.right[block], 0, 0, frames)
    add_up(engine, engine.mix[bus, 0], engine.mix[bus, 1], frames)


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.int64, types.int64, types.float32))
def send(engine, plan, stage, effect, frames, pole):
    """Add what a stage's lanes send to an effect to `mix` of its bus."""
    row = GAIN_SEND_0 + SEND_GAIN_ROWS * effect
    clear_sums(engine, frames)
    any_sent = False
    for block in range(first_block(stage), first_block(stage + 1)):
        if plan.block_active[block] == 0:
            continue
        silent = engine.silent[block]
        if silent[row + SEND_FOLLOWS] == 0:
            spread(engine, 0, block, row + SEND_FOLLOWS, frames, pole)
            add_scaled(engine, engine.left[block], engine.right[block], 0, 0, frames)
            any_sent = True
        for kind in (SEND_OWN_LEFT, SEND_PRE_LEFT):
            if silent[row + kind] == 0 or silent[row + kind + 1] == 0:
                spread(engine, 0, block, row + kind, frames, pole)
                spread(engine, 1, block, row + kind + 1, frames, pole)
                if kind == SEND_OWN_LEFT:
                    add_scaled(engine, engine.post[block], engine.post[block], 0, 1, frames)
                else:
                    add_scaled(engine, engine.bank[block], engine.bank[block], 0, 1, frames)
                any_sent = True
    if any_sent:
        add_up(engine, engine.mix[1 + effect, 0], engine.mix[1 + effect, 1], frames)


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.int64, types.float32))
def send_to_headphones(engine, plan, cue, frames, pole):
    """Add the tracks before fader, mute and solo, times their level and pan there, to `mix` of a headphone mix.

    Args:
        engine: Engine record.
        plan: Plan record.
        cue: Headphone mix, from 0.
        frames: Length of the slice.
        pole: One-pole step.
    """
    row = GAIN_CUE_0 + 2 * cue
    clear_sums(engine, frames)
    for block in range(TRACK_BLOCKS):
        if plan.block_active[block] != 0 and (engine.silent[block, row] == 0 or engine.silent[block, row + 1] == 0):
            spread(engine, 0, block, row, frames, pole)
            spread(engine, 1, block, row + 1, frames, pole)
            add_scaled(engine, engine.bank[block], engine.bank[block], 0, 1, frames)
    add_up(engine, engine.mix[FIRST_CUE + cue, 0], engine.mix[FIRST_CUE + cue, 1], frames)


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.float32))
def sum_pfl_afl(engine, plan, frames, pole):
    """Set `pfl_afl_bus` to the channels that are switched to PFL (before the fader) or AFL (after it)."""
    clear_sums(engine, frames)
    any_on = False
    for block in range(BLOCKS):
        if plan.block_active[block] == 0:
            continue
        silent = engine.silent[block]
        if silent[GAIN_PFL_LEFT] == 0 or silent[GAIN_PFL_LEFT + 1] == 0:
            spread(engine, 0, block, GAIN_PFL_LEFT, frames, pole)
            spread(engine, 1, block, GAIN_PFL_LEFT + 1, frames, pole)
            add_scaled(engine, engine.bank[block], engine.bank[block], 0, 1, frames)
            any_on = True
        if silent[GAIN_AFL] == 0:
            spread(engine, 0, block, GAIN_AFL, frames, pole)
            add_scaled(engine, engine.left[block], engine.right[block], 0, 0, frames)
            any_on = True
    engine.pfl_amount[1] = numba.float32(1.0) if any_on else numba.float32(0.0)
    for f in range(frames):
        engine.pfl_afl_bus[0, f] = numba.float32(0.0)
        engine.pfl_afl_bus[1, f] = numba.float32(0.0)
    if any_on:
        add_up(engine, engine.pfl_afl_bus[0], engine.pfl_afl_bus[1], frames)


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.int64))
def clear_lanes(engine, plan, stage, frames):
    """Clear a stage's lanes: one whose bus is gone would run its last slice through its strip again and again."""
    for block in range(first_block(stage), first_block(stage + 1)):
        if plan.block_active[block] != 0:
            bank = engine.bank[block]
            for n in range(WIDTH * frames):
                bank[n] = numba.float32(0.0)


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.int64))
def fill_from_bus(engine, plan, bus, frames):
    """Set the two lanes of a bus to its mix."""
    lane = plan.bus_lane[bus]
    bank = engine.bank[lane // WIDTH]
    for side in range(2):
        k = lane % WIDTH + side
        for f in range(frames):
            bank[WIDTH * f + k] = engine.mix[bus, side, f]


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.int64))
def store_bus_output(engine, plan, bus, frames):
    """Set `mix[bus]` to what its strip gave, for meters, stems and outputs."""
    lane = plan.bus_lane[bus]
    left, right, k = engine.left[lane // WIDTH], engine.right[lane // WIDTH], lane % WIDTH
    for f in range(frames):
        engine.mix[bus, 0, f] = left[WIDTH * f + k]
        engine.mix[bus, 1, f] = right[WIDTH * f + k + 1]
