"""A file as analyses of music want it: one channel at 22.05 kHz.

Lives: any thread that may wait.
"""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soxr

from audio_engine.disk.audio_source import in_blocks
from audio_engine.disk.decoding import open_audio

Samples = npt.NDArray[np.float32]
ANALYSIS_HZ = 22050
LONGEST_S = 20 * 60.0  # what lies behind is left out: it would say nothing new
_BLOCK_FRAMES = 65536


def read_mono(path: Path, goes_on: Callable[[float], bool] = lambda _share: True) -> Samples:
    """Decode any audio file, all channels mixed.

    Args:
        path: The file.
        goes_on: Called with how much of it was read, 0 to 1; returning False ends the reading there.

    Raises:
        Unreadable: It is not audio that can be read; the text says what is wrong.
        OSError: It cannot be opened.
    """
    parts: list[Samples] = []
    frames = 0
    with closing(open_audio(path)) as source:
        stream = soxr.ResampleStream(source.rate_hz, ANALYSIS_HZ, 1, "float32", "HQ")
        for block in in_blocks(source.pieces(), _BLOCK_FRAMES):
            mono = np.nan_to_num(block.mean(axis=1, dtype=np.float32), nan=0.0, posinf=0.0, neginf=0.0)
            parts.append(stream.resample_chunk(mono))
            frames += len(parts[-1])
            if not goes_on(source.share) or frames > LONGEST_S * ANALYSIS_HZ:
                break
        parts.append(stream.resample_chunk(np.zeros(0, np.float32), True))
    return np.concatenate(parts)
