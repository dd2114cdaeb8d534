"""The beats of a bar as the click accents them: strong, weak or silent. A click or Enter changes one.

Lives: window, main thread.
"""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.model.tempo import SILENT, STRONG, WEAK
from ui import theme
from ui.widgets.entry import opens
from ui.widgets.shortcut_override import ShortcutOverride

CELL_PX = 18
NEXT = {STRONG: WEAK, WEAK: SILENT, SILENT: STRONG}
WORDS = {STRONG: "strong", WEAK: "weak", SILENT: "silent"}
HEIGHTS = {STRONG: 16.0, WEAK: 9.0, SILENT: 3.0}


class AccentPattern(QWidget):
    """Shows an accent pattern and emits `asked` with a changed one."""

    asked = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        ShortcutOverride(self, opens)  # Enter is its own here, not the transport's
        self._name, self.pattern, self.beat = name, "", 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip("The click's beats: a click goes from strong to weak to silent")

    def show_pattern(self, pattern: str) -> None:
        """Show a pattern: one character (X, x or .) for each beat."""
        if pattern != self.pattern:
            self.pattern, self.beat = pattern, min(self.beat, len(pattern) - 1)
            self.updateGeometry()
            self._tell()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(max(1, len(self.pattern)) * CELL_PX + 4, theme.HIT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _tell(self) -> None:
        beats = ", ".join(f"{n} {WORDS[sign]}" for n, sign in enumerate(self.pattern, 1))
        self.setAccessibleName(f"{self._name}: {beats}. At beat {self.beat + 1}")

    def _turn(self, beat: int) -> None:
        if 0 <= beat < len(self.pattern):
            self.beat = beat
            self.asked.emit(self.pattern[:beat] + NEXT[self.pattern[beat]] + self.pattern[beat + 1 :])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._turn(int((event.position().x() - 2) // CELL_PX))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step:
            self.beat = max(0, min(len(self.pattern) - 1, self.beat + step))
            self._tell()
            self.update()
        elif opens(event):
            self._turn(self.beat)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for n, sign in enumerate(self.pattern):
            cell = QRectF(2 + n * CELL_PX, 0, CELL_PX - 3, self.height())
            tall = HEIGHTS[sign]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(theme.FAINT if sign == SILENT else theme.ACCENT))
            painter.drawRoundedRect(QRectF(cell.x(), self.height() - 4 - tall, cell.width(), tall), 2, 2)
            if self.hasFocus() and n == self.beat:
                painter.setPen(QPen(theme.colour(theme.TEXT), 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(cell.adjusted(-1, 1, 1, -1), 3, 3)
        painter.end()
