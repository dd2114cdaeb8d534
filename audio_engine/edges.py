"""Where clips begin, end and meet: the one decision of what is heard there.

`stretches` turns the stacked spans of a timeline into what is rendered. Playback, bounce, stems, freezing and flattening
render it, and the window draws it. What goes on seamlessly in the same file becomes one stretch, so that a split is not
heard. Every other edge comes in (or, mirrored, goes out) over

* the cross-fade that the span asks for, else
* CROSS_FADE_S where other sound lies on the outer side. The cross-fade is over where the incoming clip begins, so that its
  first note is whole: its file reaches back before the clip. Where it does not, the clip's own beginning is used;
* FADE_S where nothing sounds there.

A fade that the user drew is a straight line on top of that. An edge that a later span covers needs nothing. Spans without
`auto_edges` that meet only their like have the edges that they ask for, and no others.

Lives: any thread (pure).
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from audio_engine.plan import ClipSpan, TrackTimeline

CROSS_FADE_S = 0.010
FADE_S = 0.006  # a rounded sine: leaves as little above 5 kHz as a raised cosine of 5 ms


class Edge(NamedTuple):
    """How a stretch comes in. `span` is the index of the span that begins, or ends, there."""

    span: int
    fade_frames: int = 0  # a straight line from silence, which hides what lies beneath
    cross_frames: int = 0  # from what lies beneath
    rounded: bool = False  # the cross-fade has no corners, and its law follows how alike both sides are
    alone: bool = False  # nothing sounds on the outer side: what begins beneath at the same time is hidden

    @property
    def frames(self) -> int:
        return max(self.fade_frames, self.cross_frames)

    @property
    def shows_frames(self) -> int:
        """For how long something beneath is heard."""
        return 0 if self.alone else self.cross_frames


class Stretch(NamedTuple):
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
        return self.start_frame + self.length_frames

    def hides_start(self, frame: int) -> bool:
        """Whether a lower stretch that begins at `frame` is not heard to begin."""
        last = self.end_frame - (1 if self.fall.alone else self.fall.shows_frames)
        return self.start_frame + self.rise.shows_frames <= frame <= last

    def hides_end(self, frame: int) -> bool:
        """Whether a lower stretch that ends at `frame` (exclusive) is not heard to end."""
        first = self.start_frame + (1 if self.rise.alone else self.rise.shows_frames)
        return first <= frame <= self.end_frame - self.fall.shows_frames


def stretches(timeline: TrackTimeline) -> tuple[Stretch, ...]:
    """What of a timeline is rendered. Later ones lie on top of earlier ones."""
    runs = _runs(timeline.spans)
    if any(span.auto_edges for span in timeline.spans):
        deciding = _Deciding(timeline)
        runs = deciding.with_rises(runs)
        runs = deciding.with_falls(runs)
        runs = deciding.without_hidden(runs)
    return tuple(runs)


def _runs(spans: Sequence[ClipSpan]) -> list[Stretch]:
    """The spans in their order, each with the edges that it asks for; those that go on in each other are one."""
    runs: dict[int, Stretch] = {
        n: Stretch(
            span.path,
            span.timeline_start_frame,
            span.file_start_frame,
            span.length_frames,
            span.gain,
            Edge(n, span.fade_in_frames, span.cross_in_frames),
            Edge(n, span.fade_out_frames, span.cross_out_frames),
        )
        for n, span in enumerate(spans)
    }
    same: dict[tuple[str, float, int], int] = {}
    for n in sorted(runs, key=lambda n: (runs[n].start_frame, runs[n].end_frame)):
        run = runs[n]
        key = run.path, run.gain, run.start_frame - run.file_start_frame
        before = same.get(key)
        place = None if before is None else _place_of_both(runs, before, n)
        if before is not None and place is not None:
            joined = _joined(runs.pop(before), runs.pop(n))
            runs[place], n = joined, place
        same[key] = n
    return [runs[n] for n in sorted(runs)]


def _place_of_both(runs: dict[int, Stretch], earlier: int, later: int) -> int | None:
    """Where in the stack the two lie as one; None where they do not go on in each other, or something lies between."""
    first, second = runs[earlier], runs[later]
    longer, shorter = (second, first) if second.end_frame >= first.end_frame else (first, second)
    touch = first.start_frame + first.rise.frames <= second.start_frame <= first.end_frame
    if not touch or second.rise.frames or shorter.fall.frames:
        return None
    if shorter.end_frame > longer.end_frame - longer.fall.frames:
        return None
    low, high = sorted((earlier, later))
    between = [runs[n] for n in range(low + 1, high) if n in runs]
    for place, moved in ((high, runs[low]), (low, runs[high])):
        if not any(r.start_frame < moved.end_frame and r.end_frame > moved.start_frame for r in between):
            return place
    return None


def _joined(first: Stretch, second: Stretch) -> Stretch:
    if second.end_frame < first.end_frame:
        return first
    return first._replace(length_frames=second.end_frame - first.start_frame, fall=second.fall)


class _Near:
    """Finds the stretches around a place, also of many that lie over a long one: by start, with a tree of latest ends."""

    def __init__(self, runs: Sequence[Stretch]) -> None:
        self._runs = runs
        self._order = sorted(range(len(runs)), key=lambda n: runs[n].start_frame)
        self._starts = [runs[n].start_frame for n in self._order]
        self._leaves = 1 << max(len(runs) - 1, 0).bit_length()
        self._ends = [-1] * self._leaves + [runs[n].end_frame for n in self._order]
        self._ends += [-1] * (2 * self._leaves - len(self._ends))
        for node in range(self._leaves - 1, 0, -1):  # node n is above 2 n and 2 n + 1
            self._ends[node] = max(self._ends[2 * node], self._ends[2 * node + 1])

    def around(self, first: int, last: int) -> Iterator[tuple[int, Stretch]]:
        """Those that begin at `last` or before and end at `first` or after, in no order."""
        began, waiting = bisect_right(self._starts, last), [(1, 0, self._leaves)]
        while waiting:
            node, low, width = waiting.pop()
            if low >= began or self._ends[node] < first:
                continue
            if width == 1:
                yield self._order[low], self._runs[self._order[low]]
            else:
                half = width // 2
                waiting += ((2 * node, low, half), (2 * node + 1, low + half, half))


class _Deciding:
    """All rises first, because a stretch that reaches back is what the one before it fades to; then the falls."""

    def __init__(self, timeline: TrackTimeline) -> None:
        self._spans = timeline.spans
        self._cross = round(CROSS_FADE_S * timeline.rate_hz)
        self._fade = round(FADE_S * timeline.rate_hz)

    def with_rises(self, runs: list[Stretch]) -> list[Stretch]:
        near = _Near(runs)
        return [self._risen(n, run, near) for n, run in enumerate(runs)]

    def with_falls(self, runs: list[Stretch]) -> list[Stretch]:
        near = _Near(runs)
        return [self._fallen(n, run, near) for n, run in enumerate(runs)]

    def without_hidden(self, runs: list[Stretch]) -> list[Stretch]:
        near = _Near(runs)
        return [self._bared(n, run, near) for n, run in enumerate(runs)]

    def _risen(self, n: int, run: Stretch, near: _Near) -> Stretch:
        at, cross = run.start_frame, self._cross
        touching = [(m, other) for m, other in near.around(at, at) if m != n]
        if not self._is_auto(run, touching):
            return run
        edge, room = run.rise._replace(rounded=True), max(run.length_frames - run.fall.frames, run.length_frames // 2)
        before = [(m, other) for m, other in touching if other.start_frame <= at - cross]
        meets = any(m < n or other.end_frame == at for m, other in before if not _fades_out(other, at))
        if edge.cross_frames:
            return run._replace(rise=edge)
        if meets and not edge.fade_frames and min(run.file_start_frame, at) >= cross:
            return run._replace(
                start_frame=at - cross,
                file_start_frame=run.file_start_frame - cross,
                length_frames=run.length_frames + cross,
                rise=edge._replace(cross_frames=cross),
            )
        beneath = [other.end_frame for m, other in touching if m < n and other.start_frame < at]
        long = any(end >= at + cross for end in beneath)
        alone = all(end == at for end in beneath)
        return run._replace(rise=edge._replace(cross_frames=min(cross if long else self._fade, room), alone=alone))

    def _fallen(self, n: int, run: Stretch, near: _Near) -> Stretch:
        at, cross = run.end_frame, self._cross
        touching = [(m, other) for m, other in near.around(at, at) if m != n]
        if not self._is_auto(run, touching):
            return run
        edge, room = run.fall._replace(rounded=True), max(run.length_frames - run.rise.frames, run.length_frames // 2)
        if edge.cross_frames:
            return run._replace(fall=edge)
        beneath = [other.start_frame for m, other in touching if m < n and other.end_frame > at]
        long = any(start <= at - cross for start in beneath)
        alone = all(start == at for start in beneath)
        return run._replace(fall=edge._replace(cross_frames=min(cross if long else self._fade, room), alone=alone))

    def _bared(self, n: int, run: Stretch, near: _Near) -> Stretch:
        rise, fall = run.rise, run.fall
        above = [other for m, other in near.around(run.start_frame, run.start_frame) if m > n]
        if not self._spans[rise.span].cross_in_frames and any(o.hides_start(run.start_frame) for o in above):
            rise = Edge(rise.span, rise.fade_frames)
        above = [other for m, other in near.around(run.end_frame, run.end_frame) if m > n]
        if not self._spans[fall.span].cross_out_frames and any(o.hides_end(run.end_frame) for o in above):
            fall = Edge(fall.span, fall.fade_frames)
        return run._replace(rise=rise, fall=fall)

    def _is_auto(self, run: Stretch, touching: Sequence[tuple[int, Stretch]]) -> bool:
        """A seam changes when either side was edited."""
        return any(
            self._spans[edge.span].auto_edges for one in (run, *(other for _, other in touching))
            for edge in (one.rise, one.fall)
        )  # fmt: skip


def _fades_out(run: Stretch, at: int) -> bool:
    return run.end_frame == at and run.fall.fade_frames > 0
