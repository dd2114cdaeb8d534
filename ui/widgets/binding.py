"""Ties a control's gesture to one gesture of the document: a drag is one undo step, Escape brings the old song back.

Lives: window, main thread.
"""

from collections.abc import Callable

from app.edits.channels import set_parameter
from app.edits.edit import Edit
from app.model.channel import ChannelId
from app.model.parameters import label_of
from ui.bridge import Bridge, GestureHand
from ui.widgets.controls import ValueControl


class GestureBinding:
    def __init__(
        self,
        bridge: Bridge,
        control: ValueControl,
        label: str,
        make_edit: Callable[[float], Edit],
        shown: Callable[[], None],
    ) -> None:
        """`shown` sets the control from the document again, after a cancel or a refusal."""
        self._bridge, self._label, self._make_edit, self._shown = bridge, label, make_edit, shown
        self._hand: GestureHand | None = None
        control.began.connect(self._begin)
        control.moved.connect(self._move)
        control.ended.connect(self._end)
        control.cancelled.connect(self._cancel)

    def _begin(self) -> None:
        self._end()
        self._hand = self._bridge.begin_gesture(self._label)

    def _move(self, value: float) -> None:
        if self._hand is not None:
            self._hand.update(self._make_edit(value))

    def _end(self) -> None:
        hand, self._hand = self._hand, None
        if hand is not None:
            hand.commit()
            self._shown()

    def _cancel(self) -> None:
        hand, self._hand = self._hand, None
        if hand is not None:
            hand.cancel()
            self._shown()


class ParameterBinding(GestureBinding):
    """Of one value of a channel. While the hand is on it, automation that writes records the movement."""

    def __init__(
        self,
        bridge: Bridge,
        control: ValueControl,
        channel_id: ChannelId,
        path: str,
        shown: Callable[[], None],
        label: str = "",
    ) -> None:
        self.channel_id, self.path = channel_id, path
        self._touching = False
        label = label or label_of(path)
        super().__init__(bridge, control, label, lambda value: set_parameter(channel_id, path, value), shown)

    def _begin(self) -> None:
        super()._begin()
        self._touching = True
        self._bridge.touch(self.channel_id, self.path)

    def _end(self) -> None:
        super()._end()
        self._let_go()

    def _cancel(self) -> None:
        super()._cancel()
        self._let_go()

    def _let_go(self) -> None:
        if self._touching:
            self._touching = False
            self._bridge.release(self.channel_id, self.path)
