"""Reads back what a pass wrote, a block at a time, and notes in its journal whether it matches.

Lives: engine, writer thread, while no pass runs.
"""

import contextlib
import os
import zlib
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from audio_engine.disk import wav
from audio_engine.disk.journal import Checksum, Differs, Verified, append_line

BLOCK_BYTES = 1 << 20  # about a millisecond: a pass may begin at any time


class _Waiting(NamedTuple):
    journal: Path
    file: Path
    expected: Checksum
    durable: Callable[[], bool]  # a drive may refuse late, after the pass has ended


class Verifier:
    """A queue of files to read back: `add` them, then `step` until it returns False. A new pass just stops stepping."""

    def __init__(self) -> None:
        self._waiting: deque[_Waiting] = deque()
        self._descriptor = -1
        self._done = self._crc32 = 0

    def add(
        self, journal: Path, files: Sequence[Path], checksums: dict[str, Checksum], durable: Callable[[], bool]
    ) -> None:
        """Queue the files of a finished pass.

        Args:
            journal: Journal that gets the results.
            files: Files to read.
            checksums: Expected checksum of each file, by file name.
            durable: Asked before a result is written; False leaves it out, because the drive reported an error.
        """
        for file in files:
            self._waiting.append(_Waiting(journal, file, checksums[file.name], durable))

    def step(self) -> bool:
        """Read one more block; False if nothing is left to read."""
        if not self._waiting:
            return False
        try:
            if self._descriptor < 0:
                self._open(self._waiting[0].file)
            self._read(self._waiting[0])
        except OSError:  # the folder is gone or may not be written: nothing is noted
            self._next()
        except Exception:
            self._next()  # the others are read all the same
            raise
        return bool(self._waiting)

    def _open(self, file: Path) -> None:
        self._descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        if hasattr(os, "posix_fadvise"):  # what the system still has in memory says nothing about the drive
            with contextlib.suppress(OSError):
                os.posix_fadvise(self._descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.lseek(self._descriptor, wav.header_bytes_of(file), os.SEEK_SET)

    def _read(self, waiting: _Waiting) -> None:
        left = waiting.expected.bytes - self._done
        data = os.read(self._descriptor, min(BLOCK_BYTES, left)) if left else b""
        self._crc32 = zlib.crc32(data, self._crc32)
        self._done += len(data)
        if data:
            return
        found = Checksum(self._crc32, self._done)
        kind = Verified if found == waiting.expected else Differs
        if waiting.durable():
            append_line(waiting.journal, kind(file=waiting.file.name, crc32=found.crc32, bytes=found.bytes))
        self._next()

    def _next(self) -> None:
        read, self._descriptor, self._done, self._crc32 = self._descriptor, -1, 0, 0
        self._waiting.popleft()
        if read >= 0:
            with contextlib.suppress(OSError):  # a drive that is gone refuses this too
                os.close(read)
