"""What is seen while Worktape gets ready: one sentence, a bar, and a way past what can be skipped.

Lives: window, main thread.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QProgressBar, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.card import button, label


class Splash(QWidget):
    """Shown while Worktape starts: a sentence, a bar, and a button to skip what can be skipped."""

    skipped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Worktape")
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setFixedSize(480, 220)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 28, 32, 24)
        column.setSpacing(10)
        title = label("Worktape")
        title.setFont(theme.font(theme.CLOCK_PX, 600))
        column.addWidget(title)
        self.sentence = label("Getting ready", wrap=True)
        column.addWidget(self.sentence)
        column.addStretch(1)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        column.addWidget(self.bar)
        self.skip = button("Skip", self.skipped.emit)
        column.addWidget(self.skip, 0, Qt.AlignmentFlag.AlignRight)
        self.skip.hide()

    def tell(self, sentence: str, fraction: float, *, skip: str = "") -> None:
        """Show where things are; `skip` names what the button leaves out."""
        self.sentence.setText(sentence)
        self.bar.setValue(round(fraction * 1000))
        self.skip.setText(skip)
        self.skip.setVisible(bool(skip))
        QApplication.processEvents()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(theme.PANEL))
        painter.setPen(theme.colour(theme.LINE))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
