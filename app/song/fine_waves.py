"""Waveforms finer than peak files: read from the media on a worker, a part of a file at a time.

Lives: window; `window` on the main thread, reading on a worker.
"""

import contextlib
import threading
from collections import OrderedDict
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.model.invariants import escapes_folder
from app.storage.folder import SongFolder
from audio_engine.disk.open_files import open_media
from audio_engine.disk.peaks import BIN_FRAMES, reduce_frames

FINE_BIN_FRAMES = 16
PEAK_FRAMES = BIN_FRAMES  # of a bin of a peak file: a part is read where columns are narrower
CHUNKS = {1: 1 << 15, FINE_BIN_FRAMES: 1 << 18}  # frames that are read together, by frames of a bin
MOST_BYTES = 64 << 20  # kept in all
READ_FRAMES = 1 << 16
MOST_WAITING = 40  # older requests are of places that were scrolled past


class FineWave(NamedTuple):
    """A part of a file.

    Attributes:
        first_frame: Where it begins in the file.
        data: float32 [frame, channel] if a bin has one frame, else [bin, channel, (min, max, rms)].
        ends_at: Frame of the file behind it.
    """

    first_frame: int
    data: NDArray[np.float32]
    ends_at: int


class _Request(NamedTuple):
    media: Path
    bin_frames: int
    first_frame: int
    end_frame: int


class FineWaves:
    """The parts that were seen last. One worker reads; the newest request first."""

    def __init__(self) -> None:
        self.arrived = 0  # parts that were read so far: a window that sees another number draws again
        self._lock = threading.Lock()
        self._read: OrderedDict[_Request, FineWave] = OrderedDict()
        self._unreadable: dict[Path, int | None] = {}  # by the time at which they were changed: tried once
        self._waiting: list[_Request] = []
        self._reading: _Request | None = None
        self._worker: threading.Thread | None = None

    def window(
        self, folder: SongFolder, file: str, first_frame: int, end_frame: int, bin_frames: int
    ) -> FineWave | None:
        """The part of a file that holds [first_frame, end_frame); None until it has been read.

        Args:
            folder: The song's.
            file: `audio/Vox-1.wav`.
            first_frame: First frame in the file that is wanted.
            end_frame: The one after the last.
            bin_frames: One of CHUNKS.
        """
        if escapes_folder(file):
            return None
        chunk, first = CHUNKS[bin_frames], max(0, first_frame)
        media = folder.path / file
        if media in self._unreadable and self._unreadable[media] == _changed_at(media):
            return None
        with self._lock:
            for request, wave in self._read.items():
                fits = request.first_frame <= first and request.end_frame >= end_frame
                if fits and (request.media, request.bin_frames) == (media, bin_frames):
                    self._read.move_to_end(request)
                    return wave
            start = max(0, first // chunk - 1) * chunk
            wanted = _Request(media, bin_frames, start, (max(first, end_frame - 1) // chunk + 2) * chunk)
            if wanted != self._reading:
                if wanted in self._waiting:
                    self._waiting.remove(wanted)
                self._waiting = [*self._waiting[-MOST_WAITING:], wanted]
                if self._worker is None:
                    self._worker = threading.Thread(target=self._run, name="fine waves", daemon=True)
                    self._worker.start()
        return None

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._worker = None
                    return
                request = self._reading = self._waiting.pop()
            try:
                wave = _read(request)
            except Exception:  # whatever a damaged file makes a decoder say
                with self._lock:
                    self._unreadable[request.media], self._reading = _changed_at(request.media), None
                continue
            with self._lock:
                self._read[request], self._reading = wave, None
                self.arrived += 1
                while len(self._read) > 1 and self._bytes() > MOST_BYTES:
                    self._read.popitem(last=False)

    def _bytes(self) -> int:
        return sum(wave.data.nbytes for wave in self._read.values())


def _changed_at(media: Path) -> int | None:
    """When a file was last written; None if it is not there."""
    try:
        return media.stat().st_mtime_ns
    except OSError:
        return None


def _read(request: _Request) -> FineWave:
    blocks, at = [], request.first_frame
    with contextlib.closing(open_media(request.media)) as source:
        while at < request.end_frame:
            block = source.read_at(at, min(READ_FRAMES, request.end_frame - at))
            if not len(block):
                break
            at += len(block)
            if request.bin_frames > 1:
                block = _binned(block, request.bin_frames)
            blocks.append(np.nan_to_num(block))
        channels = source.channels
    empty = np.empty((0, channels) if request.bin_frames == 1 else (0, channels, 3), np.float32)
    data = np.ascontiguousarray(np.concatenate(blocks) if blocks else empty, np.float32)
    return FineWave(request.first_frame, data, at)


def _binned(samples: NDArray[np.float32], bin_frames: int) -> NDArray[np.float32]:
    """Bins of a block; the last one of a file may hold fewer frames."""
    whole = len(samples) // bin_frames * bin_frames
    parts = [reduce_frames(samples[:whole], bin_frames)] if whole else []
    if len(samples) > whole:
        parts.append(reduce_frames(samples[whole:], len(samples) - whole))
    return np.concatenate(parts)
