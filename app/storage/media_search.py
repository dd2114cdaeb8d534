"""Looks for the missing files of a song below a folder, by what is in them: also where they were moved or renamed.

A file is only taken for a missing one if its samples match the checksum of the take, else the waveform that was drawn of it.
Without either it has to have the same name, and to be what the song can play.

Lives: made on the main thread; `run` on a worker, or on the caller's thread.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from app.messages.files import cannot_copy_into_song
from app.model.arranging import every_form
from app.model.clip import Clip, Processing
from app.model.invariants import escapes_folder
from app.model.song import Song
from app.problems import encodable
from app.storage.folder import SongFolder
from app.storage.health import matches_checksum
from app.storage.media_check import missing_files, take_files
from app.storage.media_pool import files_of
from app.storage.whole_file import copy_whole
from app.tasks import Task
from audio_engine.disk.journal import Checksum, read_checksums
from audio_engine.disk.open_files import UNREADABLE, MediaFacts, media_facts, open_media
from audio_engine.disk.peaks import BIN_FRAMES, Peaks, peak_path, reduce_frames

SUFFIXES = (".wav", ".wave", ".w64", ".rf64")  # the song's own files are WAV
BLOCK_BINS = 256
TOLERANCE = 1e-4  # of a peak: 24-bit files are drawn from what was rounded to them
WALK_SHARE = 0.1  # of the bar
Outcome = Literal["found", "renamed", "different", "not found"]


class SearchResult(NamedTuple):
    """What became of one missing file.

    Attributes:
        file: Its path in the song folder.
        track: Name of a track that uses it.
        outcome: "different": a file of its name is another recording.
        source: The file that was copied, or that differs.
    """

    file: str
    track: str
    outcome: Outcome
    source: Path | None = None


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is known of a missing file. `bins` is empty without a waveform; `checksum` is stronger than that."""

    file: str
    track: str
    least_frames: int
    checksum: Checksum | None
    bins: "np.ndarray[tuple[int, ...], np.dtype[np.float32]]"
    has_rms: bool

    @property
    def is_known(self) -> bool:
        """Whether its contents can be told from others."""
        return self.checksum is not None or len(self.bins) > 0


class MediaSearch(Task[list[SearchResult]]):
    """One search for everything that is missing.

    Attributes:
        problem: Why a file that was found could not be copied; the search ends there.
    """

    def __init__(self, folder: SongFolder, song: Song, place: Path) -> None:
        """`place`: the folder to look in, with all below it."""
        self._folder, self._place, self._rate_hz = folder, place, song.rate_hz
        self._wanted = {Path(wanted.file).name: wanted for wanted in _wanted(folder, song)}
        self._own = {folder.path / file for file in files_of(song)}  # each is another file of the song's
        self._results: dict[str, SearchResult] = {}
        self.problem = ""

    def run(self) -> list[SearchResult]:
        """Look, compare and copy. What was copied before it was cancelled stays: it is whole."""
        candidates = self._candidates() if self._wanted else []
        for number, (path, facts) in enumerate(candidates):
            left = {name: wanted for name, wanted in self._wanted.items() if not self._is_found(wanted)}
            if self.cancelled or self.problem or not left:
                break
            self.progress = WALK_SHARE + (1 - WALK_SHARE) * number / len(candidates)
            self.doing = encodable(path.name)
            self._try(path, facts, left)
        self.progress = 1.0
        return [
            self._results.get(wanted.file, SearchResult(wanted.file, wanted.track, "not found"))
            for wanted in self._wanted.values()
        ]

    def _is_found(self, wanted: _Wanted) -> bool:
        result = self._results.get(wanted.file)
        return result is not None and result.outcome in ("found", "renamed")

    # --- which files
    def _candidates(self) -> list[tuple[Path, MediaFacts]]:
        """Files that may be one of those, those of the right name first."""
        found = []
        for path in self._walk():
            facts = _facts_of(path)
            if facts is not None and facts.rate_hz == self._rate_hz:
                found.append((path, facts))
            elif path.name in self._wanted:
                self._reject(self._wanted[path.name], path)
        return sorted(found, key=lambda each: each[0].name not in self._wanted)

    def _walk(self) -> Iterator[Path]:
        for above, folders, names in os.walk(self._place):
            folders.sort()
            self.doing = encodable(above)
            for name in sorted(names):
                if self.cancelled:
                    return
                path = Path(above) / name
                if path not in self._own and (name in self._wanted or name.casefold().endswith(SUFFIXES)):
                    yield path

    # --- whether they are what is missing
    def _try(self, path: Path, facts: MediaFacts, left: dict[str, _Wanted]) -> None:
        by_name = left.get(path.name)
        wanted = next((one for one in _by_name_first(left, path.name) if self._matches(path, facts, one)), None)
        if wanted is not None:
            self._copy(path, wanted)
        elif by_name is not None and not self.cancelled:
            self._reject(by_name, path)

    def _matches(self, path: Path, facts: MediaFacts, wanted: _Wanted) -> bool:
        same_name = path.name == Path(wanted.file).name
        if facts.length_frames < wanted.least_frames or not (same_name or wanted.is_known):
            return False
        try:
            if wanted.checksum is not None:
                return path.stat().st_size >= wanted.checksum.bytes and matches_checksum(path, wanted.checksum)
            return not len(wanted.bins) or self._looks_like(path, facts, wanted, exactly=not same_name)
        except (OSError, *UNREADABLE):
            return False

    def _looks_like(self, path: Path, facts: MediaFacts, wanted: _Wanted, *, exactly: bool) -> bool:
        """Whether the waveform of a file is the one that was drawn. It may be longer where it has the same name."""
        bins = -(-facts.length_frames // BIN_FRAMES)
        if facts.channels != wanted.bins.shape[1] or bins < len(wanted.bins) or (exactly and bins > len(wanted.bins)):
            return False
        values = slice(None) if wanted.has_rms else slice(2)
        with closing(open_media(path)) as file:
            for first in range(0, len(wanted.bins), BLOCK_BINS):
                block = file.read_at(first * BIN_FRAMES, BLOCK_BINS * BIN_FRAMES)
                known = wanted.bins[first : first + BLOCK_BINS]
                whole = block[: len(block) // BIN_FRAMES * BIN_FRAMES]
                seen = reduce_frames(whole, BIN_FRAMES)[: len(known)]
                if len(known) - len(seen) > 1 or self.cancelled:
                    return False
                if not np.allclose(seen[..., values], known[: len(seen), :, values], rtol=0, atol=TOLERANCE):
                    return False
                if len(seen) < len(known):
                    rest = block[len(whole) :]
                    last = reduce_frames(rest, len(rest))[0, :, values]
                    return len(rest) > 0 and bool(np.allclose(last, known[-1, :, values], rtol=0, atol=TOLERANCE))
        return True

    # --- what comes of it
    def _copy(self, source: Path, wanted: _Wanted) -> None:
        target = self._folder.path / wanted.file
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            copy_whole(source, target, self._go_on)
        except _Cancelled:
            return
        except OSError as error:
            self.problem = cannot_copy_into_song(source, error)
            return
        outcome: Outcome = "found" if source.name == target.name else "renamed"
        self._results[wanted.file] = SearchResult(wanted.file, wanted.track, outcome, source)

    def _reject(self, wanted: _Wanted, source: Path) -> None:
        if not self._is_found(wanted):
            self._results[wanted.file] = SearchResult(wanted.file, wanted.track, "different", source)

    def _go_on(self) -> None:
        if self.cancelled:
            raise _Cancelled


class _Cancelled(Exception):
    """In the middle of a copy."""


def _by_name_first(left: dict[str, _Wanted], name: str) -> list[_Wanted]:
    return sorted(left.values(), key=lambda wanted: Path(wanted.file).name != name)


def _facts_of(path: Path) -> MediaFacts | None:
    """None for what is no audio file; a pipe is not opened, which would wait for who writes into it."""
    try:
        return media_facts(path) if stat.S_ISREG(path.stat().st_mode) else None
    except (OSError, *UNREADABLE):
        return None


def _wanted(folder: SongFolder, song: Song) -> Iterator[_Wanted]:
    takes = {found.file: found for found in take_files(song)}
    missing = missing_files(folder, song)
    missing |= {file: found.track for file, found in takes.items() if not (folder.path / file).is_file()}
    for file, track in missing.items():
        if escapes_folder(file):
            continue
        noted = None
        if file in takes:
            take = takes[file].take
            noted = read_checksums(folder.passes / f"{take.pass_id}.jsonl").get(Path(file).name)
        bins, has_rms = _bins_of(folder.path / file)
        yield _Wanted(file, track, _least_frames(song, file), noted, bins, has_rms)


def _bins_of(media: Path) -> "tuple[np.ndarray[tuple[int, ...], np.dtype[np.float32]], bool]":
    try:
        peaks = Peaks(peak_path(media))
    except (OSError, ValueError):
        return np.empty((0, 1, 3), np.float32), False
    return peaks.levels[0], not peaks.outdated


def _least_frames(song: Song, file: str) -> int:
    """How long a file has to be for everything that plays of it."""
    clips = [clip for form in every_form(song) for track in form.tracks for clip in track.clips]
    originals = [clip.processing for clip in clips if clip.processing is not None]
    used: list[Clip | Processing] = [*clips, *originals]
    ends = [part.file_start_frame + part.length_frames for part in used if part.file == file]
    frozen = [track.frozen.length_frames for track in song.tracks if track.frozen and track.frozen.file == file]
    return max((*ends, *frozen), default=0)
