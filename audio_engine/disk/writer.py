"""The disk writer: from capture rings to the files of a pass, handing over bytes every 50 ms at least.

A second thread makes them durable twice a second (fdatasync takes up to 70 ms, write never over 2 ms), so that a power
cut costs less than a second, and keeps the sizes in their headers right.

Lives: engine, one writer and one sync thread.
"""

import contextlib
import logging
import os
import shutil
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from audio_engine.disk import wav
from audio_engine.disk.journal import Hole, Left, Lost, Rolled, Settled, Stopped, Suspected, Wrapped
from audio_engine.disk.os_errors import LEAST_FREE_BYTES, error_of, why_recording_ended
from audio_engine.disk.peaks import with_round_peaks
from audio_engine.disk.running_pass import RunningPass
from audio_engine.disk.transport_history import TransportHistory
from audio_engine.disk.verification import Verifier
from audio_engine.memory import EngineMemory
from audio_engine.protocol import PUNCH_PRE_CAPTURE_S, Gap, PassRequest, PassResult
from audio_engine.rt import layout as at
from audio_engine.rt.ring import pop

POLL_S = 0.008
YIELD_S = 0.0005
SYNC_S = 0.5  # from one sync's beginning to the next: with the time that a slow disk takes, still under a second
CHUNK_FRAMES = 16384
CHUNKS_A_ROUND = 8  # then others get the lock: a minute at once must not delay messages
RING_MARGIN_FRAMES = at.MAX_BLOCK_FRAMES  # the callback may overwrite this much while the writer reads
LOSS_PATIENCE_S = 0.5
RETROSPECTIVE_SHARE = 7 / 8  # of a ring; the rest is what the callback overwrites until it is written
_log = logging.getLogger(__name__)


def retrospective_frames(ring_frames: int) -> int:
    """Return how far back retrospective recording can reach in a capture ring of `ring_frames`."""
    return int(ring_frames * RETROSPECTIVE_SHARE)


class DiskWriter:
    """Writes captured audio to disk. Public methods may be called on any thread; they take the writer's lock."""

    def __init__(
        self,
        memory: EngineMemory,
        on_lost: Callable[[Gap], None],
        on_finished: Callable[[PassResult], None],
        stop_transport: Callable[[], None],
    ) -> None:
        """Prepare to write from the rings of `memory`. The callbacks run on the writer thread.

        Args:
            memory: Rings and state shared with the callback.
            on_lost: Called with each loss of the device during a pass.
            on_finished: Called with the result of each pass.
            stop_transport: Called when a pass cannot go on, as on a full disk.
        """
        self._memory = memory
        self._on_lost, self._on_finished, self._stop_transport = on_lost, on_finished, stop_transport
        self._pass: RunningPass | None = None
        self._history = TransportHistory(int(memory.capture.shape[1]))
        self._verifier = Verifier()
        self._lock = threading.RLock()
        self._end = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, name="disk writer", daemon=True),
            threading.Thread(target=self._run_sync, name="disk sync", daemon=True),
        ]

    def start(self) -> None:
        """Start both threads."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End both threads, within 3 s each; a running pass ends with what it has."""
        self._end.set()
        for thread in self._threads:
            thread.join(3.0)
        with self._lock:
            if self._pass is not None:
                self._finish()

    @property
    def running(self) -> PassRequest | None:
        """Request of the running pass, or None."""
        current = self._pass
        return current.request if current else None

    def behind(self) -> int:
        """Frames captured for the running pass and not yet written; 0 without a pass."""
        current = self._pass
        if current is None or current.next_frame < 0:
            return 0
        return int(self._memory.captured[0]) - current.next_frame

    def begin(self, request: PassRequest) -> None:
        """Begin a pass: create its files and its journal.

        Args:
            request: What to record, and where.

        Raises:
            OSError: A file cannot be created. Nothing is left behind.
        """
        with self._lock:
            current = RunningPass(request, self._memory.rate_hz, self._stop_for)
            if not request.rolls:
                now = int(self._memory.captured[0])
                current.begin_played(now, [(now, request.start_frame)])
            self._pass = current

    def end_pass(self) -> None:
        """End a pass that does not roll, at what was captured by now."""
        with self._lock:
            current = self._pass
            if current is not None and not current.request.rolls and current.log.stopped_engine < 0:
                current.record(Stopped(engine=int(self._memory.captured[0])))

    def begin_retrospective(self, request: PassRequest, seconds: float) -> None:
        """Begin a pass of the last `seconds`, read from the rings; it ends by itself. Any thread; takes the lock.

        Positions are those at which the performer heard playback: `latency_frames` before the audio was captured.

        Args:
            request: What to record, and where.
            seconds: How far back; limited to what the rings hold.

        Raises:
            OSError: A file cannot be created. Nothing is left behind.
        """
        with self._lock:
            end = int(self._memory.clock["engine_frame"]) - request.latency_frames  # events up to there are in the ring
            self._drain_events()
            frames = min(seconds * self._memory.rate_hz, retrospective_frames(self._memory.capture.shape[1]))
            begin = max(0, end - int(frames))
            current = RunningPass(request, self._memory.rate_hz, self._stop_for, retrospective=True)
            current.begin_played(begin, self._history.played(begin, end, request.start_frame))
            for engine, timeline_frame, frames in self._history.lost_since(begin):
                current.record(Lost(engine=engine, timeline=timeline_frame, frames=frames))
            current.record(Stopped(engine=max(begin, end)))
            self._pass = current

    def close_pass(self, reason: str) -> None:
        """End the pass now with what was captured. `reason` is the sentence that its result gives."""
        with self._lock:
            while self.work():
                pass
            if self._pass is not None:
                self._pass.reason = reason
                self._finish()

    def _run(self) -> None:
        while not self._end.is_set():
            more = False
            try:
                more = self.work()
                if self._pass is None:
                    self.verify()
            except Exception:  # this thread must survive: without it nothing is recorded
                _log.exception("A round of the disk writer failed.")
            time.sleep(YIELD_S if more else POLL_S)

    def work(self) -> bool:
        """Process pending transport events, then write at most CHUNKS_A_ROUND chunks.

        Returns:
            True if audio is still waiting. Writer thread; takes the lock.
        """
        with self._lock:
            try:
                captured = int(self._memory.captured[0])  # first: losses in it are then known to the rest
                self._journal_suspicion()
                self._drain_events()
                return self._write(captured)
            except Exception as error:  # trying the round again would write its audio twice
                self._give_up(error)
                return False

    def verify(self) -> bool:
        """Read one more block of the last pass's files back. Returns False if none is left. Writer's thread."""
        return self._verifier.step()

    def _give_up(self, error: Exception) -> None:
        """End the pass with what it has and report why."""
        _log.error("The disk writer gives up its pass.", exc_info=error)
        current = self._pass
        if current is not None:
            current.reason = why_recording_ended(error)
            self._stop_for(current)
            self._finish()

    def _journal_suspicion(self) -> None:
        """Journal a suspected loss before later events, since the engine may die before the loss is certain."""
        current = self._pass
        if current is None or current.retrospective or current.log.began_engine < 0:
            return
        began, noted = int(self._memory.device_clock["loss_began"]), current.log.suspected
        if began > 0 and (noted is None or noted[0] != began):
            frames = max(1, round(float(self._memory.device_clock["loss_minimum"])))
            current.record(Suspected(engine=began, frames=frames))
        elif began <= 0 and noted is not None:
            current.record(Settled())

    def _drain_events(self) -> None:
        record = np.zeros(at.EVENT_WORDS, np.int64)
        while pop(self._memory.events, self._memory.event_index, record):
            self._journal_event(record)

    def _journal_event(self, record: np.ndarray[Any, Any]) -> None:
        kind, engine, timeline, length, in_pass = (int(word) for word in record)
        was_rolling = self._history.rolling
        self._history.add_event(kind, engine, timeline, length)
        current = self._pass
        if current is None or current.retrospective:
            return
        began, rolled = current.log.began_engine >= 0, current.log.rolled_engine >= 0
        if kind == at.EVENT_LOST and began:
            current.record(Lost(engine=engine, timeline=timeline, frames=length))
            gap = current.log.gap_of(engine, length)
            if gap is not None:
                self._on_lost(gap)
        elif not in_pass or not current.request.rolls or current.log.stopped_engine >= 0:
            return
        elif kind == at.EVENT_COUNT_IN and not began:
            current.begin(engine, engine + length, timeline + length)
        elif kind == at.EVENT_ROLL and not rolled:
            if not began:
                before = int(PUNCH_PRE_CAPTURE_S * current.rate_hz) if was_rolling else 0
                current.begin(max(0, engine - before), engine, timeline)
            current.record(Rolled(engine=engine, timeline=timeline, began=current.log.began_engine))
        elif kind in (at.EVENT_STOP, at.EVENT_PASS_END):
            current.record(Stopped(engine=engine, timeline=timeline))
        elif rolled:
            self._journal_jump(current, kind, engine, timeline, length)

    @staticmethod
    def _journal_jump(current: RunningPass, kind: int, engine: int, timeline: int, length: int) -> None:
        if kind == at.EVENT_WRAP:
            current.record(Wrapped(engine=engine, timeline=length))
        elif kind == at.EVENT_LEAVE:
            current.record(Left(engine=engine))
        elif kind == at.EVENT_ROLL:  # on again after a locate
            current.record(Wrapped(engine=engine, timeline=timeline))

    def _write(self, captured: int) -> bool:
        """Write captured audio that belongs to the pass; finish the pass at its end. True if more is waiting."""
        current = self._pass
        if current is None:
            return False
        stopped = current.log.stopped_engine
        if current.log.began_engine < 0:
            if stopped >= 0:
                self._finish()
            return False
        end = captured if stopped < 0 else min(captured, stopped + current.log.latency_frames)
        for _ in range(CHUNKS_A_ROUND):
            self._fill_hole(current, end)
            frames = min(CHUNK_FRAMES, end - current.next_frame)
            if frames <= 0:
                break
            samples_of_files = [self._captured_samples(current, file.file.inputs, frames) for file in current.files]
            if self._missed(current):
                continue  # overwritten while it was read
            for file, samples in zip(current.files, samples_of_files, strict=True):
                file.write(samples)
            current.next_frame += frames
        if stopped >= 0 and current.next_frame >= stopped + current.log.latency_frames:
            if not self._undecided(current, captured):
                if current.log.suspected is not None:
                    current.record(Settled())
                self._finish()
            return False
        return current.next_frame < end

    def _undecided(self, current: RunningPass, captured: int) -> bool:
        """True if the callback suspects a loss and cannot tell yet: the end of a pass waits a short time for that."""
        began = max(int(self._memory.device_clock["loss_began"]), int(self._memory.device_clock["stalled"]))
        waited = captured - current.log.stopped_engine - current.log.latency_frames
        return began > 0 and not current.retrospective and waited < LOSS_PATIENCE_S * self._memory.rate_hz

    def _stop_for(self, current: RunningPass) -> None:
        if current is self._pass and not current.retrospective:  # playback continues during a retrospective one
            (self._stop_transport if current.request.rolls else self.end_pass)()

    def _missed(self, current: RunningPass) -> int:
        """How many of the next frames the callback has overwritten, or may overwrite while they are read."""
        oldest = int(self._memory.captured[0]) - int(self._memory.capture.shape[1]) + RING_MARGIN_FRAMES
        return max(0, oldest - current.next_frame)

    def _fill_hole(self, current: RunningPass, end: int) -> None:
        """Fill what the writer missed with silence and journal it, if it slept longer than the ring is long."""
        missing = min(self._missed(current), end - current.next_frame)
        if missing <= 0:
            return
        at_file, until = current.next_frame - current.log.first_frame, current.next_frame + missing
        while current.next_frame < until:
            frames = min(CHUNK_FRAMES, until - current.next_frame)
            for file in current.files:
                file.write(np.zeros((frames, len(file.file.inputs)), np.float32))
            current.next_frame += frames
        current.record(Hole(at=at_file, frames=missing))

    def _captured_samples(self, current: RunningPass, inputs: tuple[int, ...], frames: int) -> np.ndarray[Any, Any]:
        """The next samples [frame, channel] of these inputs."""
        ring = self._memory.capture
        length = ring.shape[1]
        begin = current.next_frame % length
        first = min(frames, length - begin)
        samples = np.zeros((frames, len(inputs)), np.float32)
        for column, channel in enumerate(inputs):
            if channel < ring.shape[0]:
                samples[:first, column] = ring[channel, begin : begin + first]
                samples[first:, column] = ring[channel, : frames - first]
        return samples

    def _finish(self) -> None:
        """Close the pass and report its result, whatever fails: the window waits for it."""
        current = self._pass
        assert current is not None
        self._pass = None
        current.close()
        result = current.result()
        try:
            files = tuple(with_round_peaks(file, result.rounds) for file in result.files)
            result = msgspec.structs.replace(result, files=files)
            self._journal_result(current, result)
        except Exception:  # the take is on disk: only what is noted about it is not
            _log.exception("The result of a pass was not journalled.")
        self._on_finished(result)

    def _journal_result(self, current: RunningPass, result: PassResult) -> None:
        """Journal the result and queue the files for verification; delete them if there is no take."""
        checksums = current.checksums()
        current.end_journal(result, checksums)
        if not result.files:  # stopped before the first sample of a take
            current.remove()
        elif current.durable:
            audio = [Path(file.path) for file in result.files]
            self._verifier.add(Path(result.journal), audio, checksums, lambda: current.durable)

    def _run_sync(self) -> None:
        began = time.monotonic()
        while not self._end.wait(max(0.0, began + SYNC_S - time.monotonic())):
            began, current = time.monotonic(), self._pass
            try:
                self.sync()
            except Exception as error:  # without this thread a power cut would cost a whole take
                with self._lock:
                    if current is self._pass:
                        self._give_up(error)

    def sync(self) -> None:
        """Force what the running pass has written to the disk, with its files' sizes. Disk sync thread, or a test."""
        with self._lock:
            current = self._pass
            if current is None:
                return
            for file in current.files:  # under the lock: later they would overwrite the sizes of a finished file
                with contextlib.suppress(OSError):
                    wav.write_sizes(file.descriptor, file.kind, file.frames)
            descriptors = [*(file.descriptor for file in current.files), current.journal.descriptor]
        sync = getattr(os, "fdatasync", os.fsync)
        for descriptor in descriptors:
            with self._lock:
                if self._pass is not current:
                    return  # its end keeps everything
                try:
                    duplicate = os.dup(descriptor)  # the writer may close its own meanwhile
                except OSError:
                    continue  # too many are open: the next round tries again, and the end keeps everything
            errors = error_of(partial(sync, duplicate)), error_of(partial(os.close, duplicate))
            error = errors[0] or errors[1]
            if error is not None:
                current.report_write_error(error)
        self._watch_disk(current)

    def _watch_disk(self, current: RunningPass) -> None:
        folders = {Path(path).parent for path in (current.request.journal, *(f.path for f in current.request.files))}
        try:  # they may be links to several drives
            free = min(shutil.disk_usage(folder).free for folder in folders)
        except OSError:
            return
        if free < LEAST_FREE_BYTES and not current.reason:
            current.reason = "The disk is nearly full, so recording stopped; the take is kept."
            self._stop_for(current)
