"""What the engine gets for the control room: monitor level, headphone mix in its loudspeakers, talkback.

Lives: any thread (pure).
"""

from dataclasses import dataclass

from app.engine.slots import SlotAllocator
from app.model.channel import headphone_buses
from app.model.ids import BusId
from app.model.song import Song
from app.units import db_to_gain
from audio_engine.capacity import FIRST_CUE
from audio_engine.plan import MonitorPlan

DIM_DB = -20.0


@dataclass(frozen=True, slots=True)
class ControlRoom:
    """The state of the control room. It belongs to the sitting, never to the song.

    Attributes:
        listen_in: The headphone mix that the control room hears in place of the master.
        talking: The talkback microphone is open.
    """

    listen_in: BusId | None = None
    talking: bool = False


def monitor_plan(
    song: Song,
    slots: SlotAllocator,
    control_room: ControlRoom = ControlRoom(),
    talkback_input: int = 0,
    talkback_db: float = 0.0,
) -> MonitorPlan:
    """The control room as the engine plays it; it is dimmed while somebody talks.

    Args:
        song: The song, with its monitor settings.
        slots: The lanes and bus numbers of its channels.
        control_room: What the control room hears and says.
        talkback_input: The device input of the talkback microphone, from 1; 0 for none.
        talkback_db: Level of talkback in the headphones.
    """
    monitor = song.monitor
    dim = monitor.dim or control_room.talking
    listen_in = (
        control_room.listen_in if any(bus.id == control_room.listen_in for bus in headphone_buses(song)) else None
    )
    return MonitorPlan(
        gain=db_to_gain(monitor.level_db) * (db_to_gain(DIM_DB) if dim else 1.0),
        mono=monitor.mono,
        control_room_source=-1 if listen_in is None else slots.number(listen_in) - FIRST_CUE,
        talkback_input=talkback_input - 1 if control_room.talking else -1,
        talkback_gain=db_to_gain(talkback_db),
    )
