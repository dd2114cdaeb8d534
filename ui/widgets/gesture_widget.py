"""The end of a gesture: the mouse button or key is released, or the keyboard goes elsewhere.

Lives: window, main thread.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from ui.widgets.shortcut_override import ShortcutOverride


class GestureWidget(QWidget):
    """A widget whose values are moved by drags and keys. One drag is one gesture, and so is all that one key press does.

    Subclasses set `_grab` where a drag begins and `_key_held` where a key begins to move something, say in `_wants` which
    keys go to them in place of the window's shortcuts, and call `cancel_gesture` for Escape.
    """

    ended = Signal()
    cancelled = Signal()
    refused = Signal(str)  # why a typed value is not taken

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        ShortcutOverride(self, self._wants)
        self._grab: object | None = None  # where the drag began
        self._key_held = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def in_gesture(self) -> bool:
        """True during a drag or while a key is pressed."""
        return self._grab is not None or self._key_held

    def cancel_gesture(self) -> None:
        """Forget the drag or key, and report it as cancelled."""
        self._grab, self._key_held = None, False
        self.cancelled.emit()

    def _wants(self, event: QKeyEvent) -> bool:
        raise NotImplementedError

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._grab is not None and event.button() == Qt.MouseButton.LeftButton:
            self._grab = None
            self.ended.emit()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self._release_key()
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._release_key()
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def _release_key(self) -> None:
        if self._key_held:
            self._key_held = False
            self.ended.emit()
