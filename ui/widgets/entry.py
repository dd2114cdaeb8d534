"""A number or name that becomes a text field when it is clicked.

Lives: window, main thread.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from app.model.ranges import LONGEST_NAME
from ui import theme
from ui.widgets.eliding import ElidingLabel
from ui.widgets.field import Field
from ui.widgets.shortcut_override import ShortcutOverride

OPENING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)
NO_KEYS = Qt.KeyboardModifier.NoModifier


def opens(event: QKeyEvent) -> bool:
    """Whether a key opens the field: with Shift, Ctrl or Alt it may be a command's."""
    return event.key() in OPENING_KEYS and event.modifiers() in (NO_KEYS, Qt.KeyboardModifier.KeypadModifier)


class _Field(Field):
    left = Signal()
    reset = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)
        if event.key() in OPENING_KEYS:
            event.accept()  # else the label would get the same Enter, and open the field again

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.reset.emit()


class EditableLabel(ElidingLabel):
    """A label that opens a text field, and emits `typed` with its text.

    `on_click` opens it at the first click (numbers), else at a double click (names).
    """

    typed = Signal(str)
    reset_asked = Signal()
    clicked = Signal(object)  # the mouse event's modifiers

    def __init__(self, name: str, *, on_click: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        ShortcutOverride(self, opens)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumHeight(theme.HIT)
        self.field: _Field | None = None
        self._then: QWidget = self
        self.text_to_edit: Callable[[], str] = self.text
        self._on_click = on_click
        self.gives_way = not on_click  # a name; a number is never shortened
        self.can_edit = True  # off for a name that is fixed
        self.resets = False  # whether a double click resets a number; else it opens the field like any click
        self._pressed = False

    def open_field(self, then: QWidget | None = None) -> None:
        """Open the field.

        Args:
            then: Widget that gets the keyboard focus afterwards, instead of the label.
        """
        if self.field is not None or not self.can_edit:
            return
        self._then = then or self
        field = self.field = _Field(self)
        field.setText(self.text_to_edit())
        if not self._on_click:
            field.setMaxLength(LONGEST_NAME)
        field.setAccessibleName(self.accessibleName())
        field.setAlignment(self.alignment())
        field.setGeometry(self.rect())
        field.setStyleSheet("QLineEdit { padding: 0 2px; min-height: 16px; border-radius: 4px; }")
        field.selectAll()
        field.editingFinished.connect(self._take)
        field.left.connect(self._close)
        field.reset.connect(self._reset)
        field.show()
        field.setFocus()

    def _take(self) -> None:
        field = self.field
        if field is not None:
            text = field.text().strip()
            self._close()
            self.typed.emit(text)

    def _reset(self) -> None:
        """At the second click of a double click, which the field gets."""
        if self._on_click and self.resets:
            self._close()
            self.reset_asked.emit()
        elif self.field is not None:
            self.field.selectAll()
        else:
            self.open_field()

    def _close(self) -> None:
        field, self.field = self.field, None
        if field is not None:
            field.blockSignals(True)
            field.hide()
            field.deleteLater()
            self._then.setFocus()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = True
            self.clicked.emit(event.modifiers())
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.ignore()  # whoever holds it may be dragged by it

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, False  # the second press of a double click is the field's
        if not self._on_click or not pressed or event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.reset_asked.emit()
        else:
            self.open_field()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._on_click:
            self._reset()
        else:
            self.open_field()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if opens(event):
            self.open_field()
            return
        super().keyPressEvent(event)
