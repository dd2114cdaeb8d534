"""What the engine gets for the headphones: every track's part in each mix, and the comfort reverb that nobody records.

The comfort reverb is an effect bus that the song does not hold. It is fed by armed tracks before the fader, and goes into
one headphone mix instead of the master.

Lives: window, main thread (pure).
"""

from app.engine.plan_context import PlanContext
from app.engine.rows import bus_values
from app.model.bus import Bus
from app.model.bus_types import ReverbSettings
from app.model.channel import Channel, headphone_buses
from app.model.track import Track
from app.units import db_to_gain
from audio_engine.capacity import CUES, FIRST_CUE
from audio_engine.plan import BusPlan, ChannelValues, CueValues, SendValues, StripValues

COMFORT_REVERB = ReverbSettings("plate", decay_s=1.1, pre_delay_ms=20.0, damping_hz=6000.0)


def cue_values(context: PlanContext, channel: Channel) -> tuple[CueValues, ...]:
    """A track's part in every headphone mix, by number; other channels have none."""
    if not isinstance(channel, Track):
        return ()
    cues, phones = [CueValues()] * CUES, {bus.id for bus in headphone_buses(context.song)}
    for cue in channel.strip.cues:
        if cue.bus in phones:
            gain = 0.0 if cue.mute else db_to_gain(cue.level_db)
            cues[context.slots.number(cue.bus) - FIRST_CUE] = CueValues(gain, cue.pan, float(cue.own_pan))
    return tuple(cues)


def comfort_sends(context: PlanContext, channel: Channel) -> dict[int, SendValues]:
    """What an armed track sends to the comfort reverbs, by number of the effect bus."""
    if not isinstance(channel, Track) or not channel.armed:
        return {}
    levels = {cue.bus: 0.0 if cue.mute else db_to_gain(cue.level_db) for cue in channel.strip.cues}
    return {
        number: SendValues(gain=levels.get(bus_id, 0.0), own_pan=1.0, pre=1.0)
        for bus_id, number in context.comfort_reverbs.items()
    }


def comfort_plans(context: PlanContext) -> tuple[BusPlan, ...]:
    """The reverbs themselves."""
    plans = (comfort_plan(context, bus) for bus in headphone_buses(context.song))
    return tuple(plan for plan in plans if plan is not None)


def comfort_plan(context: PlanContext, bus: Bus) -> BusPlan | None:
    """The comfort reverb of a headphone mix; None if it has none, or no effect bus is free for it."""
    number = context.comfort_reverbs.get(bus.id)
    if number is None:
        return None
    strip = StripValues(fader_gain=db_to_gain(bus.comfort_reverb_db))
    effect = bus_values(Bus(bus.id, "Comfort", "reverb", reverb=COMFORT_REVERB), 0.0)
    output = context.slots.number(bus.id)
    return BusPlan(number, "reverb", output=output, values=ChannelValues(strip), effect=effect)
