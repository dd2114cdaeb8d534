"""From the buses to the device: headphone mixes, the monitor path, and the outputs.

The monitor path is what the master's outputs play, after everything that a bounce contains: the master or the headphone
mix that takes its place, channels on PFL or AFL in place of either, the click unless a headphone mix carries it, a file
that is auditioned, mono and level. PFL, AFL, auditions, mono and level never change the performers' mixes.

Lives: engine, audio thread.
"""

import numba
from numba import types

from audio_engine.capacity import FIRST_CUE, MASTER_BUS
from audio_engine.rt import click, mix, rings, smoothing
from audio_engine.rt.atomics import load_acquire, store_release
from audio_engine.rt.kernel import kernel
from audio_engine.rt.layout import (
    AUDITION_FILLED,
    AUDITION_IN_PLACE,
    AUDITION_PLAYED,
    AUDITION_WANTED,
    BUS_GAIN_LEFT,
    BUS_GAIN_RIGHT,
    ENGINE,
    F4_2,
    HEADPHONES,
    NO_AUDITION,
    PLAN_TYPE,
    STOPPED,
)


@kernel(types.void(ENGINE, types.int64, types.int64, types.float32))
def headphone_fader(engine, bus, frames, pole):
    """Multiply a headphone mix by its smoothed level and balance."""
    for side in range(2):
        row = BUS_GAIN_LEFT if side == 0 else BUS_GAIN_RIGHT
        gain, goal = engine.bus_gains[row, bus], engine.bus_goals[row, bus]
        for f in range(frames):
            gain = gain + (goal - gain) * pole
            engine.mix[bus, side, f] *= gain
        engine.bus_gains[row, bus] = gain


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.float32, types.float32))
def substitute_pfl(engine, plan, frames, pole, step):
    """Crossfade the monitor path to the PFL/AFL bus while a channel is on it, and add the click."""
    mix.sum_pfl_afl(engine, plan, frames, pole)
    share, goal = engine.pfl_amount[0], engine.pfl_amount[1]
    if share != numba.float32(0.0) or goal != numba.float32(0.0):
        for side in range(2):
            for f in range(frames):
                engine.mix[MASTER_BUS, side, f] += (
                    engine.pfl_afl_bus[side, f] - engine.mix[MASTER_BUS, side, f]
                ) * share
    engine.pfl_amount[0] = mix.approach(share, goal, step * numba.float32(frames))
    for side in range(2):
        for f in range(frames):
            engine.mix[MASTER_BUS, side, f] += engine.monitor_click[f]


@kernel(types.void(ENGINE, types.int64, types.float32))
def audition(engine, frames, step):
    """Crossfade the monitor path to the file that is auditioned, or add it; what the ring lacks is silence."""
    words, shares = engine.audition_words, engine.audition_shares
    wanted, share, hidden = load_acquire(words, AUDITION_WANTED), shares[0], shares[1]
    one, zero = numba.float32(1.0), numba.float32(0.0)
    if wanted == NO_AUDITION and share == zero and hidden == zero:
        return
    goal = zero if wanted == NO_AUDITION else one
    hidden_goal = one if wanted == AUDITION_IN_PLACE else zero
    played = words[AUDITION_PLAYED]
    there = min(frames, load_acquire(words, AUDITION_FILLED) - played)
    ring = rings.audition(engine)
    mask = ring.shape[1] - 1
    for side in range(2):
        moving, hiding = share, hidden
        for f in range(frames):
            moving, hiding = mix.approach(moving, goal, step), mix.approach(hiding, hidden_goal, step)
            sample = ring[side, (played + f) & mask] if f < there else zero
            engine.mix[MASTER_BUS, side, f] = engine.mix[MASTER_BUS, side, f] * (one - hiding) + sample * moving
    shares[0] = mix.approach(share, goal, step * numba.float32(frames))
    shares[1] = mix.approach(hidden, hidden_goal, step * numba.float32(frames))
    store_release(words, AUDITION_PLAYED, played + there)


@kernel(types.void(ENGINE, PLAN_TYPE, F4_2, types.int64, types.int64, types.int64))
def write_outputs(engine, plan, outputs, bus, done, frames):
    """Add a bus to the device outputs that it is routed to.

    A single output gets the sum at -6 dB a side, except for a headphone mix whose other side the monitor path plays.
    """
    left, right = plan.bus_output[bus * 2], plan.bus_output[bus * 2 + 1]
    channels = outputs.shape[1]
    half = numba.float32(0.5)
    if plan.in_monitor[bus] == 0 and (left >= 0 and right < 0 or (left == 0 and right == 1 and channels == 1)):
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


@kernel(types.void(ENGINE, types.int64, types.float32))
def monitor(engine, frames, pole):
    """Apply mono and level of the control room to the monitor path."""
    gain, mono = engine.monitor[0], engine.monitor[1]
    gain_goal, mono_goal = engine.monitor[2], engine.monitor[3]
    one, half = numba.float32(1.0), numba.float32(0.5)
    if gain == one and gain_goal == one and mono == numba.float32(0.0) and mono_goal == numba.float32(0.0):
        return
    for f in range(frames):
        gain += (gain_goal - gain) * pole
        mono += (mono_goal - mono) * pole
        left, right = engine.mix[0, 0, f], engine.mix[0, 1, f]
        middle = (left + right) * half
        engine.mix[0, 0, f] = (left + (middle - left) * mono) * gain
        engine.mix[0, 1, f] = (right + (middle - right) * mono) * gain
    near = numba.float32(smoothing.SETTLED)
    engine.monitor[0] = gain_goal if abs(gain - gain_goal) < near else gain
    engine.monitor[1] = mono_goal if abs(mono - mono_goal) < near else mono


@kernel(types.int64(ENGINE, PLAN_TYPE))
def cue_in_monitor(engine, plan):
    """Return the headphone mix that the monitor path plays in place of the master, counted from 0, or -1.

    It is the one that the control room is switched to, else the first that has the master's outputs and is turned up.
    """
    source = engine.control_room_source[0]
    for cue in range(plan.cue_count):
        bus = FIRST_CUE + cue
        if source < 0 and plan.in_monitor[bus] != 0 and click.is_audible(engine, plan, bus):
            source = cue
    return source


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.float32))
def play_control_room_source(engine, plan, frames, step):
    """Crossfade the monitor path to the headphone mix that takes the master's place, after its level."""
    shares, source = engine.control_room_shares, cue_in_monitor(engine, plan)
    one, zero = numba.float32(1.0), numba.float32(0.0)
    for cue in range(plan.cue_count):
        plays = cue == source and plan.bus_leaving[FIRST_CUE + cue] == 0
        share, goal = shares[cue], one if plays else zero
        if plan.bus_kind[FIRST_CUE + cue] != HEADPHONES:
            shares[cue] = zero
            continue
        if share == zero and goal == zero:
            continue
        for side in range(2):
            moving = share
            for f in range(frames):
                moving = mix.approach(moving, goal, step)
                sample = engine.mix[FIRST_CUE + cue, side, f]
                engine.mix[0, side, f] += (sample - engine.mix[0, side, f]) * moving
        shares[cue] = mix.approach(share, goal, step * numba.float32(frames))


@kernel(types.void(ENGINE, PLAN_TYPE, F4_2, types.int64, types.int64, types.float32))
def talkback(engine, plan, inputs, done, frames, step):
    """Add an input to every headphone mix, after its level, while the transport is stopped: never over a performance.

    It comes after the control room's source was taken, so that no microphone is fed back to itself.
    """
    gain, requested = engine.talkback[0], engine.talkback_input[1]
    open_goal = engine.transport.state == STOPPED and requested >= 0 and requested < inputs.shape[1]
    goal = engine.talkback[1] if open_goal else numba.float32(0.0)
    if gain == numba.float32(0.0):
        engine.talkback_input[0] = requested
    elif engine.talkback_input[0] != requested:
        goal = numba.float32(0.0)  # another microphone: this one fades out first
    channel = engine.talkback_input[0]
    if channel < 0 or channel >= inputs.shape[1]:
        engine.talkback[0] = numba.float32(0.0)
        return
    if gain == numba.float32(0.0) and goal == numba.float32(0.0):
        return
    for f in range(frames):
        gain = mix.approach(gain, goal, step)
        voice = inputs[done + f, channel] * gain
        for cue in range(plan.cue_count):
            if plan.bus_kind[FIRST_CUE + cue] == HEADPHONES:
                engine.mix[FIRST_CUE + cue, 0, f] += voice
                engine.mix[FIRST_CUE + cue, 1, f] += voice
    engine.talkback[0] = gain


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.float32))
def headphones(engine, plan, frames, pole):
    """Add the click and the performers' own levels of the tracks to the headphone mixes."""
    click.process(engine, plan, frames, pole)
    for cue in range(plan.cue_count):
        bus = FIRST_CUE + cue
        if plan.bus_kind[bus] == HEADPHONES:
            mix.send_to_headphones(engine, plan, cue, frames, pole)
            headphone_fader(engine, bus, frames, pole)
