"""A label that shortens its text in the middle: names often differ at their ends.

Lives: window, main thread.
"""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel

LEAST_PX = 48


class ElidingLabel(QLabel):
    """Plain text in one line, shortened where there is too little room.

    Attributes:
        gives_way: False asks for room for the whole text.
    """

    gives_way = True

    def minimumSizeHint(self) -> QSize:
        whole = super().minimumSizeHint()
        return QSize(min(whole.width(), LEAST_PX), whole.height()) if self.gives_way else whole

    def paintEvent(self, event: QPaintEvent) -> None:
        area, text = self.contentsRect(), self.text()
        shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, area.width())
        if shown == text or self.wordWrap():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        self.drawFrame(painter)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(area, self.alignment() | Qt.TextFlag.TextSingleLine, shown)
        painter.end()
