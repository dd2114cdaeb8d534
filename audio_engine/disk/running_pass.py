"""The pass that runs: its files, its journal, and what is known of it so far.

Lives: engine, writer and sync thread (under the writer's lock).
"""

import contextlib
import os
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from audio_engine.disk import wav
from audio_engine.disk.journal import Checksum, Journal
from audio_engine.disk.pass_log import PassLog
from audio_engine.disk.peaks import PeakWriter, peak_path
from audio_engine.disk.refusal import CANNOT_SYNC
from audio_engine.protocol import FinishedFile, PassRequest, TakeFile


def refused_by(action: Callable[[], None]) -> OSError | None:
    """What a drive said against keeping what it was given; None where it did not, or cannot be asked."""
    try:
        action()
    except OSError as error:
        return None if error.errno in CANNOT_SYNC else error
    return None


class TakeWriter:
    """One file of the running pass."""

    def __init__(self, file: TakeFile, rate_hz: int) -> None:
        self.file = file
        self.kind = wav.WavFormat(rate_hz, len(file.inputs), 4 if file.format == "32f" else 3)
        path = Path(file.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        self.descriptor = os.open(path, flags, 0o644)
        try:
            os.write(self.descriptor, wav.header(self.kind, 0))
        except OSError:
            os.close(self.descriptor)
            path.unlink(missing_ok=True)
            raise
        self.peaks: PeakWriter | None = None  # they can be made again, takes cannot: go on without
        with contextlib.suppress(OSError):
            self.peaks = PeakWriter(peak_path(path), len(file.inputs))
        self.peak = 0.0
        self.frames = 0
        self.crc32 = 0  # of the bytes of these frames
        self.refused: OSError | None = None  # by the drive, when it was to keep what it had taken

    def write(self, samples: np.ndarray[Any, Any]) -> None:
        """Append samples [frame, channel]; raises OSError with nothing but whole frames counted."""
        data = whole = wav.to_bytes(samples, self.kind.sample_bytes)
        while data:
            data = data[os.write(self.descriptor, data) :]
        self.frames += len(samples)
        self.crc32 = zlib.crc32(whole, self.crc32)
        self.peak = max(self.peak, float(np.abs(samples).max(initial=0.0)))
        try:
            if self.peaks is not None:
                self.peaks.add(samples)
        except OSError:
            self.peaks = None

    def finish(self) -> FinishedFile:
        for last in (
            lambda: wav.write_sizes(self.descriptor, self.kind, self.frames),
            lambda: os.fsync(self.descriptor),
            lambda: os.close(self.descriptor),  # network drives tell of a quota only here
        ):
            self.refused = refused_by(last) or self.refused
        try:
            if self.peaks is not None:
                self.peaks.close()
        except OSError:
            pass
        return FinishedFile(
            key=self.file.key, name=self.file.name, path=self.file.path, channels=len(self.file.inputs),
            length_frames=self.frames, peak=self.peak,
        )  # fmt: skip


def _sync_folder(folder: Path) -> None:
    """Where platform and file system let a folder be synced."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        pass
    os.close(descriptor)


class RunningPass:
    """The running pass. `recent`: it holds what was played before, and nothing that happens now concerns it."""

    def __init__(self, request: PassRequest, rate_hz: int, *, recent: bool = False) -> None:
        self.request, self.rate_hz, self.recent = request, rate_hz, recent
        self.started_at = datetime.now(UTC).isoformat(timespec="seconds")
        self.files: list[TakeWriter] = []
        self.journal = Journal(Path(request.journal))
        try:
            for file in request.files:
                self.files.append(TakeWriter(file, rate_hz))
            self.journal.begin(request, rate_hz, self.started_at)
            for folder in {Path(file.path).parent for file in request.files} | {Path(request.journal).parent}:
                _sync_folder(folder)  # a file whose name a power cut takes is lost with all its bytes
        except BaseException:
            self.abandon()
            raise
        self.log = PassLog(request.latency_frames, request.punch_in_frame, request.punch_out_frame)
        self.next_frame = -1  # engine frame of the next sample to write
        self.reason = ""
        self.kept = True  # as far as the drive says

    def give_up(self, reason: str) -> None:
        """Not to be called verified: what can be read back now may lie in memory only."""
        self.kept = False
        self.reason = self.reason or reason

    def abandon(self) -> None:
        """Close and remove what was opened: nothing was recorded yet."""
        for file in self.files:
            file.finish()
            Path(file.file.path).unlink(missing_ok=True)
            peak_path(Path(file.file.path)).unlink(missing_ok=True)
        self.journal.close()
        Path(self.request.journal).unlink(missing_ok=True)

    def begin(self, engine: int) -> None:
        """What answers to this engine frame is the first sample in the files."""
        self.note("began", engine=engine)
        self.next_frame = self.log.first_frame

    def checksums(self) -> dict[str, Checksum]:
        """Of every file as captured, by name."""
        return {Path(f.file.path).name: Checksum(f.crc32, f.frames * f.kind.frame_bytes) for f in self.files}

    def note(self, kind: str, **words: Any) -> None:
        line = {"line": kind, **words}
        self.log.note(line)
        try:
            self.journal.write(kind, **words)
        except OSError:
            pass  # the disk is full: the pass is about to be stopped
