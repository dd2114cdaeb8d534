"""Finds files in a song's folder that nothing uses, and moves them to `trash/`. Only unfinished files are deleted.

Lives: any thread that may wait, under the song's lock.
"""

import contextlib
import errno
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from app.messages.files import cannot_move_to_trash, pass_unreadable
from app.model.song import Song
from app.problems import SongProblem
from app.storage.folder import SongFolder
from app.storage.recovery import claimed_passes
from app.storage.whole_file import copy_whole
from audio_engine.disk.journal import Pass, read_lines
from audio_engine.disk.new_media import UNFINISHED
from audio_engine.disk.os_errors import advice_for

TRASH = "trash"


def unused_media(song: Song, folder: SongFolder, history_songs: Iterable[Song] = ()) -> list[Path]:
    """Media, peaks and journals that no clip, take or frozen track uses.

    Files of a pass that was never offered to a saved song count as used: they may be all that a crash left.

    Args:
        song: The song as it is now.
        folder: Its folder.
        history_songs: Songs that undo can bring back.

    Raises:
        SongProblem: The journal of a pass cannot be read, so its files are not known.
    """
    songs = [song, *history_songs]
    used = {name for each in songs for name in _media_of(each)}
    passes = {pass_id for each in songs for pass_id in claimed_passes(each)}
    journals = _entries(folder.passes)
    for journal in journals:
        if journal.suffix == ".jsonl" and journal.stem not in passes and not journal.with_suffix(".done").exists():
            passes.add(journal.stem)
            used |= _media_in(journal)
    media = [path for path in _entries(folder.audio) if f"audio/{path.name}" not in used]
    peaks = [path for path in _entries(folder.peaks) if f"audio/{path.name.removesuffix('.peaks')}" not in used]
    return [*media, *peaks, *(path for path in journals if path.stem not in passes)]


def remove_unfinished(folder: SongFolder) -> None:
    """Delete what imports, processing and flattening had not finished when the program was killed.

    Only for whoever has the song's lock, before anything is made in it. Files that cannot be deleted stay.
    """
    for place in (folder.audio, folder.peaks):
        for left in place.glob(f"*{UNFINISHED}") if place.is_dir() else ():
            with contextlib.suppress(OSError):
                left.unlink()


def move_to_trash(folder: SongFolder, files: Iterable[Path]) -> list[Path]:
    """Move files to `trash/`, numbered if the name is taken there.

    Returns:
        Where they are now.

    Raises:
        SongProblem: A file cannot be moved; those before it have been.
    """
    moved = []
    for file in files:
        target = _free(folder.path / TRASH / file.relative_to(folder.path))
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            _move(file, target)
        except OSError as error:
            raise SongProblem(cannot_move_to_trash(file, error, advice_for(error))) from None
        moved.append(target)
    return moved


def _move(file: Path, target: Path) -> None:
    """Rename, or copy and delete: `audio/` may be a link to another drive."""
    try:
        os.rename(file, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        copy_whole(file, target)
        file.unlink()


def _media_of(song: Song) -> set[str]:
    """All strings in the document: whatever field names a file, now or in a later version, protects it."""
    found: set[str] = set()
    waiting: list[Any] = [msgspec.to_builtins(song)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            found.add(value)
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, (list, tuple)):
            waiting += value
    return found


def _media_in(journal: Path) -> set[str]:
    try:
        asked_for = next(line for line in read_lines(journal) if isinstance(line, Pass))
        return {f"audio/{Path(file.path).name}" for file in asked_for.request.files}
    except (OSError, StopIteration):
        raise SongProblem(pass_unreadable(journal.name, journal.parent)) from None


def _entries(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))


def _free(target: Path) -> Path:
    free, number = target, 1
    while free.exists():
        number += 1
        free = target.with_name(f"{target.stem} {number}{target.suffix}")
    return free
