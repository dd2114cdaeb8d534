"""Rendering one track through its strip up to the fader, into the song's own folder.

Lives: window, main thread; the rendering runs in a process of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.edits.edit import Edit, find_track
from app.edits.freezing import bounce_in_place, freeze_track
from app.messages.mixing import already_frozen, frozen_and_disarmed, nothing_to_render, rendered, track_lacks_audio
from app.messages.recording import SONG_READ_ONLY
from app.model.ids import TrackId
from app.model.song import Song
from app.model.track import FrozenAudio, Track
from app.problems import EditRefused, Refused
from app.renders.before_fader import request_for, start_frame
from app.renders.jobs import Job
from app.renders.length import track_end_frame
from app.song.open_song import OpenSong
from app.storage.media_check import unplayable_media
from audio_engine.disk.peaks import make_peaks

DOING = {"frozen": "Freezing", "bounced": "Bouncing"}

MakeEdit = Callable[[TrackId, FrozenAudio, Song], Edit]


@dataclass(frozen=True, slots=True)
class Rendering:
    """A job, and the edit that makes the track play its file."""

    job: Job
    finish: Callable[[], Edit]
    doing: str = ""  # such as "Freezing Bass"


def start_freeze(opened: OpenSong, track_id: TrackId) -> Rendering:
    """Start to freeze a track. Raises Refused."""
    return _start(opened, track_id, "frozen", freeze_track)


def start_bounce_in_place(opened: OpenSong, track_id: TrackId) -> Rendering:
    """Start to bounce a track in place. Raises Refused."""
    return _start(opened, track_id, "bounced", bounce_in_place)


def _start(opened: OpenSong, track_id: TrackId, word: str, make_edit: MakeEdit) -> Rendering:
    song = opened.song
    track = find_track(song, track_id)
    _check(opened, track)
    start = start_frame(song, track)
    path = opened.pool.new_path(f"{track.name} {word}")
    request = request_for(opened, song, [(track, path)], (start, track_end_frame(song, track)), "32f")
    job = Job(request, song, sentence=rendered(track.name, word))
    file = path.relative_to(opened.folder.path).as_posix()

    def finish() -> Edit:
        assert job.result is not None
        if word == "frozen" and find_track(opened.song, track_id).armed:
            job.sentence = frozen_and_disarmed(track.name)
        audio = FrozenAudio(file, start, job.result.files[0].length_frames, track.channels)
        try:
            make_peaks(path)
        except (OSError, ValueError):
            pass  # only its waveform is missing
        return make_edit(track_id, audio, song)

    return Rendering(job, finish, f"{DOING[word]} {track.name}")


def _check(opened: OpenSong, track: Track) -> None:
    if opened.read_only:
        raise Refused(SONG_READ_ONLY)
    if track.frozen is not None:
        raise EditRefused(already_frozen(track.name))
    if not track.sounding_clips:
        raise Refused(nothing_to_render(track.name))
    unsound = unplayable_media(opened.folder, opened.song)
    if unsound:
        raise Refused(track_lacks_audio(unsound[0]))
