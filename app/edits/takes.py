"""Takes of a finished pass, and imported files.

Lives: any thread (pure).
"""

import re
from dataclasses import replace
from pathlib import Path

from app.edits.edit import Edit, find_track, name_from, one_of_names, replace_track
from app.edits.tracks import add_track, next_colour
from app.messages import steps
from app.messages.song import is_frozen, not_in_folder
from app.model.clip import Clip
from app.model.ids import ClipId, PassId, TakeId, TrackId, new_id
from app.model.song import Song
from app.model.strip import CueLevel, StripSettings
from app.model.take import Dropout, Take
from app.model.track import Track
from app.problems import EditRefused
from app.units import gain_to_db
from audio_engine.protocol import FinishedFile, Gap, PassResult

_NUMBER_OF_FILE = re.compile(r"-(\d{1,6})\.wav$")  # `audio/Vox-3.wav`, see `app.storage.media_pool`


def add_takes(result: PassResult, song_folder: Path) -> Edit:
    """Add every file of a pass as takes and clips of its track, as one undo step for all tracks.

    A file whose track is gone gets a new track of that name. A pass that the song already has changes nothing. Undo
    removes takes and clips, never files.
    """
    fixed_ids = [
        (TrackId(new_id()), [(TakeId(new_id()), ClipId(new_id())) for _ in result.rounds]) for _ in result.files
    ]

    def apply(song: Song) -> Song:
        for file, (spare_id, ids) in zip(result.files, fixed_ids, strict=True):
            if file.length_frames <= 0:
                continue
            relative = relative_media_path(Path(file.path), song_folder)
            if _holds(song, result.pass_id, relative):
                continue
            song, track = _track_for(song, file, spare_id)
            takes, clips = list(track.takes), list(track.clips)
            for number, (take_id, clip_id) in enumerate(ids):
                name = f"{track.name} {_next_number([*takes, *track.discarded], relative)}"
                take = _take(result, file, number, relative, take_id, name)
                if take is None:
                    continue
                takes.append(replace(take, unprinted=track.printed_strip is not None))
                clips.append(
                    Clip(
                        clip_id,
                        take.name,
                        relative,
                        take.timeline_start_frame,
                        take.file_start_frame,
                        take.length_frames,
                        take=take_id,
                    )
                )
            changed = replace(track, takes=tuple(takes), clips=tuple(clips))
            song = replace(song, tracks=tuple(changed if t.id == track.id else t for t in song.tracks))
        return song

    return Edit(steps.RECOVER_TAKE if result.recovered else steps.RECORD, apply)


def _holds(song: Song, pass_id: str, file: str) -> bool:
    """Compares both file and pass: a file may have the name of one that is missing."""
    every = (take for track in song.tracks for take in (*track.takes, *track.discarded))
    return any(take.file == file and take.pass_id == pass_id for take in every)


def _next_number(takes: list[Take], file: str) -> int:
    """Number of the next take; printed takes are named after their dry ones and do not count.

    Not below that of its file, which is never used twice: an undone take may still come back, under its name.
    """
    of_file = _NUMBER_OF_FILE.search(file)
    return max(1 + sum(take.dry is None for take in takes), int(of_file[1]) if of_file else 1)


def add_imported(
    name: str, file: str, channels: int, length_frames: int, at_frame: int, track_id: TrackId | None = None
) -> Edit:
    """Add a track with one clip of an imported file; `file` is relative to the song folder."""
    fixed_id, clip_id = track_id or TrackId(new_id()), ClipId(new_id())

    def apply(song: Song) -> Song:
        song = add_track(name, channels=channels, track_id=fixed_id).apply(song)
        clip = Clip(clip_id, name, file, max(at_frame, 0), 0, length_frames)
        return replace(song, tracks=(*song.tracks[:-1], replace(song.tracks[-1], clips=(clip,))))

    return Edit(steps.IMPORT, apply)


def place_imported(track_id: TrackId, name: str, file: str, length_frames: int, at_frame: int) -> Edit:
    """Place a clip of an imported file on a track, on top of what is there."""
    clip_id = ClipId(new_id())

    def apply(song: Song) -> Song:
        track = find_track(song, track_id)
        if track.frozen is not None:
            raise EditRefused(is_frozen(track.name))
        clip = Clip(clip_id, name, file, max(at_frame, 0), 0, length_frames)
        return replace_track(song, track_id, lambda old: replace(old, clips=(*old.clips, clip)))

    return Edit(steps.IMPORT, apply)


def relative_media_path(path: Path, song_folder: Path) -> str:
    """`audio/Vox-1.wav` for an absolute path in the song folder, whose `audio` may be a link to another drive."""
    for file, folder in ((path, song_folder), (path.resolve(), song_folder.resolve())):
        if file.is_relative_to(folder):
            return file.relative_to(folder).as_posix()
    raise EditRefused(not_in_folder(path.name))


def _take(
    result: PassResult, file: FinishedFile, number: int, relative: str, take_id: TakeId, name: str
) -> Take | None:
    """One round of one file; None if the file ends before the round begins.

    What would lie before the song's start is left out of the clip and stays in the file.
    """
    round_ = result.rounds[number]
    start, offset = round_.timeline_start_frame, round_.file_start_frame
    length = min(round_.length_frames, file.length_frames - offset)
    before = max(-start, 0)
    start, offset, length = start + before, offset + before, length - before
    if length <= 0:
        return None
    return Take(
        id=take_id,
        pass_id=PassId(result.pass_id),
        name=name,
        file=relative,
        timeline_start_frame=start,
        file_start_frame=offset,
        length_frames=length,
        recorded_at=result.started_at,
        latency_frames=result.latency_frames,
        latency_measured=result.latency_measured,
        peak_db=gain_to_db(file.round_peaks[number] if file.round_peaks else file.peak),
        dropouts=tuple(
            Dropout(gap.timeline_frame, gap.length_frames, gap.inserted)
            for gap in result.gaps
            if _lies_in(gap, start, offset, length)
        ),
        recovered=result.recovered,
    )


def _lies_in(gap: Gap, start: int, offset: int, length: int) -> bool:
    """True if a take is of this round: rounds of a loop share their timeline, and differ in their place in the file."""
    return 0 <= (gap.timeline_frame - start if gap.file_frame < 0 else gap.file_frame - offset) < length


def _track_for(song: Song, file: FinishedFile, spare_id: TrackId) -> tuple[Song, Track]:
    for track in song.tracks:
        if track.id == file.key:
            return song, track
    cues = tuple(CueLevel(bus.id) for bus in song.buses if bus.kind == "headphones")
    track = Track(
        id=spare_id,
        name=one_of_names(name_from(file.name, "Recovered"), {track.name for track in song.tracks}),
        colour=next_colour(song),
        channels=2 if file.channels == 2 else 1,
        strip=StripSettings(cues=cues),
    )
    return replace(song, tracks=(*song.tracks, track)), track
