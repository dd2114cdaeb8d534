"""A button that Enter presses while it has the focus. Space stays with the transport.

Lives: window, main thread.
"""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton

from ui.widgets.shortcut_override import ShortcutOverride

_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class EnterButton(QPushButton):
    """A push button that Enter presses."""

    def __init__(self, *given: Any) -> None:
        """Take the arguments of QPushButton."""
        super().__init__(*given)
        ShortcutOverride(self, lambda event: event.key() in _KEYS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _KEYS:
            if not event.isAutoRepeat():
                self.press_by_key(event.modifiers())
            return
        super().keyPressEvent(event)

    def press_by_key(self, modifiers: Qt.KeyboardModifier) -> None:
        """Click the button for a key press with these modifiers."""
        self.click()
