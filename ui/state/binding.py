"""Ties a control's gesture to one gesture of the document: a drag is one undo step, Escape brings the old song back.

Lives: window, main thread.
"""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from app.edits.channels import set_parameter, set_values
from app.edits.edit import Edit
from app.model.channel import ChannelId, Value
from app.model.parameters import label_of
from ui.bridge import Bridge, GestureHand
from ui.widgets.controls import ValueControl


class GestureBinding:
    """Connects a control to the document: a drag is one undo step, Escape restores the song before it."""

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
        control.refused.connect(lambda sentence: bridge.notify("warn", sentence))

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


class ValuesBinding:
    """Ties a picture whose handles move several values of a channel at once to one gesture of the document.

    The picture has the signals `began` (the paths that will move), `moved` (values by path), `ended`, `cancelled`.
    """

    def __init__(
        self, bridge: Bridge, picture: QWidget, channel_id: ChannelId, label: str, shown: Callable[[], None]
    ) -> None:
        self._bridge, self._channel_id, self._label, self._shown = bridge, channel_id, label, shown
        self._hand: GestureHand | None = None
        self._paths: tuple[str, ...] = ()
        picture.began.connect(self._begin)  # type: ignore[attr-defined]
        picture.moved.connect(self._move)  # type: ignore[attr-defined]
        picture.ended.connect(self._end)  # type: ignore[attr-defined]
        picture.cancelled.connect(self._cancel)  # type: ignore[attr-defined]

    def _begin(self, paths: tuple[str, ...]) -> None:
        self._end()
        self._hand = self._bridge.begin_gesture(self._label)
        self._paths = paths
        for path in paths:
            self._bridge.touch(self._channel_id, path)

    def _move(self, values: Mapping[str, Value]) -> None:
        if self._hand is not None:
            self._hand.update(set_values(self._channel_id, values, self._label))

    def _end(self) -> None:
        self._finish(GestureHand.commit)

    def _cancel(self) -> None:
        self._finish(GestureHand.cancel)

    def _finish(self, end: Callable[[GestureHand], None]) -> None:
        hand, self._hand = self._hand, None
        if hand is not None:
            end(hand)
            paths, self._paths = self._paths, ()
            for path in paths:
                self._bridge.release(self._channel_id, path)
            self._shown()
