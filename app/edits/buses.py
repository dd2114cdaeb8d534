"""Buses: the master, effect returns and headphone mixes.

Lives: any thread (pure).
"""

from dataclasses import replace
from typing import Any

from app.edits.edit import Edit, EditRefused, clamp, clamp_db, clean_name, find_bus, one_of_names, replace_bus
from app.edits.ranges import (
    CHANNEL_NUMBER,
    CLICK_DB,
    DAMPING_HZ,
    DECAY_S,
    FADER_DB,
    FEEDBACK,
    MAX_EFFECT_BUSES,
    MAX_HEADPHONES,
    PAN,
    PRE_DELAY_MS,
    TIME_BEATS,
)
from app.model.bus import Bus, BusKind
from app.model.ids import BusId, new_id
from app.model.song import Song
from app.model.strip import CueLevel

_REVERB_RANGES = {"decay_s": DECAY_S, "pre_delay_ms": PRE_DELAY_MS, "damping_hz": DAMPING_HZ}
_DELAY_RANGES = {"time_beats": TIME_BEATS, "feedback": FEEDBACK, "damping_hz": DAMPING_HZ}


def add_bus(kind: BusKind, name: str | None = None, bus_id: BusId | None = None) -> Edit:
    """A new reverb, delay or headphone mix; every track is heard at 0 dB in a new headphone mix."""
    fixed_id = bus_id or BusId(new_id())

    def apply(song: Song) -> Song:
        if kind == "master":
            raise EditRefused("A song has exactly one master.")
        phones = sum(bus.kind == "headphones" for bus in song.buses)
        effects = sum(bus.kind in ("reverb", "delay") for bus in song.buses)
        if kind == "headphones" and phones >= MAX_HEADPHONES:
            raise EditRefused(f"A song has at most {MAX_HEADPHONES} headphone mixes.")
        if kind != "headphones" and effects >= MAX_EFFECT_BUSES:
            raise EditRefused(f"A song has at most {MAX_EFFECT_BUSES} effect buses.")
        wanted = name or (f"Phones {phones + 1}" if kind == "headphones" else kind.capitalize())
        chosen = one_of_names(clean_name(wanted, "bus"), {bus.name for bus in song.buses})
        tracks = song.tracks
        if kind == "headphones":
            tracks = tuple(
                replace(track, strip=replace(track.strip, cues=(*track.strip.cues, CueLevel(fixed_id))))
                for track in tracks
            )
        return replace(song, buses=(*song.buses, Bus(fixed_id, chosen, kind)), tracks=tracks)

    return Edit("Add bus", apply)


def remove_bus(bus_id: BusId) -> Edit:
    """Takes the bus out, with every send and headphone level into it."""

    def apply(song: Song) -> Song:
        if find_bus(song, bus_id).kind == "master":
            raise EditRefused("The master cannot be removed.")
        tracks = tuple(
            track
            if all(send.bus != bus_id for send in track.strip.sends)
            and all(cue.bus != bus_id for cue in track.strip.cues)
            else replace(
                track,
                strip=replace(
                    track.strip,
                    sends=tuple(send for send in track.strip.sends if send.bus != bus_id),
                    cues=tuple(cue for cue in track.strip.cues if cue.bus != bus_id),
                ),
            )
            for track in song.tracks
        )
        return replace(song, buses=tuple(bus for bus in song.buses if bus.id != bus_id), tracks=tracks)

    return Edit("Remove bus", apply)


def rename_bus(bus_id: BusId, name: str) -> Edit:
    def apply(song: Song) -> Song:
        taken = {bus.name for bus in song.buses if bus.id != bus_id}
        chosen = one_of_names(clean_name(name, "bus"), taken)
        return replace_bus(song, bus_id, lambda bus: replace(bus, name=chosen))

    return Edit("Rename bus", apply)


def set_bus_fader_db(bus_id: BusId, fader_db: float) -> Edit:
    """-inf to +6 dB."""
    return _set(bus_id, "Fader", fader_db=clamp_db(fader_db, *FADER_DB))


def set_bus_pan(bus_id: BusId, pan: float) -> Edit:
    """Balance from -1 to +1."""
    return _set(bus_id, "Pan", pan=clamp(pan, *PAN))


def set_bus_mute(bus_id: BusId, mute: bool) -> Edit:
    return _set(bus_id, "Mute" if mute else "Unmute", mute=bool(mute))


def set_bus_solo(bus_id: BusId, solo: bool) -> Edit:
    return _set(bus_id, "Solo" if solo else "Unsolo", solo=bool(solo))


def set_click_level_db(bus_id: BusId, level_db: float) -> Edit:
    """How loud the click is in a headphone mix: -inf to +6 dB."""

    def apply(song: Song) -> Song:
        bus = find_bus(song, bus_id)
        if bus.kind != "headphones":
            raise EditRefused(f"The click is heard in headphone mixes only, and {bus.name} is not one.")
        return replace_bus(song, bus_id, lambda old: replace(old, click_level_db=clamp_db(level_db, *CLICK_DB)))

    return Edit("Click level", apply)


def set_outputs(bus_id: BusId, outputs: tuple[int, ...]) -> Edit:
    """Device output channels from 1: two, one (mono) or none; for the master and headphone mixes."""

    def apply(song: Song) -> Song:
        bus = find_bus(song, bus_id)
        low, high = CHANNEL_NUMBER
        if bus.kind not in ("master", "headphones"):
            raise EditRefused(f"{bus.name} returns into the master and has no outputs of its own.")
        if len(outputs) > 2 or any(not low <= number <= high for number in outputs):
            raise EditRefused(f"A bus has at most two outputs, numbered from {low} to {high}.")
        if len(set(outputs)) != len(outputs):
            raise EditRefused("A bus cannot have the same output twice.")
        return replace_bus(song, bus_id, lambda old: replace(old, outputs=tuple(int(n) for n in outputs)))

    return Edit("Choose outputs", apply)


def set_reverb(bus_id: BusId, **fields: float) -> Edit:
    """`decay_s`, `pre_delay_ms`, `damping_hz`."""
    return _set_effect(bus_id, "reverb", _REVERB_RANGES, fields)


def set_delay(bus_id: BusId, **fields: float) -> Edit:
    """`time_beats`, `feedback`, `damping_hz`."""
    return _set_effect(bus_id, "delay", _DELAY_RANGES, fields)


def _set(bus_id: BusId, label: str, **fields: Any) -> Edit:
    return Edit(label, lambda song: replace_bus(song, bus_id, lambda bus: replace(bus, **fields)))


def _set_effect(bus_id: BusId, kind: BusKind, ranges: dict[str, tuple[float, float]], fields: dict[str, float]) -> Edit:
    unknown = sorted(set(fields) - set(ranges))
    if unknown:
        raise EditRefused(f"A {kind} has no {unknown[0]}; it has {', '.join(ranges)}.")
    clamped: dict[str, Any] = {name: clamp(value, *ranges[name]) for name, value in fields.items()}

    def apply(song: Song) -> Song:
        bus = find_bus(song, bus_id)
        if bus.kind != kind:
            raise EditRefused(f"{bus.name} is not a {kind}.")
        if kind == "reverb":
            return replace_bus(song, bus_id, lambda old: replace(old, reverb=replace(old.reverb, **clamped)))
        return replace_bus(song, bus_id, lambda old: replace(old, delay=replace(old.delay, **clamped)))

    return Edit(kind.capitalize(), apply)
