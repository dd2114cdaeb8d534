"""Audio files brought into the open song: read one after the other on a worker, then one edit for all of them.

Lives: `AudioImport` window and command line, main thread; its `run` on a worker.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.edits.edit import Edit, Refused
from app.edits.takes import add_imported, place_imported
from app.model.ids import TrackId
from app.model.ranges import LONGEST_NAME
from app.model.song import Song
from app.open_song import OpenSong
from app.storage.problems import SongProblem
from audio_engine.disk.importer import ImportedFile, ImportProblem, import_file
from audio_engine.disk.peaks import peak_path
from audio_engine.disk.refusal import readable

SUFFIXES = (".wav", ".wave", ".flac", ".aif", ".aiff", ".ogg", ".opus", ".mp3", ".w64", ".rf64", ".caf")


def name_from_file(file: Path) -> str:
    """A name for what comes from a file, whatever the disk calls it."""
    return " ".join(readable(file.stem).split())[:LONGEST_NAME].strip() or "Audio"


@dataclass(frozen=True, slots=True)
class _Read:
    name: str
    relative: str  # inside the song's folder
    audio: ImportedFile


class AudioImport:
    """`progress` 0 to 1, `reading` the file's name, `problems` one sentence for each file that could not be read."""

    def __init__(self, opened: OpenSong, files: Sequence[Path], at_frame: int, onto: TrackId | None = None) -> None:
        """`onto`: the track for a single file that fits it; all others get tracks of their own. Refused without files
        or where the song cannot take any."""
        if not files:
            raise Refused("There is no audio file among them (WAV, FLAC, AIFF, Ogg, Opus or MP3).")
        if opened.read_only:
            raise SongProblem(f"{opened.folder.path.name} is open for reading only.")
        self._folder, self._rate_hz, self._at_frame, self._onto = (
            opened.folder.path,
            opened.song.rate_hz,
            at_frame,
            onto,
        )
        self._todo = [(file, opened.pool.new_path(file.stem)) for file in files]
        self._read: list[_Read] = []
        self.problems: list[str] = []
        self.progress, self.reading = 0.0, files[0].name
        self._cancelled = self._ended = False

    def run(self) -> None:
        """Reads the files; takes as long as it takes. Nothing is left behind where it is cancelled."""
        for number, (source, target) in enumerate(self._todo):
            self.reading = source.name
            try:
                audio = import_file(source, target, self._rate_hz, self._reporter(number))
            except ImportProblem as problem:
                if not self._cancelled:
                    self.problems.append(str(problem))
                    continue
                self.discard()
                return
            self._read.append(_Read(name_from_file(source), target.relative_to(self._folder).as_posix(), audio))
        self._ended = True
        if self._cancelled:
            self.discard()

    def _reporter(self, number: int) -> Callable[[float], bool]:
        def report(share: float) -> bool:
            self.progress = (number + share) / len(self._todo)
            return not self._cancelled

        return report

    def cancel(self) -> None:
        self._cancelled = True
        if self._ended:  # between the last file and whoever waits for it
            self.discard()

    def edit(self, song: Song) -> Edit | None:
        """Puts what was read into the song as one step; None where nothing was."""
        if not self._read:
            return None
        onto = next((track for track in song.tracks if track.id == self._onto), None)
        if onto is not None and len(self._todo) == 1 and self._read[0].audio.channels <= onto.channels:
            read = self._read[0]
            return place_imported(onto.id, read.name, read.relative, read.audio.length_frames, self._at_frame)
        parts = [
            add_imported(read.name, read.relative, read.audio.channels, read.audio.length_frames, self._at_frame)
            for read in self._read
        ]

        def apply(held: Song) -> Song:
            for part in parts:
                held = part.apply(held)
            return held

        return Edit("Import" if len(parts) == 1 else f"Import {len(parts)} files", apply)

    def discard(self) -> None:
        """Removes the files that were written, where no song uses them."""
        for read in self._read:
            for path in (read.audio.path, peak_path(read.audio.path)):
                with suppress(OSError):
                    path.unlink(missing_ok=True)
        self._read = []


def may_be_audio(paths: Sequence[Path]) -> bool:
    """Whether any of them looks like audio, or like a folder that may hold some, without reading one."""
    return any(path.suffix.casefold() in SUFFIXES or path.is_dir() for path in paths)


def audio_files(paths: Sequence[Path]) -> list[Path]:
    """Those whose names say audio; of a folder all that lie in it, by name. A folder that cannot be read holds none."""
    found: list[Path] = []
    for path in paths:
        try:
            inside = sorted(path.iterdir()) if path.is_dir() else [path]
        except OSError:
            continue
        found += [file for file in inside if file.suffix.casefold() in SUFFIXES and file.is_file()]
    return found
