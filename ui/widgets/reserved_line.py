"""A warning in a card that keeps its room while there is none, so that nothing moves under the mouse.

Lives: window, main thread.
"""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.widgets.card import set_kind

LINES = 2


class ReservedLine(QLabel):
    """Two lines high, whatever it says; hovering shows all that there is to say, wrapped."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        set_kind(self, "warn")

    def show_text(self, text: str, all_of_it: Sequence[str] = ()) -> None:
        """Show a sentence, or nothing; `all_of_it` is shown on hover."""
        self.ensurePolished()
        self.setFixedHeight(LINES * self.fontMetrics().lineSpacing() + 2)
        self.setText(text)
        self.setToolTip(wrapped_tip(all_of_it or (text,) if text else ()))


def wrapped_tip(sentences: Sequence[str]) -> str:
    """A tooltip of sentences below each other; as rich text, since Qt wraps no other."""
    return "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
