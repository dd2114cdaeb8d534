"""Sets the Tab order to the visual order instead of the creation order.

Asks widgets, never the items of a layout: the Python object of such an item outlives it.

Lives: window, main thread.
"""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def stops(inside: QWidget) -> list[QWidget]:
    """All widgets inside that accept Tab, hidden or not, in creation order."""
    every = [inside, *inside.findChildren(QWidget)]
    return [widget for widget in every if widget.focusPolicy() & Qt.FocusPolicy.TabFocus]


def stop_after(inside: QWidget, focus: QWidget | None, *, forward: bool) -> QWidget | None:
    """The widget inside that accepts Tab next, wrapping around; None if there is none.

    Args:
        inside: Where to look.
        focus: Widget to start from, inside or not; None for the beginning.
        forward: True for Tab, False for Shift+Tab.
    """
    start = at = inside if focus is None else focus
    while True:
        following = at.nextInFocusChain() if forward else at.previousInFocusChain()
        if following is None:
            return None
        at = following
        takes = at.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus and at.focusProxy() is None
        if takes and at.isEnabled() and at.isVisibleTo(inside) and inside.isAncestorOf(at):
            return at
        if at is start:
            return None


def chain(parts: Iterable[QWidget]) -> None:
    """Make Tab go from part to part, and through each in creation order."""
    every = [stop for part in parts for stop in stops(part)]
    for before, after in zip(every, every[1:], strict=False):
        QWidget.setTabOrder(before, after)
