"""Painted controls with one value: the base of fader, slider and pan.

A control shows a value that its owner holds, and reports gestures: began, moved, ended, cancelled. One drag is one
gesture; keys, wheel, typing and resetting are complete gestures too. Enter opens a field to type the value.

Lives: window, main thread.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QAccessibleValueChangeEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app.messages.mixing import value_out_of_range
from app.text.values import FORMS, Form
from ui import theme
from ui.widgets.field import TypedField
from ui.widgets.gesture_widget import GestureWidget
from ui.widgets.late_tool_tip import LateToolTip

TYPING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def is_escape(event: QEvent) -> bool:
    """True if a key event is Escape."""
    return isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape


def is_enter(event: QEvent) -> bool:
    """True if a key event is Enter, also that of the number pad."""
    return isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def wheel_is_meant(widget: QWidget, event: QWheelEvent) -> bool:
    """True if the wheel is meant for the value under the pointer, not for the page that scrolls."""
    return widget.hasFocus() or bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


class ValueControl(GestureWidget):
    """A control with a `value` from `low` to `high`; `position_of` and `value_at` map it to 0 to 1 of the travel.

    Attributes:
        neutral: Value after a reset.
        step: Change by one key or notch of the wheel.
        fine_step: The same with Shift.
        form: How the value is written in the field, and read from it.
        format_value: Text for tooltip and screen reader.
        vertical: True if dragging up increases the value.
    """

    began = Signal()
    moved = Signal(float)
    field: TypedField | None = None
    _grab: tuple[QPointF, float] | None

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        LateToolTip(self, lambda: f"{self.accessibleName()}: {self.format_value(self._value)}")
        self.low, self.high, self.neutral = 0.0, 1.0, 0.0
        self.step, self.fine_step = 0.05, 0.01
        self.take_form(FORMS[""])
        self.vertical = False
        self._value = 0.0
        self.setAccessibleName(name)

    def take_form(self, form: Form) -> None:
        """Set how values are written and read."""
        self.form = form
        self.format_value: Callable[[float], str] = form.format

    # --- the value
    @property
    def value(self) -> float:
        """The value shown."""
        return self._value

    def set_value(self, value: float) -> None:
        """Show a value; emits nothing. A screen reader hears of the control that has the focus."""
        if value != self._value:
            self._value = value
            self.update()
            if QAccessible.isActive() and self.hasFocus():  # automation moves many others, sixty times a second
                QAccessible.updateAccessibility(QAccessibleValueChangeEvent(self, self.format_value(value)))
                QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def position_of(self, value: float) -> float:
        """Position of a value on the travel, 0 to 1."""
        return (value - self.low) / (self.high - self.low)

    def value_at(self, position: float) -> float:
        """The inverse of `position_of`."""
        return self.low + position * (self.high - self.low)

    def nudged(self, steps: float, fine: bool) -> float:
        """The value after this many key or wheel steps."""
        start = max(self._value, self.floor_for_steps())
        return start + steps * (self.fine_step if fine else self.step)

    def floor_for_steps(self) -> float:
        """Lowest value that steps start from, for values that go down to -inf."""
        return self.low

    def snap(self, value: float) -> float:
        """The value with detents applied."""
        return value

    def travel(self) -> float:
        """Length of the travel in pixels."""
        return float(self.height() if self.vertical else self.width())

    # --- typing
    def figure_rect(self) -> QRect:
        """Place of the field in which the value is typed."""
        height = min(theme.HIT, self.height())
        return QRect(0, (self.height() - height) // 2, self.width(), height)

    def open_field(self) -> None:
        """Open a text field over the value."""
        if self.field is None:
            self.field = TypedField(self, self.figure_rect(), self.form.format(self._value))
            self.field.typed.connect(self._take_typed)
            self.field.left.connect(self._forget_field)
            self.field.reset.connect(self._reset_from_field)

    def _take_typed(self, typed: str) -> None:
        """Apply what was typed, or emit `refused` if it is out of range.

        Unchanged text changes nothing, because the value shown is rounded.
        """
        shown, written = self.form.format(self._value), self.form.format
        value = None if typed == shown else self.form.read(typed, shown, self.low, self.high)
        if value is None:
            return
        nearest = min(self.high, max(self.low, value))
        if written(nearest) == written(value):  # its ends are rounded too
            self.set_by_hand(nearest)
        else:
            self.refused.emit(value_out_of_range(self.accessibleName(), written(self.low), written(self.high)))

    def _reset_from_field(self) -> None:
        if self.field is not None:
            self.field.reject()
        self.set_by_hand(self.neutral)

    def _forget_field(self) -> None:
        self.field = None

    # --- the hand
    def set_by_hand(self, value: float) -> None:
        """Report a complete gesture: typed, reset, or one notch of the wheel."""
        self.began.emit()
        self._move(value)
        self.ended.emit()

    def _move(self, value: float) -> None:
        value = min(self.high, max(self.low, value))
        self.set_value(value)
        self.moved.emit(value)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_by_hand(self.neutral)
            return
        self._grab = (event.position(), self.position_of(self._value))
        self.began.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grab is None:
            return
        start, position = self._grab
        offset = event.position() - start
        pixels = -offset.y() if self.vertical else offset.x()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            pixels /= 8
        requested = min(1.0, max(0.0, position + pixels / max(1.0, self.travel())))
        self._move(self.snap(self.value_at(requested)))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._grab = None
            self.set_by_hand(self.neutral)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change the value with the keyboard focus here or Ctrl pressed; else let the page scroll."""
        if self.in_gesture:
            return
        if not wheel_is_meant(self, event):
            event.ignore()
            return
        notches = (event.angleDelta().y() or event.angleDelta().x()) / 120
        if notches:
            self.set_by_hand(self.nudged(notches, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)))
        event.accept()

    def _wants(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        return (self.in_gesture and is_escape(event)) or (plain and event.key() in self.own_keys())

    def own_keys(self) -> tuple[Qt.Key, ...]:
        """Keys without modifiers that go to this control instead of the window's shortcuts."""
        return TYPING_KEYS

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.in_gesture:
            self.cancel_gesture()
            return
        if event.key() in TYPING_KEYS and self._grab is None:
            self.open_field()
            return
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_Left: -1}.get(
            Qt.Key(event.key())
        )
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if steps is None or self._grab is not None or not plain:
            super().keyPressEvent(event)
            return
        if not self._key_held:
            self._key_held = True
            self.began.emit()
        self._move(self.nudged(steps, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)))
