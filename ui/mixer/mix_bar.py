"""The line on top of the Mix page: timeline or picture, and what opens below the console.

Lives: window, main thread.
"""

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import theme
from ui.commands.actions import Actions
from ui.widgets.toggle_chip import ToggleChip

HEIGHT = 32


class MixBar(QWidget):
    """The page shows in the chips what is open. The editor's chip closes it too, which its key does not."""

    timeline_asked = Signal()
    editor_asked = Signal()

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(4)
        self._actions = actions
        self.timeline = self._chip(row, "Timeline")
        self.timeline.setToolTip("Show the timeline")
        self.timeline.clicked.connect(self.timeline_asked)
        self.picture = self._command(row, "Picture of the mix", "view.picture")
        row.addStretch(1)
        self.narrow = self._command(row, "Narrow strips", "view.narrow-strips")
        row.addSpacing(12)
        self.editor = self._chip(row, "Channel editor")
        actions.describe(self.editor, "strip.edit")
        self.editor.clicked.connect(self.editor_asked)
        self.master = self._command(row, "Master panel", "view.master")
        self.versions = self._command(row, "Versions", "view.versions")
        row.addSpacing(12)
        self.bounce = self._command(row, "Bounce", "song.bounce")

    def _chip(self, row: QHBoxLayout, text: str) -> ToggleChip:
        chip = ToggleChip(text, text, self)
        chip.filled = False
        row.addWidget(chip)
        return chip

    def _command(self, row: QHBoxLayout, text: str, command_id: str) -> ToggleChip:
        chip = self._chip(row, text)
        self._actions.attach(chip, command_id)
        return chip

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(theme.PANEL))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour(theme.LINE))
        painter.end()
