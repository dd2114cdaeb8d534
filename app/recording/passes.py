"""What a recording needs before it may begin, and the request that the engine gets.

Lives: window, main thread.
"""

import shutil
from collections.abc import Collection
from dataclasses import dataclass

from app.messages.recording import (
    FORM_IN_USE,
    NO_DEVICE,
    NO_ROOM_TO_RECORD,
    NO_SOUND_CARD,
    NOTHING_ARMED,
    NOWHERE_TO_KEEP,
    PAST_PUNCH_OUT,
    PUNCH_OUTSIDE_LOOP,
    RATE_IN_USE,
    TEMPO_IN_USE,
    TRACKS_WITHOUT_INPUT,
    input_missing,
    no_input,
    recording_armed,
    recording_inputs,
    recording_keeps_takes,
    recording_prints,
    recording_stays,
)
from app.model.ids import PassId, TrackId, new_id
from app.model.song import Song
from app.model.tempo_map import tempo_map
from app.model.track import Track
from app.problems import EditRefused, Refused
from app.song.open_song import OpenSong
from app.storage.folder import SongFolder
from audio_engine.capacity import LAST_FRAME
from audio_engine.disk.os_errors import LEAST_FREE_BYTES
from audio_engine.protocol import PUNCH_PRE_CAPTURE_S, DeviceState, PassRequest, TakeFile

NEVER = LAST_FRAME  # no song is longer, and the engine takes no later frame


@dataclass(frozen=True, slots=True)
class Punch:
    """Where a pass records, and how much plays before and after.

    Attributes:
        in_frame: The first timeline frame; -1: from where the transport begins to roll.
        out_frame: Exclusive; NEVER: until Stop.
        pre_roll_bars: How much plays before.
        post_roll_bars: How much plays after.
    """

    in_frame: int
    out_frame: int
    pre_roll_bars: int = 1
    post_roll_bars: int = 1


@dataclass(frozen=True, slots=True)
class RollRange:
    """Where the transport rolls in a pass; `end_frame` -1: until Stop."""

    start_frame: int
    end_frame: int = -1
    punch: Punch | None = None


def punch_of(song: Song) -> Punch | None:
    """The song's own, while it is on."""
    transport = song.transport
    if not transport.punch_on:
        return None
    in_frame = -1 if transport.punch_edges == "out" else transport.punch_in_frame
    out_frame = NEVER if transport.punch_edges == "in" else transport.punch_out_frame
    return Punch(in_frame, out_frame, transport.pre_roll_bars, transport.post_roll_bars)


def punch_range(song: Song, punch: Punch, here: int, *, loops: bool) -> RollRange:
    """Where the transport rolls for a punch: from the pre-roll to the post-roll, or round after round in the loop.

    Args:
        song: The song, with its loop and tempo.
        punch: Where to record.
        here: Where the transport is; it begins there without a punch in.
        loops: Whether the loop applies.

    Raises:
        Refused: If the punch would never come.
    """
    tempo, loop = tempo_map(song), song.transport
    start = here if punch.in_frame < 0 else max(0, tempo.moved(punch.in_frame, -punch.pre_roll_bars))
    if start >= punch.out_frame:
        raise Refused(PAST_PUNCH_OUT)
    end = -1 if punch.out_frame == NEVER else tempo.moved(punch.out_frame, punch.post_roll_bars)
    before_the_loop = 0 <= end <= loop.loop_start_frame
    if loops and loop.loop_on and start < loop.loop_end_frame and not before_the_loop:
        first, last = max(punch.in_frame, loop.loop_start_frame), min(punch.out_frame, loop.loop_end_frame)
        open_ended = punch.in_frame < 0 or punch.out_frame == NEVER
        inside = first == punch.in_frame and last == punch.out_frame
        if not (inside or open_ended) or first >= last:
            raise Refused(PUNCH_OUTSIDE_LOOP)
        return RollRange(start, -1, punch)
    return RollRange(start, end, punch)


def check_ready(song: Song, device: DeviceState | None, allow_virtual: bool) -> list[Track]:
    """The armed tracks; Refused with the first thing that is missing."""
    armed = [track for track in song.tracks if track.armed]
    if not armed:
        raise Refused(NOTHING_ARMED)
    for track in armed:
        if not track.inputs:
            raise Refused(no_input(track.name))
    check_inputs(armed, device, allow_virtual)
    return armed


def tracks_to_keep_on(song: Song, chosen: Collection[TrackId]) -> list[Track]:
    """Who gets what was just played: the chosen tracks, else the armed ones. Nobody else: it would come as a surprise."""
    selected = [track for track in song.tracks if (track.id in chosen if chosen else track.armed)]
    if not selected:
        raise Refused(NOWHERE_TO_KEEP)
    if any(not track.inputs for track in selected):
        raise Refused(TRACKS_WITHOUT_INPUT)
    return selected


def check_inputs(tracks: list[Track], device: DeviceState | None, allow_virtual: bool) -> None:
    """Refused where the device cannot give these tracks what they record."""
    if device is None:
        raise Refused(NO_DEVICE)
    if device.backend == "virtual" and not allow_virtual:
        raise Refused(NO_SOUND_CARD)
    for track in tracks:
        highest = max(track.inputs)
        if highest > device.input_channels:
            raise Refused(input_missing(track.name, highest, device.input_channels))


def make_pass(
    opened: OpenSong,
    armed: list[Track],
    roll: RollRange,
    *,
    count_in_bars: int,
    joins_roll: bool = False,
    latency_frames: int,
    latency_measured: bool,
) -> PassRequest:
    """One pass with a file of its own for every armed track, under names never used before."""
    song, folder = opened.song, opened.folder
    pass_id = PassId(new_id())
    start_frame = max(roll.start_frame, 0)
    punch = roll.punch
    return PassRequest(
        pass_id=pass_id,
        song_folder=str(folder.path),
        journal=str(folder.passes / f"{pass_id}.jsonl"),
        start_frame=start_frame,
        end_frame=roll.end_frame,
        punch_in_frame=-1 if punch is None else punch.in_frame,
        punch_out_frame=-1 if punch is None else punch.out_frame,
        count_in_frames=0 if joins_roll else tempo_map(song).count_in_frames(start_frame, count_in_bars),
        joins_roll=joins_roll,
        latency_frames=latency_frames,
        latency_measured=latency_measured,
        files=tuple(
            TakeFile(
                key=track.id,
                name=track.name,
                path=str(opened.pool.new_take_path(track.name)),
                inputs=tuple(number - 1 for number in track.inputs),
                format="24" if song.take_format == "24" else "32f",
            )
            for track in armed
        ),
    )


def check_room(folder: SongFolder, song: Song) -> None:
    """Refused where the disk has no room for a second of the armed tracks."""
    left = seconds_left(folder, song)
    if left is not None and left < 1.0:
        raise Refused(NO_ROOM_TO_RECORD)


def frames_before_roll(request: PassRequest, rate_hz: int) -> int:
    """What the files of a pass hold from before the roll: the count-in, or what came before a punch by hand."""
    return round(PUNCH_PRE_CAPTURE_S * rate_hz) if request.joins_roll else request.count_in_frames


def seconds_left(folder: SongFolder, song: Song) -> float | None:
    """How long can be recorded on the armed tracks, or on one channel, until the disk ends it; None if it does not say.

    0 where the disk is too full to record. `audio/` may be a link to another drive, and a recording ends when either is full.
    """
    channels = sum(track.channels for track in song.tracks if track.armed) or 1
    bytes_a_second = channels * song.rate_hz * (3 if song.take_format == "24" else 4)
    try:
        free = min(shutil.disk_usage(place).free for place in (folder.audio, folder.passes))
    except OSError:
        return None
    return max(0, free - LEAST_FREE_BYTES) / bytes_a_second


def guard_pass(running: PassRequest, old: Song, new: Song) -> None:
    """EditRefused for what must not change under a running pass; everything else passes."""
    if new.rate_hz != old.rate_hz:
        raise EditRefused(RATE_IN_USE)
    if new.tempo != old.tempo:
        raise EditRefused(TEMPO_IN_USE)
    if new.arrangements.current != old.arrangements.current:
        raise EditRefused(FORM_IN_USE)
    after = {track.id: track for track in new.tracks}
    before = {track.id: track for track in old.tracks}
    for file in running.files:
        was, now = before.get(TrackId(file.key)), after.get(TrackId(file.key))
        if was is None or was is now:
            continue
        if now is None:
            raise EditRefused(recording_stays(was.name))
        kept = {take.id for take in (*now.takes, *now.discarded)}
        if any(take.id not in kept for take in (*was.takes, *was.discarded)):  # an undo
            raise EditRefused(recording_keeps_takes(was.name))
        if (was.inputs, was.channels) != (now.inputs, now.channels):
            raise EditRefused(recording_inputs(was.name))
        if was.printed_strip != now.printed_strip:
            raise EditRefused(recording_prints(was.name))
        if was.armed and not now.armed:
            raise EditRefused(recording_armed(was.name))
