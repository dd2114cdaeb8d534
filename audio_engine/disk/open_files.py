"""Media of a song kept open for reading at any frame.

Lives: engine (disk reader), bounce, worker. One `OpenFiles` belongs to one thread.
"""

from collections import OrderedDict
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import numpy as np
import soundfile

from audio_engine.disk.audio_source import Samples, Unreadable
from audio_engine.disk.wav_file import WavFile, open_wav

OPEN_FILES = 200  # most sound files kept open by one process
UNREADABLE = (Unreadable, RuntimeError)  # ours, libsndfile's


class _AnyFile:
    """Whatever else libsndfile reads: put there by hand, for nothing here writes it."""

    def __init__(self, path: str) -> None:
        self._file, self._position = soundfile.SoundFile(path), 0
        self.channels, self.rate_hz, self.length_frames = self._file.channels, self._file.samplerate, self._file.frames

    def read_at(self, start: int, frames: int) -> Samples:
        if start >= self.length_frames:
            return np.empty((0, self.channels), np.float32)
        if self._position != start:
            self._file.seek(start)
        samples = self._file.read(frames, dtype="float32", always_2d=True)
        self._position = start + len(samples)
        return samples  # type: ignore[no-any-return]

    def close(self) -> None:
        self._file.close()


def open_media(path: Path | str) -> WavFile | _AnyFile:
    """A medium to be read at any frame. Raises OSError, or one of UNREADABLE where that is no sound."""
    return open_wav(path) or _AnyFile(str(path))


class MediaFacts(NamedTuple):
    """What a medium is; `length_frames` are there, `cut` where its header says that there were more."""

    rate_hz: int
    channels: int
    length_frames: int
    cut: bool = False


def media_facts(path: Path) -> MediaFacts:
    """Of a file as the engine would play it. Raises OSError, or one of UNREADABLE where that is no sound."""
    with closing(open_media(path)) as file:
        return MediaFacts(file.rate_hz, file.channels, file.length_frames, isinstance(file, WavFile) and file.is_cut)


class OpenFiles:
    """Sound files kept open; the longest unused is closed first."""

    def __init__(self) -> None:
        self._files: OrderedDict[str, WavFile | _AnyFile] = OrderedDict()
        self.problems: dict[str, str] = {}

    def read(self, path: str, start: int, frames: int) -> Samples:
        """Samples [frame, channel] from `start`; shorter at the file's end, empty when it cannot be read (noted once)."""
        try:
            return self._opened(path).read_at(start, frames)
        except (OSError, *UNREADABLE) as error:
            self._files.pop(path, None)
            self.problems.setdefault(path, f"{Path(path).name} cannot be read ({error}); it plays as silence.")
            return np.empty((0, 1), np.float32)

    def length_frames(self, path: str) -> int:
        """0 where it cannot be read, which is noted when it is to be played."""
        try:
            return self._opened(path).length_frames
        except (OSError, *UNREADABLE):
            return 0

    def _opened(self, path: str) -> WavFile | _AnyFile:
        if path not in self._files:
            self._files[path] = open_media(path)
            if len(self._files) > OPEN_FILES:
                self._files.popitem(last=False)[1].close()
        self._files.move_to_end(path)
        return self._files[path]

    def forget(self) -> None:
        """Close everything: files may have changed."""
        for file in self._files.values():
            file.close()
        self._files.clear()
