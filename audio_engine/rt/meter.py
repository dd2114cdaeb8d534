"""Meters: peaks by atomic max (the reader clears them), mean squares, clip counters. Ballistics are the screen's.

A clip is a run of at least three samples at or above full scale.

Lives: engine, audio thread; `take_peaks` in whoever draws.
"""

import numba
from numba import types

from audio_engine.capacity import DEVICE_CHANNELS
from audio_engine.rt import rings
from audio_engine.rt.atomics import cycles, exchange, float_bits, raise_to
from audio_engine.rt.kernel import entry, kernel
from audio_engine.rt.layout import (
    ENGINE,
    F4_1,
    F4_2,
    I4_1,
    WIDTH,
)

RMS_S = 0.3  # integration time of the mean square, one-pole
CLIP_RUN_SAMPLES = 3


@entry(types.void(I4_1, F4_1))
def take_peaks(shared, out):
    """Move shared peaks to `out` and clear them, so that none is lost in between. Any one thread that draws.

    Args:
        shared: Bits of float32 peaks, int32[n].
        out: float32[n], written.
    """
    for i in range(out.shape[0]):
        out[i] = numba.float32(0.0)
    bits = out.view(numba.int32)
    for i in range(out.shape[0]):
        bits[i] = exchange(shared, i, numba.int32(0))


@kernel(types.int64(types.float32[:], types.int64))
def clipped_runs(samples, frames):
    """Return the number of runs of at least CLIP_RUN_SAMPLES samples at full scale."""
    runs, length = 0, 0
    for f in range(frames):
        if abs(samples[f]) >= numba.float32(1.0):
            length += 1
            if length == CLIP_RUN_SAMPLES:
                runs += 1
        else:
            length = 0
    return runs


@kernel(types.UniTuple(types.float32, 2)(types.float32[:], types.int64))
def measure(samples, frames):
    """Return peak and sum of squares of one channel of one slice."""
    peak, total = numba.float32(0.0), numba.float32(0.0)
    for f in range(frames):
        value = abs(samples[f])
        peak = max(peak, value)
        total += value * value
    return peak, total


@kernel(types.void(ENGINE, types.int64, types.int64, types.float32))
def lanes(engine, block, frames, pole):
    """Update the meters of a block's lanes from the peaks and squares that `mix.measure` gathered.

    Args:
        engine: Engine record.
        block: Block of lanes.
        frames: Length of the slice.
        pole: One-pole step of the mean square for the whole slice.
    """
    shared = rings.shared(engine)
    for k in range(WIDTH):
        lane, peak = block * WIDTH + k, engine.levels[block, WIDTH + k]
        raise_to(shared.lane_peak, lane, float_bits(peak))
        raise_to(shared.pre_peak, lane, float_bits(engine.levels[block, k]))
        mean = engine.levels[block, 2 * WIDTH + k] / numba.float32(frames)
        shared.lane_square[lane] += (mean - shared.lane_square[lane]) * pole
        run = 0
        if peak >= numba.float32(1.0):
            run = engine.clip_run[lane]
            for f in range(frames):
                run = run + 1 if abs(engine.post[block, WIDTH * f + k]) >= numba.float32(1.0) else 0
                if run == CLIP_RUN_SAMPLES:
                    shared.lane_clips[lane] += 1
        engine.clip_run[lane] = run


@kernel(types.void(ENGINE, F4_2, types.int64, types.int64, types.float32))
def inputs(engine, samples, done, frames, pole):
    """Update the meters of the device's inputs, before any processing."""
    shared = rings.shared(engine)
    for c in range(min(samples.shape[1], DEVICE_CHANNELS)):
        column = samples[done : done + frames, c]
        peak, total = measure(column, frames)
        raise_to(shared.input_peak, c, float_bits(peak))
        shared.input_square[c] += (total / numba.float32(frames) - shared.input_square[c]) * pole
        if peak >= numba.float32(1.0):
            shared.input_clips[c] += clipped_runs(column, frames)


@kernel(types.void(ENGINE, types.int64, types.int64, types.float32))
def bus(engine, index, frames, pole):
    """Update the meters of a bus, after its fader."""
    shared = rings.shared(engine)
    for side in range(2):
        samples = engine.mix[index, side]
        peak, total = measure(samples, frames)
        at = index * 2 + side
        raise_to(shared.bus_peak, at, float_bits(peak))
        shared.bus_square[at] += (total / numba.float32(frames) - shared.bus_square[at]) * pole
        if peak >= numba.float32(1.0):
            shared.bus_clips[at] += clipped_runs(samples, frames)


@kernel(types.void(ENGINE, F4_2, types.int64))
def outputs(engine, samples, frames):
    """Update the peaks of what goes to the device."""
    for c in range(min(samples.shape[1], DEVICE_CHANNELS)):
        peak, _ = measure(samples[:, c], frames)
        raise_to(rings.shared(engine).output_peak, c, float_bits(peak))


@entry(types.int64())
def read_cycles():
    """Return the cycle counter, for measuring its rate. Any thread."""
    return cycles()
