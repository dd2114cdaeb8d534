"""A track's tape as samples: what its clips sound like, read from their files, with gain, fades and cross-fades.

Lives: engine (disk reader), bounce, worker. One tape belongs to one thread.
"""

from functools import cached_property

import numpy as np

from audio_engine.disk.open_files import OpenFiles
from audio_engine.disk.sound_source import Samples
from audio_engine.edges import Stretch, stretches
from audio_engine.plan import TrackTimeline


class Tape:
    """Renders a timeline; blocks of any size give the same bits."""

    def __init__(self, timeline: TrackTimeline, files: OpenFiles) -> None:
        self.slot, self.channels = timeline.slot, timeline.channels
        self.sounds = bool(timeline.spans)
        self._timeline, self._files = timeline, files
        self._correlations: dict[tuple[int, bool], float] = {}

    def render(self, start: int, out: Samples) -> None:
        """Fill out[channel, frame] from timeline frame `start`."""
        out[:] = 0.0
        self._paint(len(self._stretches), start, out)

    @cached_property
    def _stretches(self) -> tuple[Stretch, ...]:
        return stretches(self._timeline)

    def _paint(self, count: int, start: int, out: Samples) -> None:
        """The lowest `count` stretches over what is in `out`."""
        frames = out.shape[1]
        for number, stretch in enumerate(self._stretches[:count]):
            first = max(start, stretch.start_frame)
            last = min(start + frames, stretch.end_frame)
            if first < last:
                self._paint_one(number, first, out[:, first - start : last - start])

    def _paint_one(self, number: int, first: int, out: Samples) -> None:
        stretch, frames = self._stretches[number], out.shape[1]
        offset = first - stretch.start_frame
        fall_at = stretch.length_frames - stretch.fall.frames
        if offset >= stretch.rise.frames and offset + frames <= fall_at:
            self._read(stretch, offset, out)
            if stretch.gain != 1.0:
                out *= np.float32(stretch.gain)
            return
        fades, gain, through = np.ones(frames, np.float32), np.ones(frames, np.float32), np.zeros(frames, np.float32)
        if offset < stretch.rise.frames:
            last = min(stretch.rise.frames - offset, frames)
            place = np.arange(offset, offset + last)
            self._shape(number, False, place, fades[:last], gain[:last], through[:last])
        if offset + frames > fall_at:
            begin = max(fall_at - offset, 0)
            place = stretch.length_frames - offset - np.arange(begin, frames)
            self._shape(number, True, place, fades[begin:], gain[begin:], through[begin:])
        if stretch.gain != 1.0:
            fades *= np.float32(stretch.gain)
        fades *= gain
        above = np.empty_like(out)
        self._read(stretch, offset, above)
        above *= fades
        out *= through
        out += above

    def _shape(
        self, number: int, falls: bool, place: np.ndarray, fades: Samples, gain: Samples, through: Samples
    ) -> None:
        """What an edge does `place` frames from its outer end: to the user's fade, to the stretch, to what lies beneath."""
        stretch = self._stretches[number]
        edge = stretch.fall if falls else stretch.rise
        if edge.fade_frames:
            fades *= np.minimum(place / edge.fade_frames, 1.0).astype(np.float32)
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
        through += falling - through * falling  # where a short stretch comes in and goes out at once

    def _correlation(self, number: int, falls: bool) -> float:
        """How alike a stretch and what lies beneath are over a cross-fade, 0 to 1: divided by sqrt(1 + 2 r a b), the gains
        a and b of an equal-power pair keep the power of sides that correlate by r."""
        known = self._correlations.get((number, falls))
        if known is None:
            known = self._correlations[number, falls] = self._measured(number, falls)
        return known

    def _measured(self, number: int, falls: bool) -> float:
        stretch = self._stretches[number]
        edge = stretch.fall if falls else stretch.rise
        offset = stretch.length_frames - edge.cross_frames if falls else 0
        beneath = np.zeros((self.channels, edge.cross_frames), np.float32)
        above = np.empty_like(beneath)
        self._paint(number, stretch.start_frame + offset, beneath)
        self._read(stretch, offset, above)
        a, b = above.astype(np.float64).ravel(), beneath.astype(np.float64).ravel()
        power = float(np.sqrt((a @ a) * (b @ b)))
        return min(max(float(a @ b) / power, 0.0), 1.0) if power > 0.0 else 0.0

    def _read(self, stretch: Stretch, offset: int, out: Samples) -> None:
        """A mono file feeds all channels; behind the file's end is silence."""
        samples = self._files.read(stretch.path, stretch.file_start_frame + offset, out.shape[1])
        got = len(samples)
        out[:, got:] = 0.0
        for channel in range(out.shape[0]):
            out[channel, :got] = samples[:, min(channel, samples.shape[1] - 1)]
