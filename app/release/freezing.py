"""Rendering one track through its strip up to the fader, into the song's own folder.

Lives: window, main thread; the rendering runs in a process of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from app.edits.edit import Edit, EditRefused, Refused, find_track
from app.edits.freezing import bounce_in_place, freeze_track
from app.model.ids import TrackId
from app.model.song import Song
from app.model.track import FrozenAudio, Track
from app.open_song import OpenSong
from app.plan_builder import build_plan, build_timelines, without_listening
from app.release.jobs import Job, started
from app.slots import SlotAllocator
from app.storage.media_check import missing_media
from app.units import seconds_to_frames
from audio_engine.bounce import BounceRequest, OutputFile
from audio_engine.disk.peaks import make_peaks

RING_OUT_S = 0.5  # filters and gates after the last clip
SETTLE_S = 0.5  # smoothed values before the first
SETTLED_RELEASES = 5.0  # a gate is closed for all that can be heard
MakeEdit = Callable[[TrackId, FrozenAudio, Song], Edit]


@dataclass(frozen=True, slots=True)
class Rendering:
    """A job, and the edit that makes the track play what it wrote."""

    job: Job
    finish: Callable[[], Edit]


def start_freeze(opened: OpenSong, track_id: TrackId) -> Rendering:
    """Refused with the reason where it cannot begin."""
    return _start(opened, track_id, "frozen", freeze_track)


def start_bounce_in_place(opened: OpenSong, track_id: TrackId) -> Rendering:
    """Refused with the reason where it cannot begin."""
    return _start(opened, track_id, "bounced", bounce_in_place)


def _start(opened: OpenSong, track_id: TrackId, word: str, make_edit: MakeEdit) -> Rendering:
    song = opened.song
    track = find_track(song, track_id)
    _check(opened, track)
    start = _start_frame(song, track)
    end = max(clip.timeline_end_frame for clip in track.clips) + seconds_to_frames(RING_OUT_S, song.rate_hz)
    path = opened.pool.new_path(f"{track.name} {word}")
    request = _request(opened, song, track, path, (start, end))
    job = started(request, song, None, told=f"{track.name} is {word}.")
    file = path.relative_to(opened.folder.path).as_posix()

    def finish() -> Edit:
        assert job.result is not None
        audio = FrozenAudio(file, start, job.result.files[0].length_frames, track.channels)
        try:
            make_peaks(path)
        except (OSError, ValueError):
            pass  # only its waveform is missing
        return make_edit(track_id, audio, song)

    return Rendering(job, finish)


def _start_frame(song: Song, track: Track) -> int:
    """Where track or key begins, and earlier by what the strip needs to come to rest: a gate closes, a smoothed value
    catches up with its curve. So the file holds what sounds, to the last bit."""
    keys = [other for other in song.tracks if other.id == track.strip.compressor.key]
    first = min(clip.timeline_start_frame for played in (track, *keys) for clip in played.clips)
    gate = track.strip.gate
    settle_s = SETTLE_S + ((gate.hold_ms + SETTLED_RELEASES * gate.release_ms) / 1000.0 if gate.on else 0.0)
    return max(first - seconds_to_frames(settle_s, song.rate_hz), 0)


def _check(opened: OpenSong, track: Track) -> None:
    if opened.read_only:
        raise Refused("The song is open for reading only.")
    if track.frozen is not None:
        raise EditRefused(f"{track.name} is frozen already.")
    if not track.clips:
        raise Refused(f"{track.name} has nothing to render.")
    missing = missing_media(opened.folder, opened.song)
    if missing:
        raise Refused(f"{missing[0]} is missing; without it the track would be another.")


def _request(opened: OpenSong, song: Song, track: Track, path: Path, frames: tuple[int, int]) -> BounceRequest:
    """Only the track and what keys it, nobody muted: the rest of the mix costs nothing."""
    wanted = {track.id, track.strip.compressor.key}
    alone = without_listening(song)
    alone = replace(
        alone,
        tracks=tuple(
            replace(other, strip=replace(other.strip, mute=False, solo=False), vca=None, armed=False)
            for other in alone.tracks
            if other.id in wanted
        ),
        buses=tuple(replace(bus, strip=replace(bus.strip, solo=False)) for bus in alone.buses),
        vcas=(),
    )
    slots = SlotAllocator()
    plan = build_plan(alone, slots)
    return BounceRequest(
        plan=msgspec.structs.replace(plan, click=msgspec.structs.replace(plan.click, on=False)),
        timelines=tuple(build_timelines(alone, slots, opened.folder.path)),
        start_frame=frames[0],
        end_frame=frames[1],
        files=(OutputFile(name=track.name, path=str(path), slot=slots.slot(track.id), point="before_fader"),),
        depth="32f",
    )
