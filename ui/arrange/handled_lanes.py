"""The lanes as a widget under a hand: Qt's events go to `LaneMouse` and `LaneKeys`.

Lives: window, main thread.
"""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from ui.arrange.clip_handles import ClipHandles
from ui.arrange.lane_keys import LaneKeys
from ui.arrange.lane_mouse import LaneMouse

_KEYPAD = Qt.KeyboardModifier.KeypadModifier


class HandledLanes(QWidget):
    """Subclasses set the attributes.

    Attributes:
        mouse: Gets what the mouse does.
        keys: Gets the keys.
        handles: Those of the clip under the pointer.
    """

    mouse: LaneMouse
    keys: LaneKeys
    handles: ClipHandles
    walked = Signal(int)  # to the track below or above

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.mouse.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.mouse.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.mouse.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        clip = self.mouse.double_click(event)
        if clip is not None:
            self.handles.type_gain(clip, self.mouse.places.at(event.position()).lane)

    def leaveEvent(self, event: QEvent) -> None:
        self.mouse.leave()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.mouse.cancel()  # the window is not in front any more, or a key has gone elsewhere

    def hideEvent(self, event: QHideEvent) -> None:
        self.mouse.cancel()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.keys.press(event):
            return
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.modifiers() & ~_KEYPAD:
            self.walked.emit(1 if event.key() == Qt.Key.Key_Down else -1)
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self.keys.release(event)
        super().keyReleaseEvent(event)
