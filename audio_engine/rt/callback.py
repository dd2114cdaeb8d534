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
    CONTROL_BLOCK,
    ENGINE,
    ENGINE_RECORD,
    EVENT_LOST,
    LOAD_BINS,
    PLAN,
)
from audio_engine.rt.ring import push_event

CONTINUE = 0  # paContinue
# A loss is certain when ADC time has stopped moving: the smallest excess of two windows in a row is the same. After a
# late wake-up JACK's filtered clock runs ahead too, by no whole blocks, and takes a second or two to come back.
LOSS_WINDOW_S = 0.1
LOSS_DECIDED_S = 5.0  # decided by then in any case
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
    """Report a stall that the device confirms as a loss of unknown length, unless its clock soon shows the length.

    Args:
        engine: Engine record; `device_clock` is read and written.
        began: Cycle counter at the beginning of this callback.
        flags: PaStreamCallbackFlags of this callback.
        frames: Length of the block.
    """
    t, device = engine.transport, engine.device_clock
    rate, engine_frame, before = engine.rate_hz, t.engine_frame, device.last_cycles
    device.last_cycles = began
    if before == 0 or engine_frame < rate * CLOCK_SETTLES_S or engine.cycles_a_frame <= 0.0:
        device.stalled = -1
        return
    if began - before > engine.cycles_a_frame * max(rate * STALL_S, frames * STALL_BLOCKS) and device.stalled < 0:
        device.stalled, device.stall_timeline = engine_frame, t.timeline
        device.stall_left, device.stall_confirmed = STALL_ANSWER_CALLS, 0
    if device.stalled < 0:
        return
    if device.stall_left > 0:
        device.stall_left -= 1
        device.stall_confirmed |= int((flags & DEVICE_LOST) != 0)
    elif device.stall_confirmed == 0:
        device.stalled = -1
    elif engine_frame - device.stalled > STALL_DECIDED_S * rate:
        rings.shared(engine).clock.dropouts += 1
        push_event(engine, EVENT_LOST, device.stalled, device.stall_timeline, UNKNOWN_LENGTH, 0)
        device.stall_reported, device.stalled = device.stalled, -1


@kernel(types.void(ENGINE, types.int64))
def report_loss(engine, lost):
    """Count a loss of known length and push its event.

    The event lies where the callback stalled, if it did: that is more certain than where the clock first looked odd.

    Args:
        engine: Engine record.
        lost: Length of the loss in frames, a multiple of the block.
    """
    device, clock = engine.device_clock, rings.shared(engine).clock
    clock.dropped_frames += lost
    if device.stall_reported >= device.loss_began:
        return
    at, timeline = device.loss_began, device.loss_timeline
    if device.stalled >= at and device.stall_confirmed != 0:
        at, timeline = device.stalled, device.stall_timeline
    clock.dropouts += 1
    push_event(engine, EVENT_LOST, at, timeline, lost, 0)
    device.stalled = -1


@kernel(types.void(ENGINE, types.float64, types.int64))
def watch_device_clock(engine, adc_s, frames):
    """Find a loss at the device: ADC time runs ahead of the counted frames by whole blocks, and stays there.

    Args:
        engine: Engine record; `device_clock` is read and written.
        adc_s: Time of the block's first sample in seconds, by the device's clock (DAC time on an output-only stream).
        frames: Length of the block.
    """
    t, device = engine.transport, engine.device_clock
    engine_frame = t.engine_frame
    rate = engine.rate_hz
    ahead = adc_s * rate - engine_frame
    if engine_frame < rate * CLOCK_SETTLES_S or device.base_set == 0:
        device.base_set = 1
        base = device.base_frames
        device.base_frames = ahead if engine_frame < rate * 0.25 else base + (ahead - base) * 0.1
        device.loss_began = -1
        return
    excess = ahead - device.base_frames
    if device.loss_began < 0:
        if excess <= frames * 0.5:
            device.base_frames += excess * (BASE_FOLLOWS_UP if excess > 0 else BASE_FOLLOWS_DOWN)
            return
        device.loss_began, device.loss_timeline, device.loss_window = engine_frame, t.timeline, engine_frame
        device.loss_minimum, device.loss_before = excess, -1.0
    device.loss_minimum = min(device.loss_minimum, excess)
    if engine_frame - device.loss_window < rate * LOSS_WINDOW_S:
        return
    still = abs(device.loss_minimum - device.loss_before) <= max(2.0, frames * 0.04)
    if still or engine_frame - device.loss_began > rate * LOSS_DECIDED_S:
        lost = int(device.loss_minimum / frames + 0.5) * frames
        if lost > 0:
            device.base_frames += lost
            report_loss(engine, lost)
        device.loss_began = -1
        return
    device.loss_before = device.loss_minimum
    device.loss_minimum = excess
    device.loss_window = engine_frame


@kernel(types.void(ENGINE, types.int64, types.int64))
def record_load(engine, spent, frames):
    """Add one callback to the counters and to the histogram of its load in percent of the block's duration.

    Args:
        engine: Engine record.
        spent: Cycles that the callback took.
        frames: Length of the block.
    """
    clock = rings.shared(engine).clock
    clock.callbacks += 1
    clock.cycles += spent
    clock.frames += frames
    budget = engine.cycles_a_frame * frames
    if budget > 0:
        percent = int(100.0 * spent / budget)
        rings.shared(engine).load_histogram[max(0, min(LOAD_BINS - 1, percent))] += 1
        if percent >= 100:
            clock.late += 1


@cfunc(
    types.int32(types.voidptr, types.voidptr, types.uint64, types.voidptr, types.uint64, types.voidptr),
    **{k: v for k, v in FLAGS.items() if k not in ("nogil", "fastmath")},
)
def callback(input_pointer, output_pointer, frame_count, time_pointer, flags, userdata):
    """Process one block: a PaStreamCallback.

    Args:
        input_pointer: float32[frame_count, engine.inputs], or NULL on an output-only stream.
        output_pointer: float32[frame_count, engine.outputs]; every sample is written.
        frame_count: Length of the block, a C unsigned long (8 bytes here; 4 on Windows).
        time_pointer: PaStreamCallbackTimeInfo: ADC, present and DAC time in float64 seconds; or NULL.
        flags: PaStreamCallbackFlags, a C unsigned long.
        userdata: Address of the engine record.

    Returns:
        paContinue, always.
    """
    began = cycles()
    flush_denormals()
    engine = numba.carray(userdata, (1,), ENGINE_RECORD)[0]
    plan = numba.carray(as_pointer(load_acquire(engine.plan, 0)), (1,), PLAN)[0]
    engine.transport.adopted_plan = plan.serial
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
    record_load(engine, cycles() - began, frames)
    return numba.int32(CONTINUE)
