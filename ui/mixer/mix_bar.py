"""The line on top of the Mix page: timeline or picture, and what opens below the console.

Lives: window, main thread.
"""

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import theme
from ui.widgets.toggle_chip import ToggleChip

HEIGHT = 32


class MixBar(QWidget):
    """Signals only; the page shows in the chips what is open."""

    timeline_asked = Signal()
    picture_asked = Signal()
    editor_asked = Signal()
    master_asked = Signal()
    versions_asked = Signal()
    narrow_asked = Signal()
    bounce_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(4)
        self.timeline = self._add(row, "Timeline", "Show the timeline", self.timeline_asked)
        self.picture = self._add(row, "Picture of the mix", "Place the tracks in a room (Alt+P)", self.picture_asked)
        row.addStretch(1)
        self.narrow = self._add(row, "Narrow strips", "Narrow or wide strips (Alt+N)", self.narrow_asked)
        row.addSpacing(12)
        self.editor = self._add(row, "Channel editor", "Editor of the chosen channel (E)", self.editor_asked)
        self.master = self._add(row, "Master panel", "Loudness, limiter, stereo, spectrum (Alt+M)", self.master_asked)
        self.versions = self._add(row, "Versions", "Save, compare and go back (Alt+V)", self.versions_asked)
        row.addSpacing(12)
        self.bounce = self._add(row, "Bounce", "Write the mix or its stems to files (Ctrl+Shift+E)", self.bounce_asked)

    def _add(self, row: QHBoxLayout, text: str, name: str, signal: object) -> ToggleChip:
        chip = ToggleChip(text, name, self)
        chip.filled = False
        chip.clicked.connect(lambda _checked=False: signal.emit())  # type: ignore[attr-defined]
        row.addWidget(chip)
        return chip

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(theme.PANEL))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour(theme.LINE))
        painter.end()
