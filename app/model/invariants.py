"""What must hold in every song: run on load, and after every edit in tests.

Lives: any thread (pure).
"""

import math
from collections.abc import Iterator
from pathlib import PurePosixPath, PureWindowsPath
from typing import get_args

from app.model.bus import Bus, BusKind
from app.model.clip import Clip
from app.model.song import Song
from app.model.take import Take
from app.model.track import Monitoring, Track

_MINUS_INF = float("-inf")


def check(song: Song) -> list[str]:
    """Problems of a song, each naming the place: `tracks[2] (Vox): strip.pan is 3.0, not from -1 to 1`."""
    return list(_problems(song))


def escapes_folder(file: str) -> bool:
    """True for a media path that is not plainly inside the song folder."""
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
    yield from _number("rate_hz", song.rate_hz, 44100, 192000)
    yield from _number("tempo_bpm", song.tempo_bpm, 20, 400)
    yield from _number("beats_per_bar", song.beats_per_bar, 1, 16)
    if song.take_format not in ("32f", "24"):
        yield f"take_format: is {song.take_format!r}, not 32f or 24"
    loop = song.transport
    yield from _number("transport.count_in_bars", loop.count_in_bars, 0, 1)
    if not 0 <= loop.loop_start_frame <= loop.loop_end_frame:
        yield "transport: the loop's end lies before its start"
    elif loop.loop_on and loop.loop_start_frame == loop.loop_end_frame:
        yield "transport: the loop is on and empty"
    yield from _buses(song)
    yield from _sections(song)
    yield from _tracks(song)


def _buses(song: Song) -> Iterator[str]:
    if sum(bus.kind == "master" for bus in song.buses) != 1:
        yield "buses: there must be exactly one master"
    yield from _unique("buses", [bus.id for bus in song.buses], "id")
    yield from _unique("buses", [bus.name.casefold() for bus in song.buses], "name")
    if sum(bus.kind == "headphones" for bus in song.buses) > 4:
        yield "buses: there are more than 4 headphone mixes"
    if sum(bus.kind in ("reverb", "delay") for bus in song.buses) > 8:
        yield "buses: there are more than 8 effect buses"
    for index, bus in enumerate(song.buses):
        yield from _bus(f"buses[{index}] ({bus.name})", bus)


def _bus(place: str, bus: Bus) -> Iterator[str]:
    if bus.kind not in get_args(BusKind):
        yield f"{place}: kind is {bus.kind!r}"
    if not bus.name.strip():
        yield f"{place}: name is empty"
    yield from _level(f"{place}: fader_db", bus.fader_db, 6)
    yield from _level(f"{place}: click_level_db", bus.click_level_db, 6)
    yield from _number(f"{place}: pan", bus.pan, -1, 1)
    yield from _channels(f"{place}: outputs", bus.outputs, 2)
    yield from _number(f"{place}: reverb.decay_s", bus.reverb.decay_s, 0.1, 20)
    yield from _number(f"{place}: reverb.pre_delay_ms", bus.reverb.pre_delay_ms, 0, 250)
    yield from _number(f"{place}: reverb.damping_hz", bus.reverb.damping_hz, 500, 20000)
    yield from _number(f"{place}: delay.time_beats", bus.delay.time_beats, 0.125, 4)
    yield from _number(f"{place}: delay.feedback", bus.delay.feedback, 0, 0.95)
    yield from _number(f"{place}: delay.damping_hz", bus.delay.damping_hz, 500, 20000)


def _sections(song: Song) -> Iterator[str]:
    yield from _unique("sections", [section.id for section in song.sections], "id")
    end = 0
    for index, section in enumerate(song.sections):
        place = f"sections[{index}] ({section.name})"
        if not section.name.strip():
            yield f"{place}: name is empty"
        if section.start_frame < end:
            yield f"{place}: starts at frame {section.start_frame}, inside the section before it"
        if section.length_frames < 1:
            yield f"{place}: length_frames is {section.length_frames}"
        yield from _number(f"{place}: intensity", section.intensity, 0, 10)
        end = section.start_frame + section.length_frames


def _tracks(song: Song) -> Iterator[str]:
    yield from _unique("tracks", [track.id for track in song.tracks], "id")
    yield from _unique("tracks", [track.name.casefold() for track in song.tracks], "name")
    yield from _unique("clips", [clip.id for track in song.tracks for clip in track.clips], "id")
    yield from _unique("takes", [take.id for track in song.tracks for take in track.takes], "id")
    if sum(track.channels for track in song.tracks) > 256:
        yield "tracks: more than 256 channels in all"
    kinds = {bus.id: bus.kind for bus in song.buses}
    for index, track in enumerate(song.tracks):
        place = f"tracks[{index}] ({track.name})"
        yield from _track(place, track)
        for send in track.strip.sends:
            if kinds.get(send.bus) not in ("reverb", "delay"):
                yield f"{place}: strip.sends names {send.bus!r}, which is no effect bus"
            yield from _level(f"{place}: strip.sends level_db", send.level_db, 6)
        for cue in track.strip.cues:
            if kinds.get(cue.bus) != "headphones":
                yield f"{place}: strip.cues names {cue.bus!r}, which is no headphone mix"
            yield from _level(f"{place}: strip.cues level_db", cue.level_db, 6)
        yield from _unique(f"{place}: strip.sends", [send.bus for send in track.strip.sends], "bus")
        yield from _unique(f"{place}: strip.cues", [cue.bus for cue in track.strip.cues], "bus")


def _track(place: str, track: Track) -> Iterator[str]:
    if not track.name.strip():
        yield f"{place}: name is empty"
    if track.channels not in (1, 2):
        yield f"{place}: channels is {track.channels}, not 1 or 2"
    if track.inputs and len(track.inputs) != track.channels:
        yield f"{place}: inputs holds {len(track.inputs)} channels for a track with {track.channels}"
    if track.monitoring not in get_args(Monitoring):
        yield f"{place}: monitoring is {track.monitoring!r}, not off, in or auto"
    yield from _channels(f"{place}: inputs", track.inputs, 2)
    yield from _number(f"{place}: colour", track.colour, 0, 9)
    yield from _number(f"{place}: strip.trim_db", track.strip.trim_db, -24, 24)
    yield from _level(f"{place}: strip.fader_db", track.strip.fader_db, 6)
    yield from _number(f"{place}: strip.pan", track.strip.pan, -1, 1)
    for number, take in enumerate(track.takes):
        yield from _media(f"{place}: takes[{number}]", take)
        if math.isnan(take.peak_db):
            yield f"{place}: takes[{number}].peak_db is not a number"
    for number, clip in enumerate(track.clips):
        where = f"{place}: clips[{number}]"
        yield from _media(where, clip)
        yield from _number(f"{where}.gain_db", clip.gain_db, -48, 24)
        if clip.fade_in_frames < 0 or clip.fade_out_frames < 0:
            yield f"{where}: a fade has a negative length"
        if clip.fade_in_frames + clip.fade_out_frames > clip.length_frames:
            yield f"{where}: its fades are longer than the clip"
    for number, curve in enumerate(track.curves):
        frames = [point.timeline_frame for point in curve.points]
        silent = curve.path.endswith("_db")  # a level may fall to -inf
        if frames != sorted(set(frames)):
            yield f"{place}: curves[{number}] ({curve.path}) has points out of order"
        if not all(math.isfinite(point.value) or (silent and point.value == _MINUS_INF) for point in curve.points):
            yield f"{place}: curves[{number}] ({curve.path}) has a value that is no number"


def _media(place: str, item: Clip | Take) -> Iterator[str]:
    if escapes_folder(item.file):
        yield f"{place}.file: {item.file!r} does not lie in the song's folder"
    if item.timeline_start_frame < 0:
        yield f"{place}.timeline_start_frame: is {item.timeline_start_frame}, before the song's start"
    if item.file_start_frame < 0:
        yield f"{place}.file_start_frame: is {item.file_start_frame}, before the file's start"
    if item.length_frames < 1:
        yield f"{place}.length_frames: is {item.length_frames}, not at least 1"


def _number(place: str, value: float, low: float, high: float) -> Iterator[str]:
    if not math.isfinite(value) or not low <= value <= high:
        yield f"{place} is {value}, not from {low:g} to {high:g}"


def _level(place: str, value_db: float, high_db: float) -> Iterator[str]:
    if value_db != _MINUS_INF and (not math.isfinite(value_db) or value_db > high_db):
        yield f"{place} is {value_db} dB, not from -inf to {high_db:g} dB"


def _channels(place: str, numbers: tuple[int, ...], most: int) -> Iterator[str]:
    if len(numbers) > most:
        yield f"{place} holds {len(numbers)} channels, more than {most}"
    if any(not 1 <= number <= 64 for number in numbers):
        yield f"{place} holds a channel that is not from 1 to 64"


def _unique(place: str, values: list[str], what: str) -> Iterator[str]:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            yield f"{place}: the {what} {value!r} is there twice"
        seen.add(value)
