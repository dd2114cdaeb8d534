"""The song's lock: a file locked by the operating system, whose text names the holder.

The system releases the lock with its process, so a crash leaves nothing to clean up. The text is only for people.

Lives: window, main thread.
"""

import contextlib
from datetime import datetime
from pathlib import Path
from typing import IO

import msgspec

from app.messages.files import cannot_lock, song_open_elsewhere
from app.problems import LockHolder, SongLocked, SongProblem, SongUnwritable
from audio_engine.disk import song_lock

_MOST_BYTES = 4096  # of its text


class SongLock:
    """A lock held from construction to `release`."""

    def __init__(self, path: Path, program: str) -> None:
        """Lock a song.

        Args:
            path: The lock file.
            program: Name of this program, for other users.

        Raises:
            SongLocked: Another program has the song open.
            SongUnwritable: The folder is not writable.
            SongProblem: The file system does not support locks.
        """
        self._path = path
        try:
            file = path.open("a+b")
        except OSError as error:
            raise SongUnwritable(cannot_lock(path.parent, error)) from None
        try:
            free = song_lock.acquire(file)
        except OSError as error:
            file.close()
            raise SongProblem(cannot_lock(path.parent, error)) from None
        if not free:
            file.close()
            holder = read_holder(path)
            raise SongLocked(song_open_elsewhere(path.parent.name, describe(holder)), holder)
        self._file: IO[bytes] | None = file
        song_lock.write_holder(file, program)

    def release(self) -> None:
        """Release the lock and empty the text. The file stays: removing it would let two programs lock two files."""
        if self._file is None:
            return
        file, self._file = self._file, None
        with contextlib.suppress(OSError):  # a drive that was pulled out refuses it
            song_lock.clear_holder(file)
        song_lock.release(file)


def read_holder(path: Path) -> LockHolder:
    """Holder named in the lock's text; pid 0 if it cannot be read."""
    try:
        with path.open("rb") as file:
            return msgspec.json.decode(file.read(_MOST_BYTES), type=LockHolder)
    except (OSError, ValueError, RecursionError):  # msgspec's own are ValueErrors
        return LockHolder(0, "another program")


def describe(holder: LockHolder) -> str:
    """`Worktape's window (process 812 on studio, since 2026-01-02 10:00)`, in local time."""
    if holder.pid == 0:
        return holder.program
    return f"{holder.program} (process {holder.pid} on {holder.host}, since {_local_time(holder.started_at)})"


def _local_time(written: str) -> str:
    """To the minute; unchanged if it is not a time."""
    try:
        return f"{datetime.fromisoformat(written).astimezone():%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError, OSError):
        return written
