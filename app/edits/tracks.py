"""Tracks: add, remove, name, order, colour, inputs, arming and monitoring.

Lives: any thread (pure).
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import get_args

from app.edits.edit import Edit, clamp, clean_name, find_track, one_of_names, replace_track, text_for
from app.edits.routing import without_key
from app.edits.track_order import without_empty_folders
from app.edits.values import require_thawed
from app.messages import steps
from app.messages.song import (
    MONITORING_CHOICES,
    MONO_OR_STEREO,
    input_numbers,
    inputs_for_channels,
    takes_fix_channels,
    too_many_channels,
    track_locked,
)
from app.model.ids import TrackId, new_id
from app.model.ranges import CHANNEL_NUMBER, LANE_HEIGHT_PX, TRACK_COLOURS
from app.model.song import Song
from app.model.strip import CueLevel, StripSettings
from app.model.track import Monitoring, Track
from app.problems import EditRefused
from audio_engine.capacity import LANES


def lanes_used(song: Song) -> int:
    """Lanes that the song's tracks need in the engine, at worst, with stereo tracks on even lanes."""
    return sum(2 if track.channels == 2 else 1 for track in song.tracks)


def next_colour(song: Song) -> int:
    """The least used colour, lowest index first."""
    used = [track.colour for track in song.tracks]
    return min(range(TRACK_COLOURS), key=lambda colour: (used.count(colour), colour))


def next_track_name(song: Song) -> str:
    """Default name of the next track."""
    taken = {track.name.casefold() for track in song.tracks}
    number = len(song.tracks) + 1
    while f"track {number}" in taken:
        number += 1
    return f"Track {number}"


def of_each(track_ids: Iterable[TrackId], change: Callable[[TrackId], Edit]) -> Edit:
    """The same edit of one or several tracks, as one step named with their number."""
    edits = [change(track_id) for track_id in track_ids]
    return edits[0] if len(edits) == 1 else Edit.combine(steps.several_tracks(edits[0].label, len(edits)), edits)


def add_track(
    name: str | None = None, channels: int = 1, inputs: tuple[int, ...] = (), track_id: TrackId | None = None
) -> Edit:
    """Add a track at the end, at 0 dB in every headphone mix. Inputs count from 1."""
    fixed_id = track_id or TrackId(new_id())

    def apply(song: Song) -> Song:
        if channels not in (1, 2):
            raise EditRefused(MONO_OR_STEREO)
        if lanes_used(song) + channels > LANES:
            raise EditRefused(too_many_channels(LANES))
        taken = {track.name for track in song.tracks}
        chosen = next_track_name(song) if name is None else one_of_names(clean_name(name, "track"), taken)
        cues = tuple(CueLevel(bus.id) for bus in song.buses if bus.kind == "headphones")
        track = Track(
            id=fixed_id,
            name=chosen,
            colour=next_colour(song),
            channels=channels,
            inputs=_checked_inputs(inputs, channels),
            strip=StripSettings(cues=cues),
        )
        return replace(song, tracks=(*song.tracks, track))

    return Edit(steps.ADD_TRACK, apply)


def remove_track(track_id: TrackId) -> Edit:
    """Remove a track, also from compressors that it keys; its files stay in the folder."""

    def apply(song: Song) -> Song:
        find_track(song, track_id)
        remaining = replace(song, tracks=tuple(track for track in song.tracks if track.id != track_id))
        return without_key(without_empty_folders(remaining), track_id)

    return Edit(steps.REMOVE_TRACK, apply)


def rename_track(track_id: TrackId, name: str) -> Edit:
    """Rename a track."""

    def apply(song: Song) -> Song:
        taken = {track.name for track in song.tracks if track.id != track_id}
        chosen = one_of_names(clean_name(name, "track"), taken)
        return replace_track(song, track_id, lambda track: replace(track, name=chosen))

    return Edit(steps.RENAME_TRACK, apply)


def set_colour(track_id: TrackId, colour: int) -> Edit:
    """Set the colour of a track: an index of the track colours."""
    return Edit(
        steps.COLOUR_TRACK,
        lambda song: replace_track(song, track_id, lambda track: replace(track, colour=colour % TRACK_COLOURS)),
    )


def set_notes(track_id: TrackId, notes: str) -> Edit:
    """Set the notes of a track, as far as they fit."""
    text = text_for(Track, "notes", notes)
    return Edit(steps.TRACK_NOTES, lambda song: replace_track(song, track_id, lambda track: replace(track, notes=text)))


def set_lane_height(track_ids: Iterable[TrackId], height_px: int) -> Edit:
    """Set the height of the lanes of tracks, at a scale of 100 %; 0 for that of the window."""
    chosen, height = frozenset(track_ids), int(clamp(height_px, *LANE_HEIGHT_PX))

    def apply(song: Song) -> Song:
        for track_id in chosen:
            song = replace_track(song, track_id, lambda track: replace(track, lane_height_px=height))
        return song

    return Edit(steps.SET_TRACK_HEIGHT, apply)


def set_armed(track_id: TrackId, armed: bool) -> Edit:
    """Arm or disarm a track."""

    def apply(song: Song) -> Song:
        if armed:
            track = find_track(song, track_id)
            require_thawed(track)
            if track.record_safe:
                raise EditRefused(track_locked(track.name))
        return replace_track(song, track_id, lambda track: replace(track, armed=bool(armed)))

    return Edit(steps.ARM_TRACK if armed else steps.DISARM_TRACK, apply)


def set_record_safe(track_id: TrackId, safe: bool) -> Edit:
    """Protect a track from recording, which disarms it, or remove the protection."""
    return Edit(
        steps.LOCK_RECORDING if safe else steps.UNLOCK_RECORDING,
        lambda song: replace_track(
            song, track_id, lambda track: replace(track, record_safe=safe, armed=track.armed and not safe)
        ),
    )


def set_inputs(track_id: TrackId, inputs: tuple[int, ...]) -> Edit:
    """Set the device inputs (from 1): one for each channel of the track, or none."""

    def apply(song: Song) -> Song:
        return replace_track(
            song, track_id, lambda track: replace(track, inputs=_checked_inputs(inputs, track.channels))
        )

    return Edit(steps.CHOOSE_INPUTS, apply)


def set_monitoring(track_id: TrackId, monitoring: Monitoring) -> Edit:
    """Set monitoring: `off`, `in` (always the input) or `auto` (playback while playing, else the input)."""

    def apply(song: Song) -> Song:
        if monitoring not in get_args(Monitoring):
            raise EditRefused(MONITORING_CHOICES)
        return replace_track(song, track_id, lambda track: replace(track, monitoring=monitoring))

    return Edit(steps.CHOOSE_MONITORING, apply)


def set_channels(track_id: TrackId, channels: int) -> Edit:
    """Make a track mono or stereo. Refused if it has takes."""

    def apply(song: Song) -> Song:
        if channels not in (1, 2):
            raise EditRefused(MONO_OR_STEREO)
        track = find_track(song, track_id)
        if track.channels != channels and track.takes:
            raise EditRefused(takes_fix_channels(track.name, channels))
        return replace_track(
            song,
            track_id,
            lambda old: old if old.channels == channels else replace(old, channels=channels, inputs=()),
        )

    return Edit(steps.MONO_OR_STEREO, apply)


def _checked_inputs(inputs: tuple[int, ...], channels: int) -> tuple[int, ...]:
    if inputs and len(inputs) != channels:
        raise EditRefused(inputs_for_channels(channels))
    low, high = CHANNEL_NUMBER
    if any(not low <= number <= high for number in inputs):
        raise EditRefused(input_numbers(low, high))
    return tuple(int(number) for number in inputs)
