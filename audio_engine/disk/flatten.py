"""Renders a track's clips and crossfades into one file, before the strip.

Lives: window workers.
"""

import os
from pathlib import Path
from typing import NamedTuple

import numpy as np

from audio_engine.disk import wav
from audio_engine.disk.clip_renderer import ClipRenderer
from audio_engine.disk.open_files import OpenFiles
from audio_engine.disk.peaks import PeakWriter, peak_of, peak_path
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


def flatten(timeline: TrackTimeline, rate_hz: int, target: Path) -> Flattened:
    """Render a timeline to a 32-bit float WAV with its peak file, from the first clip to the end of the last.

    Args:
        timeline: At least one clip.
        rate_hz: Sample rate of song and file.
        target: File to write; replaced if it exists.

    Raises:
        OSError: A clip's file cannot be read, or the target cannot be written. Nothing is left behind.
    """
    start = min(span.timeline_start_frame for span in timeline.spans)
    end = max(span.timeline_start_frame + span.length_frames for span in timeline.spans)
    kind, files, peak, at = wav.WavFormat(rate_hz, timeline.channels, 4), OpenFiles(), 0.0, start
    renderer = ClipRenderer(timeline, files)
    partial = target.with_name(f".{target.name}.partial")
    peaks = PeakWriter(peak_path(target), timeline.channels)
    try:
        with open(partial, "wb") as out:
            out.write(wav.header(kind, end - start))
            while at < end:
                block = np.empty((timeline.channels, min(BLOCK_FRAMES, end - at)), np.float32)
                renderer.render(at, block)
                if files.problems:
                    raise OSError(next(iter(files.problems.values())))
                samples = np.ascontiguousarray(block.T)
                out.write(wav.to_bytes(samples, 4))
                peaks.add(samples)
                peak = max(peak, peak_of(samples))
                at += block.shape[1]
            out.flush()
            os.fsync(out.fileno())
        peaks.close()
        os.replace(partial, target)
    except BaseException:
        peaks.close()
        partial.unlink(missing_ok=True)
        peak_path(target).unlink(missing_ok=True)
        raise
    finally:
        files.forget()
    return Flattened(target, start, end - start, peak)
