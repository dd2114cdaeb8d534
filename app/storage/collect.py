"""Copies a whole song to a folder or a .zip, reads the copy back and compares it.

Lives: command line; window, where `SongCopy.run` is on a worker.
"""

import contextlib
import io
import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from app.messages.files import (
    already_exists,
    cannot_copy,
    copy_cancelled,
    copy_differs,
    inside_song,
    no_folder,
    too_little_room,
)
from app.model.song import Song
from app.problems import SongProblem
from app.storage.folder import SUFFIX, SongFolder, refuse_recordings
from app.storage.song_json import encode_song
from app.storage.whole_file import sync_folder
from app.tasks import Task
from app.text.encodings import encode_words

BLOCK_BYTES = 4 << 20
ZIP = ".zip"
_LEFT_BEHIND = ("lock", "trash", "autosave.json")  # of this place or this session


class SongCopy(Task[Path]):
    """A copy in progress; `doing` is the name of the file that is being copied or compared."""

    def __init__(self, folder: SongFolder, target: Path, song: Song | None = None) -> None:
        """Check the target and list what to copy.

        Args:
            folder: The song.
            target: Folder or archive to create (an archive if its suffix is .zip); if it is an existing folder, the
                copy goes inside. Archives are not compressed: takes hardly shrink.
            song: Song to write into the copy; None for the one that was saved.

        Raises:
            SongProblem: The target exists, has no room, or cannot be written.
        """
        self._folder, self._song = folder, song
        self._place = _place(folder, target, ZIP if target.suffix == ZIP else SUFFIX)
        self._partial = self._place.with_name(f".{self._place.name}.partial")
        self._done_bytes = 0
        self.doing = self._place.name
        try:
            self._sources = {source: source.stat().st_size for source in _files(folder)}
            _refuse_little_room(sum(self._sources.values()), self._place)
        except OSError as error:
            raise _problem(self._place, error) from None

    def run(self) -> Path:
        """Copy and verify. May take minutes; any thread.

        Returns:
            Path of the copy.

        Raises:
            SongProblem: It cannot be made, or differs from the original. Nothing is left behind.
        """
        try:
            self._remove_partial()
            if self._place.suffix == ZIP:
                self._zip()
            else:
                self._copy()
            os.replace(self._partial, self._place)
            sync_folder(self._place.parent)
        except BaseException as error:
            self._remove_partial()
            if isinstance(error, (OSError, zipfile.BadZipFile)):
                raise _problem(self._place, error) from None
            raise
        return self._place

    def _copy(self) -> None:
        for source in self._sources:
            copied = self._partial / source.relative_to(self._folder.path)
            copied.parent.mkdir(parents=True, exist_ok=True)
            with self._reader(source) as reading, copied.open("xb") as writing:
                found = self._pour(reading, writing, source.name)
                writing.flush()
                os.fsync(writing.fileno())
            with copied.open("rb") as reading:
                self._compare(reading, found, source.name)
        for name in ("audio", "peaks", "passes"):
            (self._partial / name).mkdir(parents=True, exist_ok=True)

    def _zip(self) -> None:
        sums = {}
        with zipfile.ZipFile(self._partial, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
            for source in self._sources:
                name = f"{self._folder.path.name}/{source.relative_to(self._folder.path).as_posix()}"
                entry = zipfile.ZipInfo.from_file(source, name, strict_timestamps=False)
                with self._reader(source) as reading, archive.open(entry, "w", force_zip64=True) as writing:
                    sums[name] = self._pour(reading, writing, source.name)
        with zipfile.ZipFile(self._partial) as archive:
            for name, expected in sums.items():
                with archive.open(name) as reading:
                    self._compare(reading, expected, name)
        with self._partial.open("rb+") as written:
            os.fsync(written.fileno())

    def _reader(self, source: Path) -> IO[bytes]:
        if self._song is not None and source == self._folder.song_file:
            return io.BytesIO(encode_song(self._song))
        if self._song is not None and source == self._folder.lyrics_file(self._song.name):
            return io.BytesIO(encode_words(self._song.lyrics.text, self._song.lyrics.encoding))
        return source.open("rb")

    def _pour(self, reading: IO[bytes], writing: IO[bytes], name: str) -> int:
        """Copy all bytes and return their CRC-32."""
        self.doing, found = name, 0
        while data := reading.read(BLOCK_BYTES):
            found = zlib.crc32(data, found)
            writing.write(data)
            self._advance(len(data))
        return found

    def _compare(self, reading: IO[bytes], expected: int, name: str) -> None:
        found = 0
        while data := reading.read(BLOCK_BYTES):
            found = zlib.crc32(data, found)
            self._advance(len(data))
        if found != expected:
            raise SongProblem(copy_differs(name))

    def _advance(self, size: int) -> None:
        if self.cancelled:
            raise SongProblem(copy_cancelled(self._place.name))
        self._done_bytes += size
        self.progress = min(1.0, self._done_bytes / max(1, 2 * sum(self._sources.values())))

    def _remove_partial(self) -> None:
        if self._partial.is_dir():
            shutil.rmtree(self._partial, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                self._partial.unlink(missing_ok=True)


def checksum(opened: IO[bytes], left: int = -1) -> int:
    """CRC-32 of the next `left` bytes of an open file, or of all that follow."""
    found = 0
    while left:
        data = opened.read(BLOCK_BYTES if left < 0 else min(BLOCK_BYTES, left))
        if not data:
            break
        found = zlib.crc32(data, found)
        left -= len(data) if left > 0 else 0
    return found


def _files(folder: SongFolder) -> Iterator[Path]:
    for top in sorted(folder.path.iterdir()):
        inside = sorted(top.rglob("*")) if top.is_dir() else [top]  # also where it is a link to another drive
        for path in inside if top.name not in _LEFT_BEHIND else ():
            if path.is_file() and not path.name.endswith((".part", ".partial")):
                yield path


def _place(folder: SongFolder, target: Path, suffix: str) -> Path:
    given = target.expanduser().absolute()
    if given.is_dir():
        given = given / folder.path.with_suffix(suffix).name
    elif given.suffix != suffix:
        given = given.with_name(given.name + suffix)
    if given.exists():
        raise SongProblem(already_exists(given))
    if given.resolve().is_relative_to(folder.path.resolve()):
        raise SongProblem(inside_song(given))
    refuse_recordings(given)
    if not given.parent.is_dir():
        raise SongProblem(no_folder(given.parent))
    return given


def _refuse_little_room(needed: int, place: Path) -> None:
    free = shutil.disk_usage(place.parent).free
    if needed > free:
        raise SongProblem(too_little_room(place.parent, free, needed))


def _problem(place: Path, error: Exception) -> SongProblem:
    reason = getattr(error, "strerror", None) or error
    return SongProblem(cannot_copy(place, str(reason)))
