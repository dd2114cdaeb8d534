"""A whole song in another place: a folder or a .zip, with everything that it needs, read back and compared.

Lives: command line; window, main thread (a copy elsewhere, when the song's own folder takes no more).
"""

import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from app.model.song import Song
from app.storage.folder import SUFFIX, SongFolder
from app.storage.problems import SongProblem
from app.storage.song_json import encode_song
from app.storage.whole_file import sync_folder

BLOCK_BYTES = 4 << 20
_LEFT_BEHIND = ("lock", "trash", "autosave.json")  # of this place or this session


def copy_song(folder: SongFolder, target: Path, song: Song | None = None) -> Path:
    """Everything in `folder` below `target`, with `song` (else as saved) in song.json; the copy's path.

    A target that is a folder already gets the copy inside; anything else there is refused. SongProblem with one
    sentence where the copy cannot be made or does not read back as it was written; nothing is left of it then.
    """
    place = _place(folder, target, SUFFIX)
    partial = place.with_name(f".{place.name}.partial")
    try:
        _refuse_little_room(folder, place)
        shutil.rmtree(partial, ignore_errors=True)
        for source in _files(folder):
            copied = partial / source.relative_to(folder.path)
            copied.parent.mkdir(parents=True, exist_ok=True)
            _copy_file(source, copied)
        for name in ("audio", "peaks", "passes"):
            (partial / name).mkdir(parents=True, exist_ok=True)
        if song is not None:
            (partial / folder.song_file.name).write_bytes(encode_song(song))
        os.replace(partial, place)
        sync_folder(place.parent)
    except OSError as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise _problem(place, error) from None
    except SongProblem:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return place


def zip_song(folder: SongFolder, target: Path) -> Path:
    """The same as one .zip, without compression: takes hardly shrink. Its path."""
    place = _place(folder, target, ".zip")
    partial = place.with_name(f".{place.name}.partial")
    try:
        _refuse_little_room(folder, place)
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
            sums = {_entry(folder, source): _zip_file(archive, source, folder) for source in _files(folder)}
        with zipfile.ZipFile(partial) as archive:
            for name, wanted in sums.items():
                with archive.open(name) as entry:
                    _compare(checksum(entry), wanted, name)
        with partial.open("rb+") as written:
            os.fsync(written.fileno())
        os.replace(partial, place)
        sync_folder(place.parent)
    except (OSError, zipfile.BadZipFile) as error:
        partial.unlink(missing_ok=True)
        raise _problem(place, error) from None
    except SongProblem:
        partial.unlink(missing_ok=True)
        raise
    return place


def checksum(opened: IO[bytes], left: int = -1) -> int:
    """CRC-32 of the next `left` bytes, or of all that follow."""
    found = 0
    while left:
        data = opened.read(BLOCK_BYTES if left < 0 else min(BLOCK_BYTES, left))
        if not data:
            break
        found = zlib.crc32(data, found)
        left -= len(data) if left > 0 else 0
    return found


def _files(folder: SongFolder) -> Iterator[Path]:
    for path in sorted(folder.path.rglob("*")):
        top = path.relative_to(folder.path).parts[0]
        if path.is_file() and top not in _LEFT_BEHIND and not path.name.endswith((".part", ".partial")):
            yield path


def _place(folder: SongFolder, target: Path, suffix: str) -> Path:
    given = target.expanduser().absolute()
    if given.is_dir():
        given = given / folder.path.with_suffix(suffix).name
    elif given.suffix != suffix:
        given = given.with_name(given.name + suffix)
    if given.exists():
        raise SongProblem(f"{given} is there already; choose another name.")
    if given.resolve().is_relative_to(folder.path.resolve()):
        raise SongProblem(f"{given} lies inside the song's own folder; choose a place outside of it.")
    if not given.parent.is_dir():
        raise SongProblem(f"There is no folder {given.parent}; make it first, or choose another place.")
    return given


def _refuse_little_room(folder: SongFolder, place: Path) -> None:
    needed = sum(source.stat().st_size for source in _files(folder))
    free = shutil.disk_usage(place.parent).free
    if needed > free:
        raise SongProblem(
            f"{place.parent} has room for {free / 1e6:.0f} MB and the song needs {needed / 1e6:.0f} MB; choose another "
            "disk."
        )


def _copy_file(source: Path, copied: Path) -> None:
    found = 0
    with source.open("rb") as reading, copied.open("xb") as writing:
        while data := reading.read(BLOCK_BYTES):
            found = zlib.crc32(data, found)
            writing.write(data)
        writing.flush()
        os.fsync(writing.fileno())
    with copied.open("rb") as reading:
        _compare(checksum(reading), found, copied.name)


def _zip_file(archive: zipfile.ZipFile, source: Path, folder: SongFolder) -> int:
    found = 0
    kind = zipfile.ZipInfo.from_file(source, _entry(folder, source))
    with source.open("rb") as reading, archive.open(kind, "w", force_zip64=True) as writing:
        while data := reading.read(BLOCK_BYTES):
            found = zlib.crc32(data, found)
            writing.write(data)
    return found


def _entry(folder: SongFolder, source: Path) -> str:
    return f"{folder.path.name}/{source.relative_to(folder.path).as_posix()}"


def _compare(found: int, wanted: int, name: str) -> None:
    if found != wanted:
        raise SongProblem(f"The copy of {name} does not read back as it was written; choose another disk.")


def _problem(place: Path, error: Exception) -> SongProblem:
    reason = getattr(error, "strerror", None) or error
    return SongProblem(f"The copy {place} cannot be made: {reason}; choose another place.")
