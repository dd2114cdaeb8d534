"""Time that is inserted or removed: where every frame, span and curve of the timeline lies afterwards.

Lives: any thread (pure).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.edits.curve_cuts import bend_after, differ, within_points
from app.edits.stable_ids import StableIds
from app.edits.time_range import split_stack
from app.model.automation import Breakpoint, Curve
from app.model.clip import Clip
from app.model.parameters import ChannelKind, Parameter, parameter


@dataclass(frozen=True, slots=True)
class TimeChange:
    """At a frame, some time is removed, or some is inserted.

    Attributes:
        at_frame: Where, on the timeline.
        removed_frames: How much goes.
        inserted_frames: How much comes.
        cuts: Whether clips that lie across are cut. If not, a track on which one does stays whole: what begins behind moves.
    """

    at_frame: int
    removed_frames: int = 0
    inserted_frames: int = 0
    cuts: bool = True

    @property
    def resumes_frame(self) -> int:
        """The first frame, as it was, that moves by `shift_frames`."""
        return self.at_frame + self.removed_frames

    @property
    def shift_frames(self) -> int:
        """By how much later everything behind it lies."""
        return self.inserted_frames - self.removed_frames

    def start(self, frame: int) -> int:
        """Where something that starts at `frame` starts now: at the cut if that time is removed."""
        if frame < self.at_frame:
            return frame
        return self.at_frame if frame < self.resumes_frame else frame + self.shift_frames

    def end(self, frame: int) -> int:
        """Where something that ends at `frame` (exclusive) ends now: at the cut if that time is removed."""
        if frame <= self.at_frame:
            return frame
        return self.at_frame if frame <= self.resumes_frame else frame + self.shift_frames

    def removes(self, start: int, end: int) -> bool:
        """True if nothing is left of [start, end)."""
        return self.at_frame <= start and end <= self.resumes_frame

    def pieces(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """What is left of [start, end), cut where time is inserted or removed.

        Returns:
            Start and end of each piece as they were, and its start now.
        """
        cuts = sorted({start, end, *(at for at in (self.at_frame, self.resumes_frame) if start < at < end)})
        parts = zip(cuts, cuts[1:], strict=False)
        return [(first, last, self.start(first)) for first, last in parts if not self.removes(first, last)]

    def clips(self, clips: tuple[Clip, ...], ids: StableIds) -> tuple[Clip, ...]:
        """A stack of clips, split where time is inserted or removed."""
        parts = split_stack(clips, sorted({self.at_frame, self.resumes_frame}), ids)
        if self.inserted_frames:
            known = {clip.id for clip in clips}
            parts = tuple(
                part if part.id in known else replace(part, id=ids.rest(part.file, part.file_start_frame))
                for part in parts
            )
        return tuple(
            self._moved(clip) for clip in parts if not self.removes(clip.timeline_start_frame, clip.timeline_end_frame)
        )

    def curves(self, kind: ChannelKind, curves: Iterable[Curve]) -> tuple[Curve, ...]:
        """The curves of a channel of this kind. What sounded before and after the change has the values that it had.

        A bent segment that is cut keeps its shape before the cut, and its ends and its middle after it.
        """
        return tuple(Curve(curve.path, self._points(parameter(kind, curve.path), curve.points)) for curve in curves)

    def _moved(self, clip: Clip) -> Clip:
        start = self.start(clip.timeline_start_frame)
        return clip if start == clip.timeline_start_frame else replace(clip, timeline_start_frame=start)

    def _points(self, entry: Parameter, points: tuple[Breakpoint, ...]) -> tuple[Breakpoint, ...]:
        value = within_points(entry, points)
        before = [point for point in points if point.timeline_frame < self.at_frame]
        after = [
            replace(point, timeline_frame=point.timeline_frame + self.shift_frames)
            for point in points
            if point.timeline_frame >= self.resumes_frame
        ]
        holds = self.inserted_frames and entry.kind != "switch"
        last = self.at_frame if holds else self.at_frame - 1  # up to which the curve stays as it was
        resumed = self.at_frame + self.inserted_frames
        if last >= 0 and (before or after) and differ(value([*before, *after], last), value(points, last)):
            before.append(Breakpoint(last, value(points, last)))
        resumes_at = value(points, self.resumes_frame)
        if not (before or after) or differ(value([*before, *after], resumed), resumes_at):
            after.insert(0, Breakpoint(resumed, resumes_at, bend_after(points, self.resumes_frame)))
        return (*before, *after)
