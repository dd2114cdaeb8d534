"""A text field that takes all keys without modifiers, so that no shortcut fires while somebody types.

Lives: window, main thread.
"""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.widgets.shortcut_override import ShortcutOverride

_HEAVY = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class Field(QLineEdit):
    """A line edit that takes all keys without modifiers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        ShortcutOverride(self, is_plain_key)


def is_plain_key(event: QKeyEvent) -> bool:
    """True for a key without Ctrl, Alt or Meta; a function key is none."""
    return not event.modifiers() & _HEAVY and not Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F12


class TypedField(Field):
    """A field over a painted control: emits `typed` at Enter or loss of focus, and nothing at Escape."""

    typed = Signal(str)
    left = Signal()
    reset = Signal()

    def __init__(self, owner: QWidget, place: QRect, text: str, then: QWidget | None = None, longest: int = 0) -> None:
        """Open over `owner` with all of `text` selected.

        Args:
            owner: What the field lies over.
            place: Where, in its coordinates.
            text: What it begins with.
            then: Gets the keyboard focus afterwards; None for the owner.
            longest: The most letters; 0 for any number.
        """
        super().__init__(owner)
        self._open = True
        self._then = then
        self.setAccessibleName(owner.accessibleName())
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setStyleSheet("QLineEdit { padding: 0 2px; min-height: 16px; border-radius: 4px; }")
        self.setGeometry(place)
        if longest:
            self.setMaxLength(longest)  # it would deselect
        self.setText(text)
        self.selectAll()
        self.editingFinished.connect(lambda: self._close(keep=True))
        self.show()
        self.setFocus()

    def reject(self) -> None:
        """Close without emitting `typed`."""
        self._close(keep=False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Emit `reset`: this is the second click of a double click on the control."""
        self.reset.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._close(keep=False)
        else:
            super().keyPressEvent(event)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                event.accept()  # else the control would get the same Enter, and open the field again

    def _close(self, *, keep: bool) -> None:
        if not self._open:
            return
        self._open = False
        text = self.text().strip()
        self.hide()
        self.deleteLater()
        self.left.emit()
        then = self._then or self.parentWidget()
        if then is not None:
            then.setFocus()
        if keep:
            self.typed.emit(text)
