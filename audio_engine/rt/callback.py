"""The callback that PortAudio calls: raw pointers in, arrays made of them, one block processed.

Its address goes to PortAudio, to the virtual device and to the pump alike. `userdata` is the address of the
engine record (layout.ENGINE_RECORD), which holds or names all of the engine's memory.

Lives: engine, audio thread.
"""

import numba
from numba import cfunc, types

from audio_engine.rt import process, rings
from audio_engine.rt.atomics import as_address, as_pointer, cycles, load_acquire
from audio_engine.rt.fpu import flush_denormals
from audio_engine.rt.kernel import FLAGS, kernel
from audio_engine.rt.layout import (
    ADC_BASE_S,
    ADC_BASE_SET,
    ADOPTED_PLAN,
    CLOCK_CALLBACKS,
    CLOCK_CYCLES,
    CLOCK_DROPOUTS,
    CLOCK_DROPPED_FRAMES,
    CLOCK_FRAMES,
    CLOCK_LATE,
    CONTROL_BLOCK,
    CYCLES_A_FRAME,
    ENGINE,
    ENGINE_RECORD,
    EVENT_LOST,
    LAST_CYCLES,
    LOAD_BINS,
    LOSS_BEFORE,
    LOSS_BEGAN,
    LOSS_MINIMUM,
    LOSS_TIMELINE,
    LOSS_WINDOW,
    PLAN,
    RATE_HZ,
    STALL_CONFIRMED,
    STALL_LEFT,
    STALL_TIMELINE,
    STALL_TOLD,
    STALLED,
    TIMELINE,
)
from audio_engine.rt.ring import push_event

CONTINUE = 0  # paContinue
# A loss is believed when ADC time has stopped moving: the smallest excess of two windows in a row is the same. After a
# late wake-up JACK's filtered clock runs ahead too, by no whole blocks, and takes a second or two to come back.
LOSS_WINDOW_S = 0.1
LOSS_DECIDED_S = 5.0  # by then it is decided anyway
CLOCK_SETTLES_S = 0.5  # at stream start the ADC clock lies
# The ADC clock's drift is followed per block: down at once, up slowly, or a late wake-up would pull the base along and hide
# the loss that comes with it. 100 ppm are 0.0064 frames a block of 64.
BASE_FOLLOWS_DOWN, BASE_FOLLOWS_UP = 0.1, 0.002
# A server that waits for its clients (synchronous JACK) stops its own clock with them, and a loss cannot be measured. What
# can be seen: the callback came far too late, and the device says in one of the next calls that it lost something.
STALL_S, STALL_BLOCKS = 0.03, 8  # later than both
STALL_ANSWER_CALLS = 8
STALL_DECIDED_S = 0.4  # by then the clock has shown the length, where it can
DEVICE_LOST = 2 | 4  # paInputOverflow, paOutputUnderflow
UNKNOWN_LENGTH = 0  # frames


@kernel(types.void(ENGINE, types.int64, types.int64, types.int64))
def watch_stalls(engine, began, flags, frames):
    """A stall that the device confirms is told as a loss of unknown length, unless its clock soon shows the length."""
    t, floats = engine.transport, engine.floats
    rate, engine_frame, before = floats[RATE_HZ], t[2], t[LAST_CYCLES]
    t[LAST_CYCLES] = began
    if before == 0 or engine_frame < rate * CLOCK_SETTLES_S or floats[CYCLES_A_FRAME] <= 0.0:
        t[STALLED] = -1
        return
    if began - before > floats[CYCLES_A_FRAME] * max(rate * STALL_S, frames * STALL_BLOCKS) and t[STALLED] < 0:
        t[STALLED], t[STALL_TIMELINE] = engine_frame, t[TIMELINE]
        t[STALL_LEFT], t[STALL_CONFIRMED] = STALL_ANSWER_CALLS, 0
    if t[STALLED] < 0:
        return
    if t[STALL_LEFT] > 0:
        t[STALL_LEFT] -= 1
        t[STALL_CONFIRMED] |= int((flags & DEVICE_LOST) != 0)
    elif t[STALL_CONFIRMED] == 0:
        t[STALLED] = -1
    elif engine_frame - t[STALLED] > STALL_DECIDED_S * rate:
        rings.shared(engine).clock[CLOCK_DROPOUTS] += 1
        push_event(engine, EVENT_LOST, t[STALLED], t[STALL_TIMELINE], UNKNOWN_LENGTH, 0)
        t[STALL_TOLD], t[STALLED] = t[STALLED], -1


@kernel(types.void(ENGINE, types.int64))
def tell_loss(engine, lost):
    """A loss of known length; where the callback stalled, which is surer than where the clock first looked odd."""
    t, clock = engine.transport, rings.shared(engine).clock
    clock[CLOCK_DROPPED_FRAMES] += lost
    if t[STALL_TOLD] >= t[LOSS_BEGAN]:
        return
    at, timeline = t[LOSS_BEGAN], t[LOSS_TIMELINE]
    if t[STALLED] >= at and t[STALL_CONFIRMED] != 0:
        at, timeline = t[STALLED], t[STALL_TIMELINE]
    clock[CLOCK_DROPOUTS] += 1
    push_event(engine, EVENT_LOST, at, timeline, lost, 0)
    t[STALLED] = -1


@kernel(types.void(ENGINE, types.float64, types.int64))
def watch_device_clock(engine, adc_s, frames):
    """A loss at the device shows as ADC time running ahead of counted frames by whole blocks, and staying there."""
    t, floats = engine.transport, engine.floats
    engine_frame = t[2]
    rate = floats[RATE_HZ]
    ahead = adc_s * rate - engine_frame
    if engine_frame < rate * CLOCK_SETTLES_S or t[ADC_BASE_SET] == 0:
        t[ADC_BASE_SET] = 1
        base = floats[ADC_BASE_S]
        floats[ADC_BASE_S] = ahead if engine_frame < rate * 0.25 else base + (ahead - base) * 0.1
        t[LOSS_BEGAN] = -1
        return
    excess = ahead - floats[ADC_BASE_S]
    if t[LOSS_BEGAN] < 0:
        if excess <= frames * 0.5:
            floats[ADC_BASE_S] += excess * (BASE_FOLLOWS_UP if excess > 0 else BASE_FOLLOWS_DOWN)
            return
        t[LOSS_BEGAN], t[LOSS_TIMELINE], t[LOSS_WINDOW] = engine_frame, t[TIMELINE], engine_frame
        floats[LOSS_MINIMUM], floats[LOSS_BEFORE] = excess, -1.0
    floats[LOSS_MINIMUM] = min(floats[LOSS_MINIMUM], excess)
    if engine_frame - t[LOSS_WINDOW] < rate * LOSS_WINDOW_S:
        return
    still = abs(floats[LOSS_MINIMUM] - floats[LOSS_BEFORE]) <= max(2.0, frames * 0.04)
    if still or engine_frame - t[LOSS_BEGAN] > rate * LOSS_DECIDED_S:
        lost = int(floats[LOSS_MINIMUM] / frames + 0.5) * frames
        if lost > 0:
            floats[ADC_BASE_S] += lost
            tell_loss(engine, lost)
        t[LOSS_BEGAN] = -1
        return
    floats[LOSS_BEFORE] = floats[LOSS_MINIMUM]
    floats[LOSS_MINIMUM] = excess
    t[LOSS_WINDOW] = engine_frame


@kernel(types.void(ENGINE, types.int64, types.int64))
def note_load(engine, spent, frames):
    """How much of the block's time the callback took, into counters and a histogram in percent."""
    clock = rings.shared(engine).clock
    clock[CLOCK_CALLBACKS] += 1
    clock[CLOCK_CYCLES] += spent
    clock[CLOCK_FRAMES] += frames
    budget = engine.floats[CYCLES_A_FRAME] * frames
    if budget > 0:
        percent = int(100.0 * spent / budget)
        rings.shared(engine).load_histogram[max(0, min(LOAD_BINS - 1, percent))] += 1
        if percent >= 100:
            clock[CLOCK_LATE] += 1


@cfunc(
    types.int32(types.voidptr, types.voidptr, types.uint64, types.voidptr, types.uint64, types.voidptr),
    **{k: v for k, v in FLAGS.items() if k not in ("nogil", "fastmath")},
)
def callback(input_pointer, output_pointer, frame_count, time_pointer, flags, userdata):
    """PaStreamCallback. `frame_count` and `flags` are C unsigned long (8 bytes here; see layout for Windows)."""
    began = cycles()
    flush_denormals()
    engine = numba.carray(userdata, (1,), ENGINE_RECORD)[0]
    plan = numba.carray(as_pointer(load_acquire(engine.plan, 0)), (1,), PLAN)[0]
    engine.transport[ADOPTED_PLAN] = plan.serial
    control = numba.carray(as_pointer(load_acquire(engine.control, 0)), (1,), CONTROL_BLOCK)[0]
    server_control = numba.carray(as_pointer(engine.server_control), (1,), CONTROL_BLOCK)[0]
    frames = numba.int64(frame_count)
    outputs = numba.carray(output_pointer, (frames, engine.outputs), numba.float32)
    has_input = as_address(input_pointer) != 0
    input_address = as_address(input_pointer) if has_input else as_address(output_pointer)
    inputs = numba.carray(as_pointer(input_address), (frames, engine.inputs if has_input else 0), numba.float32)
    if as_address(time_pointer) != 0:
        times = numba.carray(time_pointer, (3,), numba.float64)
        watch_device_clock(engine, times[0] if has_input else times[1], frames)
        watch_stalls(engine, began, numba.int64(flags), frames)
    process.process_block(engine, control, server_control, plan, inputs, outputs, frames)
    note_load(engine, cycles() - began, frames)
    return numba.int32(CONTINUE)
