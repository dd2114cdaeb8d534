"""Converts documents of older schema versions, one version at a time.

A step also sees damaged documents and single steps of the undo history: it passes on as it is whatever is not the dict,
list or text that it expects, and the reader says what is wrong.

Lives: any thread (pure).
"""

import math
from collections.abc import Callable
from typing import Any

import msgspec

from app.model.bounds import out_of_bounds
from app.model.invariants import tempo_problems
from app.model.ranges import FRAMES
from app.model.song import Song
from app.model.tempo import Meter, TempoChange
from app.model.tempo_map import TempoMap, tempo_map
from audio_engine.capacity import LARGEST_SHELF_Q, SHORTEST_HOLD_MS

CURRENT_VERSION = 8
_DEEPEST = 12  # levels down to any strip
_STRIP_OF_A_BUS = ("fader_db", "pan", "mute", "solo")


class _Tempo(msgspec.Struct):
    """What bars depend on, of a song of version 7, with its defaults."""

    rate_hz: int = 48000
    tempo_bpm: float = 120.0
    meter: Meter = Meter()
    tempo_changes: tuple[TempoChange, ...] = ()


_TEMPO = _Tempo.__struct_fields__


def _buses_get_strips(document: dict[str, Any]) -> dict[str, Any]:
    """1 -> 2: a bus has a full strip; its fader, pan, mute and solo move there."""
    song = document.get("song")
    if not isinstance(song, dict) or not isinstance(song.get("buses"), list):
        return document  # the reader says what is wrong
    buses = [_with_strip(bus) if isinstance(bus, dict) else bus for bus in song["buses"]]
    return {**document, "song": {**song, "buses": buses}}


def _with_strip(bus: dict[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in bus.items() if name not in _STRIP_OF_A_BUS}
    return {**rest, "strip": {name: bus[name] for name in _STRIP_OF_A_BUS if name in bus}}


def _song_gets_a_meter(document: dict[str, Any]) -> dict[str, Any]:
    """3 -> 4: beats_per_bar becomes part of the song's meter."""
    song = document.get("song")
    if not isinstance(song, dict) or "beats_per_bar" not in song:
        return document
    rest = {name: value for name, value in song.items() if name != "beats_per_bar"}
    return {**document, "song": {**rest, "meter": {"beats_per_bar": song["beats_per_bar"]}}}


def _clips_keep_their_edges(document: dict[str, Any]) -> dict[str, Any]:
    """5 -> 6: clips get automatic edges; those of older songs keep their sound until they are edited."""
    song = document.get("song")
    if not isinstance(song, dict) or not isinstance(song.get("tracks"), list):
        return document
    tracks = [_with_hard_edges(track) if isinstance(track, dict) else track for track in song["tracks"]]
    return {**document, "song": {**song, "tracks": tracks}}


def _with_hard_edges(holder: dict[str, Any]) -> dict[str, Any]:
    """A track, or one of its comps, with `auto_edges` off for each clip."""
    changed = dict(holder)
    if isinstance(holder.get("clips"), list):
        changed["clips"] = [
            {**clip, "auto_edges": False} if isinstance(clip, dict) else clip for clip in holder["clips"]
        ]
    if isinstance(holder.get("comps"), list):
        changed["comps"] = [_with_hard_edges(comp) if isinstance(comp, dict) else comp for comp in holder["comps"]]
    return changed


def _values_say_what_is_heard(value: Any, depth: int = 0) -> Any:
    """5 -> 6: limit the gate's hold to at least 25 ms and a shelf's Q to at most 2, which is what the engine uses.

    Applied everywhere in the document, because strips occur in many places.
    """
    if depth > _DEEPEST or not isinstance(value, (dict, list)):
        return value
    if isinstance(value, list):
        return [_values_say_what_is_heard(item, depth + 1) for item in value]
    changed = {name: _values_say_what_is_heard(item, depth + 1) for name, item in value.items()}
    if isinstance(changed.get("gate"), dict):
        changed["gate"] = _bounded(changed["gate"], "hold_ms", at_least=SHORTEST_HOLD_MS)
    if isinstance(changed.get("eq"), dict):
        outer = {
            name: band for name, band in changed["eq"].items() if name in ("low", "high") and isinstance(band, dict)
        }
        shelves = {name: band for name, band in outer.items() if band.get("shape", "shelf") == "shelf"}
        bounded = {name: _bounded(band, "q", at_most=LARGEST_SHELF_Q) for name, band in shelves.items()}
        changed["eq"] = {**changed["eq"], **bounded}
    if changed.get("path") == "gate/hold_ms" and isinstance(changed.get("points"), list):
        changed["points"] = [_bounded(point, "value", at_least=SHORTEST_HOLD_MS) for point in changed["points"]]
    return changed


def _bounded(holder: Any, name: str, at_least: float = -math.inf, at_most: float = math.inf) -> Any:
    if not isinstance(holder, dict) or not isinstance(holder.get(name), (int, float)):
        return holder
    return {**holder, name: min(max(holder[name], at_least), at_most)}


def _sections_get_bars(document: dict[str, Any]) -> dict[str, Any]:
    """7 -> 8: sections lie in bars. Between bars they keep the fraction of theirs."""
    song = document.get("song")
    if not isinstance(song, dict) or not isinstance(song.get("sections"), list):
        return document
    try:
        settings = msgspec.convert({name: song[name] for name in _TEMPO if name in song}, _Tempo)
    except msgspec.ValidationError:
        return document  # the reader says what is wrong
    timed = Song("", "", settings.rate_hz, settings.tempo_bpm, settings.meter, settings.tempo_changes)
    if any(out_of_bounds(timed)) or any(tempo_problems(timed)):
        return document
    tempo = tempo_map(timed)
    sections = [_in_bars(section, tempo) if isinstance(section, dict) else section for section in song["sections"]]
    return {**document, "song": {**song, "sections": sections}}


def _in_bars(section: dict[str, Any], tempo: TempoMap) -> dict[str, Any]:
    start, length = section.get("start_frame"), section.get("length_frames")
    if not isinstance(start, int) or not isinstance(length, int) or not 0 <= start <= start + length <= 2 * FRAMES[1]:
        return section
    rest = {name: value for name, value in section.items() if name not in ("start_frame", "length_frames")}
    first = tempo.place_of(start)
    return {**rest, "start_bar": first, "length_bars": tempo.place_of(start + length) - first}


def _confirmations_become_records(document: dict[str, Any]) -> dict[str, Any]:
    """7 -> 8: confirmed steps and noted bounces become records of steps, without a date: nobody noted one."""
    song = document.get("song")
    if not isinstance(song, dict):
        return document
    rest = {name: value for name, value in song.items() if name not in ("confirmed_steps", "bounced")}
    records: list[dict[str, Any]] = [
        {"step": step, "kind": "confirmed"} for step in _texts(song.get("confirmed_steps"))
    ]
    for entry in _texts(song.get("bounced")):
        kind, _, mix = entry.partition(":")
        if step := {"mix": "mix.bounced", "stems": "mix.stems"}.get(kind):
            records.append({"step": step, "kind": "done", "grounds": [{"id": "mix", "fingerprint": mix}]})
    return {**document, "song": {**rest, **({"stages": {"records": records}} if records else {})}}


def _texts(value: Any) -> list[str]:
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


STEPS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {  # version -> what makes the next one of it
    1: _buses_get_strips,
    2: lambda document: document,  # 3 adds comps, cross-fades, keepers, punch: an older program would drop them unsaid
    3: _song_gets_a_meter,  # and tempo changes, click sounds, printing: all with defaults
    4: lambda document: document,  # 5 adds the artist, discarded takes and the edges of the punch, with defaults
    5: lambda document: _values_say_what_is_heard(_clips_keep_their_edges(document)),
    6: lambda document: document,  # 7 adds markers, folders, fade shapes, muted and processed clips, with defaults
    7: lambda document: _confirmations_become_records(_sections_get_bars(document)),  # and what else Write holds
}


def migrate(document: dict[str, Any], version: int) -> dict[str, Any]:
    """Convert a document to CURRENT_VERSION; the one given is not changed."""
    for step in range(version, CURRENT_VERSION):
        document = STEPS[step](document)
    return document
