"""The transport: stopped, counting in, rolling, fading out, waiting for the disk; and the commands that move it.

Lives: engine, audio thread. Timeline positions jump only by locate and loop; roll frames never do.
"""

import numba
from numba import types

from audio_engine.rt.atomics import load_acquire, store_release
from audio_engine.rt.kernel import kernel
from audio_engine.rt.layout import (
    AFTER_FADE,
    COMMAND_LOCATE,
    COMMAND_LOOP,
    COMMAND_ROLL,
    COMMAND_STOP,
    CONTROL,
    COUNT_IN_ASKED,
    COUNT_IN_LEFT,
    COUNTING_IN,
    ENGINE,
    EPOCH,
    EPOCH_ROLL,
    EPOCH_TIMELINE,
    EVENT_COUNT_IN,
    EVENT_LEAVE,
    EVENT_PASS_END,
    EVENT_ROLL,
    EVENT_STOP,
    EVENT_WRAP,
    FADE_LEFT,
    FADING,
    FRESH,
    LOCATE_TO,
    LOOP_END,
    LOOP_ON,
    LOOP_SERIAL,
    LOOP_START,
    PASS,
    PUNCH_IN,
    PUNCH_OUT,
    RATE_HZ,
    READ,
    READY_EPOCH,
    RECORDING,
    RELOCATED,
    ROLL,
    ROLLING,
    STATE,
    STOP_AT,
    STOPPED,
    TAPE_FADE,
    TIMELINE,
    WAITING,
    WRITTEN,
)
from audio_engine.rt.ring import push_event

STOP_FADE_S = 0.01  # the tape fades out this long on stop and locate
ENGINE_FRAME = 2  # index of the engine frame in transport words


@kernel(types.void(ENGINE))
def publish_epoch(engine):
    """Tell the disk reader from which roll frame on the tape runs where (under a sequence lock)."""
    t, epoch = engine.transport, engine.epoch
    store_release(epoch, 0, epoch[0] + 1)
    epoch[1] = t[EPOCH]
    epoch[2] = t[LOOP_SERIAL]
    epoch[3] = t[EPOCH_ROLL]
    epoch[4] = t[EPOCH_TIMELINE]
    epoch[5] = t[LOOP_ON]
    epoch[6] = t[LOOP_START]
    epoch[7] = t[LOOP_END]
    store_release(epoch, 0, epoch[0] + 1)


@kernel(types.void(ENGINE, types.int64))
def jump(engine, timeline):
    """The tape goes on from another place: a new epoch, which the disk reader has to prime."""
    t = engine.transport
    t[TIMELINE] = timeline
    t[EPOCH] += 1
    t[EPOCH_ROLL] = t[ROLL]
    t[EPOCH_TIMELINE] = timeline
    publish_epoch(engine)


@kernel(types.void(ENGINE, types.int64, types.int64))
def tell(engine, kind, length):
    t = engine.transport
    push_event(engine, kind, t[ENGINE_FRAME], t[TIMELINE], length, t[PASS])


@kernel(types.void(ENGINE))
def follow_punch(engine):
    """Armed tracks are recording while a pass is on and the tape is inside its punch: everywhere where it has none."""
    t = engine.transport
    everywhere = t[PUNCH_OUT] <= t[PUNCH_IN]
    inside = everywhere or (t[PUNCH_IN] <= t[TIMELINE] and t[TIMELINE] < t[PUNCH_OUT])
    t[RECORDING] = 1 if t[PASS] != 0 and inside else 0


@kernel(types.void(ENGINE, types.int64, types.int64, types.int64))
def set_pass(engine, on, punch_in, punch_out):
    t = engine.transport
    t[PASS] = 1 if on != 0 else 0
    t[PUNCH_IN] = punch_in
    t[PUNCH_OUT] = punch_out
    follow_punch(engine)


@kernel(types.void(ENGINE))
def begin_tape(engine):
    """The tape rolls from the next slice on, whole from its first sample."""
    t = engine.transport
    t[STATE] = ROLLING
    engine.floats[TAPE_FADE] = 1.0
    follow_punch(engine)
    tell(engine, EVENT_ROLL, 0)


@kernel(types.void(ENGINE))
def begin(engine):
    """Start from stop: count in or roll."""
    t = engine.transport
    t[FRESH] = 1
    if t[COUNT_IN_ASKED] > 0:
        t[STATE] = COUNTING_IN
        t[COUNT_IN_LEFT] = t[COUNT_IN_ASKED]
        t[TIMELINE] -= t[COUNT_IN_ASKED]
        tell(engine, EVENT_COUNT_IN, t[COUNT_IN_ASKED])
        t[COUNT_IN_ASKED] = 0
    else:
        begin_tape(engine)


@kernel(types.void(ENGINE, types.int64, types.int64))
def fade_out(engine, after, locate_to):
    """Fade the tape out, then stop (`after` STOPPED) or go on elsewhere (`after` WAITING)."""
    t = engine.transport
    t[STATE] = FADING
    t[FADE_LEFT] = int(engine.floats[RATE_HZ] * STOP_FADE_S)
    t[AFTER_FADE] = after
    t[LOCATE_TO] = locate_to


@kernel(types.void(ENGINE))
def stop(engine):
    t = engine.transport
    if t[STATE] == ROLLING:
        tell(engine, EVENT_STOP, 0)
        fade_out(engine, STOPPED, t[TIMELINE])
    elif t[STATE] == FADING:
        if t[AFTER_FADE] == WAITING:
            tell(engine, EVENT_STOP, 0)
        t[AFTER_FADE] = STOPPED
    elif t[STATE] == COUNTING_IN or t[STATE] == WAITING:
        tell(engine, EVENT_STOP, 0)
        if t[STATE] == COUNTING_IN:
            t[TIMELINE] += t[COUNT_IN_LEFT]
        t[STATE] = STOPPED
    set_pass(engine, 0, 0, 0)
    t[STOP_AT] = -1


@kernel(types.void(ENGINE, types.int64, types.int64, types.int64, types.int64, types.int64, types.int64))
def roll(engine, recording, count_in_frames, stop_at, start, punch_in, punch_out):
    """Play or record; `start` -1 rolls from here. While rolling it only switches the pass on or off: punched by hand."""
    t = engine.transport
    if t[STATE] == ROLLING:
        t[STOP_AT] = stop_at
        if recording == 0 and t[PASS] != 0:
            tell(engine, EVENT_PASS_END, 0)
        joins = recording != 0 and t[PASS] == 0
        set_pass(engine, recording, punch_in, punch_out)
        if joins:
            tell(engine, EVENT_ROLL, 0)
        return
    if recording == 0 and t[PASS] != 0:  # play, pressed while a pass counts in or waits for the disk: it rolls anyway
        return
    t[STOP_AT] = stop_at
    if t[STATE] == FADING:  # pressed again within 10 ms of stop
        t[TIMELINE] = t[LOCATE_TO]
        jump(engine, t[TIMELINE])
    t[AFTER_FADE] = STOPPED
    t[COUNT_IN_ASKED] = count_in_frames
    if t[STATE] == COUNTING_IN:
        t[TIMELINE] += t[COUNT_IN_LEFT]
    if start >= 0 and start != t[TIMELINE]:
        jump(engine, start)
    set_pass(engine, recording, punch_in, punch_out)
    if load_acquire(engine.reader, READY_EPOCH) == t[EPOCH]:
        begin(engine)
    else:
        t[STATE] = WAITING


@kernel(types.void(ENGINE, types.int64))
def locate(engine, timeline):
    t = engine.transport
    if t[STATE] == STOPPED:
        jump(engine, timeline)
    elif t[STATE] == ROLLING:
        tell(engine, EVENT_LEAVE, 0)
        fade_out(engine, WAITING, timeline)
    elif t[STATE] == FADING:
        t[LOCATE_TO] = timeline
    elif t[STATE] == COUNTING_IN:
        t[STATE] = WAITING
        jump(engine, timeline)
    else:
        jump(engine, timeline)


@kernel(types.void(ENGINE, types.int64, types.int64, types.int64))
def set_loop(engine, on, start, end):
    """A new loop keeps the tape where it is; the reader fills the rings anew from a little ahead."""
    t = engine.transport
    t[LOOP_ON] = 1 if on != 0 and end > start else 0
    t[LOOP_START] = start
    t[LOOP_END] = end
    t[LOOP_SERIAL] += 1
    t[EPOCH_ROLL] = t[ROLL]
    t[EPOCH_TIMELINE] = t[TIMELINE] + (t[COUNT_IN_LEFT] if t[STATE] == COUNTING_IN else 0)
    publish_epoch(engine)


@kernel(types.void(ENGINE, CONTROL))
def run_commands(engine, control):
    """Execute what is due. A command for a later engine frame keeps those behind it waiting."""
    commands, index = control.commands, control.command_index
    while True:
        read = index[READ]
        if load_acquire(index, WRITTEN) <= read:
            return
        row = read % commands.shape[0]
        if commands[row, 1] > engine.transport[ENGINE_FRAME]:
            return
        kind, a, b, c, d = commands[row, 0], commands[row, 2], commands[row, 3], commands[row, 4], commands[row, 5]
        e, f = commands[row, 6], commands[row, 7]
        store_release(index, READ, read + 1)
        if kind == COMMAND_ROLL:
            roll(engine, a, b, c, d, e, f)
        elif kind == COMMAND_STOP:
            stop(engine)
        elif kind == COMMAND_LOCATE:
            locate(engine, a)
        elif kind == COMMAND_LOOP:
            set_loop(engine, a, b, c)


@kernel(types.int64(ENGINE, types.int64))
def slice_frames(engine, most):
    """How many frames the next slice may have: to the 64-frame grid and to whatever happens next on the timeline."""
    t = engine.transport
    state = t[STATE]
    grid = t[ENGINE_FRAME] if state == STOPPED or state == WAITING else t[TIMELINE]
    frames = min(most, numba.int64(64) - grid % 64)
    if state == COUNTING_IN:
        frames = min(frames, t[COUNT_IN_LEFT])
    elif state == ROLLING or state == FADING:
        if state == FADING:
            frames = min(frames, t[FADE_LEFT])
        elif t[STOP_AT] > t[TIMELINE]:
            frames = min(frames, t[STOP_AT] - t[TIMELINE])
        if t[LOOP_ON] != 0 and t[TIMELINE] < t[LOOP_END]:
            frames = min(frames, t[LOOP_END] - t[TIMELINE])
        if t[PASS] != 0 and t[PUNCH_IN] > t[TIMELINE]:
            frames = min(frames, t[PUNCH_IN] - t[TIMELINE])
        if t[PASS] != 0 and t[PUNCH_OUT] > t[TIMELINE]:
            frames = min(frames, t[PUNCH_OUT] - t[TIMELINE])
    return max(numba.int64(1), frames)


@kernel(types.boolean(ENGINE, types.int64))
def advance(engine, frames):
    """Move on by a slice; True where the timeline jumped, so that the next slice begins with a control point."""
    t = engine.transport
    t[ENGINE_FRAME] += frames
    state = t[STATE]
    if state == COUNTING_IN:
        t[TIMELINE] += frames
        t[COUNT_IN_LEFT] -= frames
        if t[COUNT_IN_LEFT] <= 0:
            t[FRESH] = 2
            begin_tape(engine)
        return True
    if state == WAITING:
        if load_acquire(engine.reader, READY_EPOCH) == t[EPOCH]:
            if t[AFTER_FADE] == WAITING:  # a locate while rolling: fade in
                t[AFTER_FADE] = STOPPED
                t[STATE] = ROLLING
                t[RELOCATED] = 1
                follow_punch(engine)
                tell(engine, EVENT_ROLL, 0)
            else:
                begin(engine)
        return True
    if state != ROLLING and state != FADING:
        return False
    t[ROLL] += frames
    t[TIMELINE] += frames
    jumped = False
    ends = state == ROLLING and t[STOP_AT] >= 0 and t[TIMELINE] == t[STOP_AT]  # also where the loop would turn
    if t[LOOP_ON] != 0 and t[TIMELINE] == t[LOOP_END] and not ends:
        if state == ROLLING:  # in the fade of a stop or a locate the tape has left already
            tell(engine, EVENT_WRAP, t[LOOP_START])
        t[TIMELINE] = t[LOOP_START]
        jumped = True
    follow_punch(engine)
    if state == FADING:
        t[FADE_LEFT] -= frames
        if t[FADE_LEFT] <= 0:
            t[STATE] = t[AFTER_FADE]
            engine.floats[TAPE_FADE] = 0.0
            jump(engine, t[LOCATE_TO])
            jumped = True
    elif ends:
        stop(engine)
    return jumped
