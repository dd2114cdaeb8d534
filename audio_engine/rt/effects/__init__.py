"""The kinds of effect that a return can run: one file each, registered here, and nowhere else in the engine.

A new kind is a file with its values (rows), its record EFFECT and two kernels, `control(engine, bus, effect, fresh)` at control
points and `process(engine, bus, effect, frames)` for a slice; then an entry in EFFECTS and a branch in each kernel below. The
branches are written out because Numba's cache does not know functions made at run time.

Lives: engine, audio thread (the records: everywhere in the engine).
"""

from numba import types

from audio_engine.rt.effects import chorus, delay, reverb
from audio_engine.rt.effects.effect import Effect
from audio_engine.rt.kernel import kernel
from audio_engine.rt.layout import ENGINE, FIRST_EFFECT_KIND, PLAN_TYPE

EFFECTS: tuple[Effect, ...] = (reverb.EFFECT, delay.EFFECT, chorus.EFFECT)  # their number in a plan is their place here
REVERB, DELAY, CHORUS = (FIRST_EFFECT_KIND + place for place in range(len(EFFECTS)))


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.int64, types.boolean))
def control(engine, plan, bus, effect, fresh):
    """Take the values of an effect, at a control point.

    Args:
        engine: Engine record.
        plan: Plan record; its `bus_kind` says which effect it is.
        bus: Bus in which the effect runs.
        effect: Its number, from 0.
        fresh: True takes all values at once, as at a start from stop.
    """
    kind = plan.bus_kind[bus]
    if kind == REVERB:
        reverb.control(engine, bus, effect, fresh)
    elif kind == DELAY:
        delay.control(engine, bus, effect, fresh)
    elif kind == CHORUS:
        chorus.control(engine, bus, effect, fresh)


@kernel(types.void(ENGINE, PLAN_TYPE, types.int64, types.int64, types.int64))
def process(engine, plan, bus, effect, frames):
    """Run the effect of a bus: `mix[bus]`, which holds what was sent to it, becomes its output."""
    kind = plan.bus_kind[bus]
    if kind == REVERB:
        reverb.process(engine, bus, effect, frames)
    elif kind == DELAY:
        delay.process(engine, bus, effect, frames)
    elif kind == CHORUS:
        chorus.process(engine, bus, effect, frames)
