"""Renders a track's clips and crossfades into one file, before the strip.

Lives: window workers.
"""

from collections.abc import Callable
from concurrent.futures import CancelledError
from pathlib import Path
from typing import NamedTuple

import numpy as np

from audio_engine.disk import wav
from audio_engine.disk.clip_renderer import ClipRenderer
from audio_engine.disk.new_media import NewMedia
from audio_engine.disk.open_files import OpenFiles
from audio_engine.disk.peaks import peak_of
from audio_engine.plan import TrackTimeline

BLOCK_FRAMES = 65536


class Flattened(NamedTuple):
    """The file that `flatten` made, and where it lies on the timeline.

    Attributes:
        path: A 32-bit float WAV.
        start_frame: Timeline frame of its first sample.
        length_frames: Its length.
        peak: Largest magnitude, linear.
    """

    path: Path
    start_frame: int
    length_frames: int
    peak: float  # linear


def flatten(
    timeline: TrackTimeline, rate_hz: int, target: Path, report: Callable[[float], bool] = lambda _share: True
) -> Flattened:
    """Render a timeline to a 32-bit float WAV with its peak file, from the first clip to the end of the last.

    Args:
        timeline: At least one clip.
        rate_hz: Sample rate of song and file.
        target: File to write, which is not there yet.
        report: Called with 0 to 1; returning False cancels.

    Raises:
        OSError: A clip's file cannot be read, or the target cannot be written. Nothing is left behind.
        CancelledError: It was cancelled. Nothing is left behind.
    """
    start = min(span.timeline_start_frame for span in timeline.spans)
    end = max(span.timeline_start_frame + span.length_frames for span in timeline.spans)
    files, peak, at = OpenFiles(), 0.0, start
    renderer = ClipRenderer(timeline, files)
    made = NewMedia(target, wav.WavFormat(rate_hz, timeline.channels, 4))
    try:
        while at < end:
            block = np.empty((timeline.channels, min(BLOCK_FRAMES, end - at)), np.float32)
            renderer.render(at, block)
            if files.problems:
                raise OSError(next(iter(files.problems.values())))
            samples = np.ascontiguousarray(block.T)
            made.write(samples)
            peak = max(peak, peak_of(samples))
            at += block.shape[1]
            if not report((at - start) / (end - start)):
                raise CancelledError
        made.finish()
        made.publish()
    except BaseException:
        made.abandon()
        raise
    finally:
        files.forget()
    return Flattened(target, start, end - start, peak)
