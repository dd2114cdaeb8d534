"""Renders a track's clips at practice speed: another speed, the same pitch.

Lives: engine (disk reader). One renderer belongs to one thread.
"""

import math

import numpy as np

from audio_engine.disk.audio_source import Samples
from audio_engine.disk.clip_renderer import ClipRenderer
from audio_engine.disk.open_files import OpenFiles
from audio_engine.disk.practice_stretch import Stretcher
from audio_engine.plan import AS_WRITTEN, PracticeTime, TrackTimeline

SHORT_LOOP_S = 0.25


class PracticeRenderer:
    """Like ClipRenderer on the engine's timeline; what it renders next goes on from what it rendered last.

    Attributes:
        slot: Slot of the track in the engine.
        channels: 1 or 2.
        has_clips: False if the timeline is silent throughout.
    """

    def __init__(
        self, clips: ClipRenderer, rate_hz: int, time: PracticeTime, loop: tuple[int, int] | None = None
    ) -> None:
        """Prepare to render `clips` as `time` says; `loop` as for `afresh`."""
        self.slot, self.channels, self.has_clips = clips.slot, clips.channels, clips.has_clips
        self._clips, self._rate_hz, self._time = clips, rate_hz, time
        self._short = loop if loop is not None and loop[1] - loop[0] < SHORT_LOOP_S * rate_hz else None
        self._round: Samples | None = None  # of a short loop
        seams = None if self._short else loop
        self._stretcher = None if time.speed == 1.0 else Stretcher(clips.render, clips.channels, rate_hz, time, seams)

    def afresh(self, loop: tuple[int, int] | None) -> "PracticeRenderer":
        """A renderer of the same timeline that has rendered nothing.

        Args:
            loop: First frame of the engine's loop and the one behind its last; None for none.
        """
        return PracticeRenderer(self._clips, self._rate_hz, self._time, loop)

    def render(self, start: int, out: Samples) -> None:
        """Overwrite `out` with the timeline from frame `start` of the engine.

        Args:
            start: Engine frame of the first sample.
            out: float32 [channel, frame]; it does not reach over the end of the loop.
        """
        if self._stretcher is None:
            self._clips.render(math.floor(self._time.song_frame(start) + 0.5), out)  # goes on frame by frame
        elif self._short is not None and start >= self._short[0]:
            first = start - self._short[0]
            out[:] = self._round_of(self._stretcher, self._short)[:, first : first + out.shape[1]]
        else:
            self._stretcher.render(start, out)

    def _round_of(self, stretcher: Stretcher, loop: tuple[int, int]) -> Samples:
        """A short loop, made once: its seam, cut as at 100 %, comes too often for a stretch of each round."""
        if self._round is None:
            self._round = np.empty((self.channels, loop[1] - loop[0]), np.float32)
            stretcher.render(loop[0], self._round)
        return self._round


def renderer_of(timeline: TrackTimeline, files: OpenFiles) -> ClipRenderer | PracticeRenderer:
    """What renders a timeline; one that is played as it is written needs no more than its clips."""
    clips = ClipRenderer(timeline, files)
    if timeline.practice == AS_WRITTEN:
        return clips
    return PracticeRenderer(clips, timeline.rate_hz, timeline.practice)
