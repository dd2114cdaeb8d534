"""Menus: headings and entries inside them, and how they are shown.

Lives: window, main thread.
"""

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from ui import theme


def add_heading(menu: QMenu, text: str) -> QAction:
    """Add a title above the entries that follow, with a separator above it unless it is the first.

    Replaces `QMenu.addSection`, whose titles are not drawn with a style sheet. It cannot be chosen.
    """
    if menu.actions():
        menu.addSeparator()
    heading = menu.addAction(text)
    heading.setEnabled(False)
    heading.setFont(theme.font(theme.SMALL_PX, 600))
    return heading


def add_entry(menu: QMenu, text: str, run: Callable[[], object], *, key: str = "", why_not: str = "") -> QAction:
    """An entry that says why it cannot be chosen.

    Args:
        menu: Of the caller.
        text: What it does.
        run: Called when it is chosen.
        key: A shortcut to show at its right; whoever handles it is not this entry.
        why_not: What is missing, in a few words: the entry is grey and says it.
    """
    shown = f"{text} ({why_not})" if why_not else text
    entry = menu.addAction(f"{shown}\t{key}" if key else shown)
    entry.setEnabled(not why_not)
    entry.triggered.connect(lambda _checked=False: run())
    return entry


def show_once(menu: QMenu, at: QPoint) -> None:
    """Show a menu at a position of the screen, and delete it when it closes: its owner would keep every menu shown."""
    menu.aboutToHide.connect(menu.deleteLater)  # after the chosen action was carried out
    menu.popup(at)
