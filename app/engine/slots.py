"""Slots in the engine: the first lane of every track and the number of every bus, for life.

Filter memory and effect tails belong to a slot, so a channel keeps its own as long as it lives, and one that undo brings
back finds it again. Slots of what is gone are given away only when no other is left.

Lives: window, main thread.
"""

from typing import Literal, get_args

from app.messages.mixing import NO_ROOM_FOR_BUS
from app.messages.song import too_many_channels
from app.model.bus_types import is_effect
from app.model.channel import Channel
from app.model.ids import BusId, TrackId
from app.model.routing import group_levels
from app.model.song import Song
from app.model.track import Track
from app.problems import EditRefused
from app.song.side_chains import frozen_keys
from audio_engine.capacity import CUES, FIRST_CUE, FIRST_EFFECT, GROUPS_A_LEVEL, LANES, SENDS, bus_lane
from audio_engine.capacity import MASTER_BUS as MASTER_BUS
from audio_engine.capacity import group_number as number_of_group

_EFFECTS = range(FIRST_EFFECT, FIRST_EFFECT + SENDS)
Beside = Literal["input", "key"]  # a live input apart from the clips; what side chains hear of a frozen track
_CUES = range(FIRST_CUE, FIRST_CUE + CUES)


class SlotAllocator:
    """`allocate_for` gives slots to a song's channels; the rest reads them."""

    def __init__(self, lanes: int = LANES) -> None:
        self._lanes = lanes
        self._slots: dict[TrackId, tuple[int, int]] = {}  # track -> (slot, channels)
        self._beside: dict[tuple[Beside, TrackId], tuple[int, int]] = {}  # a second channel that a track may need
        self._numbers: dict[tuple[BusId, int], int] = {}  # bus and level (groups; 0 for all others) -> number
        self._levels: dict[BusId, int] = {}

    def allocate_for(self, song: Song) -> None:
        """Make sure that every track of the song has a slot, and every bus a number.

        Raises:
            EditRefused: If the song has more channels than the engine has lanes.
        """
        living = {track.id for track in song.tracks}
        for track in song.tracks:
            assigned = self._slots.get(track.id)
            if assigned is None or assigned[1] != track.channels:
                self._slots.pop(track.id, None)
                self._slots[track.id] = (self._free_slot(track.channels, living), track.channels)
        needed: set[tuple[Beside, TrackId]] = {("input", track.id) for track in song.tracks if track.monitors_printed}
        needed |= {("key", track_id) for track_id in frozen_keys(song)}
        for track in song.tracks:
            for use in get_args(Beside):
                if (use, track.id) in needed:
                    self._allocate_beside(use, track, needed)
        self._number_buses(song)

    def slot(self, track_id: TrackId) -> int:
        """The first lane of a track that `allocate_for` has seen."""
        return self._slots[track_id][0]

    def channels(self, track_id: TrackId) -> int:
        """1 for a mono track, 2 for a stereo one."""
        return self._slots[track_id][1]

    def holds(self, track_id: TrackId) -> bool:
        """True if the track has a slot."""
        return track_id in self._slots

    def input_slot(self, track_id: TrackId) -> int | None:
        """The slot of a track's input that runs through the printed strip; None if it never did, or no lane was left for it."""
        assigned = self._beside.get(("input", track_id))
        return None if assigned is None else assigned[0]

    def key_slot(self, track_id: TrackId) -> int | None:
        """The slot on which side chains hear a frozen track; None if none ever did, or no lane was left for it."""
        assigned = self._beside.get(("key", track_id))
        return None if assigned is None else assigned[0]

    def number(self, bus_id: BusId) -> int:
        """The number of a bus that `allocate_for` has seen; a group gets another one when its level changes."""
        return self._numbers[bus_id, self._levels[bus_id]]

    def lane(self, channel: Channel) -> int:
        """The first lane of a channel's strip in the meters; -1 for a headphone mix, which has none."""
        return self.slot(channel.id) if isinstance(channel, Track) else bus_lane(self.number(channel.id))

    def _allocate_beside(self, use: Beside, track: Track, needed: set[tuple[Beside, TrackId]]) -> None:
        """A slot beside the track's own; those that nobody of `needed` has are given away when no lane is left."""
        assigned = self._beside.get((use, track.id))
        if assigned is not None and assigned[1] == track.channels:
            return
        self._beside.pop((use, track.id), None)
        slot = self._find(track.channels)
        if slot is None:
            self._beside = {each: slot for each, slot in self._beside.items() if each in needed}
            slot = self._find(track.channels)
        if slot is not None:
            self._beside[use, track.id] = (slot, track.channels)

    def _number_buses(self, song: Song) -> None:
        levels = group_levels(song)
        self._levels = {bus.id: levels.get(bus.id, 0) for bus in song.buses}
        living = {(bus.id, self._levels[bus.id]) for bus in song.buses}
        for bus in song.buses:
            key = (bus.id, self._levels[bus.id])
            if key not in self._numbers:
                self._numbers[key] = self._free_number(bus.kind, key[1], living)

    def _free_number(self, kind: str, level: int, living: set[tuple[BusId, int]]) -> int:
        if kind == "master":
            return MASTER_BUS
        if is_effect(kind):
            numbers = _EFFECTS
        elif kind == "headphones":
            numbers = _CUES
        else:
            first = number_of_group(level, 0)
            numbers = range(first, first + GROUPS_A_LEVEL)
        taken = set(self._numbers.values())
        free = next((number for number in numbers if number not in taken), None)
        if free is None:
            for key in [key for key, number in self._numbers.items() if number in numbers and key not in living]:
                del self._numbers[key]
            taken = set(self._numbers.values())
            free = next((number for number in numbers if number not in taken), None)
        if free is None:
            raise EditRefused(NO_ROOM_FOR_BUS)
        return free

    def _free_slot(self, channels: int, living: set[TrackId]) -> int:
        slot = self._find(channels)
        if slot is None:
            for track_id in [track_id for track_id in self._slots if track_id not in living]:
                del self._slots[track_id]
            self._beside.clear()  # tracks come first
            slot = self._find(channels)
        if slot is None:
            raise EditRefused(too_many_channels(self._lanes))
        return slot

    def _find(self, channels: int) -> int | None:
        slots = (*self._slots.values(), *self._beside.values())
        taken = {lane for slot, count in slots for lane in range(slot, slot + count)}
        step = 2 if channels == 2 else 1
        for slot in range(0, self._lanes - channels + 1, step):
            if taken.isdisjoint(range(slot, slot + channels)):
                return slot
        return None
