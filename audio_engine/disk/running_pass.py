"""The pass that is being recorded: its open files and journal, and what is known of it so far.

Lives: engine, writer thread, under the writer's lock.
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
from audio_engine.disk.journal import Began, Checksum, Journal, Left, Line, Noted, Rolled, Wrapped
from audio_engine.disk.os_errors import error_of, why_recording_ended
from audio_engine.disk.pass_log import PassLog
from audio_engine.disk.peaks import TakePeaks, peak_of
from audio_engine.disk.transport_history import Mark
from audio_engine.formats import SAMPLE_BYTES
from audio_engine.protocol import FinishedFile, PassRequest, PassResult, TakeFile


class RunningFile:
    """One file of the pass.

    Attributes:
        frames: Frames written.
        crc32: Checksum of the bytes of these frames.
        peak: Largest magnitude, linear.
        descriptor: The open file.
    """

    def __init__(self, file: TakeFile, rate_hz: int) -> None:
        """Create the file and its peak file.

        Raises:
            OSError: It cannot be created, or exists. Nothing is left behind.
        """
        self.file = file
        self.kind = wav.WavFormat(rate_hz, len(file.inputs), SAMPLE_BYTES[file.format])
        path = Path(file.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        self.descriptor = os.open(path, flags, 0o644)
        self.peak = 0.0
        self.frames = 0
        self.crc32 = 0  # of the bytes of these frames
        try:
            _write_all(self.descriptor, memoryview(wav.header(self.kind, 0)))
        except OSError:
            os.close(self.descriptor)
            path.unlink(missing_ok=True)
            raise
        self.peaks = TakePeaks(path, len(file.inputs))

    def write(self, samples: np.ndarray[Any, Any]) -> None:
        """Append samples [frame, channel].

        Raises:
            OSError: The drive did not take them; `frames` counts only what was written in full.
        """
        data = wav.to_bytes(samples, self.kind.sample_bytes)
        _write_all(self.descriptor, data)
        self.frames += len(samples)
        self.crc32 = zlib.crc32(data, self.crc32)
        self.peak = max(self.peak, peak_of(samples))
        self.peaks.add(samples)

    def close(self) -> Exception | None:
        """Write the sizes, sync and close; returns the error if the drive reports that it lost something."""
        error: Exception | None = None
        for last in (
            lambda: wav.write_sizes(self.descriptor, self.kind, self.frames),
            lambda: os.fsync(self.descriptor),
            lambda: os.close(self.descriptor),  # network drives tell of a quota only here
        ):
            error = error_of(last) or error
        self.peaks.close()
        return error

    def remove(self) -> None:
        """Delete the file and its peaks, after `close`."""
        with contextlib.suppress(OSError):
            Path(self.file.path).unlink(missing_ok=True)
        self.peaks.remove()

    def finished(self) -> FinishedFile:
        """The file as a result."""
        return FinishedFile(
            key=self.file.key, name=self.file.name, path=self.file.path, channels=len(self.file.inputs),
            length_frames=self.frames, peak=self.peak,
        )  # fmt: skip


def _write_all(descriptor: int, data: memoryview) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def _sync_folder(folder: Path) -> None:
    """Sync a folder, if platform and file system allow it."""
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
    """Files and journal of a pass.

    Attributes:
        log: What is known of the pass.
        next_frame: Engine frame of the next sample to write; -1 before `begin`.
        reason: Sentence that says why the pass ended early; empty otherwise.
        durable: False once the drive reported that it did not keep something.
        retrospective: True for retrospective recording; present events do not concern it.
    """

    def __init__(
        self,
        request: PassRequest,
        rate_hz: int,
        on_write_error: Callable[["RunningPass"], None],
        *,
        retrospective: bool = False,
    ) -> None:
        """Create all files and the journal.

        Args:
            request: What to record, and where.
            rate_hz: Sample rate.
            on_write_error: Called once, when the drive first reports an error.
            retrospective: True for retrospective recording.

        Raises:
            OSError: A file cannot be created. Nothing is left behind.
        """
        self.request, self.rate_hz, self.retrospective = request, rate_hz, retrospective
        self._on_write_error = on_write_error
        self.started_at = datetime.now(UTC).isoformat(timespec="seconds")
        self.files: list[RunningFile] = []
        self.reason = ""
        self.durable = True  # as far as the drive says
        self.journal = Journal(Path(request.journal))
        try:
            for file in request.files:
                self.files.append(RunningFile(file, rate_hz))
            self.journal.begin(request, rate_hz, self.started_at)
            for folder in {Path(file.path).parent for file in request.files} | {Path(request.journal).parent}:
                _sync_folder(folder)  # a file whose name a power cut takes is lost with all its bytes
        except BaseException:
            self._abandon()
            raise
        self.log = PassLog(request.latency_frames, request.punch_in_frame, request.punch_out_frame)
        self.next_frame = -1  # engine frame of the next sample to write

    def report_write_error(self, error: Exception) -> None:
        """Note that the drive did not keep what it had taken: what can be read back now may be in memory only."""
        self.reason = self.reason or why_recording_ended(error)
        if self.durable:
            self.durable = False
            self._on_write_error(self)

    def _abandon(self) -> None:
        """Close and delete everything; nothing was recorded yet."""
        self.close()
        error_of(self.journal.close)
        self.remove()

    def remove(self) -> None:
        """Delete all files and the journal, after `close`: they hold no take."""
        for file in self.files:
            file.remove()
        with contextlib.suppress(OSError):
            Path(self.request.journal).unlink(missing_ok=True)

    def begin(self, engine: int, rolls: int, timeline: int) -> None:
        """Set the first frame of the files.

        Args:
            engine: Engine frame that the first sample corresponds to (its latency is added).
            rolls: Engine frame at which the transport will start.
            timeline: Timeline frame at which it will start.
        """
        self.record(Began(engine=engine, rolls=rolls, timeline=timeline))
        self.next_frame = self.log.first_frame

    def begin_played(self, begin: int, marks: list[Mark]) -> None:
        """Set the first frame of files whose place is known from the beginning.

        Args:
            begin: Engine frame that the first sample corresponds to.
            marks: Where the transport is from which engine frame on; the first with a timeline frame.
        """
        (rolled, at_frame), *others = marks
        assert at_frame is not None
        self.begin(begin, rolled, at_frame)
        self.record(Rolled(engine=rolled, timeline=at_frame, began=begin))
        for engine, timeline in others:
            self.record(Left(engine=engine) if timeline is None else Wrapped(engine=engine, timeline=timeline))

    def record(self, line: Line) -> None:
        """Apply a line to the log and write it to the journal."""
        self.log.apply_line(line)
        try:
            self.journal.write(line)
        except OSError as error:  # where audio/ is on another drive, that may go on: but a crash would cost the take
            self.report_write_error(error)

    def close(self) -> None:
        """Close all audio files."""
        for error in [file.close() for file in self.files]:
            if error is not None:
                self.report_write_error(error)

    def result(self) -> PassResult:
        """The pass as a result; without files if it holds no round."""
        files = tuple(file.finished() for file in self.files)
        rounds = self.log.rounds(min((f.length_frames for f in files), default=0))
        recorded = bool(rounds)
        return PassResult(
            pass_id=self.request.pass_id,
            journal=self.request.journal,
            rate_hz=self.rate_hz,
            started_at=self.started_at,
            latency_frames=self.request.latency_frames,
            latency_measured=self.request.latency_measured,
            files=files if recorded else (),
            rounds=rounds,
            gaps=self.log.gaps() if recorded else (),
            reason=self.reason,
        )

    def checksums(self) -> dict[str, Checksum]:
        """Checksum of each file as captured, by file name."""
        return {Path(f.file.path).name: Checksum(f.crc32, f.frames * f.kind.frame_bytes) for f in self.files}

    def end_journal(self, result: PassResult, checksums: dict[str, Checksum]) -> None:
        """Write checksums and result, and close the journal."""
        try:
            for name, noted in checksums.items():
                self.record(Noted(file=name, crc32=noted.crc32, bytes=noted.bytes))
            with contextlib.suppress(OSError):
                self.journal.finish(result)
        finally:
            error_of(self.journal.close)
