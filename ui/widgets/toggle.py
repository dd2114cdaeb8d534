"""Small two-state buttons with a letter or a dot, lit in a colour with a meaning; and transport buttons with a shape.

Lives: window, main thread.
"""

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.widgets.press import EnterButton

Shape = Literal["return", "play", "stop", "record", "loop"]


class LetterButton(EnterButton):
    """A two-state button; the letter "●" is drawn as a dot. The document checks it, never the click itself.

    Attributes:
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
        if self.letter == "\u25cf":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(theme.LIGHT_INK if lit else self.lit if self.isChecked() else theme.DIM))
            painter.drawEllipse(QPointF(self.rect().center()) + QPointF(0.5, 0.5), 4, 4)
        else:
            painter.setFont(theme.font(theme.SMALL_PX, 600))
            painter.setPen(ink)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.letter)
        painter.end()


class ShapeButton(EnterButton):
    """A transport button: a shape with one word below it."""

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
        ground = theme.mix(tone, theme.RAISED, 0.45 if self.shape == "record" else 0.28) if on else None
        if ground is None:
            ground = theme.colour(theme.HOVER if self.underMouse() else theme.RAISED)
        focused = self.hasFocus()
        painter.setPen(QPen(theme.colour(tone if on else theme.ACCENT if focused else theme.LINE), 2 if focused else 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setFont(theme.font(theme.SMALL_PX))
        painter.setPen(theme.colour(theme.TEXT))
        painter.drawText(QRectF(0, 24, self.width(), 18), Qt.AlignmentFlag.AlignCenter, self.caption)
        painter.translate(QPointF(self.width() / 2, 15))
        self._paint_shape(painter)
        painter.end()

    def _paint_shape(self, painter: QPainter) -> None:
        ink = theme.colour(theme.TEXT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        if self.shape == "play":
            painter.drawPolygon(QPolygonF([QPointF(-4, -6), QPointF(6, 0), QPointF(-4, 6)]))
        elif self.shape == "stop":
            painter.drawRect(QRectF(-5, -5, 10, 10))
        elif self.shape == "return":
            painter.drawRect(QRectF(-6, -6, 2, 12))
            painter.drawPolygon(QPolygonF([QPointF(6, -6), QPointF(-3, 0), QPointF(6, 6)]))
        elif self.shape == "record":
            painter.setBrush(theme.colour(theme.LIGHT_INK if self.isChecked() else theme.REC))
            painter.drawEllipse(QPointF(0, 0), 6, 6)
        else:
            self._paint_loop(painter)

    def _paint_loop(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour(theme.TEXT), 1.6))
        painter.drawRoundedRect(QRectF(-8, -5, 16, 10), 5, 5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(theme.TEXT))
        painter.drawPolygon(QPolygonF([QPointF(-3, 2), QPointF(2, 5), QPointF(-3, 8.5)]))
