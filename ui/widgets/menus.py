"""Headings inside menus.

Lives: window, main thread.
"""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from ui import theme


def add_heading(menu: QMenu, words: str) -> QAction:
    """A title above the entries that follow, with a line above it unless it is the first.

    Instead of `QMenu.addSection`, whose titles are not drawn under a style sheet. It cannot be chosen.
    """
    if menu.actions():
        menu.addSeparator()
    heading = menu.addAction(words)
    heading.setEnabled(False)
    heading.setFont(theme.font(theme.SMALL_PX, 600))
    return heading
