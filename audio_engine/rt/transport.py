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

STOP_FADE_S = 0.01  # playback fades out over this time on stop and locate


@kernel(types.void(ENGINE))
def publish_epoch(engine):
    """Publish for the disk reader from which roll frame on which part of the timeline plays, under a sequence lock."""
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
    """Continue from another place of the timeline: begins a new epoch, which the disk reader has to fill the rings for."""
    t = engine.transport
    t.timeline = timeline
    t.epoch += 1
    t.epoch_roll = t.roll
    t.epoch_timeline = timeline
    publish_epoch(engine)


@kernel(types.void(ENGINE, types.int64, types.int64))
def report(engine, kind, length):
    """Push an event of this kind for the present position."""
    t = engine.transport
    push_event(engine, kind, t.engine_frame, t.timeline, length, t.pass_on)


@kernel(types.void(ENGINE))
def update_recording(engine):
    """Set `recording`: 1 while a pass is on and the position is inside its punch range, or it has none."""
    t = engine.transport
    everywhere = t.punch_out <= t.punch_in
    inside = everywhere or (t.punch_in <= t.timeline and t.timeline < t.punch_out)
    t.recording = 1 if t.pass_on != 0 and inside else 0


@kernel(types.void(ENGINE, types.int64, types.int64, types.int64))
def set_pass(engine, on, punch_in, punch_out):
    """Switch the pass on or off, with its punch range in timeline frames; an empty one is everywhere."""
    t = engine.transport
    t.pass_on = 1 if on != 0 else 0
    t.punch_in = punch_in
    t.punch_out = punch_out
    update_recording(engine)


@kernel(types.void(ENGINE))
def start_rolling(engine):
    """Play from the next slice on, without a fade in."""
    t = engine.transport
    t.state = ROLLING
    engine.transport.tape_fade = 1.0
    update_recording(engine)
    report(engine, EVENT_ROLL, 0)


@kernel(types.void(ENGINE))
def begin(engine):
    """Start from stop: count in or play."""
    t = engine.transport
    t.fresh = 1
    if t.count_in_requested > 0:
        t.state = COUNTING_IN
        t.count_in_left = t.count_in_requested
        t.timeline -= t.count_in_requested
        report(engine, EVENT_COUNT_IN, t.count_in_requested)
        t.count_in_requested = 0
    else:
        start_rolling(engine)


@kernel(types.void(ENGINE, types.int64, types.int64))
def fade_out(engine, after, locate_to):
    """Fade playback out, then stop (`after` STOPPED) or continue at `locate_to` (`after` WAITING)."""
    t = engine.transport
    t.state = FADING
    t.fade_left = int(engine.rate_hz * STOP_FADE_S)
    t.after_fade = after
    t.locate_to = locate_to


@kernel(types.void(ENGINE))
def stop(engine):
    """Stop, and end the pass."""
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
    """Play or record; while playing it only switches the pass on or off, which is a punch by hand.

    Args:
        engine: Engine record.
        recording: 1 records, 0 plays.
        count_in_frames: Frames to count in before it starts.
        stop_at: Timeline frame at which it stops by itself, or -1.
        start: Timeline frame, or -1 for the present position.
        punch_in: Timeline frame.
        punch_out: Timeline frame; not after `punch_in` means no punch.
    """
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
    if (
        recording == 0 and t.pass_on != 0
    ):  # Play during the count-in of a pass, or while it waits for the disk: it starts anyway
        return
    t.stop_at = stop_at
    if t.state == FADING:  # pressed again within 10 ms of stop
        t.timeline = t.locate_to
        jump(engine, t.timeline)
    t.after_fade = STOPPED
    t.count_in_requested = count_in_frames
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
    """Go to a timeline frame; while playing after a fade, and on from there."""
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
    """Set the loop. The position stays; the disk reader fills the rings again from a little ahead."""
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
    """Execute the commands of one client that are due. A command for a later engine frame delays those behind it."""
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
    """Return how many frames the next slice may have: up to the 64-frame grid and to the next event on the timeline."""
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
    """Move on by a slice.

    Returns:
        True if the position jumped, so that the next slice begins with a control point.
    """
    t = engine.transport
    t.engine_frame += frames
    state = t.state
    if state == COUNTING_IN:
        t.timeline += frames
        t.count_in_left -= frames
        if t.count_in_left <= 0:
            t.fresh = 2
            start_rolling(engine)
        return True
    if state == WAITING:
        if load_acquire(engine.reader, READY_EPOCH) == t.epoch:
            if t.after_fade == WAITING:  # a locate while rolling: fade in
                t.after_fade = STOPPED
                t.state = ROLLING
                t.relocated = 1
                update_recording(engine)
                report(engine, EVENT_ROLL, 0)
            else:
                begin(engine)
        return True
    if state != ROLLING and state != FADING:
        return False
    t.roll += frames
    t.timeline += frames
    jumped = False
    ends = state == ROLLING and t.stop_at >= 0 and t.timeline == t.stop_at  # also at the end of the loop
    if t.loop_on != 0 and t.timeline == t.loop_end and not ends:
        if state == ROLLING:  # during the fade of a stop or a locate the position is already another
            report(engine, EVENT_WRAP, t.loop_start)
        t.timeline = t.loop_start
        jumped = True
    update_recording(engine)
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
