"""A work tape that came into the song at its own tempo, stretched to the song's.

Lives: made on the main thread; the work on a worker.
"""

import math
from dataclasses import replace

from app.edits.align import align_clips
from app.edits.edit import Edit
from app.messages.song import gone
from app.messages.steps import FIT_TO_TEMPO
from app.model.ids import ClipId
from app.model.song import Song
from app.model.tempo_map import tempo_map
from app.problems import Refused
from app.renders.clip_processing import ClipProcessing, wanted_now
from app.renders.prepared_edit import PreparedEdit
from app.song.hearing import Hearing
from app.song.open_song import OpenSong
from app.tasks import Task
from app.units import seconds_to_frames
from app.verbs.processing import Prepared

ALIKE = 0.002  # tempos that differ by less need no stretch


def song_tempo(song: Song, frame: int) -> float:
    """Quarter notes a minute at a frame of the timeline."""
    tempo = tempo_map(song)
    return tempo.tempo_of(int(tempo.bars_at(frame)) + 1)


def stretch_to(heard_bpm: float, tempo_bpm: float) -> float:
    """New length over the old; with half or double the heard tempo where that is nearer."""
    return min((heard_bpm * octave / tempo_bpm for octave in (0.5, 1.0, 2.0)), key=lambda one: abs(math.log(one)))


def fits(heard_bpm: float, tempo_bpm: float) -> bool:
    """Whether nothing needs to be stretched."""
    return abs(stretch_to(heard_bpm, tempo_bpm) - 1.0) < ALIKE


def fit_to_tempo(opened: OpenSong, clip_id: ClipId, hearing: Hearing) -> Task[PreparedEdit | None]:
    """Stretch a clip that plays a whole work tape to the song's tempo, at the same pitch; its first bar stays in place.

    Args:
        opened: The song.
        clip_id: The clip.
        hearing: What was heard in the tape, a tempo among it.

    Raises:
        Refused: The clip is gone, or its tempo is too far from the song's.
    """
    song = opened.song
    clip = next((clip for track in song.tracks for clip in track.clips if clip.id == clip_id), None)
    if clip is None or hearing.bpm is None:
        raise Refused(gone("clip"))
    ratio = stretch_to(hearing.bpm, song_tempo(song, clip.timeline_start_frame))
    first = seconds_to_frames(hearing.first_bar_s, song.rate_hz)
    later = max(first - round(first * ratio), -clip.timeline_start_frame)
    task = ClipProcessing(opened, [replace(wanted_now(clip), stretch=ratio)], FIT_TO_TEMPO)

    def follow(edit: Edit | None) -> PreparedEdit | None:
        if edit is None:
            return None
        return PreparedEdit(Edit.combine(FIT_TO_TEMPO, [edit, align_clips({clip_id: later})]), discard=task.discard)

    return Prepared(task, follow)
