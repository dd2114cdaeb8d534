"""Buses: add, remove, name and route groups, effect returns and headphone mixes.

Lives: any thread (pure).
"""

from dataclasses import replace

from app.edits.edit import Edit, clean_name, find_bus, one_of_names, replace_bus
from app.edits.routing import without_bus
from app.messages import steps
from app.messages.mixing import (
    MASTER_STAYS,
    ONE_MASTER,
    ONLY_HEADPHONES,
    SAME_OUTPUT_TWICE,
    no_outputs,
    output_numbers,
    too_many_buses,
)
from app.model.bus import Bus
from app.model.bus_types import BUS_TYPES, BusKind, is_effect
from app.model.channel import effect_buses, headphone_buses
from app.model.ids import BusId, new_id
from app.model.ranges import CHANNEL_NUMBER
from app.model.routing import groups
from app.model.song import Song
from app.model.strip import CueLevel
from app.model.track import Track
from app.problems import EditRefused
from audio_engine.capacity import CUES, GROUPS_A_LEVEL, SENDS


def add_bus(kind: BusKind, name: str | None = None, bus_id: BusId | None = None) -> Edit:
    """Add a group, reverb, delay, chorus or headphone mix; every track begins at 0 dB in a new headphone mix."""
    fixed_id = bus_id or BusId(new_id())

    def apply(song: Song) -> Song:
        _require_room(song, kind)
        made = BUS_TYPES[kind]
        plain = made.name if made.is_effect else f"{made.name} {sum(bus.kind == kind for bus in song.buses) + 1}"
        chosen = clean_name(name or plain, "bus")
        bus = Bus(fixed_id, one_of_names(chosen, {bus.name for bus in song.buses}), kind)
        tracks = song.tracks
        if kind == "headphones":
            tracks = tuple(
                replace(track, strip=replace(track.strip, cues=(*track.strip.cues, CueLevel(fixed_id))))
                for track in tracks
            )
        return replace(song, buses=(*song.buses, bus), tracks=tracks)

    return Edit(steps.ADD_BUS, apply)


def remove_bus(bus_id: BusId) -> Edit:
    """Remove a bus with every send, headphone level and curve into it.

    Channels of a group move to the group's output.
    """

    def apply(song: Song) -> Song:
        if find_bus(song, bus_id).kind == "master":
            raise EditRefused(MASTER_STAYS)
        return without_bus(song, bus_id)

    return Edit(steps.REMOVE_BUS, apply)


def rename_bus(bus_id: BusId, name: str) -> Edit:
    """Rename a bus."""

    def apply(song: Song) -> Song:
        taken = {bus.name for bus in song.buses if bus.id != bus_id}
        chosen = one_of_names(clean_name(name, "bus"), taken)
        return replace_bus(song, bus_id, lambda bus: replace(bus, name=chosen))

    return Edit(steps.RENAME_BUS, apply)


def set_outputs(bus_id: BusId, outputs: tuple[int, ...]) -> Edit:
    """Set the device outputs (from 1) of the master or a headphone mix: two, one for mono, or none."""

    def apply(song: Song) -> Song:
        bus = find_bus(song, bus_id)
        low, high = CHANNEL_NUMBER
        if bus.kind not in ("master", "headphones"):
            raise EditRefused(no_outputs(bus.name))
        if len(outputs) > 2 or any(not low <= number <= high for number in outputs):
            raise EditRefused(output_numbers(low, high))
        if len(set(outputs)) != len(outputs):
            raise EditRefused(SAME_OUTPUT_TWICE)
        return replace_bus(song, bus_id, lambda old: replace(old, outputs=tuple(int(n) for n in outputs)))

    return Edit(steps.CHOOSE_OUTPUTS, apply)


def start_from_main_mix(bus_id: BusId) -> Edit:
    """Copy levels, pans and mutes of the main mix to a headphone mix, which is independent from then on."""

    def apply(song: Song) -> Song:
        if find_bus(song, bus_id).kind != "headphones":
            raise EditRefused(ONLY_HEADPHONES)

        def taken(track: Track) -> Track:
            strip = track.strip
            cue = CueLevel(bus_id, strip.fader_db, strip.pan, own_pan=True, mute=strip.mute)
            cues = [cue if existing.bus == bus_id else existing for existing in strip.cues]
            return replace(track, strip=replace(strip, cues=tuple(cues if cue in cues else [*cues, cue])))

        return replace(song, tracks=tuple(map(taken, song.tracks)))

    return Edit(steps.COPY_MAIN_MIX, apply)


def _require_room(song: Song, kind: BusKind) -> None:
    if kind == "master":
        raise EditRefused(ONE_MASTER)
    if kind == "headphones" and len(headphone_buses(song)) >= CUES:
        raise EditRefused(too_many_buses(CUES, "headphone mixes"))
    if kind == "group" and len(groups(song)) >= GROUPS_A_LEVEL:
        raise EditRefused(too_many_buses(GROUPS_A_LEVEL, "groups"))
    if is_effect(kind) and len(effect_buses(song)) >= SENDS:
        raise EditRefused(too_many_buses(SENDS, "effect buses"))
