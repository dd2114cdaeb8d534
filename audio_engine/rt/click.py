"""The click: a short tone on each beat, higher on the first beat of a bar; only ever in headphone mixes.

Lives: engine, audio thread.
"""

import math

import numba
from numba import types

from audio_engine.rt import rings
from audio_engine.rt.kernel import kernel
from audio_engine.rt.layout import BUS_GAIN_CLICK, CLICK_ACCENT, CLICK_AGE, ENGINE, PLAN_TYPE


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.int64, types.int64, types.float32))
def process(engine, plan, bus, frames, timeline, pole):
    """Add the click to headphone bus `bus`, for a slice that starts at timeline frame `timeline`."""
    beat = int(math.floor(timeline / plan.beat_frames))
    next_start = int(math.floor(beat * plan.beat_frames + 0.5))
    if next_start < timeline:
        beat += 1
        next_start = int(math.floor(beat * plan.beat_frames + 0.5))
    age, accent = engine.transport[CLICK_AGE], engine.transport[CLICK_ACCENT]
    length = rings.click(engine).shape[1]
    gain, goal = engine.bus_gains[BUS_GAIN_CLICK, bus], engine.bus_goals[BUS_GAIN_CLICK, bus]
    for f in range(frames):
        if timeline + f == next_start:
            age = 0
            accent = 0 if beat % plan.beats_per_bar == 0 else 1
            beat += 1
            next_start = int(math.floor(beat * plan.beat_frames + 0.5))
        gain = gain + (goal - gain) * pole
        if age < length:
            value = rings.click(engine)[accent, age] * gain
            engine.mix[bus, 0, f] += value
            engine.mix[bus, 1, f] += value
        age += 1
    engine.bus_gains[BUS_GAIN_CLICK, bus] = gain
    engine.transport[CLICK_AGE] = min(age, numba.int64(1) << 40)
    engine.transport[CLICK_ACCENT] = accent
