"""The transport: stopped, counting in, rolling, fading out, waiting for the disk; and the commands that move it.

Lives: engine, audio thread. Timeline positions jump only by locate and loop; roll frames never do.
"""

import numba
from numba import types

from audio_engine.rt.atomics import load_acquire, store_release
from audio_engine.rt.kernel import kernel
from audio_engine.rt.layout import (
    COMMAND_LOCATE,
    COMMAND_LOOP,
    COMMAND_ROLL,
    COMMAND_STOP,
    CONTROL,
    COUNTING_IN,
    ENGINE,
    EVENT_COUNT_IN,
    EVENT_LEAVE,
    EVENT_PASS_END,
    EVENT_ROLL,
    EVENT_STOP,
    EVENT_WRAP,
    FADING,
    READ,
    READY_EPOCH,
    ROLLING,
    STOPPED,
    WAITING,
    WRITTEN,
)
from audio_engine.rt.ring import push_event

STOP_FADE_S = 0.01  # the tape fades out this long on stop and locate


@kernel(types.void(ENGINE))
def publish_epoch(engine):
    """Tell the disk reader from which roll frame on the tape runs where (under a sequence lock)."""
    t, epoch, sequence = engine.transport, engine.epoch, engine.epoch_sequence
    store_release(sequence, 0, sequence[0] + 1)
    epoch.number = t.epoch
    epoch.loop_serial = t.loop_serial
    epoch.roll = t.epoch_roll
    epoch.timeline = t.epoch_timeline
    epoch.loop_on = t.loop_on
    epoch.loop_start = t.loop_start
    epoch.loop_end = t.loop_end
    store_release(sequence, 0, sequence[0] + 1)


@kernel(types.void(ENGINE, types.int64))
def jump(engine, timeline):
    """The tape goes on from another place: a new epoch, which the disk reader has to prime."""
    t = engine.transport
    t.timeline = timeline
    t.epoch += 1
    t.epoch_roll = t.roll
    t.epoch_timeline = timeline
    publish_epoch(engine)


@kernel(types.void(ENGINE, types.int64, types.int64))
def report(engine, kind, length):
    t = engine.transport
    push_event(engine, kind, t.engine_frame, t.timeline, length, t.pass_on)


@kernel(types.void(ENGINE))
def follow_punch(engine):
    """Armed tracks are recording while a pass is on and the tape is inside its punch: everywhere where it has none."""
    t = engine.transport
    everywhere = t.punch_out <= t.punch_in
    inside = everywhere or (t.punch_in <= t.timeline and t.timeline < t.punch_out)
    t.recording = 1 if t.pass_on != 0 and inside else 0


@kernel(types.void(ENGINE, types.int64, types.int64, types.int64))
def set_pass(engine, on, punch_in, punch_out):
    t = engine.transport
    t.pass_on = 1 if on != 0 else 0
    t.punch_in = punch_in
    t.punch_out = punch_out
    follow_punch(engine)


@kernel(types.void(ENGINE))
def begin_tape(engine):
    """The tape rolls from the next slice on, whole from its first sample."""
    t = engine.transport
    t.state = ROLLING
    engine.transport.tape_fade = 1.0
    follow_punch(engine)
    report(engine, EVENT_ROLL, 0)


@kernel(types.void(ENGINE))
def begin(engine):
    """Start from stop: count in or roll."""
    t = engine.transport
    t.fresh = 1
    if t.count_in_asked > 0:
        t.state = COUNTING_IN
        t.count_in_left = t.count_in_asked
        t.timeline -= t.count_in_asked
        report(engine, EVENT_COUNT_IN, t.count_in_asked)
        t.count_in_asked = 0
    else:
        begin_tape(engine)


@kernel(types.void(ENGINE, types.int64, types.int64))
def fade_out(engine, after, locate_to):
    """Fade the tape out, then stop (`after` STOPPED) or go on elsewhere (`after` WAITING)."""
    t = engine.transport
    t.state = FADING
    t.fade_left = int(engine.rate_hz * STOP_FADE_S)
    t.after_fade = after
    t.locate_to = locate_to


@kernel(types.void(ENGINE))
def stop(engine):
    t = engine.transport
    if t.state == ROLLING:
        report(engine, EVENT_STOP, 0)
        fade_out(engine, STOPPED, t.timeline)
    elif t.state == FADING:
        if t.after_fade == WAITING:
            report(engine, EVENT_STOP, 0)
        t.after_fade = STOPPED
    elif t.state == COUNTING_IN or t.state == WAITING:
        report(engine, EVENT_STOP, 0)
        if t.state == COUNTING_IN:
            t.timeline += t.count_in_left
        t.state = STOPPED
    set_pass(engine, 0, 0, 0)
    t.stop_at = -1


@kernel(types.void(ENGINE, types.int64, types.int64, types.int64, types.int64, types.int64, types.int64))
def roll(engine, recording, count_in_frames, stop_at, start, punch_in, punch_out):
    """Play or record; `start` -1 rolls from here. While rolling it only switches the pass on or off: punched by hand."""
    t = engine.transport
    if t.state == ROLLING:
        t.stop_at = stop_at
        if recording == 0 and t.pass_on != 0:
            report(engine, EVENT_PASS_END, 0)
        joins = recording != 0 and t.pass_on == 0
        set_pass(engine, recording, punch_in, punch_out)
        if joins:
            report(engine, EVENT_ROLL, 0)
        return
    if recording == 0 and t.pass_on != 0:  # play, pressed while a pass counts in or waits for the disk: it rolls anyway
        return
    t.stop_at = stop_at
    if t.state == FADING:  # pressed again within 10 ms of stop
        t.timeline = t.locate_to
        jump(engine, t.timeline)
    t.after_fade = STOPPED
    t.count_in_asked = count_in_frames
    if t.state == COUNTING_IN:
        t.timeline += t.count_in_left
    if start >= 0 and start != t.timeline:
        jump(engine, start)
    set_pass(engine, recording, punch_in, punch_out)
    if load_acquire(engine.reader, READY_EPOCH) == t.epoch:
        begin(engine)
    else:
        t.state = WAITING


@kernel(types.void(ENGINE, types.int64))
def locate(engine, timeline):
    t = engine.transport
    if t.state == STOPPED:
        jump(engine, timeline)
    elif t.state == ROLLING:
        report(engine, EVENT_LEAVE, 0)
        fade_out(engine, WAITING, timeline)
    elif t.state == FADING:
        t.locate_to = timeline
    elif t.state == COUNTING_IN:
        t.state = WAITING
        jump(engine, timeline)
    else:
        jump(engine, timeline)


@kernel(types.void(ENGINE, types.int64, types.int64, types.int64))
def set_loop(engine, on, start, end):
    """A new loop keeps the tape where it is; the reader fills the rings anew from a little ahead."""
    t = engine.transport
    t.loop_on = 1 if on != 0 and end > start else 0
    t.loop_start = start
    t.loop_end = end
    t.loop_serial += 1
    t.epoch_roll = t.roll
    t.epoch_timeline = t.timeline + (t.count_in_left if t.state == COUNTING_IN else 0)
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
        if commands[row, 1] > engine.transport.engine_frame:
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
    state = t.state
    grid = t.engine_frame if state == STOPPED or state == WAITING else t.timeline
    frames = min(most, numba.int64(64) - grid % 64)
    if state == COUNTING_IN:
        frames = min(frames, t.count_in_left)
    elif state == ROLLING or state == FADING:
        if state == FADING:
            frames = min(frames, t.fade_left)
        elif t.stop_at > t.timeline:
            frames = min(frames, t.stop_at - t.timeline)
        if t.loop_on != 0 and t.timeline < t.loop_end:
            frames = min(frames, t.loop_end - t.timeline)
        if t.pass_on != 0 and t.punch_in > t.timeline:
            frames = min(frames, t.punch_in - t.timeline)
        if t.pass_on != 0 and t.punch_out > t.timeline:
            frames = min(frames, t.punch_out - t.timeline)
    return max(numba.int64(1), frames)


@kernel(types.boolean(ENGINE, types.int64))
def advance(engine, frames):
    """Move on by a slice; True where the timeline jumped, so that the next slice begins with a control point."""
    t = engine.transport
    t.engine_frame += frames
    state = t.state
    if state == COUNTING_IN:
        t.timeline += frames
        t.count_in_left -= frames
        if t.count_in_left <= 0:
            t.fresh = 2
            begin_tape(engine)
        return True
    if state == WAITING:
        if load_acquire(engine.reader, READY_EPOCH) == t.epoch:
            if t.after_fade == WAITING:  # a locate while rolling: fade in
                t.after_fade = STOPPED
                t.state = ROLLING
                t.relocated = 1
                follow_punch(engine)
                report(engine, EVENT_ROLL, 0)
            else:
                begin(engine)
        return True
    if state != ROLLING and state != FADING:
        return False
    t.roll += frames
    t.timeline += frames
    jumped = False
    ends = state == ROLLING and t.stop_at >= 0 and t.timeline == t.stop_at  # also where the loop would turn
    if t.loop_on != 0 and t.timeline == t.loop_end and not ends:
        if state == ROLLING:  # in the fade of a stop or a locate the tape has left already
            report(engine, EVENT_WRAP, t.loop_start)
        t.timeline = t.loop_start
        jumped = True
    follow_punch(engine)
    if state == FADING:
        t.fade_left -= frames
        if t.fade_left <= 0:
            t.state = t.after_fade
            engine.transport.tape_fade = 0.0
            jump(engine, t.locate_to)
            jumped = True
    elif ends:
        stop(engine)
    return jumped
