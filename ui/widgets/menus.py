"""Menus: headings inside them, and how they are shown.

Lives: window, main thread.
"""

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from ui import theme


def add_heading(menu: QMenu, text: str) -> QAction:
    """A title above the entries that follow, with a line above it unless it is the first.

    Instead of `QMenu.addSection`, whose titles are not drawn under a style§dialog. It cannot be chosen.
    """
    if menu.actions():
        menu.addSeparator()
    heading = menu.addAction(text)
    heading.setEnabled(False)
    heading.setFont(theme.font(theme.SMALL_PX, 600))
    return heading


def show_once(menu: QMenu, at: QPoint) -> None:
    """Shows a menu at a place on the screen; it goes when it is closed, with its actions and submenus. Its owner would keep
    each one that it ever showed."""
    menu.aboutToHide.connect(menu.deleteLater)  # after the chosen action was carried out
    menu.popup(at)
