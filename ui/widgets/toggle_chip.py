"""A small painted button with a word or two, for strips and editors.

Lives: window, main thread.
"""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui import icons, theme
from ui.widgets.press import EnterButton


class ToggleChip(EnterButton):
    """A button in the colour `tone` when checked. The document checks it, never the click itself.

    Attributes:
        filled: True fills the button when it is checked; False colours only its edge. The accent always only tints.
        elides: True shortens the caption where there is little room.
        flat: True draws only the caption while it is not checked.
        icon_name: An icon in place of the caption; empty for none.
    """

    def __init__(self, text: str, name: str, parent: QWidget | None = None, *, tone: str = theme.ACCENT) -> None:
        super().__init__(parent)
        self.caption, self.tone = text, tone
        self.size_px = theme.SMALL_PX
        self.inset = 4
        self.filled = True  # lit as a whole; else only the edge takes the tone
        self.elides = False  # gives way where there is little room
        self.flat = False  # words only while it is not checked
        self.icon_name = ""
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setProperty("kind", "painted")
        self.setCheckable(True)
        self.setMinimumHeight(theme.HIT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def nextCheckState(self) -> None:
        """Do nothing: the document decides, the click is only reported."""

    def show_text(self, text: str, name: str, tone: str | None = None) -> None:
        """Change caption, accessible name and colour."""
        if (text, name, tone or self.tone) != (self.caption, self.accessibleName(), self.tone):
            if text != self.caption:
                self.updateGeometry()
            self.caption, self.tone = text, tone or self.tone
            self.setAccessibleName(name)
            self.setToolTip(name)
            self.update()

    def sizeHint(self) -> QSize:
        words = 14 if self.icon_name else self.fontMetrics().horizontalAdvance(self.caption)
        return QSize(max(theme.HIT, words + 16), theme.HIT)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.HIT, theme.HIT) if self.elides else self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = self.tone == theme.ACCENT  # what is merely on, in the one way of the program
        lit = self.isChecked() and self.filled and not accent
        ring = theme.TEXT if lit else theme.ACCENT  # on a lit ground the accent would not be seen
        edge = ring if self.hasFocus() else self.tone if self.isChecked() else theme.LINE
        painter.setPen(QPen(theme.colour(edge), 2 if self.hasFocus() else 1))
        on = theme.LIT if accent and self.isChecked() else theme.HOVER if self.underMouse() else theme.RAISED
        painter.setBrush(theme.colour(self.tone if lit else on))
        if not self.flat or self.isChecked() or self.hasFocus() or self.underMouse():
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 1.5, -0.5, -1.5), 5, 5)
        painter.setFont(theme.font(self.size_px, 600 if self.isChecked() else 400))
        painter.setPen(self._ink(lit))
        area = self.rect().adjusted(self.inset, 0, -self.inset, 0)
        if self.icon_name:
            place = QRectF(self.width() / 2 - 7, self.height() / 2 - 7, 14, 14)
            icons.paint(painter, self.icon_name, place, self._ink(lit))
            painter.end()
            return
        text = painter.fontMetrics().elidedText(self.caption, Qt.TextElideMode.ElideMiddle, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()

    def _ink(self, lit: bool) -> QColor:
        if lit:
            return theme.ink_on(self.tone)
        dim = not self.isEnabled() or (self.flat and not self.isChecked())
        return theme.colour(theme.DIM if dim else theme.TEXT)
