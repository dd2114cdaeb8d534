"""Reads and writes the song and its autosave in a song folder.

Lives: window, main thread; `write_autosave` may run on a worker.
"""

import contextlib
import os
from pathlib import Path

from app.messages.files import (
    cannot_delete,
    cannot_read,
    cannot_save,
    file_not_song,
    folder_not_song,
    no_song,
    too_large,
)
from app.model.song import Song
from app.problems import SongDamaged, SongProblem, SongTooNew
from app.storage.folder import SongFolder
from app.storage.song_json import SongEncoder, decode_song, encode_song
from app.storage.whole_file import sync_folder, write_whole
from audio_engine.disk.os_errors import advice_for

MAX_SONG_BYTES = 512 * 1024 * 1024


def read_song(folder: SongFolder) -> Song:
    """The song as saved.

    Raises:
        SongDamaged: song.json cannot be read.
        SongProblem: There is no song.
    """
    if not folder.path.exists():
        raise SongProblem(no_song(folder.path))
    if not folder.path.is_dir():
        raise SongProblem(file_not_song(folder.path))
    if not folder.song_file.is_file():
        raise SongProblem(folder_not_song(folder.path))
    data = read_bytes(folder.song_file)
    try:
        return decode_song(data, str(folder.song_file))
    except SongTooNew:
        raise
    except SongProblem as problem:
        raise SongDamaged(str(problem), folder.path) from None


def write_song(folder: SongFolder, song: Song, encoder: SongEncoder | None = None) -> None:
    """Save the song, keep the version before as backup, and delete the autosave.

    Args:
        folder: The song folder.
        song: The song to save.
        encoder: Encoder of the open song, which remembers unchanged tracks.

    Raises:
        SongProblem: It cannot be written.
    """
    _keep_version(folder)
    _write(folder.song_file, encoder.encode(song) if encoder else encode_song(song))
    discard_autosave(folder)


def _keep_version(folder: SongFolder) -> None:
    """Keep the saved song as backup, through a hard link; without a backup if the file system has none."""
    fresh = folder.backup_file.with_suffix(".part")
    with contextlib.suppress(OSError):
        fresh.unlink(missing_ok=True)
        os.link(folder.song_file, fresh)
        os.replace(fresh, folder.backup_file)
        fresh.unlink(missing_ok=True)  # a rename between two links to one file does nothing


def write_autosave(folder: SongFolder, song: Song, encoder: SongEncoder | None = None) -> None:
    """Write autosave.json; song.json is not changed. Raises SongProblem."""
    _write(folder.autosave_file, encoder.encode(song) if encoder else encode_song(song))


def read_autosave(folder: SongFolder, saved: Song) -> Song | None:
    """The autosaved song, or None if there is none or it equals the saved one. Raises SongProblem if it is damaged."""
    if not folder.autosave_file.is_file():
        return None
    song = decode_song(read_bytes(folder.autosave_file), str(folder.autosave_file))
    return None if song == saved else song


def autosave_is_older(folder: SongFolder) -> bool:
    """True if song.json was written after the autosave.

    That happens after a crash between writing one and deleting the other, or if a backup lost its dates.
    """
    try:
        return folder.autosave_file.stat().st_mtime_ns < folder.song_file.stat().st_mtime_ns
    except OSError:
        return False


def keep_autosave(folder: SongFolder) -> Path:
    """Give the autosave a name of its own, `autosave 2.json`, so that another can be written. Raises SongProblem."""
    number = 2
    while (kept := folder.path / f"autosave {number}.json").exists():
        number += 1
    try:
        os.rename(folder.autosave_file, kept)
    except OSError as error:
        raise SongProblem(cannot_save(kept, error, advice_for(error))) from None
    return kept


def kept_autosaves(folder: SongFolder) -> list[Path]:
    """What `keep_autosave` named and nobody has answered yet, the newest first."""
    return sorted(folder.path.glob("autosave [0-9]*.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True)


def discard_autosave(folder: SongFolder) -> None:
    """Delete the autosave. Raises SongProblem if that fails."""
    try:
        if folder.autosave_file.exists():
            folder.autosave_file.unlink()
            sync_folder(folder.path)  # else a power cut brings it back, older than the song
    except OSError as error:
        raise SongProblem(cannot_delete(folder.autosave_file, error)) from None


def read_bytes(path: Path) -> bytes:
    """Bytes of a song file. Raises SongProblem if it cannot be read or is larger than any song."""
    try:
        if path.stat().st_size > MAX_SONG_BYTES:
            raise SongProblem(too_large(path))
        return path.read_bytes()
    except OSError as error:
        raise SongProblem(cannot_read(path, error)) from None


def _write(path: Path, data: bytes) -> None:
    try:
        write_whole(path, data)
    except OSError as error:
        raise SongProblem(cannot_save(path, error, advice_for(error))) from None
