"""The curve that one automation lane shows and edits: its points, the selected one, and the gesture that changes them.

Lives: window, main thread.
"""

from collections.abc import Callable

from app.edits.channels import set_curve
from app.messages import steps
from app.model.automation import Breakpoint
from app.model.channel import Channel, ChannelId, kind_of, value_of
from app.model.parameters import parameter
from ui.arrange.automation_shown import curve_of
from ui.bridge import Bridge, GestureHand


class LaneCurve:
    """One parameter of one channel.

    Args:
        bridge: Carries edits out.
        channel: The channel as it is now.
        path: The parameter.
        on_select: Called when another point is selected.
    """

    def __init__(self, bridge: Bridge, channel: Channel, path: str, on_select: Callable[[], object]) -> None:
        self.bridge, self.channel, self.path = bridge, channel, path
        self.channel_id: ChannelId = channel.id
        self.entry = parameter(kind_of(channel), path)
        self.selected: int | None = None
        self._on_select = on_select
        self._gesture: GestureHand | None = None

    @property
    def points(self) -> tuple[Breakpoint, ...]:
        """The points as they are now, by time."""
        return curve_of(self.channel, self.path).points

    @property
    def resting(self) -> float:
        """The value without a curve."""
        return float(value_of(self.channel, self.path))

    def show_channel(self, channel: Channel) -> None:
        """Take over a change of the document."""
        self.channel = channel
        if self.selected is not None and self.selected >= len(self.points):
            self.selected = None

    def draw(self, points: tuple[Breakpoint, ...]) -> None:
        """Set the points: within a gesture, or as one undo step."""
        edit = set_curve(self.channel_id, self.path, points)
        if self._gesture is not None:
            self._gesture.update(edit)
        else:
            self.bridge.perform(edit)

    def begin(self) -> None:
        """Begin a gesture, unless one is open."""
        if self._gesture is None:
            self._gesture = self.bridge.begin_gesture(steps.automate(self.entry.label))

    def end(self, *, keep: bool = True) -> None:
        """End the gesture; without `keep` the curve is as it was before."""
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.commit() if keep else gesture.cancel()

    def select(self, index: int | None) -> None:
        """Select a point, or none."""
        if index != self.selected:
            self.selected = index
            self._on_select()
