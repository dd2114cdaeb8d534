"""What differs between two songs, found by object identity: what the engine and the screen must refresh.

Lives: window, main thread.
"""

from dataclasses import dataclass, fields, replace

from app.model.automation import Curve
from app.model.bus import Bus
from app.model.channel import Channel, channels, value_of, values_in_beats
from app.model.ids import BusId, TrackId
from app.model.song import Song
from app.model.track import Track
from app.song.side_chains import frozen_keys
from app.units import MINUS_INFINITY_DB

_PLANS = ("brief", "credits", "blueprint", "plan")


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two songs.

    Attributes:
        song_replaced: Another song was opened.
        structure: The engine needs a new plan: tracks, buses, routing, inputs, arming, monitoring, outputs, curves that
            play, tempo, click.
        tracks: Tracks that changed, came or went.
        clips: Tracks whose clips changed.
        strips: Tracks whose strip changed, also through a VCA.
        buses: Buses that changed, came or went, also through a VCA.
        solo: Other channels may have become audible or silent.
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
    vcas: bool = False
    monitor: bool = False
    versions: bool = False
    markers: bool = False
    arrangements: bool = False
    plans: bool = False  # brief, credits, blueprint or plan
    folders: bool = False  # the folders themselves, or which tracks lie in them
    lyrics: bool = False
    stages: bool = False  # the process, or records of its steps


def merged(one: Changes, other: Changes) -> Changes:
    """What differs after both."""
    return Changes(**{field.name: getattr(one, field.name) | getattr(other, field.name) for field in fields(Changes)})


def whole_song(song: Song) -> Changes:
    """All changes, for a song that was just opened."""
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
        vcas=True,
        monitor=True,
        versions=True,
        markers=True,
        arrangements=True,
        plans=True,
        folders=True,
        lyrics=True,
        stages=True,
    )


def diff(old: Song, new: Song) -> Changes:
    """Changes from one song to another, compared by identity first."""
    if old is new:
        return Changes()
    tempo = old.tempo != new.tempo
    click = _click(old) != _click(new)
    changes = Changes(
        structure=tempo or click or old.rate_hz != new.rate_hz,
        transport=old.transport != new.transport,
        tempo=tempo,
        sections=old.sections is not new.sections,
        monitor=old.monitor != new.monitor,
        versions=old.mix_versions is not new.mix_versions,
        markers=old.markers is not new.markers,
        arrangements=old.arrangements is not new.arrangements,
        plans=any(getattr(old, name) is not getattr(new, name) for name in _PLANS),
        folders=old.folders is not new.folders or _foldings(old) != _foldings(new),
        lyrics=old.lyrics is not new.lyrics,
        stages=old.stages is not new.stages,
    )
    if old.tracks is not new.tracks:
        changes = _with_tracks(changes, old.tracks, new.tracks)
    if old.buses is not new.buses:
        changes = _with_buses(changes, old.buses, new.buses)
    if old.vcas is not new.vcas:
        changes = _with_vcas(changes, old, new)
    if not changes.structure and new.tempo_changes and _times_in_beats(old) != _times_in_beats(new):
        changes = replace(changes, structure=True)  # they are curves then
    keys = frozen_keys(old) ^ frozen_keys(new)  # these get another channel, or lose it
    if keys:
        changes = replace(changes, structure=True, clips=changes.clips | keys)
    if not changes.structure and (changes.solo or changes.vcas) and _a_curve_depends_on_others(new):
        changes = replace(changes, structure=True)
    return changes


def _foldings(song: Song) -> list[object]:
    return [track.folder for track in song.tracks]


def _times_in_beats(song: Song) -> list[float]:
    return [float(value_of(bus, entry.path)) for bus in song.buses for entry in values_in_beats(bus)]


def _click(song: Song) -> tuple[object, ...]:
    return song.transport.click_on, song.transport.click_subdivision


def _with_tracks(changes: Changes, old: tuple[Track, ...], new: tuple[Track, ...]) -> Changes:
    before = {track.id: track for track in old}
    after = {track.id: track for track in new}
    structure = [track.id for track in old] != [track.id for track in new]
    touched: set[TrackId] = set(before.keys() ^ after.keys())
    clips = set(touched)  # an empty track too: its slot may still hold another timeline
    strips = set(touched)
    solo = any(_weighs_on_others(before.get(track_id) or after[track_id]) for track_id in touched)
    for track_id in before.keys() & after.keys():
        was, now = before[track_id], after[track_id]
        if was is now:
            continue
        touched.add(track_id)
        if was.clips is not now.clips or was.frozen != now.frozen:
            clips.add(track_id)
        if was.strip is not now.strip or was.vca != now.vca or was.frozen != now.frozen:
            strips.add(track_id)
            solo = solo or _solo_differs(was, now)
        structure = structure or _track_structure(was) != _track_structure(now) or _curves_differ(was, now)
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
    solo = any(_weighs_on_others(before.get(bus_id) or after[bus_id]) for bus_id in touched)
    for bus_id in before.keys() & after.keys():
        was, now = before[bus_id], after[bus_id]
        if was is now:
            continue
        touched.add(bus_id)
        structure = structure or _bus_structure(was) != _bus_structure(now) or _curves_differ(was, now)
        solo = solo or _solo_differs(was, now)
    return replace(
        changes,
        structure=changes.structure or structure,
        buses=frozenset(touched),
        solo=changes.solo or solo,
    )


def _with_vcas(changes: Changes, old: Song, new: Song) -> Changes:
    before = {vca.id: vca for vca in old.vcas}
    after = {vca.id: vca for vca in new.vcas}
    ids = before.keys() | after.keys()
    differing = {vca_id for vca_id in ids if before.get(vca_id) != after.get(vca_id)}
    solo = {vca.id for vca in old.vcas if vca.solo} != {vca.id for vca in new.vcas if vca.solo}
    return replace(
        changes,
        vcas=True,
        strips=changes.strips | {track.id for track in new.tracks if track.vca in differing},
        tracks=changes.tracks | {track.id for track in new.tracks if track.vca in differing},
        buses=changes.buses | {bus.id for bus in new.buses if bus.vca in differing},
        solo=changes.solo or solo,
    )


def _track_structure(track: Track) -> tuple[object, ...]:
    return track.channels, track.inputs, track.armed, track.monitoring, track.output, track.printed_strip


def _bus_structure(bus: Bus) -> tuple[object, ...]:
    return (
        bus.outputs,
        bus.output,
        bus.comfort_reverb_db > MINUS_INFINITY_DB,
        bus.click_sound,
    )


def _curves_differ(was: Channel, now: Channel) -> bool:
    """Of what plays. Polarity and the VCA's fader are in the curves of trim and fader; a frozen track plays some."""
    if live_curves(was) != live_curves(now):
        return True
    if not live_curves(now):
        return False
    frozen = isinstance(was, Track) and isinstance(now, Track) and was.frozen != now.frozen
    return was.strip.polarity != now.strip.polarity or was.vca != now.vca or frozen


def live_curves(channel: Channel) -> tuple[Curve, ...]:
    """Curves of a channel that play."""
    return () if channel.automation == "off" else channel.curves


def _weighs_on_others(channel: Channel) -> bool:
    """True where the coming or going of this channel may open or silence others."""
    return channel.strip.solo or channel.strip.solo_safe or channel.vca is not None


def _solo_differs(was: Channel, now: Channel) -> bool:
    def weight(channel: Channel) -> tuple[object, ...]:
        return channel.strip.solo, channel.strip.solo_safe, channel.vca, channel.output

    return weight(was) != weight(now)


def _a_curve_depends_on_others(song: Song) -> bool:
    """True where a curve is of a mute or a fader, which solo and VCAs take part in."""
    return any(curve.path in ("mute", "fader_db") for channel in channels(song) for curve in live_curves(channel))
