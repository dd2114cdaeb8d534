"""Tab goes as the eye does, not in the order in which things were made.

Asks widgets, never the items of a layout: what Python holds of such an item outlives it.

Lives: window, main thread.
"""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def stops(inside: QWidget) -> list[QWidget]:
    """Everything inside that takes Tab, hidden or not, in the order in which it was put there."""
    every = [inside, *inside.findChildren(QWidget)]
    return [widget for widget in every if widget.focusPolicy() & Qt.FocusPolicy.TabFocus]


def stop_after(inside: QWidget, focus: QWidget | None, *, forward: bool) -> QWidget | None:
    """What takes Tab next inside, round the corner at both ends; None where nothing does.

    Args:
        focus: from where, inside or not.
        forward: Tab, not Shift+Tab.
    """
    start = at = inside if focus is None else focus
    while True:
        at = at.nextInFocusChain() if forward else at.previousInFocusChain()
        takes = at.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus and at.focusProxy() is None
        if takes and at.isEnabled() and at.isVisibleTo(inside) and inside.isAncestorOf(at):
            return at
        if at is start:
            return None


def chain(parts: Iterable[QWidget]) -> None:
    """Tab from part to part, and through each in its order."""
    every = [stop for part in parts for stop in stops(part)]
    for before, after in zip(every, every[1:], strict=False):
        QWidget.setTabOrder(before, after)
