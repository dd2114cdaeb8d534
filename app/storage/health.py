"""Compares a take with the checksum that the engine stored when the pass ended.

Lives: any thread that may wait: a whole file is read.
"""

from pathlib import Path
from typing import Literal

from app.model.take import Take
from app.storage.collect import checksum
from audio_engine.disk import wav
from audio_engine.disk.journal import Checksum, read_checksums
from audio_engine.disk.open_files import UNREADABLE, media_facts

Health = Literal["verified", "recovered", "has gaps", "changed", "missing", "not verified"]


def take_health(folder: Path, take: Take) -> Health:
    """State of a take; the worst that applies.

    Args:
        folder: The song folder.
        take: One of its takes.

    Returns:
        `not verified` if no checksum was stored, as for takes of older versions.
    """
    path = folder / take.file
    if not path.is_file():
        return "missing"
    noted = read_checksums(folder / "passes" / f"{take.pass_id}.jsonl").get(path.name)
    try:
        if not _long_enough(path, take) or (noted is not None and not matches_checksum(path, noted)):
            return "changed"
    except OSError:
        return "missing"
    if take.dropouts:
        return "has gaps"
    if take.recovered:
        return "recovered"
    return "not verified" if noted is None else "verified"


def matches_checksum(path: Path, noted: Checksum) -> bool:
    """True if the samples of a file match a checksum; additional data behind them is ignored. Raises OSError."""
    with path.open("rb") as opened:
        first = wav.header_bytes_of(path)
        opened.seek(first)
        there = path.stat().st_size - first
        return there >= noted.bytes and checksum(opened, noted.bytes) == noted.crc32


def _long_enough(path: Path, take: Take) -> bool:
    """True if the file is as long as the take says. Raises OSError."""
    try:
        return media_facts(path).length_frames >= take.file_start_frame + take.length_frames
    except UNREADABLE:
        return False
