"""A combo box with an arrow, which the wheel scrolls past and which finds a choice by the letters that are typed.

Lives: window, main thread.
"""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from ui import theme
from ui.widgets.shortcut_override import ShortcutOverride


class ComboBox(QComboBox):
    """A combo box that ignores the wheel, so that scrolling a page never changes it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setMinimumHeight(30)
        ShortcutOverride(self, _is_letter)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour(theme.DIM), 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        x, y = self.width() - 14.0, self.height() / 2 + 1
        painter.drawPolyline([QPointF(x - 4, y - 3), QPointF(x, y + 2), QPointF(x + 4, y - 3)])
        painter.end()


def _is_letter(event: QKeyEvent) -> bool:
    """Whether a key begins the name of a choice; else it would be the window's, such as G for the gain of a clip."""
    plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
    return plain and event.text().isalnum()
