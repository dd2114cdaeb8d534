"""Files that are there whole or not at all.

Lives: any thread that may wait.
"""

import contextlib
import os
import secrets
import shutil
from pathlib import Path

from audio_engine.disk.os_errors import sync


def write_whole(path: Path, data: bytes) -> None:
    """Writes beside, syncs, renames over `path` and syncs the folder: a crash leaves the old file or the new one."""
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
    """Copies beside, syncs and renames: nothing may be called `target` yet. Raises OSError, and leaves nothing then."""
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
    """Makes a rename last through a power cut, where the platform lets a folder be synced."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)
