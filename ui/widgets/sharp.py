"""Pictures kept between paints, at the screen's own resolution: where two device pixels make one of the window's, text in a
picture of the window's size would be blurred.

Lives: window, main thread.
"""

from typing import TypeGuard

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QWidget


def sharp_pixmap(widget: QWidget, ground: QColor) -> QPixmap:
    """As large as the widget; painted in the widget's coordinates."""
    ratio = widget.devicePixelRatioF()
    made = QPixmap((QSizeF(widget.size()) * ratio).toSize())
    made.setDevicePixelRatio(ratio)
    made.fill(ground)
    return made


def fits(picture: QPixmap | None, widget: QWidget) -> TypeGuard[QPixmap]:
    """Whether a kept picture is as large and as sharp as it would be made now."""
    if picture is None or picture.devicePixelRatioF() != widget.devicePixelRatioF():
        return False
    return bool(picture.size() == (QSizeF(widget.size()) * picture.devicePixelRatioF()).toSize())


def draw_part(painter: QPainter, part: QRect, picture: QPixmap) -> None:
    """The part of a picture that lies there in its widget."""
    ratio = picture.devicePixelRatioF()
    if ratio == 1.0:  # whole numbers: several times faster
        painter.drawPixmap(part, picture, part)
        return
    source = QRectF(QPointF(part.topLeft()) * ratio, QSizeF(part.size()) * ratio)
    painter.drawPixmap(QRectF(part), picture, source)
