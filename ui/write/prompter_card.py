"""The teleprompter beside the controls of the rehearsal.

Lives: window, main thread.
"""

from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge
from ui.widgets.card import Card
from ui.write.teleprompter import Teleprompter


class PrompterCard(Card):
    """Words and chords that follow the song."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__("Words and chords", parent=parent)
        self.prompter = Teleprompter(bridge)
        self.body.addWidget(self.prompter, 1)
