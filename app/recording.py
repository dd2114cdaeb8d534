"""What a recording needs before it may begin, and the request that the engine gets.

Lives: window, main thread.
"""

import shutil
from pathlib import Path

from app.edits.edit import EditRefused, Refused
from app.model.ids import PassId, TrackId, new_id
from app.model.song import Song
from app.model.track import Track
from app.open_song import OpenSong
from app.units import bars_to_frames
from audio_engine.protocol import DeviceState, PassRequest, TakeFile

NO_SOUND_CARD = "No sound card is open: choose “record without a sound card”, or --device virtual, to record anyway."


def check_ready(song: Song, device: DeviceState | None, allow_virtual: bool) -> list[Track]:
    """The armed tracks; Refused with the first thing that is missing."""
    armed = [track for track in song.tracks if track.armed]
    if not armed:
        raise Refused("No track is armed: arm the tracks that you want to record.")
    for track in armed:
        if not track.inputs:
            raise Refused(f"{track.name} is armed and has no input: choose one.")
    if device is None:
        raise Refused("No audio device is open: choose one in the device dialog.")
    if device.backend == "virtual" and not allow_virtual:
        raise Refused(NO_SOUND_CARD)
    for track in armed:
        highest = max(track.inputs)
        if highest > device.input_channels:
            there = f"has {device.input_channels}" if device.input_channels else "has no inputs"
            raise Refused(f"{track.name} records input {highest}, and the open device {there}.")
    return armed


def make_pass(
    opened: OpenSong,
    armed: list[Track],
    *,
    start_frame: int,
    end_frame: int = -1,
    latency_frames: int,
    latency_measured: bool,
) -> PassRequest:
    """One pass with a file of its own for every armed track, under names never used before."""
    song, folder = opened.song, opened.folder
    pass_id = PassId(new_id())
    count_in = bars_to_frames(song.transport.count_in_bars, song.rate_hz, song.tempo_bpm, song.beats_per_bar)
    return PassRequest(
        pass_id=pass_id,
        song_folder=str(folder.path),
        journal=str(folder.passes / f"{pass_id}.jsonl"),
        start_frame=start_frame,
        end_frame=end_frame,
        count_in_frames=count_in,
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


def seconds_left(folder: Path, song: Song) -> float | None:
    """How long the disk lasts for the armed tracks, or for one channel; None where it cannot be asked."""
    channels = sum(track.channels for track in song.tracks if track.armed) or 1
    bytes_a_second = channels * song.rate_hz * (3 if song.take_format == "24" else 4)
    try:
        return shutil.disk_usage(folder).free / bytes_a_second
    except OSError:
        return None


def guard_pass(running: PassRequest, old: Song, new: Song) -> None:
    """EditRefused for what must not change under a running pass; everything else passes."""
    if new.rate_hz != old.rate_hz:
        raise EditRefused("The song's rate cannot change while recording.")
    if (new.tempo_bpm, new.beats_per_bar) != (old.tempo_bpm, old.beats_per_bar):
        raise EditRefused("Tempo and meter cannot change while recording.")
    after = {track.id: track for track in new.tracks}
    before = {track.id: track for track in old.tracks}
    for file in running.files:
        was, now = before.get(TrackId(file.key)), after.get(TrackId(file.key))
        if was is None or was is now:
            continue
        if now is None:
            raise EditRefused(f"{was.name} is recording and cannot be removed.")
        if (was.inputs, was.channels) != (now.inputs, now.channels):
            raise EditRefused(f"{was.name} is recording and its inputs cannot change.")
        if was.armed and not now.armed:
            raise EditRefused(f"{was.name} is recording and cannot be disarmed.")
