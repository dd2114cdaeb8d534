"""A menu of the ten colours, each with a swatch and a name.

Lives: window, main thread.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QMenu

from ui import theme

NAMES = ("Red", "Orange", "Yellow", "Green", "Teal", "Cyan", "Blue", "Violet", "Brown", "Grey")
SWATCH_PX = 16


def add_colours(menu: QMenu, current: int, choose: Callable[[int], object]) -> QMenu:
    """Add a submenu of the colours of tracks, folders and markers.

    Args:
        menu: Of the caller.
        current: Index of the one that is ticked.
        choose: Called with the index of the chosen one.
    """
    colours = menu.addMenu("Colour")
    for index, (token, name) in enumerate(zip(theme.TRACKS, NAMES, strict=True)):
        swatch = QPixmap(SWATCH_PX, SWATCH_PX)
        swatch.fill(theme.colour(token))
        entry = colours.addAction(QIcon(swatch), name, partial(choose, index))
        entry.setCheckable(True)
        entry.setChecked(index == current)
    return colours
