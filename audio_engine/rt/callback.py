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
    ADC_MINIMUM_S,
    ADC_WINDOW_LEFT,
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
    LOAD_BINS,
    PLAN,
    RATE_HZ,
    TIMELINE,
)
from audio_engine.rt.ring import push_event

CONTINUE = 0  # paContinue
LOSS_CONFIRMED_S = 0.05  # ADC time must stay ahead this long before a loss is believed
CLOCK_SETTLES_S = 0.5  # at stream start the ADC clock lies
BASE_FOLLOWS = 0.02  # how fast the ADC clock's drift is followed, per block


@kernel(types.void(ENGINE, types.float64, types.int64))
def watch_device_clock(engine, adc_s, frames):
    """A loss at the device shows as ADC time running ahead of counted frames and staying there."""
    t, floats, clock = engine.transport, engine.floats, rings.shared(engine).clock
    engine_frame = t[2]
    rate = floats[RATE_HZ]
    ahead = adc_s * rate - engine_frame
    if engine_frame < rate * CLOCK_SETTLES_S or t[ADC_BASE_SET] == 0:
        t[ADC_BASE_SET] = 1
        base = floats[ADC_BASE_S]
        floats[ADC_BASE_S] = ahead if engine_frame < rate * 0.25 else base + (ahead - base) * 0.1
        t[ADC_WINDOW_LEFT] = -1
        return
    excess = ahead - floats[ADC_BASE_S]
    if excess <= frames * 0.5:
        t[ADC_WINDOW_LEFT] = -1
        floats[ADC_BASE_S] += excess * BASE_FOLLOWS
        return
    if t[ADC_WINDOW_LEFT] < 0:
        t[ADC_WINDOW_LEFT] = engine_frame
        t[24] = t[TIMELINE]
        floats[ADC_MINIMUM_S] = excess
    floats[ADC_MINIMUM_S] = min(floats[ADC_MINIMUM_S], excess)
    if engine_frame - t[ADC_WINDOW_LEFT] >= rate * LOSS_CONFIRMED_S:
        blocks = max(1, int(floats[ADC_MINIMUM_S] / frames + 0.5))
        lost = blocks * frames
        floats[ADC_BASE_S] += lost
        clock[CLOCK_DROPOUTS] += 1
        clock[CLOCK_DROPPED_FRAMES] += lost
        push_event(engine, EVENT_LOST, t[ADC_WINDOW_LEFT], t[24], lost, 0)
        t[ADC_WINDOW_LEFT] = -1


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
    process.process_block(engine, control, server_control, plan, inputs, outputs, frames)
    note_load(engine, cycles() - began, frames)
    return numba.int32(CONTINUE)
