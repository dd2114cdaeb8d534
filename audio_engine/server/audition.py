"""Plays one file into the monitor path, beside the mix or in place of it: an idea, a reference. Never in a bounce.

The song is not touched: its transport stays where it is, and its mix goes on behind the file. The ring belongs to the
callback while AUDITION_WANTED is set or the file still fades out, and to this thread otherwise.

Lives: engine, a thread of its own; `play` and `end` on the main thread.
"""

import logging
import threading
import time
from collections import deque

import numpy as np
import soxr

from audio_engine.disk.audio_source import Samples
from audio_engine.disk.open_files import open_media
from audio_engine.memory import EngineMemory
from audio_engine.protocol import Audition
from audio_engine.rt import layout as at

POLL_S = 0.005  # while a file plays
IDLE_S = 0.02
FADED_S = 0.5  # a file has faded out after this long at most; a device that stands never says so
EDGE_S = 0.003  # fade at both ends of a file and of a loop, which begin and end anywhere
CHUNK_FRAMES = 1024
_log = logging.getLogger(__name__)


class _Playing:
    """One file at the device's rate, stereo, around its loop."""

    def __init__(self, request: Audition, rate_hz: int) -> None:
        """Open the file. Raises as `open_media` does."""
        self._file = open_media(request.path)
        self.request = request
        self._ratio = self._file.rate_hz / rate_hz
        length = self._file.length_frames
        self._loops = 0 <= request.loop_start_frame < min(request.loop_end_frame, length)
        self._first = request.loop_start_frame if self._loops else 0
        self._end = min(request.loop_end_frame, length) if self._loops else length
        self._at = min(max(request.start_frame, 0), self._end)
        self._edge = max(1, round(EDGE_S * self._file.rate_hz))
        self._resampler = (
            None
            if self._file.rate_hz == rate_hz
            else soxr.ResampleStream(self._file.rate_hz, rate_hz, 2, "float32", "HQ")
        )
        self._flushed = False

    @property
    def is_over(self) -> bool:
        return self._flushed

    def read(self) -> tuple[Samples, int, float]:
        """Return the next samples [frame, 2], the file's frame of the first, and frames of the file for each of them."""
        if self._at >= self._end and self._loops:
            self._at = self._first
        begin = self._at
        frames = min(max(1, int(CHUNK_FRAMES * self._ratio)), self._end - begin)
        found = self._file.read_at(begin, frames) if frames > 0 else np.empty((0, 2), np.float32)
        self._at = begin + len(found) if len(found) else self._end
        places = np.arange(begin, begin + len(found))
        edges = np.minimum(places - self._first + 1, self._end - places) / self._edge
        pair = found[:, [0, 0 if found.shape[1] == 1 else 1]] if len(found) else np.empty((0, 2), np.float32)
        samples = np.nan_to_num(pair) * np.clip(edges, 0.0, 1.0)[:, None] * self.request.gain
        last = self._at >= self._end and not self._loops
        if self._resampler is not None:
            samples = self._resampler.resample_chunk(np.ascontiguousarray(samples, np.float32), last)
        self._flushed = last
        return samples.astype(np.float32, copy=False).reshape(-1, 2), begin, self._ratio

    def close(self) -> None:
        self._file.close()


class AuditionPlayer:
    """Fills the audition ring of one `memory` from `start` to `stop`."""

    def __init__(self, memory: EngineMemory) -> None:
        self._memory, self._ring, self._words = memory, memory.audition, memory.audition_words
        self._lock = threading.Lock()
        self._asked: list[_Playing | None] = []  # what to play next; None: nothing
        self._playing: _Playing | None = None
        self._next: _Playing | None = None  # plays once the one before has faded out
        self._overdue_s: float | None = None  # while that goes on: when a device that stands is no longer waited for
        self._serial = 0
        self._places: deque[tuple[int, int, float]] = deque()  # frame of the ring, frame of the file, ratio
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="audition", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread, waiting 1 s at most."""
        self._end.set()
        if self._thread.is_alive():
            self._thread.join(1.0)

    def play(self, request: Audition) -> None:
        """Play a file in place of the one before.

        Raises:
            OSError: It cannot be opened.
            Unreadable, RuntimeError: It is not audio (open_files.UNREADABLE).
        """
        self._ask(_Playing(request, self._memory.rate_hz))

    def end(self) -> None:
        """Fade out what plays."""
        self._ask(None)

    def _ask(self, playing: _Playing | None) -> None:
        with self._lock:
            self._asked.append(playing)

    def _run(self) -> None:
        while not self._end.wait(IDLE_S if self._playing is None else POLL_S):
            try:
                self.work()
            except Exception:  # this thread must survive: without it no idea is heard again
                _log.exception("A round of the audition failed.")
                self._fade_out_for(None)

    def work(self) -> None:
        """Do what was asked, fill the ring, say where the file is; the thread itself, or a test in its place."""
        with self._lock:
            asked, self._asked = self._asked, []
        for playing in asked:
            if self._next is not None:
                self._next.close()
            self._fade_out_for(playing)
        if self._overdue_s is not None and self._has_faded_out():
            self._take_ring_back()
        if self._playing is not None:
            self._fill(self._playing)
            over = self._playing.is_over and self._words[at.AUDITION_PLAYED] >= self._words[at.AUDITION_FILLED]
            if over and self._overdue_s is None:
                self._fade_out_for(None)
        self._show()

    def _fade_out_for(self, playing: _Playing | None) -> None:
        self._next, self._overdue_s = playing, time.monotonic() + FADED_S
        self._words[at.AUDITION_WANTED] = at.NO_AUDITION

    def _has_faded_out(self) -> bool:
        return not self._memory.audition_shares.any() or time.monotonic() > (self._overdue_s or 0.0)

    def _take_ring_back(self) -> None:
        """The callback has let go of the ring: it is empty now, and for what comes next."""
        if self._playing is not None:
            self._playing.close()
        self._playing, self._next, self._overdue_s = self._next, None, None
        self._places.clear()
        self._words[at.AUDITION_FILLED] = self._words[at.AUDITION_PLAYED]
        if self._playing is not None:
            request = self._playing.request
            self._serial = request.serial
            self._fill(self._playing)
            in_place = request.replaces_mix
            self._words[at.AUDITION_WANTED] = at.AUDITION_IN_PLACE if in_place else at.AUDITION_ON_TOP

    def _fill(self, playing: _Playing) -> None:
        """Read ahead half of the ring: a resampler may give more at a time than it was given."""
        length = self._ring.shape[1]
        ahead = length // 2
        while not playing.is_over and self._words[at.AUDITION_FILLED] - self._words[at.AUDITION_PLAYED] < ahead:
            samples, file_frame, ratio = playing.read()
            filled = int(self._words[at.AUDITION_FILLED])
            begin, frames = filled % length, len(samples)
            first = min(frames, length - begin)
            self._ring[:, begin : begin + first] = samples[:first].T
            self._ring[:, : frames - first] = samples[first:].T
            self._places.append((filled, file_frame, ratio))
            self._words[at.AUDITION_FILLED] = filled + frames

    def _show(self) -> None:
        """Publish what plays, and at which frame of its file."""
        played = int(self._words[at.AUDITION_PLAYED])
        while len(self._places) > 1 and self._places[1][0] <= played:
            self._places.popleft()
        frame = 0
        if self._places:
            filled, file_frame, ratio = self._places[0]
            frame = file_frame + round(max(0, played - filled) * ratio)
        self._memory.audition_shown[:3] = (
            self._serial,
            int(self._playing is not None and self._overdue_s is None),
            frame,
        )
