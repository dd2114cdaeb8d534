"""Gate, compressor and de-esser of a block of 16 lanes.

The detector holds the peak of the last one to two slices of 64 frames (at 48 kHz; 1.3 to 2.7 ms), so that a steady tone
of 200 Hz and more gives a steady level. Gain is computed and smoothed in log2 of amplitude (Giannoulis, Massberg & Reiss,
"Digital Dynamic Range Compressor Design", JAES 2012, log-domain smooth branching): attack and release are the times in
which the gain in dB covers 63.2 % of a step, the release counted from the end of the held peak. Stereo lanes share the
louder side's level. A compressor may be keyed by another track: see `gather_keys`.

Lives: engine, audio thread.
"""

import math

import numba
from numba import types

from audio_engine.capacity import LANES, SHORTEST_HOLD_MS
from audio_engine.rt import filters
from audio_engine.rt.fast_math import exp2_fast, log2_fast
from audio_engine.rt.filters import F4_1D
from audio_engine.rt.kernel import kernel
from audio_engine.rt.layout import (
    BLOCKS,
    DE_ESSER_SPLIT,
    ENGINE,
    FILTER_COEFFICIENTS,
    KEY_FILTER,
    LEFT,
    MONO,
    PLAN_TYPE,
    RIGHT,
    TRACK_BLOCKS,
    WIDTH,
)
from audio_engine.rt.mix import FLAT, copy
from audio_engine.rt.rows import (
    AMOUNT_COMPRESSOR,
    AMOUNT_COMPRESSOR_FIRST,
    AMOUNT_DE_ESSER,
    AMOUNT_GATE,
    COMP_ATTACK,
    COMP_GAIN,
    COMP_HALF_KNEE,
    COMP_KNEE_SCALE,
    COMP_MAKEUP,
    COMP_MIX,
    COMP_PEAK,
    COMP_PEAK_BEFORE,
    COMP_RELEASE,
    COMP_SLOPE,
    COMP_THRESHOLD,
    COMPRESSOR_CONSTANTS,
    DE_ESSER_CONSTANTS,
    DYNAMICS_ROWS,
    ESS_ATTACK,
    ESS_GAIN,
    ESS_PEAK,
    ESS_PEAK_BEFORE,
    ESS_RANGE,
    ESS_RELEASE,
    ESS_THRESHOLD,
    GATE_ATTACK,
    GATE_CLOSE,
    GATE_CONSTANTS,
    GATE_COUNT,
    GATE_FLOOR,
    GATE_GAIN,
    GATE_HOLD,
    GATE_OPEN,
    GATE_PEAK,
    GATE_PEAK_BEFORE,
    GATE_RELEASE,
    OWN_PLACE,
    SATURATION_NORM,
    SATURATION_SLOPE,
    SATURATION_WET,
    STRIP_ROW,
    SWITCHED,
    SWITCHED_TO,
)

ROW_RANGE = types.UniTuple(types.int64, 2)
LOG2_OF_DB = 0.16609640474436813
LIMITS_FROM = 99.5  # a ratio of 100 and more is a limiter
DE_ESSER_SLOPE = 0.75  # a ratio of 4
DE_ESSER_ATTACK_MS, DE_ESSER_RELEASE_MS = 1.0, 60.0
ARRIVED = 1e-3  # relative: nearer than this a constant takes its target


@kernel(types.float32(types.float64, types.float64))
def pole(milliseconds, rate):
    """Return the one-pole step that covers 63.2 % of a distance in `milliseconds` (at least 0.01), at `rate` Hz."""
    return numba.float32(1.0 - math.exp(-1000.0 / (max(milliseconds, 0.01) * rate)))


@kernel(types.void(ENGINE, types.int64, types.int64))
def set_lane(engine, block, lane):
    """Make one lane's constants in `dynamics_targets` from its values in `live`.

    Compressor and de-esser work in log2 of linear amplitude; 1 is 6.02 dB. The saturation's norm lies half way in dB between
    keeping a small signal (gain 1) and keeping full scale (gain 1 at 1.0).
    """
    live, p, rate = engine.live[block], engine.dynamics_targets[block], engine.rate_hz
    p[WIDTH * GATE_OPEN + lane] = 10.0 ** (live[STRIP_ROW.gate_threshold_db, lane] / 20)
    p[WIDTH * GATE_CLOSE + lane] = 10.0 ** (
        (live[STRIP_ROW.gate_threshold_db, lane] - live[STRIP_ROW.gate_hysteresis_db, lane]) / 20
    )
    p[WIDTH * GATE_FLOOR + lane] = -live[STRIP_ROW.gate_range_db, lane] * LOG2_OF_DB
    p[WIDTH * GATE_ATTACK + lane] = pole(live[STRIP_ROW.gate_attack_ms, lane], rate)
    p[WIDTH * GATE_RELEASE + lane] = pole(live[STRIP_ROW.gate_release_ms, lane], rate)
    p[WIDTH * GATE_HOLD + lane] = max(SHORTEST_HOLD_MS, live[STRIP_ROW.gate_hold_ms, lane]) * rate / 1000
    p[WIDTH * COMP_THRESHOLD + lane] = live[STRIP_ROW.compressor_threshold_db, lane] * LOG2_OF_DB
    ratio = max(1.0, live[STRIP_ROW.compressor_ratio, lane])
    p[WIDTH * COMP_SLOPE + lane] = -1.0 if ratio > LIMITS_FROM else 1.0 / ratio - 1.0
    half = max(live[STRIP_ROW.compressor_knee_db, lane], 0.001) * LOG2_OF_DB / 2
    p[WIDTH * COMP_HALF_KNEE + lane] = half
    p[WIDTH * COMP_KNEE_SCALE + lane] = 1.0 / (4 * half)
    p[WIDTH * COMP_ATTACK + lane] = pole(live[STRIP_ROW.compressor_attack_ms, lane], rate)
    p[WIDTH * COMP_RELEASE + lane] = pole(live[STRIP_ROW.compressor_release_ms, lane], rate)
    p[WIDTH * COMP_MAKEUP + lane] = live[STRIP_ROW.compressor_makeup_db, lane] * LOG2_OF_DB
    p[WIDTH * COMP_MIX + lane] = live[STRIP_ROW.compressor_mix, lane]
    p[WIDTH * ESS_THRESHOLD + lane] = live[STRIP_ROW.de_esser_threshold_db, lane] * LOG2_OF_DB
    p[WIDTH * ESS_RANGE + lane] = -live[STRIP_ROW.de_esser_range_db, lane] * LOG2_OF_DB
    p[WIDTH * ESS_ATTACK + lane] = pole(DE_ESSER_ATTACK_MS, rate)
    p[WIDTH * ESS_RELEASE + lane] = pole(DE_ESSER_RELEASE_MS, rate)
    drive = 10.0 ** (live[STRIP_ROW.saturation_drive_db, lane] / 20) - 1.0
    p[WIDTH * SATURATION_SLOPE + lane] = drive
    # between keeping the small signal (gain 1) and keeping full scale (gain 1 at 1.0): half way in dB
    p[WIDTH * SATURATION_NORM + lane] = 1.0 if drive < 1e-4 else 1.0 / math.sqrt(drive * math.tanh(drive))
    p[WIDTH * SATURATION_WET + lane] = live[STRIP_ROW.saturation_mix, lane] if drive >= 1e-4 else 0.0


@kernel(types.boolean(ENGINE, types.int64, types.boolean))
def begin_ramp(engine, block, snap):
    """Start the ramps of the constants: at a control point.

    They go a fifth of the way to their targets until the next control point, in equal steps a frame, so that no constant jumps.
    They begin where the last ramps are, which is their end unless this control point came early.

    Returns:
        True while any constant differs from its target.
    """
    end, step, target = engine.dynamics[block], engine.dynamics_step[block], engine.dynamics_targets[block]
    early, frames = numba.float32(engine.ramp_left[1]), numba.float32(engine.ramp_left[0])
    any_moving = False
    for row in range(DYNAMICS_ROWS):
        moving = False
        for n in range(WIDTH * row, WIDTH * (row + 1)):
            at = end[n] - step[n] * early
            left = target[n] - at
            if snap or abs(left) <= ARRIVED * max(abs(target[n]), numba.float32(0.01)):
                end[n], step[n] = target[n], numba.float32(0.0)
            else:
                end[n] = at + left * numba.float32(filters.RAMP)
                step[n] = (end[n] - at) / frames
                moving = True
        engine.dynamics_moving[block, row] = 1 if moving else 0
        any_moving = any_moving or moving
    return any_moving


@kernel(types.int64(ENGINE, types.int64, ROW_RANGE, types.int64))
def constant_frames(engine, block, rows, frames):
    """Return for how many frames a section's constants stay as they are: the whole slice, or one frame while any moves.

    Args:
        engine: Engine record.
        block: Block of lanes.
        rows: First row of the section's constants, and one past its last.
        frames: Length of the slice.
    """
    for row in range(rows[0], rows[1]):
        if engine.dynamics_moving[block, row] != 0:
            return 1
    return frames


@kernel(types.void(ENGINE, types.int64, ROW_RANGE, types.int64))
def read_constants(engine, block, rows, frame):
    """Set the section's rows of `dynamics_of[0]` to its constants at a frame of the slice.

    Nothing is moved: a constant is the end of its ramp minus the steps that are left, so that any number of sections may read
    it, and slices of any length give the same bits.

    Args:
        engine: Engine record.
        block: Block of lanes.
        rows: First row of the section's constants, and one past its last.
        frame: Frame in the slice, from 0.
    """
    end, step, now = engine.dynamics[block], engine.dynamics_step[block], engine.dynamics_of[0]
    left = numba.float32(max(0, engine.ramp_left[0] - 1 - frame))
    for n in range(WIDTH * rows[0], WIDTH * rows[1]):
        now[n] = end[n] - step[n] * left


@kernel(types.void(ENGINE, types.int64))
def forget_old_peaks(engine, block):
    """Begin another window of the peak detectors: the present window becomes the previous one. At a control point."""
    state = engine.dynamics_state[block]
    for k in range(WIDTH):
        state[WIDTH * GATE_PEAK_BEFORE + k], state[WIDTH * GATE_PEAK + k] = (
            state[WIDTH * GATE_PEAK + k],
            numba.float32(0.0),
        )
        state[WIDTH * COMP_PEAK_BEFORE + k], state[WIDTH * COMP_PEAK + k] = (
            state[WIDTH * COMP_PEAK + k],
            numba.float32(0.0),
        )
        state[WIDTH * ESS_PEAK_BEFORE + k], state[WIDTH * ESS_PEAK + k] = (
            state[WIDTH * ESS_PEAK + k],
            numba.float32(0.0),
        )


@kernel(types.void(ENGINE, types.int64, types.int64))
def close_gate(engine, block, lane):
    """Forget what one lane's gate has detected, and close it as far as its range."""
    state = engine.dynamics_state[block]
    for row in (GATE_PEAK, GATE_PEAK_BEFORE, GATE_COUNT):
        state[WIDTH * row + lane] = numba.float32(0.0)
    state[WIDTH * GATE_GAIN + lane] = engine.dynamics[block, WIDTH * GATE_FLOOR + lane]


@kernel(types.void(ENGINE, types.int64, types.int64, ROW_RANGE))
def forget(engine, block, lane, rows):
    """Forget what a section of one lane has detected; its gain is 1.

    Args:
        engine: Engine record.
        block: Block of lanes.
        lane: Lane in it.
        rows: First row of the section's state, and one past its last.
    """
    for row in range(rows[0], rows[1]):
        engine.dynamics_state[block, WIDTH * row + lane] = numba.float32(0.0)


@kernel(types.void(ENGINE, types.int64, F4_1D, types.int64))
def link(engine, block, key, frames):
    """Give both lanes of a stereo pair the larger magnitude of the two in `key` [16 * frame + lane]."""
    for pair in range(WIDTH // 2):
        if engine.lane_side[WIDTH * block + 2 * pair] != MONO:
            for f in range(frames):
                louder = max(abs(key[WIDTH * f + 2 * pair]), abs(key[WIDTH * f + 2 * pair + 1]))
                key[WIDTH * f + 2 * pair] = louder
                key[WIDTH * f + 2 * pair + 1] = louder


@kernel(types.void(F4_1D, F4_1D, F4_1D, F4_1D, types.float32, types.int64))
def run_gate(samples, key, p, state, step, frames):
    """Gate a block: open at the threshold, close once the level was under threshold - hysteresis for as long as the hold.

    Args:
        samples: [16 * frame + lane], changed in place.
        key: Detector signal of the same shape.
        p: Constants [16 * row + lane].
        state: Memory [16 * row + lane].
        step: Most that the section's amount (0 off to 1 on) moves in a sample.
        frames: Length of the slice.
    """
    zero, one = numba.float32(0.0), numba.float32(1.0)
    for f in range(frames):
        for k in range(WIDTH):
            # everything is loaded first: a load behind a condition is no SIMD
            opens, closes, hold, shut = (
                p[WIDTH * GATE_OPEN + k],
                p[WIDTH * GATE_CLOSE + k],
                p[WIDTH * GATE_HOLD + k],
                p[WIDTH * GATE_FLOOR + k],
            )
            attack, release, gain = (
                p[WIDTH * GATE_ATTACK + k],
                p[WIDTH * GATE_RELEASE + k],
                state[WIDTH * GATE_GAIN + k],
            )
            count, amount, goal_amount = (
                state[WIDTH * GATE_COUNT + k],
                state[WIDTH * SWITCHED + k],
                state[WIDTH * SWITCHED_TO + k],
            )
            before, peak, x = state[WIDTH * GATE_PEAK_BEFORE + k], state[WIDTH * GATE_PEAK + k], samples[WIDTH * f + k]
            peak = max(peak, abs(key[WIDTH * f + k]))
            floor = closes if count > zero else opens
            count = hold if max(peak, before) >= floor else max(count - one, zero)
            goal = zero if count > zero else shut
            gain += (goal - gain) * (attack if goal > gain else release)
            amount += min(max(goal_amount - amount, -step), step)
            state[WIDTH * GATE_PEAK + k] = peak
            state[WIDTH * GATE_COUNT + k] = count
            state[WIDTH * GATE_GAIN + k] = gain
            state[WIDTH * SWITCHED + k] = amount
            samples[WIDTH * f + k] = x * (one + amount * (exp2_fast(gain) - one))


@kernel(types.void(F4_1D, F4_1D, F4_1D, F4_1D, types.float32, types.int64))
def run_compressor(samples, key, p, state, step, frames):
    """Compress a block: soft knee, log-domain branching, make-up, dry/wet mix (Giannoulis et al. 2012, see the module).

    Args:
        samples: [16 * frame + lane], changed in place.
        key: Detector signal of the same shape.
        p: Constants [16 * row + lane].
        state: Memory [16 * row + lane].
        step: Most that the section's amount (0 off to 1 on) moves in a sample.
        frames: Length of the slice.
    """
    zero, one = numba.float32(0.0), numba.float32(1.0)
    for f in range(frames):
        for k in range(WIDTH):
            attack, release, gain = (
                p[WIDTH * COMP_ATTACK + k],
                p[WIDTH * COMP_RELEASE + k],
                state[WIDTH * COMP_GAIN + k],
            )
            half, amount, goal_amount = (
                p[WIDTH * COMP_HALF_KNEE + k],
                state[WIDTH * SWITCHED + k],
                state[WIDTH * SWITCHED_TO + k],
            )
            before, held, x = state[WIDTH * COMP_PEAK_BEFORE + k], state[WIDTH * COMP_PEAK + k], samples[WIDTH * f + k]
            own = state[WIDTH * OWN_PLACE + k] > zero
            peak = max(held, abs(key[WIDTH * f + k]))
            over = log2_fast(max(peak, before)) - p[WIDTH * COMP_THRESHOLD + k]
            bent = min(max(over + half, zero), half + half)
            goal = p[WIDTH * COMP_SLOPE + k] * (bent * bent * p[WIDTH * COMP_KNEE_SCALE + k] + max(over - half, zero))
            moved = gain + (goal - gain) * (attack if goal < gain else release)
            gain, peak = moved if own else gain, peak if own else held
            amount += min(max(goal_amount - amount, -step), step)
            state[WIDTH * COMP_PEAK + k] = peak
            state[WIDTH * COMP_GAIN + k] = gain
            state[WIDTH * SWITCHED + k] = amount
            wet = amount * p[WIDTH * COMP_MIX + k]
            samples[WIDTH * f + k] = x * (one + wet * (exp2_fast(gain + p[WIDTH * COMP_MAKEUP + k]) - one))


@kernel(types.void(F4_1D, F4_1D, F4_1D, F4_1D, F4_1D, F4_1D, types.float32, types.int64))
def run_de_esser(samples, key, middle, high, p, state, step, frames):
    """De-ess a block: a shelf whose gain g follows the level of `key`: low + c middle + g high, which together are the signal.

    With critically damped parts and c^2 = g (1 + g) / 2 its power is g^2 + (1 - g^2) / (1 + w^2)^2, w the frequency over
    that of the split: it falls from 1 to g^2 and nowhere below, so that the range holds.

    Args:
        samples: [16 * frame + lane], changed in place.
        key: Detector signal of the same shape.
        middle: Middle part of the split.
        high: High part of the split.
        p: Constants [16 * row + lane].
        state: Memory [16 * row + lane].
        step: Most that the section's amount (0 off to 1 on) moves in a sample.
        frames: Length of the slice.
    """
    zero, one, half = numba.float32(0.0), numba.float32(1.0), numba.float32(0.5)
    for f in range(frames):
        for k in range(WIDTH):
            attack, release, gain = p[WIDTH * ESS_ATTACK + k], p[WIDTH * ESS_RELEASE + k], state[WIDTH * ESS_GAIN + k]
            range_, amount, goal_amount = (
                p[WIDTH * ESS_RANGE + k],
                state[WIDTH * SWITCHED + k],
                state[WIDTH * SWITCHED_TO + k],
            )
            before, peak = state[WIDTH * ESS_PEAK_BEFORE + k], state[WIDTH * ESS_PEAK + k]
            x, between, above = samples[WIDTH * f + k], middle[WIDTH * f + k], high[WIDTH * f + k]
            peak = max(peak, abs(key[WIDTH * f + k]))
            over = max(log2_fast(max(peak, before)) - p[WIDTH * ESS_THRESHOLD + k], zero)
            goal = max(over * numba.float32(-DE_ESSER_SLOPE), range_)
            gain += (goal - gain) * (attack if goal < gain else release)
            amount += min(max(goal_amount - amount, -step), step)
            state[WIDTH * ESS_PEAK + k] = peak
            state[WIDTH * ESS_GAIN + k] = gain
            state[WIDTH * SWITCHED + k] = amount
            g = exp2_fast(gain)
            c = exp2_fast(half * (gain + log2_fast((one + g) * half)))  # sqrt(g (1 + g) / 2), on whole vectors
            samples[WIDTH * f + k] = x + amount * ((c - one) * between + (g - one) * above)


@kernel(types.void(ENGINE, types.int64, types.int64, types.boolean))
def copy_amounts(engine, block, row, back):
    """Copy a section's amounts into the state, where its loop moves them, or back.

    Args:
        engine: Engine record.
        block: Block of lanes.
        row: Row of `amounts`, such as AMOUNT_GATE.
        back: False copies amounts and goals into the state, True the moved amounts out of it.
    """
    state, amount, goal = engine.dynamics_state[block], engine.amounts[block, row], engine.amount_goals[block, row]
    for k in range(WIDTH):
        if back:
            amount[k] = state[WIDTH * SWITCHED + k]
        else:
            state[WIDTH * SWITCHED + k], state[WIDTH * SWITCHED_TO + k] = amount[k], goal[k]


@kernel(types.void(ENGINE, types.int64, types.int64, types.float32))
def gate(engine, block, frames, step):
    """Run the gates of a block of the bank, in place."""
    bank, key = engine.bank[block], engine.key_of[0]
    p, state = engine.dynamics_of[0], engine.dynamics_state[block]
    copy(bank, key, WIDTH * frames)
    link(engine, block, key, frames)
    copy_amounts(engine, block, AMOUNT_GATE, False)
    part = constant_frames(engine, block, GATE_CONSTANTS, frames)
    for f in range(0, frames, part):
        read_constants(engine, block, GATE_CONSTANTS, f)
        run_gate(bank[WIDTH * f : WIDTH * (f + part)], key[WIDTH * f : WIDTH * (f + part)], p, state, step, part)
    copy_amounts(engine, block, AMOUNT_GATE, True)


@kernel(types.void(ENGINE, PLAN_TYPE))
def find_keys(engine, plan):
    """Mark the blocks of tracks whose signal any compressor in use is keyed by. At a control point."""
    for block in range(TRACK_BLOCKS):
        engine.key_used[block] = 0
    for block in range(BLOCKS):
        used = engine.section_used[block]
        if plan.block_active[block] == 0 or (used[AMOUNT_COMPRESSOR] == 0 and used[AMOUNT_COMPRESSOR_FIRST] == 0):
            continue
        for k in range(WIDTH):
            key_lane = int(engine.live[block, STRIP_ROW.compressor_key_lane, k])
            if key_lane >= 0 and key_lane < LANES and plan.block_active[key_lane // WIDTH] != 0:
                engine.key_used[key_lane // WIDTH] = 1


@kernel(types.void(FLAT, types.int64, types.int64, FLAT, types.int64, types.int64))
def take_key(source, first, second, key, k, frames):
    """Set one lane of the detector signal to the mean of two lanes of another block.

    Args:
        source: Block with the key [16 * frame + lane].
        first: Lane in it, 0 to 15.
        second: Another lane, or the same one.
        key: Detector signal; lane `k` is written.
        k: Lane of the compressor.
        frames: Length of the slice.
    """
    half = numba.float32(0.5)
    for f in range(frames):
        key[WIDTH * f + k] = (source[WIDTH * f + first] + source[WIDTH * f + second]) * half


@kernel(types.void(ENGINE, types.int64, types.int64))
def gather_keys(engine, block, frames):
    """Set `key_of[0]` to what each lane's compressor detects: itself, or the track that it is keyed by.

    A key is taken after that track's trim, filters and gate, wherever in the bank it lies. Each side of a stereo channel takes
    its own side of a stereo key, a mono lane takes the mean of both. A key that is not in the plan is silent.
    """
    key, live = engine.key_of[0], engine.live[block]
    copy(engine.bank[block], key, WIDTH * frames)
    for k in range(WIDTH):
        key_lane = int(live[STRIP_ROW.compressor_key_lane, k])
        if key_lane < 0 or key_lane >= LANES:
            continue
        if engine.key_used[key_lane // WIDTH] == 0:  # a track that is not in the plan
            for f in range(frames):
                key[WIDTH * f + k] = numba.float32(0.0)
            continue
        side, first = engine.lane_side[WIDTH * block + k], key_lane % WIDTH
        second = first if engine.lane_side[key_lane] == MONO else first + 1
        if side == RIGHT:
            first = second
        elif side == LEFT:
            second = first
        take_key(engine.keys[key_lane // WIDTH], first, second, key, k, frames)


@kernel(types.void(ENGINE, types.int64, types.int64))
def find_own_place(engine, block, amount_row):
    """Mark the lanes whose order puts the compressor where it runs now: only those detect.

    A block that has both orders runs its compressors twice, and each lane has only one memory.
    """
    before_eq, own = engine.live[block, STRIP_ROW.compressor_before_eq], engine.dynamics_state[block]
    for k in range(WIDTH):
        first = before_eq[k] > numba.float32(0.5)
        own[WIDTH * OWN_PLACE + k] = numba.float32(first == (amount_row == AMOUNT_COMPRESSOR_FIRST))


@kernel(types.void(ENGINE, types.int64, F4_1D, types.int64))
def filter_keys(engine, block, key, frames):
    """Filter the detector signal; the filters of lanes that have the compressor in the other place remember nothing of it."""
    state, kept = engine.filter_state[block, 2 * KEY_FILTER * WIDTH :], engine.key_memory_of[0]
    own = engine.dynamics_state[block]
    for n in range(2 * WIDTH):
        kept[n] = state[n]
    filters.run(engine, block, KEY_FILTER, 1, key, frames)
    for n in range(2 * WIDTH):
        state[n] = state[n] if own[WIDTH * OWN_PLACE + n % WIDTH] > numba.float32(0.0) else kept[n]


@kernel(types.void(ENGINE, types.int64, types.int64, types.int64, types.float32))
def compressor(engine, block, amount_row, frames, step):
    """Run the compressors of a block of the bank, in place.

    Args:
        engine: Engine record.
        block: Block of lanes.
        amount_row: AMOUNT_COMPRESSOR_FIRST before the EQ, AMOUNT_COMPRESSOR after it.
        frames: Length of the slice.
        step: Most that an amount moves in a sample.
    """
    bank, key = engine.bank[block], engine.key_of[0]
    p, state = engine.dynamics_of[0], engine.dynamics_state[block]
    find_own_place(engine, block, amount_row)
    gather_keys(engine, block, frames)
    if engine.filter_used[block, KEY_FILTER] != 0:
        filter_keys(engine, block, key, frames)
    link(engine, block, key, frames)
    copy_amounts(engine, block, amount_row, False)
    part = constant_frames(engine, block, COMPRESSOR_CONSTANTS, frames)
    for f in range(0, frames, part):
        read_constants(engine, block, COMPRESSOR_CONSTANTS, f)
        run_compressor(bank[WIDTH * f : WIDTH * (f + part)], key[WIDTH * f : WIDTH * (f + part)], p, state, step, part)
    copy_amounts(engine, block, amount_row, True)


@kernel(types.void(F4_1D, F4_1D, F4_1D, F4_1D, F4_1D, types.int64))
def split(samples, high, middle, at, state, frames):
    """Split a block with one state-variable section: high = its high-pass, middle = the rest without its low-pass.

    Args:
        samples: [16 * frame + lane], left as they are.
        high: Written.
        middle: Written.
        at: Six rows of coefficients.
        state: Two rows of memory.
        frames: Length of the slice.
    """
    two = numba.float32(2.0)
    for f in range(frames):
        for k in range(WIDTH):
            x, ic1, ic2 = samples[WIDTH * f + k], state[k], state[16 + k]
            v3 = x - ic2
            v1 = at[k] * ic1 + at[16 + k] * v3
            v2 = ic2 + at[16 + k] * ic1 + at[32 + k] * v3
            state[k] = two * v1 - ic1
            state[16 + k] = two * v2 - ic2
            above = at[48 + k] * x + at[64 + k] * v1 + at[80 + k] * v2
            high[WIDTH * f + k] = above
            middle[WIDTH * f + k] = x - v2 - above


@kernel(types.void(ENGINE, types.int64, types.int64, types.float32))
def de_esser(engine, block, frames, step):
    """Run the de-essers of a block of the bank, in place."""
    bank, key, middle, high = engine.bank[block], engine.key_of[0], engine.dry_of[0], engine.wide_of[0]
    p, state = engine.dynamics_of[0], engine.dynamics_state[block]
    row = DE_ESSER_SPLIT * FILTER_COEFFICIENTS * WIDTH
    at = engine.filter_at[block, row : row + FILTER_COEFFICIENTS * WIDTH]
    split(bank, high, middle, at, engine.filter_state[block, 2 * DE_ESSER_SPLIT * WIDTH :], frames)
    copy(high, key, WIDTH * frames)
    link(engine, block, key, frames)
    copy_amounts(engine, block, AMOUNT_DE_ESSER, False)
    part = constant_frames(engine, block, DE_ESSER_CONSTANTS, frames)
    for f in range(0, frames, part):
        read_constants(engine, block, DE_ESSER_CONSTANTS, f)
        run_de_esser(
            bank[WIDTH * f : WIDTH * (f + part)], key[WIDTH * f : WIDTH * (f + part)],
            middle[WIDTH * f : WIDTH * (f + part)], high[WIDTH * f : WIDTH * (f + part)], p, state, step, part,
        )  # fmt: skip
    copy_amounts(engine, block, AMOUNT_DE_ESSER, True)
