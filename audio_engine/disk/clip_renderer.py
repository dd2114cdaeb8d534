"""A track's tape as samples: clips placed on the timeline, read from their files, with gain and fades.

Lives: engine (disk reader), bounce. One renderer belongs to one thread.
"""

from collections import OrderedDict
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from audio_engine.plan import ClipSpan, TrackTimeline

OPEN_FILES = 200  # most sound files kept open by one process
Samples = npt.NDArray[np.float32]


class OpenFiles:
    """Sound files kept open and where each one stands; the longest unused is closed first."""

    def __init__(self) -> None:
        self._files: OrderedDict[str, tuple[soundfile.SoundFile, list[int]]] = OrderedDict()
        self.problems: dict[str, str] = {}

    def read(self, path: str, start: int, frames: int) -> Samples:
        """Samples [frame, channel] from `start`; shorter at the file's end, empty when it cannot be read (noted once)."""
        try:
            if path not in self._files:
                opened = soundfile.SoundFile(path)
                self._files[path] = (opened, [0])
                if len(self._files) > OPEN_FILES:
                    self._files.popitem(last=False)[1][0].close()
            self._files.move_to_end(path)
            file, position = self._files[path]
            if position[0] != start:
                if start >= file.frames:
                    return np.empty((0, file.channels), np.float32)
                file.seek(start)
            samples = file.read(frames, dtype="float32", always_2d=True)
            position[0] = start + len(samples)
            return samples  # type: ignore[no-any-return]
        except (RuntimeError, OSError) as error:
            self._files.pop(path, None)
            self.problems.setdefault(path, f"{Path(path).name} cannot be read ({error}); it plays as silence.")
            return np.empty((0, 1), np.float32)

    def forget(self) -> None:
        """Close everything: files may have changed."""
        for file, _ in self._files.values():
            file.close()
        self._files.clear()


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
    out[:, got:] = 0.0
    for channel in range(out.shape[0]):
        out[channel, :got] = samples[:, min(channel, samples.shape[1] - 1)]
    if span.gain != 1.0:
        out[:, :got] *= np.float32(span.gain)
    if span.fade_in_frames > offset:
        ramp = (np.arange(offset, min(offset + got, span.fade_in_frames)) / span.fade_in_frames).astype(np.float32)
        out[:, : len(ramp)] *= ramp
    fade_out_at = span.length_frames - span.fade_out_frames
    if span.fade_out_frames and offset + got > fade_out_at:
        begin = max(0, fade_out_at - offset)
        left = span.length_frames - (np.arange(begin, got) + offset)
        out[:, begin:got] *= (left / span.fade_out_frames).astype(np.float32)
