"""Samples of one clip as it sounds, and their levels, for analyses.

Lives: any thread that may wait.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from audio_engine.disk.audio_source import Samples
from audio_engine.disk.clip_renderer import ClipRenderer
from audio_engine.disk.open_files import OpenFiles
from audio_engine.disk.peaks import peak_of
from audio_engine.loudness import STEREO, LoudnessMeter
from audio_engine.plan import ClipSpan, TrackTimeline

BLOCK_FRAMES = 65536


class Levels(NamedTuple):
    """How loud something is.

    Attributes:
        peak: Largest magnitude of a sample, linear.
        loudness_lufs: Integrated loudness by BS.1770; -inf for silence and for less than 0.4 s.
    """

    peak: float
    loudness_lufs: float


def span_blocks(
    span: ClipSpan, channels: int, rate_hz: int, first: int = 0, frames: int | None = None
) -> Iterator[Samples]:
    """What a clip sounds like alone, with its gain, fades and edges.

    Args:
        span: The clip.
        channels: 1 or 2, of its track.
        rate_hz: Sample rate of song and file.
        first: Frame of the clip to begin with.
        frames: How many; None: to the clip's end.

    Yields:
        float32 [frame, channel], at most BLOCK_FRAMES.

    Raises:
        OSError: Its file cannot be read.
    """
    files = OpenFiles()
    renderer = ClipRenderer(TrackTimeline(0, channels, (span,), rate_hz), files)
    end = span.length_frames if frames is None else min(first + frames, span.length_frames)
    try:
        for start in range(first, end, BLOCK_FRAMES):
            block = np.empty((channels, min(BLOCK_FRAMES, end - start)), np.float32)
            renderer.render(span.timeline_start_frame + start, block)
            if files.problems:
                raise OSError(next(iter(files.problems.values())))
            yield np.nan_to_num(block.T, nan=0.0, posinf=0.0, neginf=0.0)
    finally:
        files.forget()


def levels_of(blocks: Iterable[Samples], rate_hz: int) -> Levels:
    """Levels of a sound, given as blocks [frame, channel] of at least one frame in all."""
    meter, peak = None, 0.0
    for block in blocks:
        if meter is None:
            meter = LoudnessMeter(rate_hz, STEREO if block.shape[1] == 2 else (1.0,))
        meter.feed(block)
        peak = max(peak, peak_of(block))
    return Levels(peak, float("-inf") if meter is None else meter.integrated)
