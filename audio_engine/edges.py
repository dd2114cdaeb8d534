"""Where clips begin, end and meet: the one decision of what is audible there.

`segments` turns the stacked spans of a timeline into what is rendered. Playback, bounce, stems, freezing and flattening
render it, and the window draws it. What goes on seamlessly in the same file becomes one segment, so that a split is not
heard. Every other edge comes in (or, mirrored, goes out) over

* the cross-fade that the span asks for, else
* CROSS_FADE_S where other sound lies on the outer side. The cross-fade is over where the incoming clip begins, so that its
  first note is whole: its file reaches back before the clip. Where it does not, the clip's own beginning is used;
* FADE_S where nothing sounds there.

A fade that the user drew is on top of that, in its own shape (`audio_engine.fades`). An edge that a later span covers
needs nothing. Spans without `auto_edges` that meet only their like have the edges that they ask for, and no others.

Lives: any thread (pure).
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from audio_engine.fades import FadeShape
from audio_engine.plan import ClipSpan, TrackTimeline

CROSS_FADE_S = 0.010
FADE_S = 0.006  # a rounded sine: leaves as little above 5 kHz as a raised cosine of 5 ms


class Edge(NamedTuple):
    """How a segment comes in. `span` is the index of the span that begins, or ends, there."""

    span: int
    fade_frames: int = 0  # from silence, which hides what lies beneath
    cross_frames: int = 0  # from what lies beneath
    rounded: bool = False  # the cross-fade has no corners, and its law follows how alike both sides are
    alone: bool = False  # nothing sounds on the outer side: what begins beneath at the same time is hidden
    fade_shape: FadeShape = "linear"

    @property
    def frames(self) -> int:
        """How long the edge is, by its fade or its crossfade."""
        return max(self.fade_frames, self.cross_frames)

    @property
    def shows_frames(self) -> int:
        """For how long something beneath is audible."""
        return 0 if self.alone else self.cross_frames


class Segment(NamedTuple):
    """Sound of one file without a seam."""

    path: str
    start_frame: int
    file_start_frame: int
    length_frames: int
    gain: float
    rise: Edge
    fall: Edge

    @property
    def end_frame(self) -> int:
        """Timeline frame behind the last one."""
        return self.start_frame + self.length_frames

    def hides_start(self, frame: int) -> bool:
        """Return whether the beginning of a lower segment at `frame` is covered."""
        last = self.end_frame - (1 if self.fall.alone else self.fall.shows_frames)
        return self.start_frame + self.rise.shows_frames <= frame <= last

    def hides_end(self, frame: int) -> bool:
        """Return whether the end of a lower segment at `frame` (exclusive) is covered."""
        first = self.start_frame + (1 if self.rise.alone else self.rise.shows_frames)
        return first <= frame <= self.end_frame - self.fall.shows_frames


def segments(timeline: TrackTimeline) -> tuple[Segment, ...]:
    """Return what of a timeline is rendered; later ones lie on top of earlier ones. Frames of the timeline."""
    joined = _joined_spans(timeline.spans)
    if any(span.auto_edges for span in timeline.spans):
        rules = _EdgeRules(timeline)
        joined = rules.with_rises(joined)
        joined = rules.with_falls(joined)
        joined = rules.without_hidden(joined)
    return tuple(joined)


def _joined_spans(spans: Sequence[ClipSpan]) -> list[Segment]:
    """The spans in their order, each with the edges that it asks for; those that go on in each other are one."""
    segments: dict[int, Segment] = {
        n: Segment(
            span.path,
            span.timeline_start_frame,
            span.file_start_frame,
            span.length_frames,
            span.gain,
            Edge(n, span.fade_in_frames, span.cross_in_frames, fade_shape=span.fade_in_shape),
            Edge(n, span.fade_out_frames, span.cross_out_frames, fade_shape=span.fade_out_shape),
        )
        for n, span in enumerate(spans)
    }
    same: dict[tuple[str, float, int], int] = {}
    for n in sorted(segments, key=lambda n: (segments[n].start_frame, segments[n].end_frame)):
        segment = segments[n]
        key = segment.path, segment.gain, segment.start_frame - segment.file_start_frame
        before = same.get(key)
        place = None if before is None else _place_of_both(segments, before, n)
        if before is not None and place is not None:
            joined = _joined(segments.pop(before), segments.pop(n))
            segments[place], n = joined, place
        same[key] = n
    return [segments[n] for n in sorted(segments)]


def _place_of_both(segments: dict[int, Segment], earlier: int, later: int) -> int | None:
    """Where in the stack the two lie as one; None where they do not go on in each other, or something lies between."""
    first, second = segments[earlier], segments[later]
    longer, shorter = (second, first) if second.end_frame >= first.end_frame else (first, second)
    touch = first.start_frame + first.rise.frames <= second.start_frame <= first.end_frame
    if not touch or second.rise.frames or shorter.fall.frames:
        return None
    if shorter.end_frame > longer.end_frame - longer.fall.frames:
        return None
    low, high = sorted((earlier, later))
    between = [segments[n] for n in range(low + 1, high) if n in segments]
    for place, moved in ((high, segments[low]), (low, segments[high])):
        if not any(r.start_frame < moved.end_frame and r.end_frame > moved.start_frame for r in between):
            return place
    return None


def _joined(first: Segment, second: Segment) -> Segment:
    if second.end_frame < first.end_frame:
        return first
    return first._replace(length_frames=second.end_frame - first.start_frame, fall=second.fall)


class _SegmentIndex:
    """Finds the segments around a place, also of many that lie over a long one: by start, with a tree of latest ends."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._order = sorted(range(len(segments)), key=lambda n: segments[n].start_frame)
        self._starts = [segments[n].start_frame for n in self._order]
        self._leaves = 1 << max(len(segments) - 1, 0).bit_length()
        self._ends = [-1] * self._leaves + [segments[n].end_frame for n in self._order]
        self._ends += [-1] * (2 * self._leaves - len(self._ends))
        for node in range(self._leaves - 1, 0, -1):  # node n is above 2 n and 2 n + 1
            self._ends[node] = max(self._ends[2 * node], self._ends[2 * node + 1])

    def around(self, first: int, last: int) -> Iterator[tuple[int, Segment]]:
        """Those that begin at `last` or before and end at `first` or after, in no order."""
        began, waiting = bisect_right(self._starts, last), [(1, 0, self._leaves)]
        while waiting:
            node, low, width = waiting.pop()
            if low >= began or self._ends[node] < first:
                continue
            if width == 1:
                yield self._order[low], self._segments[self._order[low]]
            else:
                half = width // 2
                waiting += ((2 * node, low, half), (2 * node + 1, low + half, half))


class _EdgeRules:
    """All rises first, because a segment that reaches back is what the one before it fades to; then the falls."""

    def __init__(self, timeline: TrackTimeline) -> None:
        self._spans = timeline.spans
        self._cross = round(CROSS_FADE_S * timeline.rate_hz)
        self._fade = round(FADE_S * timeline.rate_hz)

    def with_rises(self, segments: list[Segment]) -> list[Segment]:
        index = _SegmentIndex(segments)
        return [self._with_rise(n, segment, index) for n, segment in enumerate(segments)]

    def with_falls(self, segments: list[Segment]) -> list[Segment]:
        index = _SegmentIndex(segments)
        return [self._with_fall(n, segment, index) for n, segment in enumerate(segments)]

    def without_hidden(self, segments: list[Segment]) -> list[Segment]:
        index = _SegmentIndex(segments)
        return [self._without_hidden_edges(n, segment, index) for n, segment in enumerate(segments)]

    def _with_rise(self, n: int, segment: Segment, index: _SegmentIndex) -> Segment:
        at, cross = segment.start_frame, self._cross
        touching = [(m, other) for m, other in index.around(at, at) if m != n]
        if not self._is_auto(segment, touching):
            return segment
        edge = segment.rise._replace(rounded=True)
        longest = max(segment.length_frames - segment.fall.frames, segment.length_frames // 2)
        before = [(m, other) for m, other in touching if other.start_frame <= at - cross]
        meets = any(m < n or other.end_frame == at for m, other in before if not _fades_out(other, at))
        if edge.cross_frames:
            return segment._replace(rise=edge)
        if meets and not edge.fade_frames and min(segment.file_start_frame, at) >= cross:
            return segment._replace(
                start_frame=at - cross,
                file_start_frame=segment.file_start_frame - cross,
                length_frames=segment.length_frames + cross,
                rise=edge._replace(cross_frames=cross),
            )
        beneath = [other.end_frame for m, other in touching if m < n and other.start_frame < at]
        long = any(end >= at + cross for end in beneath)
        alone = all(end == at for end in beneath)
        return segment._replace(
            rise=edge._replace(cross_frames=min(cross if long else self._fade, longest), alone=alone)
        )

    def _with_fall(self, n: int, segment: Segment, index: _SegmentIndex) -> Segment:
        at, cross = segment.end_frame, self._cross
        touching = [(m, other) for m, other in index.around(at, at) if m != n]
        if not self._is_auto(segment, touching):
            return segment
        edge = segment.fall._replace(rounded=True)
        longest = max(segment.length_frames - segment.rise.frames, segment.length_frames // 2)
        if edge.cross_frames:
            return segment._replace(fall=edge)
        beneath = [other.start_frame for m, other in touching if m < n and other.end_frame > at]
        long = any(start <= at - cross for start in beneath)
        alone = all(start == at for start in beneath)
        return segment._replace(
            fall=edge._replace(cross_frames=min(cross if long else self._fade, longest), alone=alone)
        )

    def _without_hidden_edges(self, n: int, segment: Segment, index: _SegmentIndex) -> Segment:
        rise, fall = segment.rise, segment.fall
        above = [other for m, other in index.around(segment.start_frame, segment.start_frame) if m > n]
        if not self._spans[rise.span].cross_in_frames and any(o.hides_start(segment.start_frame) for o in above):
            rise = Edge(rise.span, rise.fade_frames, fade_shape=rise.fade_shape)
        above = [other for m, other in index.around(segment.end_frame, segment.end_frame) if m > n]
        if not self._spans[fall.span].cross_out_frames and any(o.hides_end(segment.end_frame) for o in above):
            fall = Edge(fall.span, fall.fade_frames, fade_shape=fall.fade_shape)
        return segment._replace(rise=rise, fall=fall)

    def _is_auto(self, segment: Segment, touching: Sequence[tuple[int, Segment]]) -> bool:
        """A seam changes when either side was edited."""
        return any(
            self._spans[edge.span].auto_edges for one in (segment, *(other for _, other in touching))
            for edge in (one.rise, one.fall)
        )  # fmt: skip


def _fades_out(segment: Segment, at: int) -> bool:
    return segment.end_frame == at and segment.fall.fade_frames > 0
