"""One block of audio: commands, slices on the timeline grid, meters, outputs. Live playback and bounce both come here.

Lives: engine, audio thread.
"""

import math

import numba
from numba import types

from audio_engine.rt import click, delay, meter, mix, reverb, rings, smoothing, transport
from audio_engine.rt.atomics import store_release
from audio_engine.rt.kernel import kernel
from audio_engine.rt.layout import (
    BUS_GAIN_LEFT,
    BUS_GAIN_RIGHT,
    CLOCK_EPOCH,
    CLOCK_PLAN,
    CLOCK_RECORDING,
    CLOCK_ROLL,
    CLOCK_SEQUENCE,
    CLOCK_STATE,
    CLOCK_TIMELINE,
    CONTROL,
    COUNTING_IN,
    DELAY,
    ENGINE,
    EPOCH,
    F4_2,
    FADE_LEFT,
    FADING,
    FRESH,
    HEADPHONES,
    LANES,
    MASTER,
    PLAN_TYPE,
    RATE_HZ,
    RECORDING,
    REVERB,
    ROLL,
    ROLLING,
    STATE,
    STOPPED,
    TAPE_FADE,
    TIMELINE,
    WAITING,
)

ENGINE_FRAME = transport.ENGINE_FRAME
CLOCK_ENGINE = 1


@kernel(types.void(ENGINE, CONTROL, PLAN_TYPE))
def control_point(engine, control, plan):
    """Read every target once and aim gains and effects at it."""
    snap = engine.transport[FRESH] == 1
    smoothing.read_targets(engine, control, plan, engine.transport[TIMELINE])
    smoothing.set_goals(engine, plan)
    smoothing.settle(engine, plan, snap)
    for k in range(plan.effect_count):
        bus = 1 + k
        if snap:
            reverb.clear(engine, k, True)
        if plan.bus_kind[bus] == REVERB:
            reverb.control(engine, bus, k, snap)
        elif plan.bus_kind[bus] == DELAY:
            delay.control(engine, bus, k, snap)


@kernel(types.void(ENGINE, types.int64, types.int64, types.float32))
def bus_fader(engine, bus, frames, pole):
    """mix[bus] times its smoothed level and balance."""
    for side in range(2):
        row = BUS_GAIN_LEFT if side == 0 else BUS_GAIN_RIGHT
        gain, goal = engine.bus_gains[row, bus], engine.bus_goals[row, bus]
        for f in range(frames):
            gain = gain + (goal - gain) * pole
            engine.mix[bus, side, f] *= gain
        engine.bus_gains[row, bus] = gain


@kernel(types.void(ENGINE, PLAN_TYPE, F4_2, types.int64, types.int64, types.int64))
def write_outputs(engine, plan, outputs, bus, done, frames):
    """Add a bus to the device outputs it is routed to; a single output gets the sum at -6 dB a side."""
    left, right = plan.bus_output[bus * 2], plan.bus_output[bus * 2 + 1]
    channels = outputs.shape[1]
    half = numba.float32(0.5)
    if left >= 0 and right < 0 or (left == 0 and right == 1 and channels == 1):
        if left < channels:
            for f in range(frames):
                outputs[done + f, left] += (engine.mix[bus, 0, f] + engine.mix[bus, 1, f]) * half
        return
    if left >= 0 and left < channels:
        for f in range(frames):
            outputs[done + f, left] += engine.mix[bus, 0, f]
    if right >= 0 and right < channels:
        for f in range(frames):
            outputs[done + f, right] += engine.mix[bus, 1, f]


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.int64, types.int64))
def tap_stems(engine, plan, done, frames, lanes):
    """For a stems bounce: keep lanes after fader and pan, effect returns, and the pre-master mix."""
    stems = rings.stems(engine)
    for lane in range(lanes):
        if plan.lane_active[lane] != 0:
            for f in range(frames):
                stems[lane, done + f, 0] = engine.bank_left[f, lane]
                stems[lane, done + f, 1] = engine.bank_right[f, lane]
    for bus in range(plan.effect_count + 1):
        for f in range(frames):
            stems[LANES + bus, done + f, 0] = engine.mix[bus, 0, f]
            stems[LANES + bus, done + f, 1] = engine.mix[bus, 1, f]


@kernel(types.void(ENGINE, PLAN_TYPE, F4_2, types.int64, types.int64, types.float32, types.float32))
def buses(engine, plan, outputs, done, frames, pole, meter_pole):
    """Effects, returns, master and headphones of one slice."""
    lanes = plan.lane_count
    state = engine.transport[STATE]
    mix.sum_to_master(engine, lanes, frames)
    for k in range(plan.effect_count):
        bus = 1 + k
        mix.send_to_effect(engine, k, lanes, frames, pole, bus)
        if plan.bus_kind[bus] == REVERB:
            reverb.process(engine, bus, k, frames)
        elif plan.bus_kind[bus] == DELAY:
            delay.process(engine, bus, k, frames)
        total = numba.float32(0.0)
        for f in range(frames):
            total += abs(engine.mix[bus, 0, f]) + abs(engine.mix[bus, 1, f])
        if not (total < numba.float32(1e12)):  # a poisoned effect starts again from silence
            reverb.clear(engine, k, True)
            rings.shared(engine).clock[13] += 1
            for f in range(frames):
                engine.mix[bus, 0, f] = numba.float32(0.0)
                engine.mix[bus, 1, f] = numba.float32(0.0)
        bus_fader(engine, bus, frames, pole)
        for side in range(2):
            for f in range(frames):
                engine.mix[0, side, f] += engine.mix[bus, side, f]
    if rings.stems(engine).shape[1] > 1:
        tap_stems(engine, plan, done, frames, lanes)
    bus_fader(engine, 0, frames, pole)
    clicking = (plan.click_on != 0 and state == ROLLING) or state == COUNTING_IN
    for k in range(plan.cue_count):
        bus = 1 + plan.effect_count + k
        mix.send_to_headphones(engine, k, lanes, frames, pole, bus)
        if clicking:
            click.process(engine, plan, bus, frames, engine.transport[TIMELINE], pole)
        bus_fader(engine, bus, frames, pole)
    for bus in range(plan.bus_count):
        if plan.bus_kind[bus] == MASTER or plan.bus_kind[bus] == HEADPHONES:
            write_outputs(engine, plan, outputs, bus, done, frames)
        meter.bus(engine, bus, frames, meter_pole)


@kernel(types.void(ENGINE, CONTROL, PLAN_TYPE, F4_2, F4_2, types.int64, types.int64, types.boolean))
def process_slice(engine, control, plan, inputs, outputs, done, frames, control_now):
    """One slice of at most 64 frames, `done` frames into the block."""
    t, rate = engine.transport, engine.floats[RATE_HZ]
    pole = numba.float32(1.0 - math.exp(-2.0 * math.pi * smoothing.GAIN_SMOOTHING_HZ / rate))
    meter_pole = numba.float32(1.0 - math.exp(-frames / (meter.RMS_S * rate)))
    state, fresh = t[STATE], t[FRESH]
    rolling = 1 if state == ROLLING or state == FADING else 0
    tape_fade, tape_step = numba.float32(engine.floats[TAPE_FADE]), numba.float32(0.0)
    fade_frames = max(1.0, rate * transport.STOP_FADE_S)
    if state == FADING:
        tape_fade = numba.float32(t[FADE_LEFT] / fade_frames)
        tape_step = numba.float32(-1.0 / fade_frames)
    elif state == ROLLING and tape_fade < numba.float32(1.0):
        tape_step = numba.float32(1.0 / fade_frames)
        engine.floats[TAPE_FADE] = min(1.0, engine.floats[TAPE_FADE] + frames / fade_frames)
    switch_step = numba.float32(1.0 / (mix.SWITCH_FADE_S * rate))
    mix.gather(engine, plan, inputs, done, frames, t[ROLL], rolling, t[RECORDING], tape_fade, tape_step, switch_step,
               fresh != 0)  # fmt: skip
    if control_now:
        control_point(engine, control, plan)
    t[FRESH] = 0
    mix.faders(engine, plan.lane_count, frames, pole)
    meter.lanes(engine, plan.lane_count, frames, meter_pole)
    meter.inputs(engine, inputs, done, frames, meter_pole)
    buses(engine, plan, outputs, done, frames, pole, meter_pole)


@kernel(types.void(ENGINE, F4_2, types.int64, types.int64))
def capture(engine, inputs, engine_frame, frames):
    """Keep all inputs, indexed by engine frame: takes, count-ins and tails are all read from here."""
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
    """Position and state for other processes, under a sequence lock (odd while it is being written)."""
    clock, t = rings.shared(engine).clock, engine.transport
    store_release(clock, CLOCK_SEQUENCE, clock[CLOCK_SEQUENCE] + 1)
    clock[CLOCK_ENGINE] = t[ENGINE_FRAME]
    clock[CLOCK_TIMELINE] = t[TIMELINE]
    clock[CLOCK_STATE] = t[STATE]
    clock[CLOCK_RECORDING] = t[RECORDING]
    clock[CLOCK_EPOCH] = t[EPOCH]
    clock[CLOCK_ROLL] = t[ROLL]
    store_release(clock, CLOCK_SEQUENCE, clock[CLOCK_SEQUENCE] + 1)


@kernel(types.void(ENGINE, CONTROL, CONTROL, PLAN_TYPE, F4_2, F4_2, types.int64))
def process_block(engine, control, server_control, plan, inputs, outputs, frames):
    """A block of `frames`: inputs[frame, channel] in, outputs[frame, channel] fully written."""
    t = engine.transport
    for f in range(frames):
        for channel in range(outputs.shape[1]):
            outputs[f, channel] = numba.float32(0.0)
    capture(engine, inputs, t[ENGINE_FRAME], frames)
    if rings.shared(engine).clock[CLOCK_PLAN] != plan.serial:
        rings.shared(engine).clock[CLOCK_PLAN] = plan.serial
    done, jumped = 0, False
    while done < frames:
        transport.run_commands(engine, control)
        transport.run_commands(engine, server_control)
        state = t[STATE]
        grid = t[ENGINE_FRAME] if state == STOPPED or state == WAITING else t[TIMELINE]
        now = grid % 64 == 0 or t[FRESH] != 0 or jumped
        part = transport.slice_frames(engine, frames - done)
        process_slice(engine, control, plan, inputs, outputs, done, part, now)
        jumped = transport.advance(engine, part)
        done += part
    meter.outputs(engine, outputs, frames)
    publish_clock(engine)
