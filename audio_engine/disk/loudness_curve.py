"""How loud a file is, as a whole and over its time.

Lives: worker.
"""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from audio_engine.disk.audio_source import Samples
from audio_engine.disk.open_files import open_media
from audio_engine.loudness import LoudnessMeter

STEP_S = 0.5  # from one short-term value to the next
WINDOW_S = 3.0  # of one value, which stands for the window's middle (EBU Tech 3341)
_STEPS_A_BLOCK = 20


class LoudnessCurve(NamedTuple):
    """Loudness by ITU-R BS.1770 of what is heard on two sides; a mono file is heard on both.

    Attributes:
        integrated_lufs: Of the whole; -inf for silence.
        short_term: LUFS of the window around each multiple of STEP_S from the start; -inf for silence.
    """

    integrated_lufs: float
    short_term: npt.NDArray[np.float64]


def loudness_of_file(path: Path, report: Callable[[float], bool] = lambda share: True) -> LoudnessCurve | None:
    """Measure a media file. Raises as `open_media` does.

    Args:
        path: A file of one or two channels.
        report: Called with 0 to 1; returning False cancels.

    Returns:
        None if it was cancelled.
    """
    with closing(open_media(path)) as file:
        measuring = _Measuring(file.rate_hz)
        block = _STEPS_A_BLOCK * measuring.step
        for start in range(0, file.length_frames, block):
            if not report(start / file.length_frames):
                return None
            samples = file.read_at(start, block)
            measuring.feed(samples if samples.shape[1] == 2 else np.repeat(samples, 2, axis=1))
    return measuring.end()


def loudness_curve(samples: Samples, rate_hz: int) -> LoudnessCurve:
    """Measure samples [frame, 2]."""
    measuring = _Measuring(rate_hz)
    measuring.feed(samples)
    return measuring.end()


class _Measuring:
    """Windows are fed half of one before the signal, so that the first one has its middle at the start."""

    def __init__(self, rate_hz: int) -> None:
        self.step, self._half = round(STEP_S * rate_hz), round(WINDOW_S / 2 * rate_hz)
        self._whole, self._windows = LoudnessMeter(rate_hz), LoudnessMeter(rate_hz)
        self._windows.feed(np.zeros((self._half, 2), np.float32))
        self._short_term: list[float] = []
        self._left = self._half  # frames until the next window is whole
        self._frames = 0

    def feed(self, samples: Samples) -> None:
        self._whole.feed(samples)
        self._frames += len(samples)
        self._slide(samples)

    def _slide(self, samples: Samples) -> None:
        while len(samples) >= self._left:
            self._windows.feed(samples[: self._left])
            samples, self._left = samples[self._left :], self.step
            self._short_term.append(self._windows.short_term)
        self._windows.feed(samples)
        self._left -= len(samples)

    def end(self) -> LoudnessCurve:
        self._slide(np.zeros((self._half, 2), np.float32))  # for the windows whose middle is still in the signal
        count = self._frames // self.step + 1
        return LoudnessCurve(self._whole.integrated, np.array(self._short_term[:count]))
