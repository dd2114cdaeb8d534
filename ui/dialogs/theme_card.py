"""A button that shows a theme as a small picture of the window.

Lives: window, main thread.
"""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.widgets.press import EnterButton

PICTURE = QSize(132, 84)
CAPTION_PX = 24
LANES = 4


class ThemeCard(EnterButton):
    """Checked while its theme is in use, by whoever made it and never by the click itself."""

    def __init__(self, shown: theme.Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = shown
        self.setCheckable(True)
        self.setProperty("kind", "theme")
        self.setAccessibleName(f"Theme: {shown.name}")
        self.setToolTip(shown.name)
        self.setFixedSize(PICTURE + QSize(6, 6 + CAPTION_PX))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def nextCheckState(self) -> None:
        """Do nothing: the window is made again in the theme that was chosen."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QRect(3, 3, PICTURE.width(), PICTURE.height())
        self._paint_window(painter, place)
        edge = theme.ACCENT if self.isChecked() or self.hasFocus() else theme.LINE
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour(edge), 2 if edge == theme.ACCENT else 1))
        painter.drawRoundedRect(QRectF(place).adjusted(-1, -1, 1, 1), 6, 6)
        painter.setFont(theme.font(theme.SMALL_PX, 600 if self.isChecked() else 400))
        painter.setPen(theme.colour(theme.TEXT))
        painter.drawText(
            QRect(0, place.bottom() + 2, self.width(), CAPTION_PX), Qt.AlignmentFlag.AlignCenter, self._theme.name
        )
        painter.end()

    def _paint_window(self, painter: QPainter, place: QRect) -> None:
        """Transport, headers and lanes with clips, in the colours of the theme that it stands for."""
        colours = {token: QColor(value) for token, value in self._theme.colours.items()}
        painter.fillRect(place, colours[theme.BG])
        painter.fillRect(QRect(place.x(), place.y(), place.width(), 16), colours[theme.PANEL])
        painter.fillRect(QRect(place.x(), place.y() + 16, 34, place.height() - 16), colours[theme.PANEL])
        for n, token in enumerate((theme.ACCENT, theme.REC, theme.TEXT)):
            painter.fillRect(QRect(place.x() + 6 + n * 12, place.y() + 5, 8, 6), colours[token])
        height = (place.height() - 16) // LANES
        for lane in range(LANES):
            top = place.y() + 16 + lane * height
            tone = colours[theme.TRACKS[2 * lane]]
            painter.fillRect(QRect(place.x() + 5, top + 5, 22, 3), colours[theme.TEXT])
            painter.fillRect(QRect(place.x() + 5, top + 10, 14, 2), colours[theme.DIM])
            painter.fillRect(QRect(place.x() + 38 + 7 * lane, top + 2, 60, height - 4), tone)
            painter.fillRect(QRect(place.x(), top + height - 1, place.width(), 1), colours[theme.LINE])
