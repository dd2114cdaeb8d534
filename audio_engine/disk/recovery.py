"""Reads a pass back after a crash, from its journal and the bytes of its files, never from what their headers claim.

Lives: whoever opens the song.
"""

import contextlib
import os
import zlib
from collections.abc import Container
from pathlib import Path

import msgspec

from audio_engine.disk import wav
from audio_engine.disk.journal import Checksum, Finished, Noted, Pass, append_line, read_checksums, read_lines
from audio_engine.disk.pass_log import PassLog
from audio_engine.disk.peaks import TakePeaks, peak_of, with_round_peaks
from audio_engine.formats import SAMPLE_BYTES
from audio_engine.protocol import FinishedFile, PassResult, TakeFile

_BLOCK_BYTES = 4 << 20
_UNREADABLE = "{} cannot be read; its takes are still in the audio folder."


class JournalProblem(Exception):
    """A journal that cannot be used; the text is one sentence."""


def read_back(journal: Path, in_use: Container[str] = ()) -> PassResult:
    """Reconstruct a pass from what is on disk. Corrects the headers of its files and makes missing peaks.

    Files are looked for in the song folder of the journal, so a moved song recovers too.

    Args:
        journal: `SONG/passes/ID.jsonl`.
        in_use: Names of files that belong to other takes, whatever a damaged journal says; they stay untouched.

    Raises:
        JournalProblem: The journal has no request that can be read.
    """
    try:
        lines = read_lines(journal)
    except OSError as error:
        raise JournalProblem(_UNREADABLE.format(journal.name)) from error
    asked_for = next((line for line in lines if isinstance(line, Pass)), None)
    if asked_for is None:
        raise JournalProblem(_UNREADABLE.format(journal.name))
    finished = next((line.result for line in lines if isinstance(line, Finished)), None)
    if finished is not None:
        moved = _moved(finished.files, journal)
        return msgspec.structs.replace(finished, pass_id=journal.stem, journal=str(journal), files=moved)
    request, rate_hz = asked_for.request, asked_for.rate_hz
    log = PassLog(request.latency_frames)
    for line in lines:
        log.apply_line(line)
    folder = journal.parent.parent
    noted = read_checksums(journal)
    files: list[FinishedFile] = []
    for asked in request.files:
        found = None if Path(asked.path).name in in_use else _read_file(folder, asked, rate_hz)
        if found is not None:
            files.append(found[0])
            _note_checksum(journal, Path(found[0].path).name, found[1], noted)
    guessed = bool(files) and log.restore_roll(request.count_in_frames, request.start_frame)
    shortest = min((f.length_frames for f in files), default=0)
    rounds = log.rounds(shortest) if log.rolled_engine >= 0 else ()
    return PassResult(
        pass_id=journal.stem,
        journal=str(journal),
        rate_hz=rate_hz,
        started_at=asked_for.started_at,
        latency_frames=request.latency_frames,
        latency_measured=request.latency_measured,
        files=tuple(with_round_peaks(file, rounds) for file in files),
        rounds=rounds,
        gaps=log.gaps() if log.rolled_engine >= 0 else (),
        reason="The program ended in the middle of this pass; everything that reached the disk is here.",
        place_guessed=guessed,
        recovered=True,
    )


def _moved(files: tuple[FinishedFile, ...], journal: Path) -> tuple[FinishedFile, ...]:
    folder = journal.parent.parent
    return tuple(msgspec.structs.replace(f, path=str(folder / "audio" / Path(f.path).name)) for f in files)


def _note_checksum(journal: Path, name: str, found: Checksum, noted: dict[str, Checksum]) -> None:
    """Store the checksum, so that later changes to a recovered take are noticed."""
    if name in noted:
        return
    try:
        append_line(journal, Noted(file=name, crc32=found.crc32, bytes=found.bytes))
    except OSError:
        pass  # a read-only disk


def _read_file(folder: Path, file: TakeFile, rate_hz: int) -> tuple[FinishedFile, Checksum] | None:
    path = folder / "audio" / Path(file.path).name
    kind = wav.WavFormat(rate_hz, len(file.inputs), SAMPLE_BYTES[file.format])
    try:
        if not path.is_file():
            return None
        first = wav.header_bytes_of(path)
        frames = max(0, os.path.getsize(path) - first) // kind.frame_bytes
    except (OSError, ValueError):  # a name that can be no file's
        return None
    if frames == 0:
        return None
    peaks = TakePeaks(path, kind.channels)
    peak, crc32 = 0.0, 0
    with open(path, "rb") as opened:
        opened.seek(first)
        left = frames * kind.frame_bytes
        block = _BLOCK_BYTES // kind.frame_bytes * kind.frame_bytes
        while left > 0:
            data = opened.read(min(block, left))
            if not data:
                break
            crc32 = zlib.crc32(data, crc32)
            samples = wav.from_bytes(data, kind)
            peak = max(peak, peak_of(samples))
            peaks.add(samples)
            left -= len(data)
    peaks.close()
    with (
        contextlib.suppress(OSError),
        open(path, "rb+") as opened,
    ):  # a read-only disk: the bytes were read all the same
        wav.write_sizes(opened.fileno(), kind, frames, first)
        os.fsync(opened.fileno())
    whole = FinishedFile(
        key=file.key, name=file.name, path=str(path), channels=kind.channels, length_frames=frames, peak=peak
    )
    return whole, Checksum(crc32, frames * kind.frame_bytes)
