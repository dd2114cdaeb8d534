"""What a decoder gives, whatever the file is: float32 samples in the order of the file.

Lives: window, workers; command line. A source belongs to one thread.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
LEAST_HZ, MOST_HZ = 1000, 768_000  # no recording is made below or above; headers that say so are damaged


class Unreadable(ValueError):
    """One sentence part about the file, without its name: `is not audio`, `has no rate in its header`. `log` has the
    decoder's own lines."""

    log: Sequence[str] = ()


class NoAudio(Unreadable):
    """The file is something else."""


class AudioSource(Protocol):
    """An open file. `time_stamp_frames` counts from midnight at `rate_hz`, where the recorder noted it.

    `notes` are parts of sentences, as of Unreadable, about what is not as it should be, `log` the decoder's own lines; both
    are whole after the last piece. `share` is how much has been read, 0 to 1.
    """

    rate_hz: int
    channels: int
    time_stamp_frames: int | None
    notes: list[str]
    log: list[str]

    @property
    def share(self) -> float: ...

    def pieces(self) -> Iterator[Samples]:
        """Samples [frame, channel] from the file's first to its last, in pieces as they come. Once only."""

    def close(self) -> None: ...


def in_blocks(pieces: Iterator[Samples], frames: int) -> Iterator[Samples]:
    """The same samples in blocks of `frames`; the last one may be shorter."""
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
    """`12.35 s`, as notes say it."""
    return f"{frames / rate_hz:.2f} s"
