"""Where a window lies: as it was the last time, on the screens that there are now.

Lives: window, main thread.
"""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.devices.window_layout import WindowLayout

PREFERRED, LEAST = QSize(1440, 900), QSize(1024, 680)
FRAME_PX = 40  # about what a window manager draws around
LEAST_GRIP_PX = 200  # of a window's upper edge has to be on a screen


def fit_screen(window: QWidget, layout: WindowLayout) -> None:
    """Give a window that is not shown yet its size, never larger than what the screen has free."""
    least, size = fitting_sizes(window.screen().availableSize())
    window.setMinimumSize(least)
    window.resize(QSize(layout.width, layout.height) if layout.width else size)


def show_where_it_was(window: QWidget, layout: WindowLayout) -> None:
    """Show a window where it was the last time; the first time in its preferred size, filling a small screen."""
    free = window.screen().availableGeometry()
    small = free.width() < PREFERRED.width() or free.height() < PREFERRED.height() + FRAME_PX
    if layout.width:
        screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        window.setGeometry(placed(QRect(layout.x, layout.y, layout.width, layout.height), screens))
    if layout.maximised or (small and not layout.width):
        window.setGeometry(window.screen().availableGeometry())  # for screens without a window manager
        window.showMaximized()
    else:
        window.show()


def placement_of(window: QWidget, layout: WindowLayout) -> WindowLayout:
    """`layout` with the place of a window; while it is maximised with the place that it had before."""
    if window.isMaximized() and layout.width:
        return msgspec.structs.replace(layout, maximised=True)
    place = window.normalGeometry()
    return msgspec.structs.replace(
        layout,
        x=place.x(),
        y=place.y(),
        width=place.width(),
        height=place.height(),
        maximised=window.isMaximized(),
    )


def placed(window: QRect, screens: Sequence[QRect]) -> QRect:
    """Put a window back onto a screen.

    Args:
        window: Where it was, without its frame.
        screens: What each screen has free, the first one being where a lost window goes.

    Returns:
        `window` if enough of its upper edge to drag it by is on a screen, else in the middle of the first; never larger
        than the screen.
    """
    grip = QRect(window.x(), window.y(), window.width(), 1)
    seen = {n: screen.intersected(grip).width() for n, screen in enumerate(screens)}
    best = max(seen, key=lambda n: seen[n])
    screen = screens[best]
    size = window.size().boundedTo(screen.size() - QSize(0, FRAME_PX))
    if seen[best] >= min(LEAST_GRIP_PX, size.width()):
        return QRect(window.topLeft(), size)
    place = QRect(QPoint(0, 0), size)
    place.moveCenter(screens[0].center())
    return place


def fitting_sizes(free: QSize) -> tuple[QSize, QSize]:
    """(least, preferred) size on a screen that has so much free, of which a window manager takes some for the frame."""
    available = free - QSize(0, FRAME_PX)
    return LEAST.boundedTo(available), PREFERRED.boundedTo(available)
