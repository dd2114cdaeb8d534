"""Fields for texts of the song: a line, and a note of several lines. They report what was typed when typing pauses or ends.

Lives: window, main thread.
"""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ui.widgets.field import Field, is_plain_key
from ui.widgets.shortcut_override import ShortcutOverride

FRAME_PX = 22  # of a note, above and below its lines
PAUSE_MS = 1500  # after the last key: what was typed is one step
_EDITING_KEYS = (Qt.Key.Key_Z, Qt.Key.Key_Y, Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_X, Qt.Key.Key_V)


class LineEntry(Field):
    """A line of text. Emits `typed` when it is left or Enter is pressed, if the text is another; Escape takes it back."""

    typed = Signal(str)

    def __init__(self, name: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setPlaceholderText(hint)
        self.setMinimumHeight(30)
        self._shown = ""
        ShortcutOverride(self, lambda _event: False, lambda event: _is_undo(event) and not self.isModified())
        self.editingFinished.connect(self._report)

    def show_text(self, text: str) -> None:
        """Show what the song holds, unless somebody is typing."""
        if self.hasFocus() and self.isModified():
            return
        self._shown = text
        if self.text() != text:
            self.setText(text)
            self.setCursorPosition(0)

    def _report(self) -> None:
        if self.text().strip() != self._shown:
            self._shown = self.text().strip()
            self.setModified(False)
            self.typed.emit(self._shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text() != self._shown:
            self.setText(self._shown)
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


class NoteEntry(QPlainTextEdit):
    """A note of several lines. Emits `typed` when typing pauses and when it is left, if the text is another."""

    typed = Signal(str)

    def __init__(self, name: str, hint: str = "", lines: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setMinimumHeight(self.fontMetrics().lineSpacing() * lines + FRAME_PX)
        self._shown = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.report)
        self.textChanged.connect(self._pause.start)
        ShortcutOverride(self, _is_typing, lambda event: _is_undo(event) and self.toPlainText() == self._shown)

    def show_text(self, text: str) -> None:
        """Show what the song holds, unless somebody is typing."""
        if self._pause.isActive() and self.hasFocus():
            return
        self._shown = text
        if self.toPlainText() != text:
            self.setPlainText(text)
        self._pause.stop()

    def report(self) -> None:
        """Emit what was typed."""
        self._pause.stop()
        text = self.toPlainText()
        if text != self._shown:
            self._shown = text
            self.typed.emit(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.report()

    def sizeHint(self) -> QSize:
        return QSize(200, self.minimumHeight())


def _is_undo(event: QKeyEvent) -> bool:
    """Undo and Redo: the song's, while nothing is typed."""
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)


def _is_typing(event: QKeyEvent) -> bool:
    """Every key that is typed, and the usual keys of a text field."""
    usual = event.modifiers() == Qt.KeyboardModifier.ControlModifier and event.key() in _EDITING_KEYS
    return usual or is_plain_key(event)
