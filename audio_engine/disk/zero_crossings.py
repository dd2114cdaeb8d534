"""Where a media file crosses zero: a cut there does not click.

Lives: any thread that may wait.
"""

from contextlib import closing
from pathlib import Path

import numpy as np

from audio_engine.disk.open_files import UNREADABLE, open_media


def nearest_zero_crossing(path: Path, frame: int, first: int, reach: int) -> int | None:
    """The frame at which the first channel changes its sign, nearest to `frame`.

    Args:
        path: The file.
        frame: Where to look, counted from the file's start.
        first: The first frame to look at, at most `frame`.
        reach: How many frames after `frame` to look at.

    Returns:
        The first frame of the other sign; None if there is none, or the file cannot be read.
    """
    try:
        with closing(open_media(path)) as file:
            samples = file.read_at(first, frame + reach - first)[:, 0]
    except (OSError, *UNREADABLE):
        return None
    crossings = np.flatnonzero(np.signbit(samples[1:]) != np.signbit(samples[:-1])) + 1 + first
    return int(crossings[np.abs(crossings - frame).argmin()]) if len(crossings) else None
