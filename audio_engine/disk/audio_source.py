"""The interface of all decoders: float32 samples in the order of the file.

Lives: window, workers; command line. A source belongs to one thread.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
LEAST_HZ, MOST_HZ = 1000, 768_000  # no recording is made below or above; headers that say so are damaged


class Unreadable(ValueError):
    """A file that is not audio that can be read.

    The text is part of a sentence, without the file's name: `is not audio`, `has no rate in its header`.

    Attributes:
        log: Messages of the decoder.
    """

    log: Sequence[str] = ()


class NoAudio(Unreadable):
    """The file is something other than audio."""


class AudioSource(Protocol):
    """An open audio file.

    Attributes:
        rate_hz: Sample rate.
        channels: Number of channels.
        time_stamp_frames: Time of the first sample, in frames from midnight; None if the recorder stored none.
        notes: Parts of sentences, as of Unreadable, about damage; complete after the last piece.
        log: Messages of the decoder; complete after the last piece.
    """

    rate_hz: int
    channels: int
    time_stamp_frames: int | None
    notes: list[str]
    log: list[str]

    @property
    def share(self) -> float:
        """Share of the file that has been read, 0 to 1."""

    def pieces(self) -> Iterator[Samples]:
        """Samples [frame, channel] of the whole file, in pieces of any length. Can be iterated once."""

    def close(self) -> None:
        """Close the file."""


def in_blocks(pieces: Iterator[Samples], frames: int) -> Iterator[Samples]:
    """Regroup samples into blocks of `frames` frames; the last may be shorter."""
    waiting: list[Samples] = []
    count = 0
    for piece in pieces:
        waiting.append(piece)
        count += len(piece)
        while count >= frames:
            whole = waiting[0] if len(waiting) == 1 else np.concatenate(waiting)
            yield whole[:frames]
            waiting, count = [whole[frames:]], count - frames
    if count:
        yield np.concatenate(waiting)


def seconds(frames: int, rate_hz: int) -> str:
    """A length as notes say it: `12.35 s`."""
    return f"{frames / rate_hz:.2f} s"
