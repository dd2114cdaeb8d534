"""Ties a control's gesture to one gesture of the document: a drag is one undo step, Escape brings the old song back.

Lives: window, main thread.
"""

from collections.abc import Callable

from app.edits.edit import Edit
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
