"""A tooltip that is written when it is asked for, of a widget whose text may change sixty times a second.

Lives: window, main thread.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


class LateToolTip(QObject):
    """Sets the tooltip of `widget` to `text()` just before it is shown."""

    def __init__(self, widget: QWidget, text: Callable[[], str]) -> None:
        super().__init__(widget)
        self._widget, self._text = widget, text
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self._widget.setToolTip(self._text())
        return False
