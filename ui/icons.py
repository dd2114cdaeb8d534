"""The program's own icons: files of `resources/icons`, drawn in a colour of the theme, sharp at every size.

Lives: window, main thread.
"""

from functools import cache
from importlib import resources

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui.widgets.sharp import painting

SIZE_PX = 16
WINDOW_SIZES_PX = (16, 24, 32, 48, 64, 128, 256)
_INK = "currentColor"


@cache
def names() -> frozenset[str]:
    """Names of all icons."""
    files = resources.files("resources.icons").iterdir()
    return frozenset(file.name.removesuffix(".svg") for file in files if file.name.endswith(".svg"))


def paint(painter: QPainter, name: str, place: QRectF, ink: QColor) -> None:
    """Draw an icon.

    Args:
        painter: Of the widget.
        name: One of `names()`.
        place: A square of the widget.
        ink: Its colour.
    """
    _renderer(name, ink.name()).render(painter, place)


def window_icon() -> QIcon:
    """Of the program, in the sizes that desktops ask for."""
    icon = QIcon()
    for size_px in WINDOW_SIZES_PX:
        picture = QPixmap(QSize(size_px, size_px))
        picture.fill(Qt.GlobalColor.transparent)
        with painting(picture) as painter:
            _renderer("worktape", "").render(painter, QRectF(0, 0, size_px, size_px))
        icon.addPixmap(picture)
    return icon


@cache
def _renderer(name: str, ink: str) -> QSvgRenderer:
    drawing = resources.files("resources.icons").joinpath(f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(drawing.replace(_INK, ink).encode()))
