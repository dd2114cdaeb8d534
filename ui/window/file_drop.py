"""Files that are dropped on the window, anywhere but on the timeline.

Lives: window, main thread.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from ui.arrange.lane_drop import dropped_paths

_KINDS = (QEvent.Type.DragEnter, QEvent.Type.Drop)


class FileDrop(QObject):
    """Takes drops on a window as if the files had been chosen.

    Args:
        window: The window.
        receive: Called with the paths; who receives them says what is audio.
    """

    def __init__(self, window: QWidget, receive: Callable[[Sequence[Path]], object]) -> None:
        super().__init__(window)
        self._receive = receive
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in _KINDS or not isinstance(event, QDropEvent):
            return False
        paths = dropped_paths(event)
        if event.type() == QEvent.Type.Drop:
            event.acceptProposedAction()
            self._receive(paths)
        elif paths:
            event.acceptProposedAction()
        return True
