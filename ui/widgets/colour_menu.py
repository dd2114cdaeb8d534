"""A menu of the ten colours, each with a swatch and a name.

Lives: window, main thread.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPointF
from PySide6.QtGui import QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QMenu

from app.text.colours import COLOUR_NAMES
from ui import theme
from ui.widgets.sharp import painting

SWATCH_PX = 16


def add_colours(menu: QMenu, current: int | None, choose: Callable[[int], object]) -> QMenu:
    """Add a submenu of the colours of tracks, folders and markers.

    Args:
        menu: Of the caller.
        current: Index of the one that is ticked; None for none.
        choose: Called with the index of the chosen one.
    """
    colours = menu.addMenu("Colour")
    for index, (token, name) in enumerate(zip(theme.TRACKS, COLOUR_NAMES, strict=True)):
        swatch = _swatch(token, index == current, menu.devicePixelRatioF())
        entry = colours.addAction(QIcon(swatch), name.capitalize(), partial(choose, index))
        entry.setCheckable(True)
        entry.setChecked(index == current)
    return colours


def _swatch(token: str, chosen: bool, ratio: float) -> QPixmap:
    """A square of a colour, with a tick on the chosen one: a style sheet draws none beside an icon."""
    made = QPixmap(round(SWATCH_PX * ratio), round(SWATCH_PX * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(theme.colour(token))
    if chosen:
        with painting(made) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.ink_on(token), 2))
            painter.drawPolyline([QPointF(4, 8), QPointF(7, 11.5), QPointF(12, 4.5)])
    return made
