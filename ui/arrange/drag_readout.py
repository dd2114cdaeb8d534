"""What a drag shows: the figure beside the pointer, and the guide line through all lanes where it snaps.

Both lie over the lanes and the curves in them, and let the mouse through.

Lives: window, main thread.
"""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.arrange.snapper import Snapper
from ui.arrange.viewport import Viewport
from ui.widgets.sharp import device_rect

PAD_PX = 6
HEIGHT_PX = 20
AWAY = QPoint(14, -26)  # from the pointer


class Readout(QWidget):
    """A short text in a small box."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._over, self.text = parent, ""
        self.hide()

    def say(self, text: str, point: QPointF) -> None:
        """Show a text beside a point of the parent."""
        self._show(text, point.toPoint() + AWAY)

    def say_at(self, text: str, corner: QPoint) -> None:
        """Show a text with its upper left corner at a point of the parent, as far as it fits there."""
        self._show(text, corner)

    def _show(self, text: str, corner: QPoint) -> None:
        if text != self.text:
            self.text = text
            self.setAccessibleName(text)
            self.resize(self._size())
            self.update()
        area = self._over.rect()
        self.move(
            min(max(0, corner.x()), max(0, area.width() - self.width())),
            min(max(0, corner.y()), max(0, area.height() - self.height())),
        )
        if not self.isVisible():
            self.show()
            self.raise_()

    def _size(self) -> QSize:
        self.setFont(theme.font(theme.SMALL_PX))
        return QSize(self.fontMetrics().horizontalAdvance(self.text) + 2 * PAD_PX, HEIGHT_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(theme.SMALL_PX))
        painter.setPen(theme.colour(theme.LINE))
        painter.setBrush(theme.colour(theme.RAISED))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(theme.colour(theme.TEXT))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text)
        painter.end()


class GuideLine(QWidget):
    """The line where a drag snaps, over the whole height of its parent."""

    def __init__(self, parent: QWidget, viewport: Viewport, snapper: Snapper, named: bool = True) -> None:
        """Follow a snapper.

        Args:
            parent: The lanes, or the ruler.
            viewport: Maps frames to pixels.
            snapper: Says where.
            named: Whether the name of what it snaps to stands beside it.
        """
        super().__init__(parent)
        self._over, self._viewport, self._snapper = parent, viewport, snapper
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.name = Readout(parent) if named else None
        self.hide()
        snapper.guide_changed.connect(self._follow)
        viewport.moved.connect(self._follow)

    def _follow(self) -> None:
        guide = self._snapper.guide
        if guide is None:
            self.hide()
            if self.name is not None:
                self.name.hide()
            return
        x = self._viewport.pixel_of(guide.frame)
        self.setGeometry(x - 1, 0, 3, self._over.height())
        if not self.isVisible():
            self.show()
            self.raise_()
        self.update()
        if self.name is not None:
            self.name.say_at(guide.name, QPoint(x + 4, 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        guide = self._snapper.guide
        if guide is None:
            return
        painter, ratio = QPainter(self), self.devicePixelRatioF()
        column = self._viewport.device_x(guide.frame, ratio) - round(self.x() * ratio)
        place = device_rect(ratio, column, 0, column + max(1, int(ratio)), round(self.height() * ratio))
        painter.fillRect(place, theme.colour(theme.ACCENT))
        painter.end()
