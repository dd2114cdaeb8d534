"""Cached pictures at the resolution of the screen: at a scale of 200 %, text in a smaller picture would be blurred.

Lives: window, main thread.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeGuard

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QWidget


def device_size(size: QSize, ratio: float) -> QSize:
    """A size in device pixels, rounded up: at a fractional ratio a widget may reach into one more of them."""
    return QSize(*(math.ceil(side * ratio - 1e-6) for side in (size.width(), size.height())))


def sharp_pixmap(widget: QWidget, ground: QColor) -> QPixmap:
    """A pixmap as large as the widget, painted in the widget's coordinates."""
    ratio = widget.devicePixelRatioF()
    made = QPixmap(device_size(widget.size(), ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(ground)
    return made


@contextmanager
def painting(picture: QPixmap | QImage) -> Iterator[QPainter]:
    """A painter on a picture, ended also where painting fails.

    An exception lets go of the picture before its painter, and a picture that dies while it is painted ends the program.
    """
    painter = QPainter(picture)
    try:
        yield painter
    finally:
        painter.end()


def fits(picture: QPixmap | None, widget: QWidget) -> TypeGuard[QPixmap]:
    """True if a cached picture still has the size and resolution of the widget."""
    if picture is None or picture.devicePixelRatioF() != widget.devicePixelRatioF():
        return False
    return bool(picture.size() == device_size(widget.size(), picture.devicePixelRatioF()))


def draw_part(painter: QPainter, part: QRect, picture: QPixmap | QImage) -> None:
    """Draw the part of a picture of the whole widget that lies at `part`.

    Copied pixel by pixel: a painter that scales, even by 1, takes several times as long.
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


def device_rect(ratio: float, left: float, top: float, right: float, bottom: float) -> QRectF:
    """A rectangle of whole device pixels, in the widget's coordinates.

    Args:
        ratio: Device pixels to one of the widget's.
        left: In device pixels, as the other edges.
        top: See `left`.
        right: Exclusive.
        bottom: Exclusive.
    """
    return QRectF(left / ratio, top / ratio, (right - left) / ratio, (bottom - top) / ratio)
