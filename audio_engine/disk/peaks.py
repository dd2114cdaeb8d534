"""Peak files: minimum, maximum and RMS of every 256 frames, so that a waveform is drawn without its samples.

A file is 16 bytes of header, then float32 [bin, channel, (min, max, rms)]. It is only appended to, so that it can be
read while a take grows. Coarser levels (each four times) are computed when it is loaded. Files of version 1 have no RMS:
they are drawn without it until they are made again.

Lives: engine writes peaks of takes, window workers write peaks of imported files, the window reads.
"""

import contextlib
import os
import struct
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO

import msgspec
import numpy as np
import numpy.typing as npt

from audio_engine.disk.open_files import open_media
from audio_engine.disk.os_errors import error_of
from audio_engine.protocol import LARGEST_PEAK, FinishedFile, Round

BIN_FRAMES = 256
LEVEL_FACTOR = 4
LEVELS = 6
BINS_AT_ONCE = 1 << 16
VALUES = 3  # of a bin and channel: least, most, RMS
_MAGIC = b"WTPEAKS2"
_VALUES = {_MAGIC: VALUES, b"WTPEAKS1": 2}  # in files of each version
_HEADER = struct.Struct("<8sII")
MOST_CHANNELS = 64
Bins = npt.NDArray[np.float32]


def peak_path(media: Path) -> Path:
    """Path of the peak file of a media file: `SONG/audio/x.wav` -> `SONG/peaks/x.wav.peaks`."""
    return media.parent.parent / "peaks" / (media.name + ".peaks")


class PeakWriter:
    """Appends bins to a new peak file; `close` writes the last, incomplete bin. Its methods raise OSError."""

    def __init__(self, path: Path, channels: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = open(path, "wb", buffering=0)
        try:
            self._file.write(_HEADER.pack(_MAGIC, channels, BIN_FRAMES))
        except OSError:
            self._file.close()
            raise
        self._rest = np.empty((0, channels), np.float32)

    def add(self, samples: npt.NDArray[np.float32]) -> None:
        """Add samples [frame, channel]."""
        data = np.concatenate([self._rest, samples])
        whole = len(data) // BIN_FRAMES * BIN_FRAMES
        if whole:
            self._file.write(reduce_frames(data[:whole], BIN_FRAMES).tobytes())
        self._rest = data[whole:]

    def close(self) -> None:
        """Write the last bin and close the file."""
        with self._file:
            if len(self._rest):
                self._file.write(reduce_frames(self._rest, len(self._rest)).tobytes())


class TakePeaks:
    """Peaks of a take that is being written or read back.

    Peaks can be computed again, a take cannot be played again: errors are ignored and remove the peak file.
    """

    def __init__(self, take: Path, channels: int) -> None:
        self._path = peak_path(take)
        self._writer: PeakWriter | None = None
        with contextlib.suppress(OSError):
            self._writer = PeakWriter(self._path, channels)

    def add(self, samples: npt.NDArray[np.float32]) -> None:
        """Add samples [frame, channel]."""
        if self._writer is not None and error_of(partial(self._writer.add, samples)):
            error_of(self._writer.close)
            self._writer = None

    def close(self) -> None:
        """Complete the peak file."""
        if self._writer is None or error_of(self._writer.close):
            self.remove()

    def remove(self) -> None:
        """Delete the peak file."""
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)


def peak_of(samples: npt.NDArray[np.float32]) -> float:
    """Largest magnitude, at most LARGEST_PEAK; NaN counts as silence."""
    return min(float(np.fmax.reduce(np.abs(samples), axis=None, initial=0.0)), LARGEST_PEAK)


def reduce_frames(samples: npt.NDArray[np.float32], bin_frames: int) -> Bins:
    """Minimum, maximum and RMS of each bin.

    Args:
        samples: float32 [frame, channel]; the number of frames is a multiple of `bin_frames`.
        bin_frames: Frames of a bin, any number.

    Returns:
        float32 [bin, channel, (min, max, rms)].
    """
    channels = samples.shape[1]
    least = most = np.ascontiguousarray(samples).reshape(-1, bin_frames * channels)
    with np.errstate(over="ignore", invalid="ignore"):  # samples that are no sound: drawn as full scale
        squares = least * least
        # halves against each other: long rows, as processors like them
        while least.shape[1] % (2 * channels) == 0:
            half = least.shape[1] // 2
            least = np.minimum(least[:, :half], least[:, half:])
            most = np.maximum(most[:, :half], most[:, half:])
            squares = squares[:, :half] + squares[:, half:]
        shape = (len(least), least.shape[1] // channels, channels)
        rms = np.sqrt(squares.reshape(shape).sum(axis=1) / np.float32(bin_frames))
    parts = [least.reshape(shape).min(axis=1), most.reshape(shape).max(axis=1), rms]
    return np.ascontiguousarray(np.stack(parts, axis=-1), np.float32)


class Peaks:
    """A peak file in memory, at six resolutions.

    Attributes:
        levels: `levels[k]` is float32 [bin, channel, (min, max, rms)] with 256 x 4^k frames a bin.
        channels: Number of channels.
        outdated: True for a file of version 1; its RMS is 0.
    """

    def __init__(self, path: Path) -> None:
        """Read a peak file.

        Raises:
            OSError: It cannot be read.
            ValueError: It is not a peak file.
        """
        self.path = path
        self._size = -1
        self.channels = 1
        self.outdated = False
        self.bin_frames = BIN_FRAMES
        self.levels: list[Bins] = []
        self.refresh()

    @property
    def length_frames(self) -> int:
        """Frames covered, rounded up to whole bins."""
        return len(self.levels[0]) * BIN_FRAMES if self.levels else 0

    def refresh(self) -> bool:
        """Read the file again if it has grown; True if there is more to draw. Raises as the constructor does."""
        size = os.path.getsize(self.path)
        if size == self._size:
            return False
        with open(self.path, "rb") as file:
            values, channels = _read_header(file, self.path)
            data = file.read()
        bins = len(data) // (channels * values * 4)
        self.channels, self.outdated, self._size = channels, values != VALUES, size
        level = np.frombuffer(data, np.float32, bins * channels * values).reshape(bins, channels, values)
        if self.outdated:
            level = np.concatenate([level, np.zeros((bins, channels, VALUES - values), np.float32)], axis=-1)
        if not np.isfinite(level).all():  # what a device delivered, or a damaged file
            level = np.nan_to_num(level)
        self.levels = [level]
        for _ in range(LEVELS - 1):
            level = reduce_level(level)
            self.levels.append(level)
        return True


def _read_header(file: BinaryIO, path: Path) -> tuple[int, int]:
    """Values of a bin and channel, and channels. Raises ValueError if it is not a peak file."""
    magic, channels, bin_frames = _HEADER.unpack(file.read(_HEADER.size).ljust(_HEADER.size, b"\0"))
    if magic not in _VALUES or bin_frames != BIN_FRAMES or not 1 <= channels <= MOST_CHANNELS:
        raise ValueError(f"{path.name} is not a peak file of this version.")
    return _VALUES[magic], channels


def peak_file_extent(path: Path) -> tuple[int, int]:
    """Channels of a peak file, and the least number of frames that its audio file had.

    Raises:
        OSError: It cannot be read.
        ValueError: It is not a peak file.
    """
    with open(path, "rb") as file:
        values, channels = _read_header(file, path)
        bins = (os.fstat(file.fileno()).st_size - _HEADER.size) // (channels * values * 4)
    return channels, max(0, (bins - 1) * BIN_FRAMES + 1)


def largest_between(path: Path, edges: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """Largest magnitude of all channels between each two edges, from a peak file.

    Args:
        path: The peak file.
        edges: Frames of the file, rising. A bin that lies on an edge counts on both sides.

    Returns:
        float32 [edge - 1]; 0 where the file has nothing.

    Raises:
        OSError: It cannot be read.
        ValueError: It is not a peak file.
    """
    with open(path, "rb") as file:
        values, channels = _read_header(file, path)
        first = int(edges[0]) // BIN_FRAMES
        file.seek(first * channels * values * 4, os.SEEK_CUR)
        data = file.read((-(-int(edges[-1]) // BIN_FRAMES) - first) * channels * values * 4)
    bins = len(data) // (channels * values * 4)
    found = np.zeros(len(edges) - 1, np.float32)
    if bins == 0:
        return found
    extremes = np.frombuffer(data, np.float32, bins * channels * values).reshape(bins, channels, values)[..., :2]
    level = np.nan_to_num(np.abs(extremes), posinf=LARGEST_PEAK).max(axis=(1, 2))
    starts = np.clip(edges[:-1] // BIN_FRAMES - first, 0, bins)
    ends = np.clip(-(-edges[1:] // BIN_FRAMES) - first, 0, bins)
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if end > start:
            found[number] = level[start:end].max()
    return found


def reduce_level(level: Bins) -> Bins:
    """Combine every four bins into one."""
    whole = -(-len(level) // LEVEL_FACTOR) * LEVEL_FACTOR
    if whole == 0:
        return level
    padded = np.concatenate([level, np.repeat(level[-1:], whole - len(level), axis=0)])
    blocks = padded.reshape(-1, LEVEL_FACTOR, level.shape[1], VALUES)
    with np.errstate(over="ignore"):
        rms = np.sqrt(np.mean(np.square(blocks[..., 2]), axis=1))
    parts = [blocks[..., 0].min(axis=1), blocks[..., 1].max(axis=1), np.minimum(rms, np.finfo(np.float32).max)]
    return np.ascontiguousarray(np.stack(parts, axis=-1), np.float32)


def make_peaks(media: Path, progress: Callable[[float], bool] | None = None) -> Path:
    """Compute the peak file of an audio file. Worker.

    Args:
        media: The audio file.
        progress: Called with 0 to 1; returning False ends early, with the peaks so far.

    Raises:
        OSError: A file cannot be read or written.
        Unreadable, RuntimeError: `media` is not audio (UNREADABLE).
    """
    target = peak_path(media)
    partial = target.with_suffix(".partial")
    with contextlib.closing(open_media(media)) as source:
        writer = PeakWriter(partial, source.channels)
        done = 0
        while len(block := source.read_at(done, BIN_FRAMES * 256)):
            writer.add(block)
            done += len(block)
            if progress and not progress(done / source.length_frames):
                break
        writer.close()
    os.replace(partial, target)
    return target


def with_round_peaks(file: FinishedFile, rounds: Sequence[Round]) -> FinishedFile:
    """Add the largest magnitude of each round to `file`, or return it unchanged if its peaks cannot be read.

    Bins that lie partly within a round count whole.
    """
    try:
        with open(peak_path(Path(file.path)), "rb") as opened:
            peaks = tuple(
                _peak_between(opened, file.channels, r.file_start_frame, r.file_start_frame + r.length_frames)
                for r in rounds
            )
    except (OSError, ValueError):
        return file
    return msgspec.structs.replace(file, round_peaks=peaks)


def _peak_between(opened: BinaryIO, channels: int, first_frame: int, end_frame: int) -> float:
    first, end, peak = first_frame // BIN_FRAMES, -(-end_frame // BIN_FRAMES), 0.0
    opened.seek(0)
    bytes_a_bin = _read_header(opened, Path(opened.name))[0] * channels * 4
    opened.seek(_HEADER.size + first * bytes_a_bin)
    while first < end:
        bins = min(BINS_AT_ONCE, end - first)
        data = opened.read(bins * bytes_a_bin)
        if not data:  # the file ends before the round does
            break
        peak = max(peak, peak_of(np.frombuffer(data, np.float32)))
        first += bins
    return peak
