"""Requests that render tracks through their strips, up to the fader.

Lives: window, main thread.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from app.engine.plan_builder import build_plan, build_timelines, without_listening
from app.engine.slots import SlotAllocator
from app.model.song import Song
from app.model.track import Track
from app.song.open_song import OpenSong
from app.units import seconds_to_frames
from audio_engine.bounce.request import BounceRequest
from audio_engine.formats import Depth
from audio_engine.output_file import OutputFile

SETTLE_S = 0.5  # smoothed values before the first
SETTLED_RELEASES = 5.0  # a gate is closed for all that can be heard


def start_frame(song: Song, track: Track) -> int:
    """First frame to render: the start of the track or its side-chain source, minus the time its strip needs to settle.

    Gates and smoothers have settled then, so that the file matches playback bit for bit. Timeline frames.
    """
    keys = [other for other in song.tracks if other.id == track.strip.compressor.key]
    first = min(clip.timeline_start_frame for played in (track, *keys) for clip in played.sounding_clips)
    gate = track.strip.gate
    settle_s = SETTLE_S + ((gate.hold_ms + SETTLED_RELEASES * gate.release_ms) / 1000.0 if gate.on else 0.0)
    return max(first - seconds_to_frames(settle_s, song.rate_hz), 0)


def request_for(
    opened: OpenSong, song: Song, rendered: Sequence[tuple[Track, Path]], frames: tuple[int, int], depth: Depth
) -> BounceRequest:
    """A bounce request with one file for each track.

    The plan holds only these tracks and what keys them, unmuted, so that the rest of the mix costs nothing.
    """
    requested = {track.id for track, _ in rendered}
    keys = {track.strip.compressor.key for track, _ in rendered} - requested
    tracks = (*(track for track, _ in rendered), *(other for other in song.tracks if other.id in keys))
    alone = without_listening(replace(song, tracks=tracks))
    alone = replace(
        alone,
        tracks=tuple(
            replace(track, strip=replace(track.strip, mute=False, solo=False), vca=None, armed=False)
            for track in alone.tracks
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
        files=tuple(
            OutputFile(name=track.name, path=str(path), slot=slots.slot(track.id), point="before_fader")
            for track, path in rendered
        ),
        depth=depth,
    )
