"""Read a pass back after a crash: from its journal and the bytes of its files, never from what their headers claim.

Lives: whoever opens the song.
"""

import contextlib
import os
import zlib
from pathlib import Path

import msgspec
import numpy as np

from audio_engine.disk import wav
from audio_engine.disk.journal import Checksum, append_line, read_checksums, read_lines
from audio_engine.disk.pass_log import PassLog
from audio_engine.disk.peaks import TakePeaks, with_round_peaks
from audio_engine.protocol import FinishedFile, PassRequest, PassResult, TakeFile

_BLOCK_BYTES = 4 << 20


class JournalProblem(Exception):
    """One sentence: what is wrong with the journal."""


def read_back(journal: Path) -> PassResult:
    """The pass as it is on disk. Headers of its files are made right and missing peaks are made.

    Files are looked for beside the journal's song folder, so a moved song recovers too. Raises JournalProblem.
    """
    try:
        lines = read_lines(journal)
        first = next(line for line in lines if line.get("line") == "pass")
        request = msgspec.convert(first["request"], PassRequest)
        rate_hz, started_at = int(first["rate_hz"]), str(first["started_at"])
    except (OSError, StopIteration, KeyError, ValueError, TypeError, msgspec.ValidationError) as error:
        raise JournalProblem(f"{journal.name} cannot be read; its takes are still in the audio folder.") from error
    for line in lines:
        with contextlib.suppress(KeyError, msgspec.ValidationError):  # a line that is damaged: the bytes are there
            if line.get("line") == "finished":
                result = msgspec.convert(line["result"], PassResult)
                return msgspec.structs.replace(result, journal=str(journal), files=_moved(result.files, journal))
    log = PassLog(request.latency_frames)
    for line in lines:
        with contextlib.suppress(KeyError, ValueError, TypeError):
            log.note(line)
    folder = journal.parent.parent
    noted = read_checksums(journal)
    files = []
    for asked in request.files:
        found = _read_file(folder, asked, rate_hz)
        if found is not None:
            files.append(found[0])
            _note_checksum(journal, Path(found[0].path).name, found[1], noted)
    guessed = bool(files) and log.fill_in(request.count_in_frames, request.start_frame)
    shortest = min((f.length_frames for f in files), default=0)
    rounds = log.rounds(shortest) if log.rolled_engine >= 0 else ()
    return PassResult(
        pass_id=request.pass_id,
        journal=str(journal),
        rate_hz=rate_hz,
        started_at=started_at,
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
    """So that it shows when a recovered take is changed later."""
    if name in noted:
        return
    try:
        append_line(journal, "checksum", file=name, crc32=found.crc32, bytes=found.bytes)
    except OSError:
        pass  # a read-only disk


def _read_file(folder: Path, file: TakeFile, rate_hz: int) -> tuple[FinishedFile, Checksum] | None:
    path = folder / "audio" / Path(file.path).name
    kind = wav.WavFormat(rate_hz, len(file.inputs), 4 if file.format == "32f" else 3)
    try:
        first = wav.header_bytes_of(path)
        frames = max(0, os.path.getsize(path) - first) // kind.frame_bytes
    except OSError:
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
            peak = max(peak, float(np.abs(samples).max(initial=0.0)))
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
