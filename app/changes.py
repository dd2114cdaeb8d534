"""What differs between two songs, found by object identity: what the engine and the screen must refresh.

Lives: window, main thread.
"""

from dataclasses import dataclass, replace

from app.model.bus import Bus
from app.model.ids import BusId, TrackId
from app.model.song import Song
from app.model.track import Track


@dataclass(frozen=True, slots=True)
class Changes:
    """`tracks` holds every track in which anything changed, came or went; `clips` and `strips` say what of it.

    `structure` needs a new plan: tracks, buses, sends' existence, inputs, arming, monitoring, outputs, curves, tempo,
    click. `solo` means that other channels may have become audible or silent.
    """

    song_replaced: bool = False
    structure: bool = False
    tracks: frozenset[TrackId] = frozenset()
    clips: frozenset[TrackId] = frozenset()
    strips: frozenset[TrackId] = frozenset()
    buses: frozenset[BusId] = frozenset()
    transport: bool = False
    tempo: bool = False
    sections: bool = False
    solo: bool = False

    @property
    def anything(self) -> bool:
        return self != Changes()


def whole_song(song: Song) -> Changes:
    """Everything: for a song just opened."""
    ids = frozenset(track.id for track in song.tracks)
    return Changes(
        song_replaced=True,
        structure=True,
        tracks=ids,
        clips=ids,
        strips=ids,
        buses=frozenset(bus.id for bus in song.buses),
        transport=True,
        tempo=True,
        sections=True,
        solo=True,
    )


def diff(old: Song, new: Song) -> Changes:
    """Compares by identity first: what both songs share is never looked into."""
    if old is new:
        return Changes()
    tempo = (old.tempo_bpm, old.beats_per_bar) != (new.tempo_bpm, new.beats_per_bar)
    click = old.transport.click_on != new.transport.click_on
    changes = Changes(
        structure=tempo or click or old.rate_hz != new.rate_hz,
        transport=old.transport != new.transport,
        tempo=tempo,
        sections=old.sections is not new.sections,
    )
    if old.tracks is not new.tracks:
        changes = _with_tracks(changes, old.tracks, new.tracks)
    if old.buses is not new.buses:
        changes = _with_buses(changes, old.buses, new.buses)
    return changes


def _with_tracks(changes: Changes, old: tuple[Track, ...], new: tuple[Track, ...]) -> Changes:
    before = {track.id: track for track in old}
    after = {track.id: track for track in new}
    structure = [track.id for track in old] != [track.id for track in new]
    touched: set[TrackId] = set(before.keys() ^ after.keys())
    clips = set(touched)  # an empty track too: its slot may still hold another tape
    strips = set(touched)
    solo = any((before.get(track_id) or after[track_id]).strip.solo for track_id in touched)
    for track_id in before.keys() & after.keys():
        was, now = before[track_id], after[track_id]
        if was is now:
            continue
        touched.add(track_id)
        if was.clips is not now.clips:
            clips.add(track_id)
        if was.strip is not now.strip:
            strips.add(track_id)
            solo = solo or was.strip.solo != now.strip.solo
        structure = structure or (was.channels, was.inputs, was.armed, was.monitoring, was.curves) != (
            now.channels,
            now.inputs,
            now.armed,
            now.monitoring,
            now.curves,
        )
    return replace(
        changes,
        structure=changes.structure or structure,
        tracks=frozenset(touched),
        clips=frozenset(clips),
        strips=frozenset(strips),
        solo=changes.solo or solo,
    )


def _with_buses(changes: Changes, old: tuple[Bus, ...], new: tuple[Bus, ...]) -> Changes:
    before = {bus.id: bus for bus in old}
    after = {bus.id: bus for bus in new}
    structure = [(bus.id, bus.kind) for bus in old] != [(bus.id, bus.kind) for bus in new]
    touched = set(before.keys() ^ after.keys())
    solo = False
    for bus_id in before.keys() & after.keys():
        was, now = before[bus_id], after[bus_id]
        if was is now:
            continue
        touched.add(bus_id)
        structure = structure or was.outputs != now.outputs
        solo = solo or was.solo != now.solo
    return replace(
        changes,
        structure=changes.structure or structure,
        buses=frozenset(touched),
        solo=changes.solo or solo,
    )
