"""Audio files brought into the open song: looked at, then read one after the other on a worker, then one edit for all.

Lives: `AudioImport` window and command line, main thread; its `run` on a worker.
"""

import logging
import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.edits.edit import Edit, name_from
from app.edits.takes import add_imported, place_imported
from app.messages import steps
from app.messages.files import NOTHING_TO_IMPORT, no_time_stamp, not_audio, song_read_only
from app.model.ids import TrackId
from app.model.ranges import LONGEST_NAME
from app.model.song import Song
from app.problems import Refused, SongProblem, encodable
from app.song.foreign_files import advice_for_foreign
from app.song.open_song import OpenSong
from app.tasks import Task
from app.units import DAY_S, seconds_to_frames
from audio_engine.disk.audio_file_types import SUFFIXES
from audio_engine.disk.importer import (
    FoundAudio,
    Imported,
    ImportedFile,
    ImportProblem,
    NotAudio,
    import_file,
    inspect_audio,
    remove,
)

__all__ = ["SUFFIXES", "AudioImport", "ImportChoices", "audio_files"]
_log = logging.getLogger(__name__)
Place = Literal["given", "stamp", "together"]


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """How to import files.

    Attributes:
        split: Import a file with more than two channels as one mono track for each.
        place: "given": all begin at the given frame; "stamp": each at its time stamp, counted from midnight;
            "together": the earliest at the given frame, the others at their distance from it.
    """

    split: bool = False
    place: Place = "given"


def name_from_file(file: Path) -> str:
    """A name for what comes from a file, whatever the disk calls it."""
    return name_from(file.stem, "Audio")


@dataclass(frozen=True, slots=True)
class _Found:
    file: Path
    audio: FoundAudio


@dataclass(frozen=True, slots=True)
class _Read:
    source: Path
    name: str
    relative: str  # inside the song's folder
    audio: ImportedFile
    at_frame: int


class AudioImport(Task[None]):
    """An import of several files.

    Attributes:
        doing: Name of the file that is being read.
        problems: One sentence for each file that could not be read.
        notes: One sentence for each damage or repair of the others.
    """

    def __init__(
        self,
        opened: OpenSong,
        paths: Sequence[Path],
        at_frame: int,
        onto: TrackId | None = None,
        choices: ImportChoices | None = None,
    ) -> None:
        """Collect the files to import.

        Args:
            opened: The song.
            paths: Files and folders.
            at_frame: Timeline frame where they begin.
            onto: Track for a single file that fits it; all others get tracks of their own.
            choices: How to import; None makes `run` return with `asks` if the files leave something to choose.

        Raises:
            Refused: There are no files.
            SongProblem: The song is read-only.
        """
        files = audio_files(paths)
        if not files:
            raise Refused(NOTHING_TO_IMPORT)
        if opened.read_only:
            raise SongProblem(song_read_only(opened.folder.path.name))
        self._folder, self._pool, self._rate_hz = opened.folder.path, opened.pool, opened.song.rate_hz
        self._at_frame, self._onto, self.choices = at_frame, onto, choices
        self._given = frozenset(paths)  # what lies in a folder was not chosen file by file
        self._unseen, self._found, self._read = list(files), list[_Found](), list[_Read]()
        self._not_audio: list[Path] = []
        self.problems: list[str] = []
        self.notes: list[str] = []
        self.doing = encodable(files[0].name)
        self._ended = False

    @property
    def asks(self) -> bool:
        """Whether `choices` are wanted before `run` reads any further."""
        return self.choices is None and bool(self.many_channels or self.time_stamps)

    @property
    def many_channels(self) -> list[str]:
        """`poly.wav: 6 channels` of each file with more than two."""
        return [f"{encodable(f.file.name)}: {f.audio.channels} channels" for f in self._found if f.audio.channels > 2]

    @property
    def time_stamps(self) -> list[str]:
        """`take.wav: recorded at 10:02:03` of each file that says when that was."""
        return [
            f"{encodable(f.file.name)}: recorded at {_time_of_day(s)}"
            for f in self._found
            if (s := _stamp_s(f)) is not None
        ]

    def answer(self, choices: ImportChoices) -> None:
        """What `asks` asked for; `run` goes on then. Without `split`, files with more than two channels stay out."""
        self.choices = choices
        if not choices.split:
            self._found = [found for found in self._found if found.audio.channels <= 2]

    def run(self) -> None:
        """Looks at the files, then reads them; takes as long as it takes. Nothing is left behind where it is cancelled."""
        self._look()
        if self.asks or self.cancelled:
            return
        try:
            for number, found in enumerate(self._found):
                self.doing = encodable(found.file.name)
                self._import(found, self._reporter(number))
                if self.cancelled:
                    break
        except BaseException:  # nothing foreseen, such as too little memory
            self.discard()
            raise
        self._ended = True
        if self.cancelled:
            self.discard()

    def _look(self) -> None:
        while self._unseen and not self.cancelled:
            file = self._unseen.pop(0)
            self.doing = encodable(file.name)
            try:
                self._found.append(_Found(file, inspect_audio(file)))
            except NotAudio as problem:
                if advice := advice_for_foreign(file):
                    self._refuse(ImportProblem(advice, problem.log))
                elif file in self._given:
                    self._refuse(problem)
                else:
                    self._not_audio.append(file)
            except ImportProblem as problem:
                advice = advice_for_foreign(file) if os.path.isdir(file) else ""
                self._refuse(ImportProblem(advice) if advice else problem)
        if self._not_audio and not self.cancelled:
            (self.notes if self._found else self.problems).append(_not_audio(self._not_audio))
            self._not_audio = []

    def _import(self, found: _Found, report: Callable[[float], bool]) -> None:
        name, count = name_from_file(found.file), found.audio.channels
        apart = count > 2 and self.choices is not None and self.choices.split
        names = [f"{name[: LONGEST_NAME - 4]} {number}" for number in range(1, count + 1)] if apart else [name]
        targets = [
            self._pool.new_path(f"{found.file.stem} {n}" if apart else found.file.stem)
            for n in range(1, len(names) + 1)
        ]
        try:
            made = import_file(found.file, targets, self._rate_hz, report)
        except ImportProblem as problem:
            if not self.cancelled:
                self._refuse(problem)
            return
        self._log_decoding(found.file, made)
        self.notes += made.notes
        at_frame = self._place(found)
        for name, audio in zip(names, made.files, strict=True):
            self._read.append(_Read(found.file, name, audio.path.relative_to(self._folder).as_posix(), audio, at_frame))

    def _place(self, found: _Found) -> int:
        place, stamp = self.choices.place if self.choices is not None else "given", _stamp_s(found)
        if place != "given" and stamp is None:
            self.notes.append(no_time_stamp(encodable(found.file.name)))
        if place == "given" or stamp is None:
            return self._at_frame
        if place == "stamp":
            return seconds_to_frames(stamp, self._rate_hz)
        earliest = min(s for f in self._found if (s := _stamp_s(f)) is not None)
        return self._at_frame + seconds_to_frames(stamp - earliest, self._rate_hz)

    def _refuse(self, problem: ImportProblem) -> None:
        self.problems.append(str(problem))
        _log.warning("%s", "\n".join([str(problem), *problem.log]))

    def _log_decoding(self, file: Path, made: Imported) -> None:
        if made.log:
            _log.info("%s", "\n".join([f"Decoding {encodable(str(file))}:", *made.log]))

    def _reporter(self, number: int) -> Callable[[float], bool]:
        def report(share: float) -> bool:
            self.progress = (number + share) / len(self._found)
            return not self.cancelled

        return report

    def cancel(self) -> None:
        """Make `run` end soon, leaving nothing behind."""
        super().cancel()
        if self._ended:  # between the last file and whoever waits for it
            self.discard()

    def edit(self, song: Song) -> Edit | None:
        """Puts what was read into the song as one step; None where nothing was."""
        if not self._read:
            return None
        onto = next((track for track in song.tracks if track.id == self._onto), None)
        if onto is not None and len(self._read) == 1 and self._read[0].audio.channels <= onto.channels:
            read = self._read[0]
            return place_imported(onto.id, read.name, read.relative, read.audio.length_frames, read.at_frame)
        parts = [
            add_imported(read.name, read.relative, read.audio.channels, read.audio.length_frames, read.at_frame)
            for read in self._read
        ]

        def apply(current: Song) -> Song:
            for part in parts:
                current = part.apply(current)
            return current

        files = len({read.source for read in self._read})
        return Edit(steps.import_files(files), apply)

    def discard(self) -> None:
        """Removes the files that were written, where no song uses them."""
        remove(read.audio for read in self._read)
        self._read = []


def audio_files(paths: Sequence[Path]) -> list[Path]:
    """Files to import: those given, and all in the given folders, by name.

    A folder that cannot be read is kept, so that reading it reports the problem.
    """
    found: list[Path] = []
    for path in paths:
        try:
            inside = sorted(path.iterdir()) if os.path.isdir(path) and not advice_for_foreign(path) else [path]
        except OSError:
            inside = [path]
        found += inside if inside == [path] else [f for f in inside if os.path.isfile(f) and not f.name.startswith(".")]
    return found


def _stamp_s(found: _Found) -> float | None:
    """Time stamp in seconds from midnight; None if no day has it."""
    stamp = found.audio.time_stamp_s
    return stamp if stamp is not None and math.isfinite(stamp) and stamp < DAY_S else None


def _time_of_day(seconds: float) -> str:
    minutes, second = divmod(int(seconds), 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{second:02d}"


def _not_audio(files: Sequence[Path]) -> str:
    """What was skipped: `2 files in stems are not audio: notes.txt, cover.jpg.`."""
    return not_audio(encodable(files[0].parent.name), [encodable(file.name) for file in files])
