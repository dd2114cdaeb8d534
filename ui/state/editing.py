"""How the hand edits and how the view follows the playhead. It belongs to the window, not to the song.

Lives: window, main thread.
"""

from typing import Literal

from PySide6.QtCore import QObject, Signal

Follow = Literal["page", "centre", "off"]


class Editing(QObject):
    """Choices of the window; `changed` after each."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.follow: Follow = "page"

    def set_follow(self, follow: Follow) -> None:
        """Choose how the timeline follows the playhead: by pages, with it in the middle, or not."""
        if follow != self.follow:
            self.follow = follow
            self.changed.emit()
