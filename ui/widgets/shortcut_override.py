"""Keys that a widget takes from the window's shortcuts while it has the focus.

Uses an event filter instead of overriding `event`: with an override, an exception in a handler ends the program
(measured with PySide 6.11), while otherwise it is printed and the window lives on.

Lives: window, main thread.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget


class ShortcutOverride(QObject):
    """Claims keys for `widget`: `wants` is asked about every key press that could be a shortcut."""

    def __init__(self, widget: QWidget, wants: Callable[[QKeyEvent], bool]) -> None:
        super().__init__(widget)
        self._wants = wants
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._wants(event):
            event.accept()
            return True
        return False
