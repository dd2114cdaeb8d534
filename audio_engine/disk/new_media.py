"""A media file that is being made: a 32-bit float WAV and its peaks, under temporary names until both are complete.

Lives: whoever makes it: a worker, the command line, a job's process.
"""

import os
from contextlib import suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt

from audio_engine.disk import wav
from audio_engine.disk.peaks import PeakWriter, peak_path

UNFINISHED = ".partial"  # how the names of unfinished files end


class NewMedia:
    """Write, then `finish` and `publish`, or `abandon`. Its methods raise OSError.

    Attributes:
        path: Where the file is after `publish`.
        frames: Frames written so far.
    """

    def __init__(self, path: Path, kind: wav.WavFormat) -> None:
        self.path, self._kind, self.frames = path, kind, 0
        self._partial, self._peaks_partial = _partial_paths(path)
        self._peaks = PeakWriter(self._peaks_partial, kind.channels)
        try:
            self._file = open(self._partial, "wb")
            self._file.write(wav.header(kind, 0))
        except BaseException:
            self._peaks.close()
            for path in (self._partial, self._peaks_partial):
                path.unlink(missing_ok=True)
            raise

    def write(self, block: npt.NDArray[np.float32]) -> None:
        """Append samples [frame, channel]."""
        self._file.write(wav.to_bytes(block, 4))
        self._peaks.add(block)
        self.frames += len(block)

    def finish(self) -> None:
        """Complete both files and force the audio to the drive."""
        self._file.flush()
        wav.write_sizes(self._file.fileno(), self._kind, self.frames)
        os.fsync(self._file.fileno())
        self._file.close()
        self._peaks.close()

    def publish(self) -> None:
        """Give both files their names. If one cannot have it, `abandon` removes both."""
        os.replace(self._peaks_partial, peak_path(self.path))
        try:
            os.replace(self._partial, self.path)
        except OSError:
            peak_path(self.path).unlink(missing_ok=True)
            raise

    def abandon(self) -> None:
        """Close and remove both files."""
        for close in (self._file.close, self._peaks.close):
            with suppress(OSError, ValueError):  # ValueError: closed already
                close()
        for path in (self._partial, self._peaks_partial):
            path.unlink(missing_ok=True)


def remove_media(path: Path) -> None:
    """Remove a file that was made, its peaks, and what is unfinished of both, as far as they are there."""
    for left in (path, peak_path(path), *_partial_paths(path)):
        with suppress(OSError):
            left.unlink(missing_ok=True)


def _partial_paths(path: Path) -> tuple[Path, Path]:
    return path.with_name(path.name + UNFINISHED), peak_path(path).with_suffix(UNFINISHED)
