"""The channel strip of a block of 16 lanes: filters, gate, EQ and compressor in either order, de-esser, saturation.

A section that no lane of the block uses costs nothing; switching one is a fade. Tracks, groups, effect returns and the
master run through this same code.

Lives: engine, audio thread. `control` runs at control points, `prepare` and then `finish` for every slice.
"""

import numba
from numba import types

from audio_engine.rt import dynamics, filters, mix, oversampling, rings
from audio_engine.rt.atomics import as_pointer
from audio_engine.rt.fast_math import magnitude_bits
from audio_engine.rt.filters import (
    BELL,
    BUTTERWORTH_4_Q,
    BUTTERWORTH_Q,
    FLAT,
    HIGH_PASS,
    HIGH_SHELF,
    LOW_PASS,
    LOW_SHELF,
)
from audio_engine.rt.kernel import kernel
from audio_engine.rt.layout import (
    BAND_0,
    COMPRESSOR_REDUCTION,
    DE_ESSER_REDUCTION,
    ENGINE,
    FILTERS,
    GAIN_CROSSED,
    GAIN_STRAIGHT,
    GAIN_TRIM,
    GATE_REDUCTION,
    HIGH_PASS_1,
    HIGH_PASS_2,
    KEY_FILTER,
    LOW_PASS_1,
    LOW_PASS_2,
    OVERSAMPLING,
    OVERSAMPLING_DELAY,
    PLAN_TYPE,
    WIDTH,
)
from audio_engine.rt.rows import (
    AMOUNT_COMPRESSOR,
    AMOUNT_COMPRESSOR_FIRST,
    AMOUNT_DE_ESSER,
    AMOUNT_EQ,
    AMOUNT_GATE,
    AMOUNT_HIGH_PASS,
    AMOUNT_LOW_PASS,
    AMOUNT_SATURATION,
    COMP_GAIN,
    COMPRESSOR_STATE,
    DE_ESSER_STATE,
    DYNAMICS_STATE_ROWS,
    ESS_GAIN,
    GATE_GAIN,
    GATE_STATE,
    SECTIONS,
    STRIP_ROW,
    STRIP_ROWS,
)

DB_OF_LOG2 = 6.020599913279624
LARGEST_SAMPLE = 1e8  # above this (or NaN) a sample is a fault and becomes silence
KEY_FILTER_OFF_HZ = 20.5  # at or below this a side-chain filter is off
DE_ESSER_Q = 0.5  # critically damped, as its shelf needs


@kernel(types.boolean(ENGINE, types.int64, types.boolean))
def targets_changed(engine, block, snap):
    """Return True if any target of the block's strips differs from when this was last called."""
    live, seen = engine.live[block], engine.seen[block]
    changed = snap
    for row in range(STRIP_ROWS):
        for k in range(WIDTH):
            if live[row, k] != seen[row, k]:
                changed = True
                seen[row, k] = live[row, k]
    return changed


@kernel(types.void(ENGINE, types.int64, types.int64))
def reset_lane(engine, block, lane):
    """Forget all sound in one lane's strip."""
    zero = numba.float32(0.0)
    for section in range(FILTERS):
        engine.filter_state[block, WIDTH * 2 * section + lane] = zero
        engine.filter_state[block, WIDTH * (2 * section + 1) + lane] = zero
    for row in range(DYNAMICS_STATE_ROWS):
        engine.dynamics_state[block, WIDTH * row + lane] = zero
    dynamics.close_gate(engine, block, lane)
    for n in range(OVERSAMPLING_DELAY + 1):
        engine.saturation_in[block, WIDTH * n + lane] = zero
    for n in range(OVERSAMPLING * (OVERSAMPLING_DELAY + 1)):
        engine.saturation_out[block, WIDTH * n + lane] = zero


@kernel(types.void(ENGINE, types.int64, types.int64, types.int64, types.float32, types.boolean))
def switch(engine, block, section, lane, on, snap):
    """Set the goal of a section's amount: 1 if `on` is over 0.5, else 0."""
    goal = numba.float32(1.0) if on > numba.float32(0.5) else numba.float32(0.0)
    engine.amount_goals[block, section, lane] = goal
    if snap:
        engine.amounts[block, section, lane] = goal


@kernel(types.boolean(ENGINE, types.int64, types.int64, types.int64))
def section_starts(engine, block, section, lane):
    """Return True if a section of a lane is wholly off and is to be on."""
    off = engine.amounts[block, section, lane] == numba.float32(0.0)
    return off and engine.amount_goals[block, section, lane] > numba.float32(0.0)


@kernel(types.void(ENGINE, types.int64, types.int64, types.boolean))
def switch_lane(engine, block, lane, snap):
    """Switch all sections of a lane as its values say.

    A dynamics section that starts while playing begins with gain 1: what it remembers may be old, or may not be, as another
    lane of the block used the section in between.
    """
    live = engine.live[block]
    first = live[STRIP_ROW.compressor_before_eq, lane] > numba.float32(0.5)
    zero, compressor = numba.float32(0.0), live[STRIP_ROW.compressor_on, lane]
    switch(engine, block, AMOUNT_HIGH_PASS, lane, live[STRIP_ROW.high_pass_on, lane], snap)
    switch(engine, block, AMOUNT_LOW_PASS, lane, live[STRIP_ROW.low_pass_on, lane], snap)
    switch(engine, block, AMOUNT_GATE, lane, live[STRIP_ROW.gate_on, lane], snap)
    if section_starts(engine, block, AMOUNT_GATE, lane) and not snap:  # it closes with its own release
        dynamics.forget(engine, block, lane, GATE_STATE)
    switch(engine, block, AMOUNT_EQ, lane, live[STRIP_ROW.eq_on, lane], snap)
    switch(engine, block, AMOUNT_COMPRESSOR_FIRST, lane, compressor if first else zero, snap)
    switch(engine, block, AMOUNT_COMPRESSOR, lane, zero if first else compressor, snap)
    was_off = (
        engine.amounts[block, AMOUNT_COMPRESSOR_FIRST, lane] + engine.amounts[block, AMOUNT_COMPRESSOR, lane] == zero
    )
    if was_off and not snap:
        dynamics.forget(engine, block, lane, COMPRESSOR_STATE)
    switch(engine, block, AMOUNT_DE_ESSER, lane, live[STRIP_ROW.de_esser_on, lane], snap)
    if section_starts(engine, block, AMOUNT_DE_ESSER, lane) and not snap:
        dynamics.forget(engine, block, lane, DE_ESSER_STATE)
    switch(engine, block, AMOUNT_SATURATION, lane, live[STRIP_ROW.saturation_on, lane], snap)


@kernel(types.boolean(ENGINE, types.int64, types.int64, types.int64, types.boolean))
def pass_filter(engine, block, section, lane, snap):
    """Move the two sections of a lane's high-pass or low-pass on; the second one is flat at 12 dB per octave.

    Returns:
        True if any moved.
    """
    high = section == HIGH_PASS_1
    live = engine.live[block]
    hz = live[STRIP_ROW.high_pass_frequency_hz, lane] if high else live[STRIP_ROW.low_pass_frequency_hz, lane]
    slope = live[STRIP_ROW.high_pass_slope, lane] if high else live[STRIP_ROW.low_pass_slope, lane]
    shape = HIGH_PASS if high else LOW_PASS
    steep = slope > numba.float32(0.5)
    first = filters.ramp(
        engine, block, section, lane, shape, hz, 0.0, BUTTERWORTH_4_Q[0] if steep else BUTTERWORTH_Q, snap
    )
    second = filters.ramp(engine, block, section + 1, lane, shape if steep else FLAT, hz, 0.0, BUTTERWORTH_4_Q[1], snap)
    return first or second


@kernel(types.boolean(ENGINE, types.int64, types.int64, types.int64, types.boolean))
def band(engine, block, number, lane, snap):
    """Move one band of a lane's EQ on; it is flat at 0 dB.

    Returns:
        True if it moved.
    """
    live, row = engine.live[block], STRIP_ROW.eq_low_frequency_hz + 4 * number
    gain_db = live[row + 1, lane]
    shape = BELL
    if live[row + 3, lane] > numba.float32(0.5):
        shape = LOW_SHELF if number == 0 else HIGH_SHELF
    now = engine.filter_now[block, BAND_0 + number]
    if gain_db == numba.float32(0.0) and (snap or abs(now[1, lane]) <= filters.RAMP_ARRIVED):
        shape = FLAT
    return filters.ramp(
        engine, block, BAND_0 + number, lane, shape, live[row, lane], gain_db, live[row + 2, lane], snap
    )


@kernel(types.boolean(ENGINE, PLAN_TYPE, types.int64, types.boolean))
def ramp_filters(engine, plan, block, snap):
    """Move all filters of the block one step towards their settings.

    Returns:
        True if any moved.
    """
    any_moved = False
    for section in range(FILTERS):
        moved = False
        if section == HIGH_PASS_2 or section == LOW_PASS_2:
            continue
        for lane in range(WIDTH):
            if plan.lane_active[block * WIDTH + lane] == 0:
                continue
            if section == HIGH_PASS_1 or section == LOW_PASS_1:
                moved |= pass_filter(engine, block, section, lane, snap)
            elif section >= BAND_0 and section < BAND_0 + 4:
                moved |= band(engine, block, section - BAND_0, lane, snap)
            elif section == KEY_FILTER:
                hz = engine.live[block, STRIP_ROW.compressor_key_filter_hz, lane]
                shape = HIGH_PASS if hz > numba.float32(KEY_FILTER_OFF_HZ) else FLAT
                moved |= filters.ramp(engine, block, section, lane, shape, hz, 0.0, BUTTERWORTH_Q, snap)
            else:
                hz = engine.live[block, STRIP_ROW.de_esser_frequency_hz, lane]
                moved |= filters.ramp(engine, block, section, lane, HIGH_PASS, hz, 0.0, DE_ESSER_Q, snap)
        if moved:
            filters.begin_ramp(engine, block, section, snap)
            if section == HIGH_PASS_1 or section == LOW_PASS_1:
                filters.begin_ramp(engine, block, section + 1, snap)
            any_moved = True
    return any_moved


@kernel(types.boolean(ENGINE, types.int64))
def find_sections_in_use(engine, block):
    """Mark the sections and filters that any lane of the block uses, and the sections that all of them use wholly.

    Returns:
        True while any section is being switched.
    """
    one, zero = numba.float32(1.0), numba.float32(0.0)
    switching = False
    for section in range(SECTIONS):
        used, whole = 0, 1
        for lane in range(WIDTH):
            amount, goal = engine.amounts[block, section, lane], engine.amount_goals[block, section, lane]
            if amount > zero or goal > zero:
                used = 1
            if amount != one or goal != one:
                whole = 0
            if amount != goal:
                switching = True
        engine.section_used[block, section] = used
        engine.section_whole[block, section] = whole
    for section in range(FILTERS):
        used = 1 if engine.filter_moving[block, section] != 0 else 0
        for lane in range(WIDTH):
            if engine.filter_now[block, section, 3, lane] != FLAT and engine.filter_now[block, section, 3, lane] >= 0:
                used = 1
        engine.filter_used[block, section] = used
    return switching


@kernel(types.void(ENGINE, types.int64, types.int64))
def switch_off(engine, block, lane):
    """Switch all sections of a lane off at once: it is silent."""
    for section in range(SECTIONS):
        if engine.amounts[block, section, lane] > numba.float32(0.0):
            engine.ramping[block] = 1  # the sections in use have to be found again
        engine.amounts[block, section, lane] = numba.float32(0.0)
        engine.amount_goals[block, section, lane] = numba.float32(0.0)


@kernel(types.boolean(ENGINE, PLAN_TYPE, types.int64, types.int64))
def has_left(engine, plan, block, lane):
    """Return True for a lane of a removed bus that has faded out."""
    leaving = plan.lane_leaving[block * WIDTH + lane] != 0
    return leaving and engine.sounding[block, lane] == numba.float32(0.0)


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64))
def switch_off_removed(engine, plan, block):
    """Switch the sections of removed buses off once these have faded out, so that they no longer delay their stage."""
    for lane in range(WIDTH):
        if has_left(engine, plan, block, lane):
            switch_off(engine, block, lane)


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.boolean, types.boolean))
def control(engine, plan, block, snap, new_window):
    """Move the settings of a block on by one step. At a control point.

    Args:
        engine: Engine record.
        plan: Plan record.
        block: Block of lanes.
        snap: True takes all values at once.
        new_window: True if the peak detectors begin another window.
    """
    if new_window:
        dynamics.forget_old_peaks(engine, block)
    switch_off_removed(engine, plan, block)
    if engine.dirty[block] == 0 and engine.ramping[block] == 0:
        return
    for section in range(FILTERS):
        filters.end_ramp(engine, block, section)
    if engine.dirty[block] != 0 and targets_changed(engine, block, snap):
        for lane in range(WIDTH):
            if plan.lane_active[block * WIDTH + lane] != 0 and not has_left(engine, plan, block, lane):
                dynamics.set_lane(engine, block, lane)
                switch_lane(engine, block, lane, snap)
            else:
                switch_off(engine, block, lane)
    filters_move = ramp_filters(engine, plan, block, snap)
    dynamics_move = dynamics.begin_ramp(engine, block, snap)
    switching = find_sections_in_use(engine, block)
    engine.ramping[block] = 1 if filters_move or dynamics_move or switching else 0
    engine.dirty[block] = 0


@kernel(types.void(ENGINE, types.int64, types.int64, types.float32))
def trim(engine, block, frames, pole):
    """Multiply a block of the bank by its trims, polarity included."""
    bank, gains, goals = engine.bank[block], engine.gains[block, GAIN_TRIM], engine.goals[block, GAIN_TRIM]
    one = numba.float32(1.0)
    if engine.steady[block, GAIN_TRIM] != 0:
        plain = True
        for k in range(WIDTH):
            plain = plain and (gains[k] == one or gains[k] == numba.float32(0.0))  # 0: a lane nobody uses
        if not plain:
            for f in range(frames):
                for k in range(WIDTH):
                    bank[WIDTH * f + k] *= gains[k]
        return
    for f in range(frames):
        for k in range(WIDTH):
            gains[k] += (goals[k] - gains[k]) * pole
            bank[WIDTH * f + k] *= gains[k]


@kernel(types.void(ENGINE, types.int64, types.int64, types.float32))
def widen(engine, block, frames, pole):
    """Apply width to stereo lanes: each side is its own times the straight gain plus the other times the crossed gain."""
    bank = engine.bank[block]
    straight, crossed = engine.gains[block, GAIN_STRAIGHT], engine.gains[block, GAIN_CROSSED]
    straight_goal, crossed_goal = engine.goals[block, GAIN_STRAIGHT], engine.goals[block, GAIN_CROSSED]
    if engine.steady[block, GAIN_CROSSED] != 0 and engine.silent[block, GAIN_CROSSED] != 0:
        return
    for f in range(frames):
        for k in range(WIDTH):
            straight[k] += (straight_goal[k] - straight[k]) * pole
            crossed[k] += (crossed_goal[k] - crossed[k]) * pole
        for pair in range(WIDTH // 2):
            a, b = bank[WIDTH * f + 2 * pair], bank[WIDTH * f + 2 * pair + 1]
            bank[WIDTH * f + 2 * pair] = a * straight[2 * pair] + b * crossed[2 * pair]
            bank[WIDTH * f + 2 * pair + 1] = b * straight[2 * pair + 1] + a * crossed[2 * pair + 1]


@kernel(types.int64(ENGINE, types.int64, types.int64))
def section_count(engine, block, second):
    """Return how many sections a high-pass or low-pass needs: 2 if any lane's is steep."""
    return 2 if engine.filter_used[block, second] != 0 else 1


@kernel(types.void(ENGINE, types.int64, types.int64, types.int64, types.int64, types.int64, types.float32))
def run_filters(engine, block, first, count, amount_row, frames, step):
    """Run a chain of filters on a block of the bank, mixed with the dry signal by lanes whose section is not wholly on."""
    bank, dry = engine.bank[block], engine.dry_of[0]
    whole = engine.section_whole[block, amount_row] != 0
    if not whole:
        mix.copy(bank, dry, WIDTH * frames)
    filters.run(engine, block, first, count, bank, frames)
    if not whole:
        amount, goal = engine.amounts[block, amount_row], engine.amount_goals[block, amount_row]
        for f in range(frames):
            for k in range(WIDTH):
                amount[k] += min(max(goal[k] - amount[k], -step), step)
                bank[WIDTH * f + k] = dry[WIDTH * f + k] + (bank[WIDTH * f + k] - dry[WIDTH * f + k]) * amount[k]


@kernel(types.boolean(ENGINE, types.int64, types.int64))
def all_samples_valid(engine, block, frames):
    """Return True if no sample is NaN or beyond LARGEST_SAMPLE.

    Compares float bits as integers: for magnitudes the order is the same, and the loop vectorises.
    """
    count = frames * WIDTH
    samples = numba.carray(as_pointer(engine.bank[block].ctypes.data), (count,), numba.float32)
    worst = numba.int32(0)
    for n in range(count):
        bits = magnitude_bits(samples[n])
        worst = bits if bits > worst else worst
    return worst < magnitude_bits(numba.float32(LARGEST_SAMPLE))


@kernel(types.void(ENGINE, types.int64, types.int64, types.boolean))
def silence_bad_samples(engine, block, frames, after_strip):
    """Silence samples that are NaN or beyond LARGEST_SAMPLE, and count them.

    Args:
        engine: Engine record.
        block: Block of lanes.
        frames: Length of the slice.
        after_strip: True also resets the strip that made them and silences its slice.
    """
    bank = engine.bank[block]
    for k in range(WIDTH):
        bad = 0
        for f in range(frames):
            if not (abs(bank[WIDTH * f + k]) < numba.float32(LARGEST_SAMPLE)):
                bank[WIDTH * f + k] = numba.float32(0.0)
                bad += 1
        if bad > 0:
            rings.shared(engine).faults[block * WIDTH + k] += bad
            rings.shared(engine).clock.faults += bad
            if after_strip:
                reset_lane(engine, block, k)
                for f in range(frames):
                    bank[WIDTH * f + k] = numba.float32(0.0)


@kernel(types.void(ENGINE, types.int64, types.int64, types.float32, types.float32))
def prepare(engine, block, frames, pole, step):
    """Run the first half of a block's strips: trim, filters and gate. Side-chains are taken after it."""
    used = engine.section_used[block]
    if not all_samples_valid(engine, block, frames):
        silence_bad_samples(engine, block, frames, False)
    trim(engine, block, frames, pole)
    if used[AMOUNT_HIGH_PASS] != 0:
        run_filters(
            engine, block, HIGH_PASS_1, section_count(engine, block, HIGH_PASS_2), AMOUNT_HIGH_PASS, frames, step
        )
    if used[AMOUNT_LOW_PASS] != 0:
        run_filters(engine, block, LOW_PASS_1, section_count(engine, block, LOW_PASS_2), AMOUNT_LOW_PASS, frames, step)
    if used[AMOUNT_GATE] != 0:
        dynamics.gate(engine, block, frames, step)


@kernel(types.void(ENGINE, types.int64, types.int64, types.float32, types.float32, types.float32, types.float32))
def finish(engine, block, frames, pole, step, late, late_step):
    """Run the second half of a block's strips: EQ and compressor in either order, de-esser, saturation, width."""
    used = engine.section_used[block]
    if used[AMOUNT_COMPRESSOR_FIRST] != 0:
        dynamics.compressor(engine, block, AMOUNT_COMPRESSOR_FIRST, frames, step)
    if used[AMOUNT_EQ] != 0:
        run_filters(engine, block, BAND_0, 4, AMOUNT_EQ, frames, step)
    if used[AMOUNT_COMPRESSOR] != 0:
        dynamics.compressor(engine, block, AMOUNT_COMPRESSOR, frames, step)
    if used[AMOUNT_DE_ESSER] != 0:
        dynamics.de_esser(engine, block, frames, step)
    if late > numba.float32(0.0) or late_step > numba.float32(0.0):
        oversampling.saturate(engine, block, frames, step, late, late_step)
    widen(engine, block, frames, pole)
    if not all_samples_valid(engine, block, frames):
        silence_bad_samples(engine, block, frames, True)


@kernel(types.void(ENGINE, types.int64))
def show_reduction(engine, block):
    """Publish the gain reduction of the block's lanes in dB; 0 for a section that is off."""
    shared, state = rings.shared(engine), engine.dynamics_state[block]
    for k in range(WIDTH):
        lane = block * WIDTH + k
        compressing = engine.amounts[block, AMOUNT_COMPRESSOR, k] + engine.amounts[block, AMOUNT_COMPRESSOR_FIRST, k]
        scale = numba.float32(DB_OF_LOG2)
        shared.reduction_db[GATE_REDUCTION, lane] = (
            state[WIDTH * GATE_GAIN + k] * scale * engine.amounts[block, AMOUNT_GATE, k]
        )
        shared.reduction_db[COMPRESSOR_REDUCTION, lane] = state[WIDTH * COMP_GAIN + k] * scale * compressing
        shared.reduction_db[DE_ESSER_REDUCTION, lane] = (
            state[WIDTH * ESS_GAIN + k] * scale * engine.amounts[block, AMOUNT_DE_ESSER, k]
        )
