"""What must hold in every song: run on load, and after every edit in tests.

Lives: any thread (pure).
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from operator import attrgetter
from pathlib import PurePosixPath, PureWindowsPath
from typing import get_args

from app.model import ranges
from app.model.arrangement_invariants import arrangement_problems
from app.model.automation import AutomationMode, Curve
from app.model.bounds import out_of_bounds
from app.model.bus_types import BUS_TYPES, BusKind, effect_kinds, is_effect
from app.model.channel import Channel, field_path, kind_of
from app.model.clip import Clip, FadeShape, Processing
from app.model.ids import BusId
from app.model.marker import Marker
from app.model.parameters import (
    CUE,
    MONITOR,
    SEND,
    STRIP,
    VCA,
    ChannelKind,
    Parameter,
    has_sends,
    parameter,
    settings_of_buses,
)
from app.model.planning_invariants import planned_problems
from app.model.routing import group_levels, runs_in_a_circle
from app.model.song import Song
from app.model.strip import StripSettings
from app.model.take import Take
from app.model.tempo import SILENT, STRONG, WEAK, Meter
from app.model.track import FrozenAudio, Monitoring, Track
from app.model.unique import unique
from app.units import MINUS_INFINITY_DB
from audio_engine.capacity import CUES, GROUP_LEVELS, GROUPS_A_LEVEL, LANES, SENDS

_ROUNDING_BARS = 1e-6  # of sections that touch between bars


def check(song: Song) -> list[str]:
    """Problems of a song, each with its place: `tracks[2] (Vox): strip.pan is 3.0, not from -1 to 1`.

    If values are out of all bounds, only those are listed: the other rules would take too long with them.
    """
    return list(out_of_bounds(song)) or list(_problems(song))


def escapes_folder(file: str) -> bool:
    """True for a media path that does not clearly lie in the song folder."""
    posix, windows = PurePosixPath(file), PureWindowsPath(file)
    return (
        not file
        or "\0" in file
        or posix.is_absolute()
        or bool(windows.drive or windows.root)
        or ".." in posix.parts
        or ".." in windows.parts
    )


def _problems(song: Song) -> Iterator[str]:
    if not song.name.strip():
        yield "name: is empty"
    yield from tempo_problems(song)
    if song.take_format not in ranges.TAKE_FORMATS:
        yield f"take_format: is {song.take_format!r}, not {' or '.join(ranges.TAKE_FORMATS)}"
    loop = song.transport
    if not 0 <= loop.punch_in_frame <= loop.punch_out_frame:
        yield "transport: the punch's end lies before its start"
    elif loop.punch_on and loop.punch_in_frame == loop.punch_out_frame:
        yield "transport: the punch is on and empty"
    if not 0 <= loop.loop_start_frame <= loop.loop_end_frame:
        yield "transport: the loop's end lies before its start"
    elif loop.loop_on and loop.loop_start_frame == loop.loop_end_frame:
        yield "transport: the loop is on and empty"
    yield from _buses(song)
    yield from _sections(song)
    yield from _markers(song.markers)
    yield from _folders(song)
    yield from planned_problems(song)
    yield from arrangement_problems(song, _problems)
    yield from _references(song)
    yield from _tracks(song)
    yield from _mix(song)


def tempo_problems(song: Song) -> Iterator[str]:
    """What is wrong with its tempo and meter."""
    yield from _meter("meter", song.meter)
    bars = [1]
    for index, change in enumerate(song.tempo_changes):
        place = f"tempo_changes[{index}]"
        yield from _meter(f"{place}: meter", change.meter)
        if change.bar <= bars[-1]:
            yield f"{place}: lies before the one before it"
        bars.append(change.bar)


def _meter(place: str, meter: Meter) -> Iterator[str]:
    if meter.beat_unit not in ranges.BEAT_UNITS:
        yield f"{place}: beat_unit is {meter.beat_unit}, not {' or '.join(map(str, ranges.BEAT_UNITS))}"
    if meter.accents and (
        len(meter.accents) != meter.beats_per_bar or set(meter.accents) - set(STRONG + WEAK + SILENT)
    ):
        yield f"{place}: accents are {meter.accents!r}, not a sign (X, x or .) for each beat of a bar"


def _buses(song: Song) -> Iterator[str]:
    if sum(bus.kind == "master" for bus in song.buses) != 1:
        yield "buses: there must be exactly one master"
    yield from unique("buses", [bus.id for bus in song.buses], "id")
    yield from unique("buses", [bus.name.casefold() for bus in song.buses], "name")
    for kinds, most, what in (
        (("headphones",), CUES, "headphone mixes"),
        (effect_kinds(), SENDS, "effect buses"),
        (("group",), GROUPS_A_LEVEL, "groups"),
    ):
        if sum(bus.kind in kinds for bus in song.buses) > most:
            yield f"buses: there are more than {most} {what}"
    for index, bus in enumerate(song.buses):
        place = f"buses[{index}] ({bus.name})"
        if bus.kind not in BUS_TYPES:
            yield f"{place}: kind is {bus.kind!r}"
            continue
        if not bus.name.strip():
            yield f"{place}: name is empty"
        yield from _channels(f"{place}: outputs", bus.outputs)
        yield from _channel(place, song, bus)
    if runs_in_a_circle(song):
        yield "buses: a group feeds itself"
    elif max(group_levels(song).values(), default=0) > GROUP_LEVELS:
        yield f"buses: groups are nested more than {GROUP_LEVELS} deep"


def _channel(place: str, song: Song, channel: Channel) -> Iterator[str]:
    """What a track and a bus have in common: values of the table, sends, routing, curves."""
    kind, kinds = kind_of(channel), {bus.id: bus.kind for bus in song.buses}
    for name, value_of, entry in _values(isinstance(channel, Track)):
        if wrong := _wrong(entry, value_of(channel)):
            yield f"{place}: {name} {wrong}"
    printed = channel.printed_strip if isinstance(channel, Track) else None
    for name, strip in (("strip", channel.strip), ("strip_b", channel.strip_b), ("printed_strip", printed)):
        if strip is not None:
            yield from _sends(f"{place}: {name}", kind, kinds, strip)
            key = strip.compressor.key
            if key is not None and (key == channel.id or all(track.id != key for track in song.tracks)):
                yield f"{place}: {name}.compressor.key names {key!r}, which is no other track"
    for name, strip in (("strip_b", channel.strip_b), ("printed_strip", printed)):
        for entry in STRIP if strip is not None else ():
            if wrong := _wrong(entry, attrgetter(entry.path.replace("/", "."))(strip)):
                yield f"{place}: {name}.{entry.path} {wrong}"
    if channel.output is not None and (not has_sends(kind) or kinds.get(channel.output) != "group"):
        yield f"{place}: output names {channel.output!r}, which is no group"
    if channel.vca is not None and all(vca.id != channel.vca for vca in song.vcas):
        yield f"{place}: vca names {channel.vca!r}, which is no VCA"
    if channel.automation not in get_args(AutomationMode):
        yield f"{place}: automation is {channel.automation!r}"
    yield from unique(f"{place}: curves", [curve.path for curve in channel.curves], "path")
    for number, curve in enumerate(channel.curves):
        yield from _curve(f"{place}: curves[{number}] ({curve.path})", kind, kinds, curve)


@cache
def _values(of_track: bool) -> tuple[tuple[str, Callable[[Channel], object], Parameter], ...]:
    """Of each value of a channel: its place, what reads it, and its entry in the table.

    Also what this kind of channel has and does not use: the engine gets it all the same.
    """
    entries = STRIP if of_track else STRIP + settings_of_buses()
    return tuple((name, attrgetter(name), entry) for entry in entries for name in [".".join(field_path(entry))])


def _sends(place: str, kind: ChannelKind, kinds: dict[BusId, BusKind], strip: StripSettings) -> Iterator[str]:
    if strip.sends and not has_sends(kind):
        yield f"{place}.sends: a {kind} bus sends nowhere"
    for send in strip.sends:
        if not is_effect(kinds.get(send.bus, "")):
            yield f"{place}.sends names {send.bus!r}, which is no effect bus"
        for entry in SEND:
            yield from _value(f"{place}.sends {entry.path}", entry, getattr(send, entry.path))
    for cue in strip.cues:
        if kinds.get(cue.bus) != "headphones":
            yield f"{place}.cues names {cue.bus!r}, which is no headphone mix"
        for entry in CUE:
            yield from _value(f"{place}.cues {entry.path}", entry, getattr(cue, entry.path))
    yield from unique(f"{place}.sends", [send.bus for send in strip.sends], "bus")
    yield from unique(f"{place}.cues", [cue.bus for cue in strip.cues], "bus")


def _curve(place: str, kind: ChannelKind, kinds: dict[BusId, BusKind], curve: Curve) -> Iterator[str]:
    try:
        entry = parameter(kind, curve.path)
    except KeyError:
        yield f"{place}: there is no such value"
        return
    if not entry.automatable:
        yield f"{place}: this value cannot be automated"
    if entry.owner == "send" and not is_effect(kinds.get(BusId(curve.path.split("/")[1]), "")):
        yield f"{place}: it leads to no effect bus"
    frames = [point.timeline_frame for point in curve.points]
    if not frames:
        yield f"{place} has no points"
    if frames != sorted(set(frames)) or (frames and frames[0] < 0):
        yield f"{place} has points out of order"
    for point in curve.points:
        if entry.kind == "switch" and point.value not in (0.0, 1.0):
            yield f"{place} has the value {point.value}, not 0 or 1"
        elif entry.kind != "switch":
            yield from _value(place, entry, point.value)


def _mix(song: Song) -> Iterator[str]:
    """VCAs, the monitor and the mix versions."""
    yield from unique("vcas", [vca.id for vca in song.vcas], "id")
    for index, vca in enumerate(song.vcas):
        for entry in VCA:
            yield from _value(f"vcas[{index}] ({vca.name}): {entry.path}", entry, getattr(vca, entry.path))
    for entry in MONITOR:
        yield from _value(f"monitor.{entry.path}", entry, getattr(song.monitor, entry.path))
    yield from unique("mix_versions", [version.id for version in song.mix_versions], "id")
    for index, version in enumerate(song.mix_versions):
        place = f"mix_versions[{index}] ({version.name})"
        # The version read as a song of its own, with the tracks that it names: one set of rules for both.
        tracks = tuple(
            Track(kept.track, kept.track, strip=kept.strip, curves=kept.curves, output=kept.output, vca=kept.vca)
            for kept in version.channels
        )
        mix = replace(song, tracks=tracks, buses=version.buses, vcas=version.vcas, mix_versions=())
        for problem in (*_buses(mix), *(p for track in tracks for p in _channel(track.id, mix, track))):
            yield f"{place}: {problem}"


def _sections(song: Song) -> Iterator[str]:
    yield from unique("sections", [section.id for section in song.sections], "id")
    end = 0.0
    for index, section in enumerate(song.sections):
        place = f"sections[{index}] ({section.name})"
        if not section.name.strip():
            yield f"{place}: name is empty"
        if section.start_bar < end - _ROUNDING_BARS:
            yield f"{place}: starts at bar {section.start_bar:g}, inside the section before it"
        if section.length_bars <= 0:
            yield f"{place}: length_bars is {section.length_bars:g}"
        end = section.end_bar


def _markers(markers: tuple[Marker, ...]) -> Iterator[str]:
    yield from unique("markers", [marker.id for marker in markers], "id")
    if list(markers) != sorted(markers, key=lambda marker: marker.start_frame):
        yield "markers: are out of order"
    for index, marker in enumerate(markers):
        if not marker.name.strip():
            yield f"markers[{index}]: name is empty"
        if marker.end_frame > ranges.FRAMES[1]:
            yield f"markers[{index}] ({marker.name}): ends later than a song can"


def _folders(song: Song) -> Iterator[str]:
    yield from unique("folders", [folder.id for folder in song.folders], "id")
    inside = [track.folder for track in song.tracks]
    for index, folder in enumerate(song.folders):
        place = f"folders[{index}] ({folder.name})"
        if not folder.name.strip():
            yield f"{place}: name is empty"
        places = [number for number, name in enumerate(inside) if name == folder.id]
        if not places:
            yield f"{place}: holds no track"
        elif places[-1] - places[0] >= len(places):
            yield f"{place}: its tracks do not lie next to each other"
    for name in set(inside) - {None} - {folder.id for folder in song.folders}:
        yield f"tracks: one lies in {name!r}, which is no folder"


def _tracks(song: Song) -> Iterator[str]:
    yield from unique("tracks", [track.id for track in song.tracks], "id")
    yield from unique("tracks", [track.name.casefold() for track in song.tracks], "name")
    yield from unique("clips", [clip.id for track in song.tracks for clip in track.clips], "id")
    yield from unique("takes", [take.id for track in song.tracks for take in (*track.takes, *track.discarded)], "id")
    if sum(track.channels for track in song.tracks) > LANES:
        yield f"tracks: more than {LANES} channels in all"
    for index, track in enumerate(song.tracks):
        place = f"tracks[{index}] ({track.name})"
        yield from _track(place, track)
        yield from _channel(place, song, track)


def _track(place: str, track: Track) -> Iterator[str]:
    if not track.name.strip():
        yield f"{place}: name is empty"
    if track.channels not in ranges.TRACK_CHANNELS:
        yield f"{place}: channels is {track.channels}, not 1 or 2"
    if track.inputs and len(track.inputs) != track.channels:
        yield f"{place}: inputs holds {len(track.inputs)} channels for a track with {track.channels}"
    if track.monitoring not in get_args(Monitoring):
        yield f"{place}: monitoring is {track.monitoring!r}, not off, in or auto"
    yield from _channels(f"{place}: inputs", track.inputs)
    for name, takes in (("takes", track.takes), ("discarded", track.discarded)):
        for number, take in enumerate(takes):
            yield from _media(f"{place}: {name}[{number}]", take)
            if math.isnan(take.peak_db):
                yield f"{place}: {name}[{number}].peak_db is not a number"
    yield from _clips(f"{place}: clips", track.clips)
    for number, comp in enumerate(track.comps):
        yield from _clips(f"{place}: comps[{number}].clips", comp.clips)
    yield from unique(f"{place}: comps", [comp.id for comp in track.comps], "id")
    end = 0
    for number, keeper in enumerate(track.keepers):
        if not end <= keeper.start_frame < keeper.end_frame:
            yield f"{place}: keepers[{number}] is empty or out of order"
        end = keeper.end_frame
    if track.frozen is not None:
        yield from _media(f"{place}: frozen", track.frozen)
        if track.armed:
            yield f"{place}: is frozen and armed"


def _clips(place: str, clips: tuple[Clip, ...]) -> Iterator[str]:
    for number, clip in enumerate(clips):
        where = f"{place}[{number}]"
        yield from _media(where, clip)
        edges = (clip.fade_in_frames, clip.fade_out_frames, clip.cross_in_frames, clip.cross_out_frames)
        if min(edges) < 0:
            yield f"{where}: a fade has a negative length"
        if max(edges[0], edges[2]) + max(edges[1], edges[3]) > clip.length_frames:
            yield f"{where}: its fades are longer than the clip"
        for shape in (clip.fade_in_shape, clip.fade_out_shape):
            if shape not in get_args(FadeShape):
                yield f"{where}: a fade has the shape {shape!r}, not one of {', '.join(get_args(FadeShape))}"
        if clip.processing is not None:
            yield from _media(f"{where}.processing", clip.processing)


def _references(song: Song) -> Iterator[str]:
    yield from unique("references", [reference.id for reference in song.brief.references], "id")
    for index, reference in enumerate(song.brief.references):
        where = f"references[{index}] ({reference.title})"
        if not reference.title.strip():
            yield f"references[{index}]: title is empty"
        yield from _file(where, reference.file)
        if not 0 <= reference.start_frame < reference.length_frames:
            yield f"{where}.start_frame: is {reference.start_frame}, not in its {reference.length_frames} frames"


def _file(place: str, file: str) -> Iterator[str]:
    if escapes_folder(file):
        yield f"{place}.file: {file!r} does not lie in the song's folder"
    elif any(len(part.encode()) > ranges.LONGEST_FILE_BYTES for part in PurePosixPath(file).parts):
        yield f"{place}.file: has a name that is too long for a file"


def _media(place: str, item: Clip | Take | FrozenAudio | Processing) -> Iterator[str]:
    yield from _file(place, item.file)
    if not isinstance(item, Processing) and item.timeline_start_frame < 0:
        yield f"{place}.timeline_start_frame: is {item.timeline_start_frame}, before the song's start"
    if not isinstance(item, FrozenAudio) and item.file_start_frame < 0:
        yield f"{place}.file_start_frame: is {item.file_start_frame}, before the file's start"
    if item.length_frames < 1:
        yield f"{place}.length_frames: is {item.length_frames}, not at least 1"
    elif not isinstance(item, Processing) and item.timeline_start_frame + item.length_frames > ranges.FRAMES[1]:
        yield f"{place}: ends later than a song can"


def _wrong(entry: Parameter, value: object) -> str:
    """What is wrong with a value, to be said after its place; "" if nothing is."""
    if entry.kind == "switch":
        return "" if isinstance(value, bool) else f"is {value!r}, not true or false"
    if entry.kind == "choice":
        return "" if value in entry.choices else f"is {value!r}, not {' or '.join(entry.choices)}"
    if not isinstance(value, (int, float)):
        return f"is {value!r}, not a number"
    if value == MINUS_INFINITY_DB and entry.kind != "number":
        return ""
    sound = math.isfinite(value) and entry.low <= value <= entry.high
    return "" if sound else f"is {value}, not from {entry.low:g} to {entry.high:g}"


def _value(place: str, entry: Parameter, value: object) -> Iterator[str]:
    if wrong := _wrong(entry, value):
        yield f"{place} {wrong}"


def _channels(place: str, numbers: tuple[int, ...]) -> Iterator[str]:
    (low, high), most = ranges.CHANNEL_NUMBER, ranges.TRACK_CHANNELS[1]
    if len(numbers) > most:
        yield f"{place} holds {len(numbers)} channels, more than {most}"
    if any(not low <= number <= high for number in numbers):
        yield f"{place} holds a channel that is not from {low} to {high}"
