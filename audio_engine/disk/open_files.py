"""Keeps a song's media open for reading at any frame.

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
    """A file that is not WAV, read by libsndfile: somebody put it into the song's folder."""

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
    """Open a media file for reading at any frame.

    Raises:
        OSError: It cannot be opened.
        Unreadable, RuntimeError: It is not audio (UNREADABLE).
    """
    return open_wav(path) or _AnyFile(str(path))


class MediaFacts(NamedTuple):
    """Properties of a media file.

    Attributes:
        rate_hz: Sample rate.
        channels: Number of channels.
        length_frames: Frames that are in the file.
        cut: True if its header says that there were more.
    """

    rate_hz: int
    channels: int
    length_frames: int
    cut: bool = False


def media_facts(path: Path) -> MediaFacts:
    """Properties of a file as the engine would play it. Raises as `open_media` does."""
    with closing(open_media(path)) as file:
        return MediaFacts(file.rate_hz, file.channels, file.length_frames, isinstance(file, WavFile) and file.is_cut)


class OpenFiles:
    """Open audio files, at most OPEN_FILES; the least recently used is closed first.

    Attributes:
        problems: A sentence for each path that could not be read.
    """

    def __init__(self) -> None:
        self._files: OrderedDict[str, WavFile | _AnyFile] = OrderedDict()
        self.problems: dict[str, str] = {}

    def read(self, path: str, start: int, frames: int) -> Samples:
        """Read `frames` frames from frame `start`.

        Returns:
            float32 [frame, channel]; shorter at the end of the file, and empty if it cannot be read (see `problems`).
        """
        try:
            return self._opened(path).read_at(start, frames)
        except (OSError, *UNREADABLE) as error:
            self._files.pop(path, None)
            self.problems.setdefault(path, f"{Path(path).name} cannot be read ({error}); it plays as silence.")
            return np.empty((0, 1), np.float32)

    def length_frames(self, path: str) -> int:
        """Length of a file; 0 if it cannot be read."""
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
        """Close all files, because they may have changed."""
        for file in self._files.values():
            file.close()
        self._files.clear()
