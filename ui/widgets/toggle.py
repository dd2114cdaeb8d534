"""Small two-state buttons with a letter or an icon, lit in a colour with a meaning; and the buttons of the transport.

Lives: window, main thread.
"""

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui import icons, theme
from ui.widgets.press import EnterButton

Shape = Literal["return", "play", "stop", "record", "loop"]


class LetterButton(EnterButton):
    """A two-state button. The document checks it, never the click itself.

    Attributes:
        letter: A letter or two, or the name of an icon.
        outlined: True draws only the edge in colour, as for a track that is armed but not recording.
    """

    pressed_with = Signal(object)  # clicked, with these keyboard modifiers

    def __init__(self, letter: str, lit: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.letter, self.lit = letter, lit
        self.outlined = False  # armed but not recording: the ring without the fill
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setCheckable(True)
        self.setProperty("kind", "painted")
        self.setFixedSize(theme.HIT, theme.HIT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._modifiers = Qt.KeyboardModifier.NoModifier
        self.clicked.connect(lambda: self.pressed_with.emit(self._modifiers))

    def nextCheckState(self) -> None:
        """Do nothing: the document decides, the click is only reported."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._modifiers = event.modifiers()
        super().mouseReleaseEvent(event)
        self._modifiers = Qt.KeyboardModifier.NoModifier

    def press_by_key(self, modifiers: Qt.KeyboardModifier) -> None:
        self._modifiers = modifiers
        super().press_by_key(modifiers)
        self._modifiers = Qt.KeyboardModifier.NoModifier

    def set_outlined(self, outlined: bool) -> None:
        """Draw only the edge in colour."""
        if outlined != self.outlined:
            self.outlined = outlined
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.isChecked() and not self.outlined
        body = QRectF(self.rect()).adjusted(0.5, 1.5, -0.5, -1.5)
        ring = theme.TEXT if lit else theme.ACCENT  # on a lit ground the accent would not be seen
        edge = ring if self.hasFocus() else self.lit if self.isChecked() else theme.LINE
        painter.setPen(QPen(theme.colour(edge), 2 if self.hasFocus() else 1))
        ground = self.lit if lit else theme.HOVER if self.underMouse() else theme.RAISED
        painter.setBrush(theme.colour(ground) if not self.outlined else theme.mix(self.lit, theme.RAISED, 0.25))
        painter.drawRoundedRect(body, 5, 5)
        ink = theme.ink_on(self.lit) if lit else theme.colour(theme.DIM)
        if self.letter in icons.names():
            ink = theme.colour(self.lit) if self.outlined and self.isChecked() else ink
            icons.paint(painter, self.letter, QRectF(self.rect().center().x() - 6.5, 5.5, 14, 14), ink)
        else:
            painter.setFont(theme.font(theme.SMALL_PX, 600))
            painter.setPen(ink)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.letter)
        painter.end()


class ShapeButton(EnterButton):
    """A transport button: an icon with one word below it."""

    def __init__(self, shape: Shape, caption: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shape, self.caption = shape, caption
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFixedSize(46, 44)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCheckable(shape not in ("return", "stop"))

    def nextCheckState(self) -> None:
        """Do nothing: the document or the engine decides."""

    def sizeHint(self) -> QSize:
        return self.size()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        tone = theme.REC if self.shape == "record" else theme.ACCENT
        lit = theme.LIT_RECORD if self.shape == "record" else theme.LIT
        ground = theme.colour(lit if on else theme.HOVER if self.underMouse() else theme.RAISED)
        focused = self.hasFocus()
        painter.setPen(QPen(theme.colour(tone if on else theme.ACCENT if focused else theme.LINE), 2 if focused else 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setFont(theme.font(theme.SMALL_PX))
        painter.setPen(theme.colour(theme.TEXT))
        painter.drawText(QRectF(0, 24, self.width(), 18), Qt.AlignmentFlag.AlignCenter, self.caption)
        ink = theme.REC if self.shape == "record" and not on else theme.TEXT
        icons.paint(painter, self.shape, QRectF(self.width() / 2 - 8, 7, 16, 16), theme.colour(ink))
        painter.end()
