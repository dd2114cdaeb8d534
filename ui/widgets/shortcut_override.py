"""Keys that a widget takes from the window's shortcuts while it has the focus.

Uses an event filter instead of overriding `event`: with an override, an exception in a handler ends the program
(measured with PySide 6.11), while otherwise it is printed and the window lives on. A filter in Python sees every event of its
widget, so only the widget that has the focus and those around it, which keys reach, are filtered: a window has some 380
others.

Lives: window, main thread.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid


class ShortcutOverride(QObject):
    """Claims keys for `widget`: `wants` is asked about every key press that could be a shortcut.

    `leaves` is asked first: a key that it names stays a shortcut, whatever Qt's own widget makes of it.
    """

    def __init__(
        self,
        widget: QWidget,
        wants: Callable[[QKeyEvent], bool],
        leaves: Callable[[QKeyEvent], bool] = lambda _event: False,
    ) -> None:
        super().__init__(widget)
        self._claiming = widget
        self._wants, self._leaves = wants, leaves
        _follow_focus()
        focused = QApplication.focusWidget()
        if focused is not None and (focused is widget or widget.isAncestorOf(focused)):
            self.listen()

    def listen(self) -> None:
        """Look at the widget's events, until the focus goes elsewhere."""
        self._claiming.installEventFilter(self)
        _listening.append(self)

    def ignore(self) -> None:
        """Look at no events. The widget may be about to be deleted, or both may have been."""
        if isValid(self) and isValid(self._claiming):
            self._claiming.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if self._leaves(event):
            event.ignore()
            return True
        if self._wants(event):
            event.accept()
            return True
        return False


_listening: list[ShortcutOverride] = []  # of the widget that has the focus, and of those around it
_followed: list[QApplication] = []


def _follow_focus() -> None:
    application = QApplication.instance()
    if isinstance(application, QApplication) and application not in _followed:
        _followed[:] = [application]
        application.focusChanged.connect(_on_focus)


def _on_focus(_before: QWidget | None, now: QWidget | None) -> None:
    for override in _listening:
        override.ignore()
    _listening.clear()
    while now is not None:
        for override in now.findChildren(ShortcutOverride, options=Qt.FindChildOption.FindDirectChildrenOnly):
            override.listen()
        now = None if now.isWindow() else now.parentWidget()
