"""Headings in menus, and showing menus.

Lives: window, main thread.
"""

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


def show_once(menu: QMenu, at: QPoint) -> None:
    """Show a menu at a position of the screen, and delete it when it closes: its owner would keep every menu shown."""
    menu.aboutToHide.connect(menu.deleteLater)  # after the chosen action was carried out
    menu.popup(at)
