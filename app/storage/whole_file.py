"""Writes files that are complete or not there at all.

Lives: any thread that may wait.
"""

import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from audio_engine.disk.os_errors import sync

PART_BYTES = 4 << 20  # of a copy


def write_whole(path: Path, data: bytes) -> None:
    """Replace a file so that a crash leaves either the old one or the new one. Raises OSError.

    Writes a temporary file, syncs it, renames it to `path` and syncs the folder.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            sync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def copy_whole(source: Path, target: Path, goes_on: Callable[[], object] = lambda: None) -> None:
    """Copy a file to a name that does not exist yet; nothing is left behind where that fails.

    Args:
        source: A regular file.
        target: Its copy.
        goes_on: Called after each part; what it raises ends the copy.

    Raises:
        OSError: The file cannot be read or written.
    """
    beside = target.with_name(f".{target.name}.part")
    try:
        with source.open("rb") as reading, beside.open("wb") as copied:
            while data := reading.read(PART_BYTES):
                copied.write(data)
                goes_on()
            copied.flush()
            sync(copied.fileno())
        os.rename(beside, target)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename durable, if platform and file system allow it. Raises OSError."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)
