"""What the engine gets for the headphones: every track's part in each mix, and the comfort reverb that nobody records.

The comfort reverb is an effect bus that the song does not hold. It is fed by armed tracks before the fader, and goes into
one headphone mix instead of the master.

Lives: window, main thread (pure).
"""

from app.engine.slots import SlotAllocator
from app.model.bus import Bus
from app.model.channel import Channel, effect_buses, headphone_buses
from app.model.ids import BusId
from app.model.song import Song
from app.model.strip import MINUS_INFINITY_DB
from app.model.track import Track
from app.units import db_to_gain
from audio_engine.capacity import CUES, FIRST_CUE, FIRST_EFFECT, SENDS
from audio_engine.plan import (
    BusPlan,
    ChannelValues,
    CueValues,
    EffectValues,
    SendValues,
    StripValues,
)

COMFORT = EffectValues(decay_s=1.1, pre_delay_ms=20.0, damping_hz=6000.0)


def cue_values(song: Song, channel: Channel, slots: SlotAllocator) -> tuple[CueValues, ...]:
    """A track's part in every headphone mix, by number; other channels have none."""
    if not isinstance(channel, Track):
        return ()
    cues, phones = [CueValues()] * CUES, {bus.id for bus in headphone_buses(song)}
    for cue in channel.strip.cues:
        if cue.bus in phones:
            gain = 0.0 if cue.mute else db_to_gain(cue.level_db)
            cues[slots.number(cue.bus) - FIRST_CUE] = CueValues(gain, cue.pan, float(cue.own_pan))
    return tuple(cues)


def comfort_numbers(song: Song, slots: SlotAllocator) -> dict[BusId, int]:
    """The effect bus of each headphone mix with a comfort reverb; none where the song's own effects need all."""
    taken = {slots.number(bus.id) for bus in effect_buses(song)}
    free = [number for number in range(FIRST_EFFECT + SENDS - 1, FIRST_EFFECT - 1, -1) if number not in taken]
    return dict(zip(_with_comfort(song), free, strict=False))


def comfort_fits(song: Song, bus_id: BusId) -> bool:
    """Whether the comfort reverb of this headphone mix is heard, or would be if it were turned up."""
    before = _with_comfort(song, bus_id).index(bus_id)
    return before < SENDS - len(effect_buses(song))


def _with_comfort(song: Song, also: BusId | None = None) -> list[BusId]:
    return [bus.id for bus in headphone_buses(song) if bus.comfort_reverb_db > MINUS_INFINITY_DB or bus.id == also]


def comfort_sends(song: Song, channel: Channel, slots: SlotAllocator) -> dict[int, SendValues]:
    """What an armed track sends to the comfort reverbs, by number of the effect bus."""
    if not isinstance(channel, Track) or not channel.armed:
        return {}
    levels = {cue.bus: 0.0 if cue.mute else db_to_gain(cue.level_db) for cue in channel.strip.cues}
    return {
        number: SendValues(gain=levels.get(bus_id, 0.0), own_pan=1.0, pre=1.0)
        for bus_id, number in comfort_numbers(song, slots).items()
    }


def comfort_plans(song: Song, slots: SlotAllocator) -> tuple[BusPlan, ...]:
    """The reverbs themselves."""
    numbers = comfort_numbers(song, slots)
    return tuple(
        comfort_plan(bus, numbers[bus.id], slots.number(bus.id)) for bus in headphone_buses(song) if bus.id in numbers
    )


def comfort_plan(bus: Bus, number: int, into: int) -> BusPlan:
    strip = StripValues(fader_gain=db_to_gain(bus.comfort_reverb_db))
    return BusPlan(number, "reverb", output=into, values=ChannelValues(strip), effect=COMFORT, reverb_kind="plate")
