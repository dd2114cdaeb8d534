"""Blocks of bars in another order: where each frame, clip, range and curve comes to lie.

Lives: any thread (pure).
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from app.edits.clip_stack import cut
from app.edits.curve_cuts import bend_after, differ, within_points
from app.edits.stable_ids import StableIds
from app.model.automation import Breakpoint, Curve
from app.model.clip import Clip
from app.model.parameters import ChannelKind, Parameter, parameter
from app.model.ranges import CHANGE_BAR, FRAMES
from app.model.tempo_map import TempoMap

NEAR_FRAMES = 16  # an edge so near to the edge of a block is that of the block: bars are rounded to frames


class Block(NamedTuple):
    """Bars from `first_bar` up to the beginning of `end_bar`."""

    first_bar: int
    end_bar: int

    @property
    def bars(self) -> int:
        """How many."""
        return self.end_bar - self.first_bar


END_BAR = CHANGE_BAR[1] + 1  # of the last block: all that follows


@dataclass(frozen=True, slots=True)
class Piece:
    """The frames of a block, as they were and as they are now. `copy`: the block lies elsewhere already."""

    start_frame: int
    end_frame: int
    now_frame: int
    now_end_frame: int
    copy: bool

    @property
    def shift_frames(self) -> int:
        """By how much later it lies now."""
        return self.now_frame - self.start_frame

    def has(self, frame: int) -> bool:
        """Whether a frame lay in it."""
        return self.start_frame <= frame < self.end_frame

    def part(self, start: int, end: int) -> tuple[int, int]:
        """Start and end of [start, end) as its edges cut it."""

        def cuts(frame: int) -> bool:
            return start + NEAR_FRAMES < frame < end - NEAR_FRAMES

        return (
            self.start_frame if cuts(self.start_frame) else start,
            self.end_frame if cuts(self.end_frame) else end,
        )

    def moved(self, frame: int) -> int:
        """Where sound from a frame of it, or from near before, lies now."""
        return max(0, frame + self.shift_frames)

    def place(self, frame: int) -> int:
        """Where a frame of it lies now, inside of it."""
        return min(frame + self.shift_frames, self.now_end_frame - 1)

    def edge(self, frame: int) -> int:
        """Where the edge of a range lies now: an edge of the block stays one."""
        if frame - self.start_frame <= NEAR_FRAMES:
            return self.now_frame
        if self.end_frame - frame <= NEAR_FRAMES:
            return self.now_end_frame
        return min(frame + self.shift_frames, self.now_end_frame)


def in_order(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Blocks without empty ones, those that follow each other as one; a copy of earlier bars stays by itself."""
    joined: list[Block] = []
    for block in blocks:
        alone = is_copy(block, joined) or (bool(joined) and is_copy(joined[-1], joined[:-1]))
        if joined and joined[-1].end_bar == block.first_bar and not alone:
            joined[-1] = Block(joined[-1].first_bar, block.end_bar)
        elif block.bars > 0:
            joined.append(block)
    return tuple(joined)


def is_copy(block: Block, earlier: Iterable[Block]) -> bool:
    """Whether its bars are in an earlier block already."""
    return any(one.first_bar <= block.first_bar and block.end_bar <= one.end_bar for one in earlier)


def starts(blocks: Iterable[Block]) -> Iterator[tuple[Block, int]]:
    """Each block with the bar at which it begins now."""
    bar = 1
    for block in blocks:
        yield block, bar
        bar += block.bars


class BlockTime:
    """Time as some blocks put it together.

    Attributes:
        pieces: In their new order.
        seams: Frames at which two pieces meet now; 0 if another one than before is the first.
    """

    def __init__(self, blocks: Sequence[Block], before: TempoMap, after: TempoMap) -> None:
        """Take the blocks in their new order, and the tempo before and after."""

        def frame(tempo: TempoMap, bar: int) -> int:
            return 2 * FRAMES[1] if bar >= END_BAR else tempo.bar_frame(bar)

        made, seen = list[Piece](), list[Block]()
        places = list(starts(blocks))
        for (block, bar), following in zip(places, [*places[1:], None], strict=True):
            now_end = 4 * FRAMES[1] if following is None else after.bar_frame(following[1])
            first, last = before.bar_frame(block.first_bar), frame(before, block.end_bar)
            made.append(Piece(first, last, after.bar_frame(bar), now_end, is_copy(block, seen)))
            seen.append(block)
        self.pieces = tuple(made)
        self.seams = tuple(piece.now_frame for piece in made if piece.now_frame or piece.start_frame)

    def places(self, frame: int) -> list[tuple[Piece, int]]:
        """Where a frame lies now, once for each piece that has it."""
        return [(piece, piece.place(frame)) for piece in self._at(frame)]

    def parts(self, start: int, end: int) -> Iterator[tuple[Piece, int, int]]:
        """What is left of [start, end), cut where blocks are.

        Returns:
            Piece, start and end of each part, as they were; by their old places, and copies last of all.
        """
        parts = [(piece, *piece.part(start, end)) for piece in self.pieces]
        parts = [(piece, first, last) for piece, first, last in parts if piece.has((first + last) // 2)]
        own = [part for part in parts if not part[0].copy]
        yield from sorted(own, key=lambda part: part[1])
        yield from (part for part in parts if part[0].copy)

    def takes(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """Start and end of what is left of a take, as they were, and its start now. Of copies there are none."""
        return [
            (first, last, piece.moved(first))
            for piece, first, last in self.parts(start, end)
            if not piece.copy
        ]  # fmt: skip

    def spans(self, start: int, end: int) -> list[tuple[int, int, bool]]:
        """Start and end of each part of a range now, and whether it is a copy."""
        found = [(piece.edge(first), piece.edge(last), piece.copy) for piece, first, last in self.parts(start, end)]
        return [span for span in found if span[0] < span[1]]

    def clips(self, clips: tuple[Clip, ...], ids: StableIds) -> tuple[Clip, ...]:
        """A stack of clips, split at the edges of blocks. The first part of each that is left keeps its id."""
        moved: list[Clip] = []
        for clip in clips:
            kept = False
            for piece, first, last in self.parts(clip.timeline_start_frame, clip.timeline_end_frame):
                whole = (first, last) == (clip.timeline_start_frame, clip.timeline_end_frame)
                part = clip if whole else cut(clip, first, last)
                if piece.copy:
                    part = replace(part, id=ids.clip(), locked=False)
                elif kept:
                    its = ids.rest(part.file, part.file_start_frame, hard_edges=not clip.auto_edges)
                    part = replace(part, id=its)
                kept = True
                now = piece.moved(first)
                moved.append(part if now == part.timeline_start_frame else replace(part, timeline_start_frame=now))
        return tuple(moved)

    def curves(self, kind: ChannelKind, curves: Iterable[Curve]) -> tuple[Curve, ...]:
        """The curves of a channel of this kind: each block has the values that it had.

        A bent segment that is cut keeps its shape before the cut, and its ends and its middle after it.
        """
        return tuple(Curve(curve.path, self._points(parameter(kind, curve.path), curve.points)) for curve in curves)

    def _at(self, frame: int) -> list[Piece]:
        return [piece for piece in self.pieces if piece.has(frame)]

    def _points(self, entry: Parameter, points: tuple[Breakpoint, ...]) -> tuple[Breakpoint, ...]:
        value = within_points(entry, points)
        made: list[Breakpoint] = []
        for number, piece in enumerate(self.pieces):
            last = piece.end_frame - 1
            inside = dict[int, Breakpoint]()
            first = bisect_left(points, piece.start_frame, key=_place)
            for point in points[first : bisect_left(points, piece.end_frame, key=_place)]:
                at_end = point.timeline_frame == last
                inside.setdefault(piece.now_end_frame - 1 if at_end else piece.place(point.timeline_frame), point)
            if piece.now_frame or piece.start_frame:
                begin = Breakpoint(0, value(points, piece.start_frame), bend_after(points, piece.start_frame))
                inside = {piece.now_frame: begin, **inside}
            if number < len(self.pieces) - 1:
                inside.setdefault(piece.now_end_frame - 1, Breakpoint(0, value(points, last)))
            made += [
                point if point.timeline_frame == frame else Breakpoint(frame, point.value, point.bend)
                for frame, point in sorted(inside.items(), key=_frame)
            ]
        for seam in self.seams:
            made = _healed(made, seam, value)
        return tuple(made)


def _place(point: Breakpoint) -> int:
    return point.timeline_frame


def _frame(entry: tuple[int, Breakpoint]) -> int:
    return entry[0]


def _healed(
    points: list[Breakpoint], seam: int, value: Callable[[Sequence[Breakpoint], int], float]
) -> list[Breakpoint]:
    """The curve without the points around a seam that change nothing."""
    near = bisect_left(points, seam - 1, key=_place)
    for frames in ((seam - 1, seam), (seam - 1,), (seam,)):
        gone = [point for point in points[near : near + 2] if point.timeline_frame in frames]
        others = [*points[:near], *(p for p in points[near : near + 2] if p not in gone), *points[near + 2 :]]
        if gone and others and not any(differ(value(others, point.timeline_frame), point.value) for point in gone):
            following = next((point for point in others[near:] if point.timeline_frame > seam), gone[-1])
            bends = gone[-1].timeline_frame == seam and differ(following.value, gone[-1].value)
            if not bends or not differ(bend_after(others, seam), gone[-1].bend):
                return others
    return points
