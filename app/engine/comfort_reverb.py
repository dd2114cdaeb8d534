"""Which effect buses carry the comfort reverbs of headphone mixes: those that the song's own effects leave free.

Lives: any thread (pure).
"""

from app.engine.slots import SlotAllocator
from app.model.channel import effect_buses, headphone_buses
from app.model.ids import BusId
from app.model.song import Song
from app.units import MINUS_INFINITY_DB
from audio_engine.capacity import FIRST_EFFECT, SENDS


def comfort_reverb_buses(song: Song, slots: SlotAllocator) -> dict[BusId, int]:
    """The number of the effect bus of each headphone mix with a comfort reverb; none if the song's effects need all."""
    taken = {slots.number(bus.id) for bus in effect_buses(song)}
    free = [number for number in range(FIRST_EFFECT + SENDS - 1, FIRST_EFFECT - 1, -1) if number not in taken]
    return dict(zip(_with_comfort_reverb(song), free, strict=False))


def has_room_for_comfort_reverb(song: Song, bus_id: BusId) -> bool:
    """True if the comfort reverb of this headphone mix is audible, or would be if it were turned up."""
    before = _with_comfort_reverb(song, bus_id).index(bus_id)
    return before < SENDS - len(effect_buses(song))


def _with_comfort_reverb(song: Song, also: BusId | None = None) -> list[BusId]:
    return [bus.id for bus in headphone_buses(song) if bus.comfort_reverb_db > MINUS_INFINITY_DB or bus.id == also]
