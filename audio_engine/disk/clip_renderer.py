"""Renders a track's clips from their files to samples, with gain, fades and crossfades.

Lives: engine (disk reader), bounce, worker. One renderer belongs to one thread.
"""

from functools import cached_property

import msgspec
import numpy as np

from audio_engine.disk.audio_source import Samples
from audio_engine.disk.open_files import OpenFiles
from audio_engine.edges import Segment, segments
from audio_engine.fades import fade_gain
from audio_engine.plan import ClipSpan, TrackTimeline


class ClipRenderer:
    """Renders one track's timeline; any sequence of block sizes gives the same bits.

    Attributes:
        slot: Slot of the track in the engine.
        channels: 1 or 2.
        has_clips: False if the timeline is silent throughout.
    """

    def __init__(self, timeline: TrackTimeline, files: OpenFiles) -> None:
        """Prepare to render `timeline`; its files are opened by `files` when they are first needed."""
        self.slot, self.channels = timeline.slot, timeline.channels
        self.has_clips = bool(timeline.spans)
        self._timeline, self._files = timeline, files
        self._correlations: dict[tuple[int, bool], float] = {}

    def afresh(self, loop: tuple[int, int] | None) -> "ClipRenderer":
        """A renderer of the same timeline that has rendered nothing; this one remembers nothing.

        Args:
            loop: First frame of the loop and the one behind its last; None for none.
        """
        return self

    def render(self, start: int, out: Samples) -> None:
        """Overwrite `out` with the timeline from frame `start`.

        Args:
            start: Timeline frame of the first sample.
            out: float32 [channel, frame].
        """
        out[:] = 0.0
        self._paint(len(self._segments), start, out)

    @cached_property
    def _segments(self) -> tuple[Segment, ...]:
        """Audible parts in painting order; a clip longer than its file becomes its audio followed by silence."""
        spans = tuple(part for span in self._timeline.spans for part in self._sounding(span))
        return segments(msgspec.structs.replace(self._timeline, spans=spans))

    def _sounding(self, span: ClipSpan) -> tuple[ClipSpan, ...]:
        there = self._files.length_frames(span.path) - span.file_start_frame if span.auto_edges else 0
        if not 0 < there < span.length_frames:
            return (span,)
        sound = msgspec.structs.replace(span, length_frames=there, fade_out_frames=0, cross_out_frames=0)
        silence = msgspec.structs.replace(
            span,
            timeline_start_frame=span.timeline_start_frame + there,
            file_start_frame=span.file_start_frame + there,
            length_frames=span.length_frames - there,
            gain=0.0,
            fade_in_frames=0,
            cross_in_frames=0,
        )
        return sound, silence

    def _paint(self, count: int, start: int, out: Samples) -> None:
        """Paint the lowest `count` parts over what is in `out`."""
        frames = out.shape[1]
        for number, segment in enumerate(self._segments[:count]):
            first = max(start, segment.start_frame)
            last = min(start + frames, segment.end_frame)
            if first < last:
                self._paint_one(number, first, out[:, first - start : last - start])

    def _paint_one(self, number: int, first: int, out: Samples) -> None:
        segment, frames = self._segments[number], out.shape[1]
        offset = first - segment.start_frame
        rises = min(max(segment.rise.frames - offset, 0), frames)  # frames of this block up to which it comes in
        falls = min(max(segment.length_frames - segment.fall.frames - offset, 0), frames)  # from which on it goes out
        if rises == 0 and falls == frames:
            self._read(segment, offset, out)
            return
        above = np.empty_like(out)
        self._read(segment, offset, above)
        if rises > falls:  # a short one, which goes out before it has come in
            self._mix(number, offset, above, out)
            return
        self._mix(number, offset, above[:, :rises], out[:, :rises])
        out[:, rises:falls] = above[:, rises:falls]
        self._mix(number, offset + falls, above[:, falls:], out[:, falls:])

    def _mix(self, number: int, offset: int, above: Samples, out: Samples) -> None:
        """Paint frames in which a part fades in or out over what is in `out`."""
        segment, frames = self._segments[number], out.shape[1]
        if frames == 0:
            return
        gain, through = np.ones(frames, np.float32), np.zeros(frames, np.float32)
        place = np.arange(offset, offset + frames)
        if offset < segment.rise.frames:
            self._shape(number, False, place, gain, through)
        if offset + frames > segment.length_frames - segment.fall.frames:
            self._shape(number, True, segment.length_frames - place, gain, through)
        above *= gain
        out *= through
        out += above

    def _shape(self, number: int, falls: bool, place: np.ndarray, gain: Samples, through: Samples) -> None:
        """Multiply in the gains of one edge: `gain` for the part itself, `through` for what lies beneath.

        Args:
            number: Index of the part.
            falls: True for its end, False for its beginning.
            place: Distance of each frame from the outer end of the edge, in frames.
            gain: float32 [frame], changed in place.
            through: float32 [frame], changed in place.
        """
        segment = self._segments[number]
        edge = segment.fall if falls else segment.rise
        if edge.fade_frames:
            share = np.minimum(place / edge.fade_frames, 1.0)
            gain *= fade_gain(edge.fade_shape, share).astype(np.float32)
        if not edge.cross_frames:
            return
        share = np.minimum(place / edge.cross_frames, 1.0)
        if edge.rounded:
            share = 0.5 - 0.5 * np.cos(np.pi * share)
        angle = share.astype(np.float32) * np.float32(np.pi / 2)
        rising = np.sin(angle)
        falling = np.cos(angle) * (angle < np.float32(np.pi / 2))  # exactly 0 where there is no cross-fade
        if edge.alone:
            falling[:] = 0.0
        elif edge.rounded:
            together = np.sqrt(1.0 + 2.0 * self._correlation(number, falls) * rising * falling)
            rising, falling = rising / together, falling / together
        gain *= rising
        through += falling - through * falling  # where a short segment comes in and goes out at once

    def _correlation(self, number: int, falls: bool) -> float:
        """Correlation of a part with what lies beneath it over a crossfade, 0 to 1.

        Divided by sqrt(1 + 2 r a b), the gains a and b of an equal-power pair keep the power of two sides that
        correlate by r.
        """
        known = self._correlations.get((number, falls))
        if known is None:
            known = self._correlations[number, falls] = self._measured(number, falls)
        return known

    def _measured(self, number: int, falls: bool) -> float:
        segment = self._segments[number]
        edge = segment.fall if falls else segment.rise
        offset = segment.length_frames - edge.cross_frames if falls else 0
        beneath = np.zeros((self.channels, edge.cross_frames), np.float32)
        above = np.empty_like(beneath)
        self._paint(number, segment.start_frame + offset, beneath)
        self._read(segment, offset, above)
        a, b = above.astype(np.float64).ravel(), beneath.astype(np.float64).ravel()
        power = float(np.sqrt((a @ a) * (b @ b)))
        return min(max(float(a @ b) / power, 0.0), 1.0) if power > 0.0 else 0.0

    def _read(self, segment: Segment, offset: int, out: Samples) -> None:
        """Read a part; a mono file feeds all channels, and beyond the file's end is silence."""
        samples = self._files.read(segment.path, segment.file_start_frame + offset, out.shape[1])
        got = len(samples)
        out[:, got:] = 0.0
        for channel in range(out.shape[0]):
            out[channel, :got] = samples[:, min(channel, samples.shape[1] - 1)]
        if segment.gain != 1.0:
            out *= np.float32(segment.gain)
