"""Writes files that are complete or not there at all.

Lives: any thread that may wait.
"""

import contextlib
import os
import secrets
import shutil
from pathlib import Path

from audio_engine.disk.os_errors import sync


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


def copy_whole(source: Path, target: Path) -> None:
    """Copy a file to a name that does not exist yet. Raises OSError, and leaves nothing behind then."""
    beside = target.with_name(f".{target.name}.part")
    try:
        shutil.copyfile(source, beside)
        with beside.open("rb+") as copied:
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
