"""A track's tape as samples: clips placed on the timeline, read from their files, with gain and fades.

Lives: engine (disk reader), bounce. One renderer belongs to one thread.
"""

import numpy as np

from audio_engine.disk.open_files import OpenFiles
from audio_engine.disk.sound_source import Samples
from audio_engine.plan import ClipSpan, TrackTimeline


def render(timeline: TrackTimeline, files: OpenFiles, start: int, out: Samples) -> None:
    """Fill out[channel, frame] with the tape from timeline frame `start`. Later spans win over earlier ones."""
    out[:] = 0.0
    frames = out.shape[1]
    for span in timeline.spans:
        first = max(start, span.timeline_start_frame)
        last = min(start + frames, span.timeline_start_frame + span.length_frames)
        if first < last:
            _render_span(span, files, first, last, out[:, first - start : last - start])


def _render_span(span: ClipSpan, files: OpenFiles, first: int, last: int, out: Samples) -> None:
    offset = first - span.timeline_start_frame
    samples = files.read(span.path, span.file_start_frame + offset, last - first)
    got = len(samples)
    if not (span.fade_in_frames or span.fade_out_frames or span.cross_in_frames or span.cross_out_frames):
        out[:, got:] = 0.0
        for channel in range(out.shape[0]):
            out[channel, :got] = samples[:, min(channel, samples.shape[1] - 1)]
        if span.gain != 1.0:
            out[:, :got] *= np.float32(span.gain)
        return
    gain = _edges(span, offset, last - first, span.fade_in_frames, span.fade_out_frames)
    if span.gain != 1.0:
        gain *= np.float32(span.gain)
    beneath = None
    if span.cross_in_frames or span.cross_out_frames:
        angle = _edges(span, offset, last - first, span.cross_in_frames, span.cross_out_frames) * np.float32(np.pi / 2)
        gain *= np.sin(angle)
        beneath = np.cos(angle) * (angle < np.float32(np.pi / 2))  # exactly 0 where there is no cross-fade
    for channel in range(out.shape[0]):
        above = np.zeros(last - first, np.float32)
        above[:got] = samples[:, min(channel, samples.shape[1] - 1)]
        above *= gain
        out[channel] = above if beneath is None else above + out[channel] * beneath


def _edges(span: ClipSpan, offset: int, frames: int, rise: int, fall: int) -> Samples:
    """A straight line up over `rise` frames from the span's start and down over `fall` to its end; 1 between."""
    line = np.ones(frames, np.float32)
    if rise > offset:
        up = (np.arange(offset, min(offset + frames, rise)) / rise).astype(np.float32)
        line[: len(up)] *= up
    fall_at = span.length_frames - fall
    if fall and offset + frames > fall_at:
        begin = max(0, fall_at - offset)
        left = span.length_frames - (np.arange(begin, frames) + offset)
        line[begin:] *= (left / fall).astype(np.float32)
    return line
