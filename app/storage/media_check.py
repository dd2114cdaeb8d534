"""Are all the files there that the song plays, and is each take what was recorded?

Lives: any thread that may wait.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from app.model.invariants import escapes_folder
from app.model.song import Song
from app.model.take import Take
from app.storage.folder import SongFolder
from app.storage.health import Health, matches, take_health
from app.storage.problems import SongProblem
from app.storage.whole_file import copy_whole
from audio_engine.disk.journal import Checksum, read_checksums
from audio_engine.disk.wav import find_samples

ILL: tuple[Health, ...] = ("changed", "missing")


class TakeFile(NamedTuple):
    """A file that takes of a track were recorded into; `take` is the one that tells most of it."""

    track: str
    file: str
    take: Take

    def health(self, folder: SongFolder) -> Health:
        """Reads the whole file."""
        return take_health(folder.path, self.take)


def take_files(song: Song) -> Iterator[TakeFile]:
    """Each file once; of the rounds of a loop in one file, one with gaps counts."""
    told = set()
    for track in song.tracks:
        for take in sorted(track.takes, key=lambda take: not take.dropouts):
            if take.file not in told:
                told.add(take.file)
                yield TakeFile(track.name, take.file, take)


def missing_files(folder: SongFolder, song: Song) -> dict[str, str]:
    """File and track: files of clips and frozen tracks that are not there or lead out of the song's folder. A subfolder
    may be a link to another drive."""
    missing: dict[str, str] = {}
    for track in song.tracks:
        names = [clip.file for clip in track.clips] + ([] if track.frozen is None else [track.frozen.file])
        for name in names:
            if name not in missing and (escapes_folder(name) or not (folder.path / name).is_file()):
                missing[name] = track.name
    return missing


def missing_media(folder: SongFolder, song: Song) -> list[str]:
    """`missing_files` in words: `audio/Vox-1.wav of Vox`."""
    return [f"{file} of {track}" for file, track in missing_files(folder, song).items()]


def bring_back(folder: SongFolder, song: Song, place: Path) -> list[str]:
    """Copies missing files into the song from wherever they lie below `place`; the names of those found.

    A file that is not what was noted when it was recorded, has another rate than the song or is shorter than what the song
    plays of it is left where it is. SongProblem where one cannot be copied.
    """
    missing = missing_files(folder, song)
    wanted = {Path(name).name: folder.path / name for name in missing if not escapes_folder(name)}
    noted = {Path(found.file).name: _noted(folder, found.take) for found in take_files(song)}
    brought = []
    for above, _, names in os.walk(place):
        for name in sorted(wanted.keys() & set(names)):
            source, target = Path(above) / name, wanted[name]
            try:
                checksum = noted.get(name)
                if _fits(source, song) and (checksum is None or matches(source, checksum)):
                    copy_whole(source, target)
                    brought.append(target.relative_to(folder.path).as_posix())
                    del wanted[name]
            except OSError as error:
                raise SongProblem(f"{source} cannot be copied into the song: {error.strerror or error}.") from None
    return brought


def _fits(source: Path, song: Song) -> bool:
    """Whether a file of that name can be what the song plays. Raises OSError."""
    found = find_samples(str(source))
    played = [clip for track in song.tracks for clip in track.clips if Path(clip.file).name == source.name]
    least = max((clip.file_start_frame + clip.length_frames for clip in played), default=0)
    return found is not None and found[2].rate_hz == song.rate_hz and found[1] >= least


def _noted(folder: SongFolder, take: Take) -> Checksum | None:
    return read_checksums(folder.passes / f"{take.pass_id}.jsonl").get(Path(take.file).name)
