"""A file locked by the operating system for as long as its holder lives: the platform's part of a song's lock.

The window holds the lock. If the window dies during a pass, the engine holds it on and hands it to whoever attaches.

Lives: engine, main thread; window, main thread (through app.storage.lock).
"""

import contextlib
import json
import os
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

LOCK_NAME = "lock"
ENGINE_ALONE = "Worktape's engine, which is still recording"  # the holder after its window died
_LOCKED_BYTE = 1 << 30  # far behind the text, which on Windows must stay readable


def acquire(file: IO[bytes]) -> bool:
    """Lock an open file; False if another process holds it.

    Raises:
        OSError: The file system does not support locks.
    """
    if sys.platform == "win32":
        import msvcrt

        try:
            file.seek(_LOCKED_BYTE)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def release(file: IO[bytes]) -> None:
    """Unlock and close a file; never fails, not even if its drive is gone."""
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            import msvcrt

            file.seek(_LOCKED_BYTE)
            msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_UN)
    with contextlib.suppress(OSError):
        file.close()


def write_holder(file: IO[bytes], program: str) -> None:
    """Write who holds the lock into the file. The text is only for people, so errors are ignored."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    holder = {"pid": os.getpid(), "program": program, "host": socket.gethostname(), "started_at": now}
    with contextlib.suppress(OSError):
        clear_holder(file)
        file.write(json.dumps(holder).encode())
        file.flush()


def clear_holder(file: IO[bytes]) -> None:
    """Empty the file. Raises OSError."""
    file.seek(0)
    file.truncate()


class SongLock:
    """The engine's lock on a song whose window died."""

    def __init__(self, file: IO[bytes]) -> None:
        """Hold a file that is locked already."""
        self._file = file

    @classmethod
    def take_over(cls, song_folder: Path) -> "SongLock | None":
        """Lock the song if nobody holds it; None otherwise."""
        try:
            file = (song_folder / LOCK_NAME).open("a+b")
        except OSError:
            return None
        if not acquire(file):
            file.close()
            return None
        write_holder(file, ENGINE_ALONE)
        return cls(file)

    def release(self) -> None:
        """Unlock the song."""
        release(self._file)
