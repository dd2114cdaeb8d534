"""A freehand stroke over a curve: what it passes is replaced by few points that lie on it.

Lives: any thread (pure).
"""

from collections.abc import Sequence

from app.automation.thinning import thinned
from app.model.automation import Breakpoint
from app.model.parameters import Parameter


class Stroke:
    """What a pen has drawn so far. Where it goes back over its own line, the newer line counts."""

    def __init__(self, entry: Parameter, rate_hz: int) -> None:
        """`entry` says how the values of the curve are spaced, for thinning."""
        self._entry, self._rate_hz = entry, rate_hz
        self._values: dict[int, float] = {}
        self._last: int | None = None

    def add(self, frame: int, value: float) -> None:
        """The pen is at a frame and a value, and comes from where it was before."""
        if self._last is not None:
            first, last = sorted((self._last, frame))
            self._values = {at: old for at, old in self._values.items() if not first < at < last}
        self._values[frame] = value
        self._last = frame

    def over(self, points: Sequence[Breakpoint]) -> tuple[Breakpoint, ...]:
        """The points of a curve with the stroke in place of those that it passes."""
        drawn = [Breakpoint(frame, self._values[frame]) for frame in sorted(self._values)]
        if not drawn:
            return tuple(points)
        first, last = drawn[0].timeline_frame, drawn[-1].timeline_frame
        before = [point for point in points if point.timeline_frame < first]
        after = [point for point in points if point.timeline_frame > last]
        return (*before, *thinned(drawn, self._entry, self._rate_hz), *after)
