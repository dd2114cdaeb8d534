"""Rendering dry takes through the strip that their tracks print, into the song's own folder.

Lives: window, main thread; the rendering runs in a process of its own.
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.edits.comps import take_of
from app.edits.edit import Edit, find_track
from app.edits.printing import PrintedAudio, add_printed
from app.messages.mixing import already_printed, cannot_print, not_printing, takes_printed
from app.model.clip import Clip
from app.model.ids import ClipId, TakeId, TrackId
from app.model.take import Take
from app.model.track import Track
from app.problems import Refused
from app.renders.before_fader import request_for, start_frame
from app.renders.freezing import Rendering
from app.renders.jobs import Job
from app.renders.length import track_end_frame
from app.song.open_song import OpenSong
from app.storage.media_check import fault_of
from app.units import gain_to_db
from audio_engine.disk import wav
from audio_engine.disk.journal import Noted, append_line
from audio_engine.output_file import WrittenFile


@dataclass(frozen=True, slots=True)
class UnprintedTake:
    """A take, and the track that it lies on."""

    track_id: TrackId
    take_id: TakeId


def start_printing(opened: OpenSong, dry: Sequence[UnprintedTake]) -> Rendering:
    """Render takes in one pass, each as if it were alone on its track. Raises Refused."""
    song = opened.song
    rendered: list[tuple[Track, Take, Path]] = []
    for one in dry:
        track = find_track(song, one.track_id)
        take = take_of(track, one.take_id)
        if fault := fault_of(opened.folder, song, take.file):
            raise Refused(cannot_print(take.name, take.file, fault))
        path = opened.pool.new_path(f"{take.name} printed")
        rendered.append((_alone(track, take), take, path))
    start = min(start_frame(song, track) for track, _, _ in rendered)
    end = max(track_end_frame(song, track) for track, _, _ in rendered)
    lanes = [(track, path) for track, _, path in rendered]
    request = request_for(opened, song, lanes, (start, end), "32f")  # a strip may go over full scale; 24 bit would clip
    job = Job(request, song, sentence=summary_of(dry, [take.name for _, take, _ in rendered]))

    def finish() -> Edit:
        assert job.result is not None
        for (_, take, _), written in zip(rendered, job.result.files, strict=True):
            _note_checksum(opened.folder.passes / f"{take.pass_id}.jsonl", written)
        return add_printed(
            PrintedAudio(
                take.id,
                path.relative_to(opened.folder.path).as_posix(),
                take.timeline_start_frame - start,
                gain_to_db(written.peak),
            )
            for (_, take, path), written in zip(rendered, job.result.files, strict=True)
        )

    return Rendering(job, finish)


def _note_checksum(journal: Path, written: WrittenFile) -> None:
    """In the journal of the pass that the dry take came from. One that cannot be noted is only not verified."""
    file = Path(written.path)
    with contextlib.suppress(OSError):
        size = file.stat().st_size - wav.HEADER_BYTES
        append_line(journal, Noted(file=file.name, crc32=written.crc32, bytes=size))


def summary_of(dry: Sequence[UnprintedTake], names: Sequence[str]) -> str:
    """One sentence about what was printed."""
    return takes_printed(names[0], len(dry))


def _plays(clip: Clip, take: Take) -> bool:
    return clip.take == take.id and clip.processing is None


def _alone(track: Track, take: Take) -> Track:
    """A track of its own that plays one take through the printed strip, as far as any clip of it reaches."""
    if track.printed_strip is None:
        raise Refused(not_printing(track.name))
    if take.dry is not None:
        raise Refused(already_printed(take.name))
    pieces: list[Take | Clip] = [take, *(clip for clip in track.clips if _plays(clip, take))]
    first = min(piece.file_start_frame for piece in pieces)
    first = max(first, take.file_start_frame - take.timeline_start_frame)  # nothing lies before the song's start
    start = take.timeline_start_frame - take.file_start_frame + first
    end = max(piece.file_start_frame + piece.length_frames for piece in pieces)
    clip = Clip(ClipId(take.id), take.name, take.file, start, first, end - first, take=take.id, auto_edges=False)
    return Track(TrackId(take.id), take.name, channels=track.channels, strip=track.printed_strip, clips=(clip,))
