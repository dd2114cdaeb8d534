"""Pictures kept between paints, at the screen's own resolution: where two device pixels make one of the window's, text in a
picture of the window's size would be blurred.

Lives: window, main thread.
"""

import math
from typing import TypeGuard

from PySide6.QtCore import QRect, QSize, QSizeF
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QWidget


def device_size(size: QSize, ratio: float) -> QSize:
    """`size`, of the window's pixels, in device pixels."""
    return (QSizeF(size) * ratio).toSize()


def sharp_pixmap(widget: QWidget, ground: QColor) -> QPixmap:
    """As large as the widget; painted in the widget's coordinates."""
    ratio = widget.devicePixelRatioF()
    made = QPixmap(device_size(widget.size(), ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(ground)
    return made


def fits(picture: QPixmap | None, widget: QWidget) -> TypeGuard[QPixmap]:
    """Whether a kept picture is as large and as sharp as it would be made now."""
    if picture is None or picture.devicePixelRatioF() != widget.devicePixelRatioF():
        return False
    return bool(picture.size() == device_size(widget.size(), picture.devicePixelRatioF()))


def draw_part(painter: QPainter, part: QRect, picture: QPixmap | QImage) -> None:
    """The part of a picture of the whole widget that lies at `part` of it.

    Copied pixel by pixel: a painter that scales, if only by 1, takes several times as long.
    """
    ratio = picture.devicePixelRatioF()
    left, top = math.floor(part.left() * ratio), math.floor(part.top() * ratio)
    right, bottom = math.ceil((part.right() + 1) * ratio), math.ceil((part.bottom() + 1) * ratio)
    piece = QRect(left, top, right - left, bottom - top)
    if ratio != 1.0:
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
    if isinstance(picture, QPixmap):
        painter.drawPixmap(piece, picture, piece)
    else:
        painter.drawImage(piece, picture, piece)
    if ratio != 1.0:
        painter.restore()
