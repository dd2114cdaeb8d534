"""One block of audio: commands, slices on the timeline grid, stages, meters, outputs. Live and bounce both come here.

The mix runs in stages: tracks, three levels of groups, effect returns, master. Each stage gathers its lanes, runs their
strips, and adds them to the buses of later stages. A stage in which a strip saturates is delayed by a few frames; whatever
bypasses it is delayed as much, so that parallel paths stay in step.

Lives: engine, audio thread.
"""

import math

import numba
from numba import types

from audio_engine.capacity import BUSES, FIRST_GROUP, GROUPS_A_LEVEL, LANES, MASTER_LANE, SENDS
from audio_engine.rt import (
    dynamics,
    effects,
    limiter,
    meter,
    mix,
    oversampling,
    rings,
    smoothing,
    strip,
    transport,
)
from audio_engine.rt.atomics import store_release
from audio_engine.rt.effects.effect import clear
from audio_engine.rt.kernel import inlined, kernel
from audio_engine.rt.layout import (
    CONTROL,
    ENGINE,
    F4_2,
    FADE_INPUT,
    FADING,
    FX_TAP_FADE,
    HEADPHONES,
    MASTER_STAGE,
    OVERSAMPLING_DELAY,
    PLAN_TYPE,
    RETURN_STAGE,
    ROLLING,
    SCOPE_FRAMES,
    SLICE_FRAMES,
    STAGES,
    STOPPED,
    STRIPS,
    TRACK_BLOCKS,
    WAITING,
    WIDTH,
)
from audio_engine.rt.outputs import (
    audition,
    headphones,
    monitor,
    play_control_room_source,
    substitute_pfl,
    talkback,
    write_outputs,
)
from audio_engine.rt.rows import (
    AMOUNT_SATURATION,
)

DETECTOR_RATE_HZ = 48000  # peak detectors hold for one slice of 64 frames at this rate, for more at higher ones


@kernel(types.int64(types.int64))
def stage_of(bus):
    """Return the stage in which a bus's strip runs."""
    if bus >= FIRST_GROUP:
        return 1 + (bus - FIRST_GROUP) // GROUPS_A_LEVEL
    return MASTER_STAGE if bus == 0 else RETURN_STAGE


@kernel(types.boolean(ENGINE, types.int64))
def plays_tape(engine, lane):
    """Return False for a lane in which an input can be heard."""
    return lane >= LANES or engine.lane_fades[FADE_INPUT, lane] == numba.float32(0.0)


@kernel(types.void(ENGINE, PLAN_TYPE))
def close_gates(engine, plan):
    """Reset the gates as at a start from stop: playback comes from another place."""
    for block in range(mix.first_block(STAGES)):
        if plan.block_active[block] != 0:
            for k in range(WIDTH):
                if plays_tape(engine, block * WIDTH + k):
                    dynamics.close_gate(engine, block, k)


@kernel(types.void(ENGINE, PLAN_TYPE))
def start_fresh(engine, plan):
    """Forget all sound, except in strips where an input can be heard, so that playback from a stop equals the bounce."""
    for block in range(mix.first_block(STAGES)):
        if plan.block_active[block] != 0:
            for k in range(WIDTH):
                if plays_tape(engine, block * WIDTH + k):
                    strip.reset_lane(engine, block, k)
    for stage in range(STAGES):
        for block in range(TRACK_BLOCKS):
            for n in range(OVERSAMPLING_DELAY * WIDTH):
                engine.keys_history[stage, block, n] = numba.float32(0.0)
        for bus in range(BUSES):
            for side in range(2):
                for n in range(OVERSAMPLING_DELAY):
                    engine.bypass[stage, bus, side, n] = numba.float32(0.0)
    for effect in range(SENDS):
        clear(engine, effect)


@kernel(types.void(ENGINE, PLAN_TYPE, types.boolean))
def control_effects(engine, plan, snap):
    """Take the values of effects if any has changed, and again while one of them crossfades to another time."""
    fading = 0
    for effect in range(plan.effect_count):
        effects.control(engine, plan, 1 + effect, effect, snap)
        fading |= int(engine.effect_words[effect, FX_TAP_FADE] > 0)
    engine.effects_dirty[0] = fading


@kernel(types.void(ENGINE, PLAN_TYPE, types.boolean))
def control_stages(engine, plan, snap):
    """Find which stages the oversampling filters delay: those in which any strip saturates."""
    for stage in range(STAGES):
        goal = numba.float32(0.0)
        for block in range(mix.first_block(stage), mix.first_block(stage + 1)):
            if plan.block_active[block] != 0 and engine.section_used[block, AMOUNT_SATURATION] != 0:
                goal = numba.float32(1.0)
        if goal != engine.stage_late[stage, 1] and engine.stage_late[stage, 0] == numba.float32(0.0):
            for bus in range(BUSES):
                for side in range(2):
                    for n in range(OVERSAMPLING_DELAY):
                        engine.bypass[stage, bus, side, n] = numba.float32(0.0)
        engine.stage_late[stage, 1] = goal
        if snap:
            engine.stage_late[stage, 0] = goal


@kernel(types.void(ENGINE, PLAN_TYPE, types.boolean))
def route_buses(engine, plan, snap):
    """Take the plan's routing of each bus once its strip has faded out (see `smoothing.set_block_goals`)."""
    for lane in range(LANES, STRIPS):
        engine.lane_side[lane] = plan.lane_side[lane]
        if engine.lane_output[lane] != plan.lane_output[lane]:
            if snap or engine.sounding[lane // WIDTH, lane % WIDTH] == numba.float32(0.0):
                engine.lane_output[lane] = plan.lane_output[lane]
                engine.dirty[lane // WIDTH] = 1


@kernel(types.int64(ENGINE))
def grid_frame(engine):
    """Return the frame whose multiples of 64 are control points: of the timeline, while stopped of the engine."""
    t = engine.transport
    return t.engine_frame if t.state == STOPPED or t.state == WAITING else t.timeline


@kernel(types.void(ENGINE))
def begin_ramps(engine):
    """Set how long ramps that begin now are, and by how much this control point came early for those before."""
    engine.ramp_left[1] = engine.ramp_left[0]
    engine.ramp_left[0] = SLICE_FRAMES - grid_frame(engine) % SLICE_FRAMES


@kernel(types.void(ENGINE, CONTROL, PLAN_TYPE))
def control_point(engine, control, plan):
    """Read every target once, and set the goals of gains, strips and effects."""
    snap = engine.transport.fresh == 1
    begin_ramps(engine)
    route_buses(engine, plan, snap)
    smoothing.read_targets(engine, control, plan, snap)
    smoothing.set_goals(engine, plan, snap)
    slices = max(1, int(engine.rate_hz / DETECTOR_RATE_HZ + 0.5))
    new_window = snap or (engine.transport.timeline // 64) % slices == 0
    for block in range(mix.first_block(STAGES)):
        if plan.block_active[block] != 0:
            strip.control(engine, plan, block, snap, new_window)
    if snap:
        start_fresh(engine, plan)
    elif engine.transport.relocated != 0:
        close_gates(engine, plan)
    engine.transport.relocated = 0
    dynamics.find_keys(engine, plan)
    control_stages(engine, plan, snap)
    control_effects(engine, plan, snap)
    monitor_targets = control.monitor
    engine.monitor[2], engine.monitor[3] = monitor_targets.gain, monitor_targets.mono
    engine.watched[0] = int(monitor_targets.watched_lane)
    engine.control_room_source[0] = int(monitor_targets.control_room_source)
    engine.talkback_input[1] = int(monitor_targets.talkback_input)
    engine.talkback[1] = monitor_targets.talkback_gain


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.int64))
def tap_stems(engine, plan, done, frames):
    """Copy lanes for a bounce of parts: tracks and buses after fader and pan, or lanes before the fader (`stem_point`)."""
    stems = rings.stems(engine)
    for lane in range(STRIPS):
        if plan.lane_active[lane] == 0 or plan.block_active[lane // WIDTH] == 0 or lane >= MASTER_LANE:
            continue
        block, k = lane // WIDTH, lane % WIDTH
        for f in range(frames):
            if engine.stem_point != 0:
                stems[lane, done + f, 0] = engine.bank[block, WIDTH * f + k]
            else:
                stems[lane, done + f, 0] = engine.left[block, WIDTH * f + k]
                stems[lane, done + f, 1] = engine.right[block, WIDTH * f + k]


@kernel(types.void(ENGINE, types.int64, types.int64))
def tap_mix(engine, done, frames):
    """Copy the mix that enters the master into the stem of the master's lane."""
    stems = rings.stems(engine)
    for side in range(2):
        for f in range(frames):
            stems[MASTER_LANE, done + f, side] = engine.mix[0, side, f]


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.int64))
def run_effect(engine, plan, bus, frames):
    """Replace `mix[bus]` by its effect's output; an effect that gives NaN or far too much restarts from silence."""
    effect = bus - 1
    effects.process(engine, plan, bus, effect, frames)
    total = numba.float32(0.0)
    for f in range(frames):
        total += abs(engine.mix[bus, 0, f]) + abs(engine.mix[bus, 1, f])
    if not (total < numba.float32(strip.LARGEST_SAMPLE)):
        clear(engine, effect)
        rings.shared(engine).clock.faults += 1
        rings.shared(engine).faults[plan.bus_lane[bus]] += 1
        for f in range(frames):
            engine.mix[bus, 0, f] = numba.float32(0.0)
            engine.mix[bus, 1, f] = numba.float32(0.0)


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.int64))
def enter_stage(engine, plan, stage, frames):
    """Fill the lanes of a stage's buses with what has been mixed into them, after their effects."""
    mix.clear_lanes(engine, plan, stage, frames)
    for n in range(plan.bus_count):
        bus = plan.bus_in_use[n]
        if plan.bus_lane[bus] >= 0 and stage_of(bus) == stage:
            if stage == RETURN_STAGE:
                run_effect(engine, plan, bus, frames)
            mix.fill_from_bus(engine, plan, bus, frames)


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.int64, types.float32, types.float32))
def run_strips(engine, plan, stage, frames, pole, step):
    """Run strips and faders of a stage.

    What later buses and side-chains already hold is delayed where the stage is.
    """
    late, goal = engine.stage_late[stage, 0], engine.stage_late[stage, 1]
    late_step = numba.float32(0.0) if late == goal else (step if goal > late else -step)
    for block in range(mix.first_block(stage), mix.first_block(stage + 1)):
        if plan.block_active[block] != 0:
            strip.prepare(engine, block, frames, pole, step)
            if stage == 0 and engine.key_used[block] != 0:
                mix.copy(engine.bank[block], engine.keys[block], WIDTH * frames)
    for block in range(mix.first_block(stage), mix.first_block(stage + 1)):
        if plan.block_active[block] != 0:
            strip.finish(engine, block, frames, pole, step, late, late_step)
            mix.fade(engine, block, frames, pole)
            if engine.metering != 0:
                mix.measure(engine.bank[block], engine.post[block], engine.levels[block], frames)
                strip.show_reduction(engine, block)
    if late > numba.float32(0.0) or goal > numba.float32(0.0):
        for block in range(TRACK_BLOCKS):
            if engine.key_used[block] != 0:
                history = engine.keys_history[stage, block]
                oversampling.delay_lanes(engine, engine.keys[block], history, frames, late, late_step)
    if stage > 0 and (late > numba.float32(0.0) or goal > numba.float32(0.0)):
        for n in range(plan.bus_count):
            bus = plan.bus_in_use[n]
            if plan.bus_lane[bus] >= 0 and stage_of(bus) > stage:
                oversampling.delay_pair(engine.mix[bus], engine.bypass[stage, bus], frames, late, late_step)
    moved = late + late_step * numba.float32(frames)
    engine.stage_late[stage, 0] = min(goal, moved) if goal >= late else max(goal, moved)


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.int64, types.float32))
def leave_stage(engine, plan, stage, frames, pole):
    """Add a stage's lanes to later buses, by output and by send."""
    for n in range(plan.bus_count):
        bus = plan.bus_in_use[n]
        if plan.feeds[stage, bus] != 0:
            mix.sum_into(engine, plan, stage, bus, frames)
    if stage < RETURN_STAGE:
        for effect in range(plan.effect_count):
            if plan.bus_kind[1 + effect] != 0:
                mix.send(engine, plan, stage, effect, frames, pole)
    if stage > 0:
        for n in range(plan.bus_count):
            bus = plan.bus_in_use[n]
            if plan.bus_lane[bus] >= 0 and stage_of(bus) == stage:
                mix.store_bus_output(engine, plan, bus, frames)


@kernel(types.void(ENGINE, types.int64))
def scope(engine, frames):
    """Copy the master as a bounce would hold it, for loudness, spectrum and goniometer."""
    shared = rings.shared(engine)
    written = shared.scope_written[0]
    for side in range(2):
        for f in range(frames):
            shared.scope[side, (written + f) % SCOPE_FRAMES] = engine.mix[0, side, f]
    store_release(shared.scope_written, 0, written + frames)


@kernel(types.void(ENGINE, types.int64, types.int64, types.int64))
def watch_lane(engine, stage, row, frames):
    """Copy the watched lane for the spectrum in its editor: before its strip (row 2) or after it (row 3)."""
    lane = engine.watched[0]
    if lane < 0 or lane >= STRIPS:
        return
    block = lane // WIDTH
    if block < mix.first_block(stage) or block >= mix.first_block(stage + 1):
        return
    shared = rings.shared(engine)
    written = shared.scope_written[0]
    for f in range(frames):
        shared.scope[row, (written + f) % SCOPE_FRAMES] = engine.bank[block, WIDTH * f + lane % WIDTH]


@kernel(types.void(ENGINE, F4_2, types.int64, types.int64))
def watch_input(engine, inputs, done, frames):
    """Copy a device input in place of the watched lane, for the tuner: input n is watched as lane -2 - n."""
    channel = -2 - engine.watched[0]
    if channel < 0 or channel >= inputs.shape[1]:
        return
    shared = rings.shared(engine)
    written = shared.scope_written[0]
    for f in range(frames):
        shared.scope[2, (written + f) % SCOPE_FRAMES] = inputs[done + f, channel]


@inlined
def run_stages(engine, plan, inputs, outputs, done, frames, pole, meter_pole, step, snap):
    """Run everything from the tracks' lanes to the device's outputs, for one slice."""
    for n in range(plan.bus_count):
        bus = plan.bus_in_use[n]
        for f in range(frames):
            engine.mix[bus, 0, f] = numba.float32(0.0)
            engine.mix[bus, 1, f] = numba.float32(0.0)
    stems = rings.stems(engine).shape[1] > 1
    for stage in range(STAGES):
        if stage > 0:
            if stage == MASTER_STAGE and stems:
                tap_mix(engine, done, frames)
            enter_stage(engine, plan, stage, frames)
        watch_lane(engine, stage, 2, frames)
        run_strips(engine, plan, stage, frames, pole, step)
        watch_lane(engine, stage, 3, frames)
        leave_stage(engine, plan, stage, frames, pole)
    if stems:
        tap_stems(engine, plan, done, frames)
    limiter.process(engine, frames, numba.float64(step), snap)
    if engine.metering != 0:
        scope(engine, frames)
        for block in range(mix.first_block(STAGES)):
            if plan.block_active[block] != 0:
                meter.lanes(engine, block, frames, meter_pole)
        meter.bus(engine, 0, frames, meter_pole)
    headphones(engine, plan, frames, pole)
    play_control_room_source(engine, plan, frames, step)
    substitute_pfl(engine, plan, frames, pole, step)
    audition(engine, frames, step)
    monitor(engine, frames, pole)
    talkback(engine, plan, inputs, done, frames, step)
    for n in range(plan.bus_count):
        bus = plan.bus_in_use[n]
        if bus != 0 and engine.metering != 0:
            meter.bus(engine, bus, frames, meter_pole)
        if bus == 0 or plan.bus_kind[bus] == HEADPHONES:
            write_outputs(engine, plan, outputs, bus, done, frames)


@inlined
def process_slice(engine, control, plan, inputs, outputs, done, frames, control_now):
    """Process one slice of at most 64 frames.

    Args:
        engine: Engine record.
        control: Control block of the client.
        plan: Plan record.
        inputs: float32[frame, channel] of the block.
        outputs: float32[frame, channel] of the block.
        done: Frames of the block before this slice.
        frames: Length of the slice.
        control_now: True if the slice begins with a control point.
    """
    t, rate = engine.transport, engine.rate_hz
    pole = numba.float32(1.0 - math.exp(-2.0 * math.pi * smoothing.GAIN_SMOOTHING_HZ / rate))
    meter_pole = numba.float32(1.0 - math.exp(-frames / (meter.RMS_S * rate)))
    state, fresh = t.state, t.fresh
    rolling = 1 if state == ROLLING or state == FADING else 0
    tape_fade, tape_step = numba.float32(engine.transport.tape_fade), numba.float32(0.0)
    fade_frames = max(1.0, rate * transport.STOP_FADE_S)
    if state == FADING:
        tape_fade = numba.float32(t.fade_left / fade_frames)
        tape_step = numba.float32(-1.0 / fade_frames)
    elif state == ROLLING and tape_fade < numba.float32(1.0):
        tape_step = numba.float32(1.0 / fade_frames)
        engine.transport.tape_fade = min(1.0, engine.transport.tape_fade + frames / fade_frames)
    step = numba.float32(1.0 / (mix.SWITCH_FADE_S * rate))
    mix.gather(engine, plan, inputs, done, frames, t.roll, rolling, t.recording, tape_fade, tape_step, step, fresh != 0)
    if control_now:
        control_point(engine, control, plan)
    t.fresh = 0
    meter.inputs(engine, inputs, done, frames, meter_pole)
    watch_input(engine, inputs, done, frames)
    run_stages(engine, plan, inputs, outputs, done, frames, pole, meter_pole, step, control_now and fresh == 1)
    engine.ramp_left[0] = max(0, engine.ramp_left[0] - frames)


@kernel(types.void(ENGINE, F4_2, types.int64, types.int64))
def capture(engine, inputs, engine_frame, frames):
    """Write all inputs into their rings by engine frame: takes, count-ins and tails are read from there."""
    ring = rings.capture(engine)
    mask = ring.shape[1] - 1
    for channel in range(ring.shape[0]):
        if channel < inputs.shape[1]:
            for f in range(frames):
                ring[channel, (engine_frame + f) & mask] = inputs[f, channel]
        else:
            for f in range(frames):
                ring[channel, (engine_frame + f) & mask] = numba.float32(0.0)
    store_release(engine.captured, 0, engine_frame + frames)


@kernel(types.void(ENGINE))
def publish_clock(engine):
    """Publish position and state for other processes, under a sequence lock (odd while it is being written)."""
    shared, t = rings.shared(engine), engine.transport
    clock, sequence = shared.clock, shared.clock_sequence
    store_release(sequence, 0, sequence[0] + 1)
    clock.engine_frame = t.engine_frame
    clock.timeline = t.timeline
    clock.state = t.state
    clock.recording = t.recording
    clock.epoch = t.epoch
    clock.roll = t.roll
    store_release(sequence, 0, sequence[0] + 1)


@inlined
def process_block(engine, control, server_control, plan, inputs, outputs, frames):
    """Process one block.

    Args:
        engine: Engine record.
        control: Control block of the client.
        server_control: Control block of the server.
        plan: Plan record.
        inputs: float32[frame, channel]; no channels on an output-only stream.
        outputs: float32[frame, channel]; every sample is written.
        frames: Length of the block.
    """
    t = engine.transport
    for f in range(frames):
        for channel in range(outputs.shape[1]):
            outputs[f, channel] = numba.float32(0.0)
    capture(engine, inputs, t.engine_frame, frames)
    if rings.shared(engine).clock.plan != plan.serial:
        rings.shared(engine).clock.plan = plan.serial
    done, jumped = 0, False
    while done < frames:
        transport.run_commands(
            engine, server_control
        )  # before the client's: a Stop comes after the Record that it ends
        transport.run_commands(engine, control)
        now = grid_frame(engine) % SLICE_FRAMES == 0 or t.fresh != 0 or jumped
        part = transport.slice_frames(engine, frames - done)
        process_slice(engine, control, plan, inputs, outputs, done, part, now)
        jumped = transport.advance(engine, part)
        done += part
    if engine.metering != 0:
        meter.outputs(engine, outputs, frames)
    publish_clock(engine)
