"""Bars and beats on the timeline: all conversions between them and frames.

A bar's number counts from 1; bars before the song's start are 0 and below. Tempo is quarter notes a minute.

Lives: any thread (pure).
"""

import math
from bisect import bisect_right
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from app.model.song import Song
from app.model.tempo import Meter, TempoChange

TICKS_PER_BEAT = 960
_NEAR_FRAMES = 0.5 + 1e-6  # a line lies at most so far from the whole frame that stands for it


class TempoSegment(NamedTuple):
    """Beats of equal length from `start_frame` (not rounded) on; the first is `first_beat` (from 0) of `first_bar`."""

    start_frame: float
    first_bar: int
    first_beat: int
    beat_frames: float
    tempo_bpm: float
    meter: Meter


class Line(NamedTuple):
    """A beat on the timeline; `beat` counts from 0 in its bar."""

    bar: int
    beat: int
    frame: float


class TempoMap:
    """Conversions between bars and frames for one tempo and meter history.

    `segments` are in order of time, at least one; the first also covers what lies before it.
    """

    def __init__(self, rate_hz: int, segments: tuple[TempoSegment, ...]) -> None:
        self.rate_hz, self.segments = rate_hz, segments
        self._starts = [segment.start_frame for segment in segments]
        self._places = [(segment.first_bar, segment.first_beat) for segment in segments]

    def at(self, frame: float) -> TempoSegment:
        """The segment at a frame."""
        return self.segments[max(0, bisect_right(self._starts, frame + _NEAR_FRAMES) - 1)]

    def frame_of(self, bar: int, beat: float = 0.0) -> float:
        """Start of a beat (from 0) of a bar, not rounded."""
        segment = self.segments[max(0, bisect_right(self._places, (bar, math.floor(beat))) - 1)]
        beats = (bar - segment.first_bar) * segment.meter.beats_per_bar + beat - segment.first_beat
        return segment.start_frame + beats * segment.beat_frames

    def bar_frame(self, bar: int) -> int:
        """Frame at which a bar begins."""
        return nearest(self.frame_of(bar))

    def position(self, frame: int) -> tuple[int, int, int]:
        """(bar, beat, tick) of a frame: bars and beats from 1, ticks from 0 to 959."""
        segment = self.at(frame)
        beats = (frame + _NEAR_FRAMES - segment.start_frame) / segment.beat_frames + segment.first_beat
        whole = math.floor(beats)
        bar, beat = divmod(whole, segment.meter.beats_per_bar)
        ticks = max(0.0, (frame - self._line(segment, whole)) / segment.beat_frames) * TICKS_PER_BEAT
        return segment.first_bar + bar, beat + 1, min(TICKS_PER_BEAT - 1, int(ticks + 1e-6))

    def bars_at(self, frame: float) -> float:
        """Number of bars before a frame, with fraction."""
        segment = self.at(frame)
        beats = (frame - segment.start_frame) / segment.beat_frames + segment.first_beat
        whole = round(beats)
        if self._line(segment, whole) == frame:
            beats = whole  # the frame stands for a line
        return segment.first_bar - 1 + beats / segment.meter.beats_per_bar

    def place_frame(self, place: float) -> int:
        """Frame of a place in bars: 1 is the beginning of bar 1, 2.5 the middle of bar 2."""
        bar = math.floor(place + 1e-9)
        return nearest(self.frame_of(bar, max(0.0, place - bar) * self.meter_of(bar).beats_per_bar))

    def place_of(self, frame: int) -> float:
        """The place of a frame in bars, from 1; a whole bar if its beginning lies within a frame."""
        place = self.bars_at(frame) + 1
        return float(round(place)) if abs(self.bar_frame(round(place)) - frame) <= 1 else place

    def moved(self, frame: int, bars: float) -> int:
        """The frame this many bars later or earlier."""
        return self.place_frame(self.bars_at(frame) + 1 + bars)

    def meter_of(self, bar: int) -> Meter:
        """Meter of a bar."""
        return self.segments[max(0, bisect_right(self._places, (bar, 0)) - 1)].meter

    def tempo_of(self, bar: int) -> float:
        """Tempo at the beginning of a bar."""
        return self.segments[max(0, bisect_right(self._places, (bar, 0)) - 1)].tempo_bpm

    def count_in_frames(self, frame: int, bars: int) -> int:
        """Length of a count-in of whole bars that ends at a frame, in the tempo and meter there.

        If the frame is that of a beat, the count-in begins exactly on a beat, or its first click would be cut off.
        """
        segment, beats = self.at(frame), bars * self.at(frame).meter.beats_per_bar
        whole = round((frame - segment.start_frame) / segment.beat_frames) + segment.first_beat
        if self._line(segment, whole) == frame:
            return frame - self._line(segment, whole - beats)
        return nearest(beats * segment.beat_frames)

    def quarter_frames(self, frame: float = 0.0) -> float:
        """Frames of a quarter note at a frame."""
        return self.rate_hz * 60.0 / self.at(frame).tempo_bpm

    def lines(self, first_frame: float, last_frame: float, every_bars: int) -> list[Line]:
        """Starts of every n-th bar in a range, counted from bar 1; of every beat for 0."""
        step = max(1, every_bars)
        first = max(1, math.floor(self.bars_at(first_frame)) + 1)
        first -= (first - 1) % step
        last = math.ceil(self.bars_at(last_frame)) + 1
        if every_bars:
            return [Line(bar, 0, self.frame_of(bar)) for bar in range(first, last + 1, step)]
        return [
            Line(bar, beat, self.frame_of(bar, beat))
            for bar in range(first, last + 1)
            for beat in range(self.meter_of(bar).beats_per_bar)
        ]

    @staticmethod
    def _line(segment: TempoSegment, beat: int) -> int:
        """Rounded frame of a beat, counted from the beginning of the segment's first bar."""
        return nearest(segment.start_frame + (beat - segment.first_beat) * segment.beat_frames)


def nearest(frame: float) -> int:
    """The frame of a grid line: halves round up, as in the engine's click."""
    return math.floor(frame + 0.5)


def tempo_map(song: Song) -> TempoMap:
    """Tempo map of a song; cached for songs with the same tempo and meter."""
    first = TempoChange(1, song.tempo_bpm, song.meter)
    return _built(song.rate_hz, (first, *song.tempo_changes))


@lru_cache(maxsize=16)
def _built(rate_hz: int, changes: tuple[TempoChange, ...]) -> TempoMap:
    segments: list[TempoSegment] = []
    frame = 0.0
    for change, following in pairwise((*changes, None)):
        assert change is not None
        quarter = rate_hz * 60.0 * 4 / change.meter.beat_unit
        bars = 0 if following is None else following.bar - change.bar
        beats = bars * change.meter.beats_per_bar
        if following is None or not following.gradual:
            length = quarter / change.tempo_bpm
            segments.append(TempoSegment(frame, change.bar, 0, length, change.tempo_bpm, change.meter))
            frame += beats * length
            continue
        for beat in range(beats):
            tempo = change.tempo_bpm + (following.tempo_bpm - change.tempo_bpm) * beat / beats
            bar, place = divmod(beat, change.meter.beats_per_bar)
            segments.append(TempoSegment(frame, change.bar + bar, place, quarter / tempo, tempo, change.meter))
            frame += quarter / tempo
    return TempoMap(rate_hz, tuple(segments))
