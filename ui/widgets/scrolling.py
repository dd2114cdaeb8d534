"""Scroll areas without a frame: lists inside cards, and cards in a window that is too small for them.

Lives: window, main thread.
"""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QScrollArea, QWidget

LEAST_PX = 96  # of height: enough of a list to see that it goes on


class ScrollingArea(QScrollArea):
    """Holds a widget that grows with it. Unless it scrolls sideways it is never narrower than what is inside."""

    def __init__(self, widget: QWidget, *, sideways: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sideways = sideways
        self.setWidget(widget)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if not sideways:
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        widget.setAutoFillBackground(False)

    def minimumSizeHint(self) -> QSize:
        least, inside = super().minimumSizeHint(), self.widget()
        if self._sideways or inside is None:
            return least
        width = inside.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return QSize(width, least.height())


def scrolling(widget: QWidget, *, sideways: bool = False, least_px: int = LEAST_PX) -> QScrollArea:
    """The widget in a scroll area without a frame.

    Args:
        widget: Grows with the area.
        sideways: Whether it scrolls sideways too.
        least_px: Least height of the area.
    """
    area = ScrollingArea(widget, sideways=sideways)
    area.setMinimumHeight(least_px)
    return area
