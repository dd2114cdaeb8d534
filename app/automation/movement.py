"""A movement of one value, recorded while the song rolls, and the curve made from it.

Lives: window, main thread.
"""

from dataclasses import dataclass, field

from app.automation.thinning import thinned
from app.model.automation import AutomationMode, Breakpoint
from app.model.curve import from_curve_scale, to_curve_scale, value_at
from app.model.parameters import Parameter

WRITING_MODES: tuple[AutomationMode, ...] = ("touch", "latch", "write", "trim")
HOLD_S = 0.04  # a hand that rests longer than this holds the value; the next point does not ramp there from far back
RETURN_S = 0.1  # how long a value takes from the end of a movement back to the curve that was there


@dataclass
class Movement:
    """From the first touch on: `before` is the curve that was there, `resting` the value without one.

    touch and trim end with the hand's release, latch and write hold the last value until the transport stops. write
    replaces like latch; it also takes the values that nobody touches, which the session begins when the song rolls. trim
    moves the curve that was there by as much as the hand moved.
    """

    entry: Parameter
    mode: AutomationMode
    rate_hz: int
    before: tuple[Breakpoint, ...]
    resting: float
    points: list[Breakpoint] = field(default_factory=list)
    trim_from: float = 0.0  # trim: the control's value when the hand took it

    @property
    def start_frame(self) -> int:
        """First frame."""
        return self.points[0].timeline_frame

    @property
    def last_frame(self) -> int:
        """Frame of the last change."""
        return self.points[-1].timeline_frame

    @property
    def last_value(self) -> float:
        """Value of the last change."""
        return self.points[-1].value

    def old_value(self, frame: int) -> float:
        """What would have sounded at a frame without this movement."""
        return value_at(self.before, self.entry, frame) if self.before else self.resting

    def move(self, frame: int, value: float) -> None:
        """The value from `frame` on. A later move in the same frame replaces the one before."""
        if self.points:
            held_until = frame - max(round(HOLD_S * self.rate_hz), 1)
            if self.last_frame < held_until:
                self.points.append(Breakpoint(held_until, self.last_value))
            elif self.last_frame == frame:
                self.points.pop()
        self.points.append(Breakpoint(frame, value))

    def trimmed(self, frame: int) -> float:
        """trim: the old value at a frame, moved by as much as the hand has moved by now."""
        offset = to_curve_scale(self.last_value, self.entry) - to_curve_scale(self.trim_from, self.entry)
        return self._offset(frame, offset)

    def curve(self, end_frame: int) -> tuple[Breakpoint, ...]:
        """The whole curve with this movement in it, up to `end_frame`; what lies before and after stays."""
        end = max(end_frame, self.last_frame)
        if end > self.last_frame:
            self.move(end, self.last_value)
        if self.entry.kind == "switch":
            return self._merged_switch(end)
        drawn = self._trim_points(end) if self.mode == "trim" else list(self.points)
        kept = thinned(drawn, self.entry, self.rate_hz)
        back = end + max(round(RETURN_S * self.rate_hz), 1)
        returns = bool(self.before) or self.mode == "touch"
        left = [point for point in self.before if point.timeline_frame < self.start_frame]
        right = [point for point in self.before if point.timeline_frame > back]
        lead = [Breakpoint(self.start_frame - 1, self.old_value(self.start_frame - 1))] if self.start_frame > 0 else []
        tail = [Breakpoint(back, self.old_value(back))] if returns else []
        if not self.before and not returns:
            lead = []  # nothing was there: the curve begins with the movement
        left = [point for point in left if not lead or point.timeline_frame < lead[0].timeline_frame]
        return _without_doubles([*_straightened(left, lead), *kept, *tail, *right])

    def _merged_switch(self, end: int) -> tuple[Breakpoint, ...]:
        left = [point for point in self.before if point.timeline_frame < self.start_frame]
        right = [point for point in self.before if point.timeline_frame > end]
        if not left and self.start_frame > 0:
            left = [Breakpoint(0, self.old_value(0))]
        return _without_doubles([*left, *thinned(self.points, self.entry, self.rate_hz), *right])

    def _trim_points(self, end: int) -> list[Breakpoint]:
        """The old curve over the movement, offset by it: at every point of either."""
        frames = {point.timeline_frame for point in self.points}
        frames |= {point.timeline_frame for point in self.before if self.start_frame <= point.timeline_frame <= end}
        base = to_curve_scale(self.trim_from, self.entry)
        points = []
        for frame in sorted(frames):
            hand = to_curve_scale(value_at(self.points, self.entry, frame), self.entry)
            points.append(Breakpoint(frame, self._offset(frame, hand - base)))
        return points

    def _offset(self, frame: int, offset: float) -> float:
        low, high = to_curve_scale(self.entry.low, self.entry), to_curve_scale(self.entry.high, self.entry)
        position = to_curve_scale(self.old_value(frame), self.entry) + offset
        return from_curve_scale(min(max(position, low), high), self.entry)


def _straightened(left: list[Breakpoint], lead: list[Breakpoint]) -> list[Breakpoint]:
    """The kept part and its new end; the bend of a segment that was cut is dropped, its ends stay where they were."""
    if left and lead and left[-1].bend:
        left = [*left[:-1], Breakpoint(left[-1].timeline_frame, left[-1].value)]
    return [*left, *lead]


def _without_doubles(points: list[Breakpoint]) -> tuple[Breakpoint, ...]:
    """One point a frame, the later one of the list."""
    by_frame = {point.timeline_frame: point for point in points}
    return tuple(by_frame[frame] for frame in sorted(by_frame))
