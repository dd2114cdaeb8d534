"""How the hand edits and how the view follows the playhead. It belongs to the window, not to the song.

Lives: window, main thread.
"""

from typing import Any, Literal

from PySide6.QtCore import QObject, Signal

from app.edits.ripple import Ripple

Follow = Literal["page", "centre", "off"]


class Editing(QObject):
    """Choices of the window; `changed` after each.

    Attributes:
        follow: How the timeline follows the playhead: by pages, with it in the middle, or not.
        snap: Whether drags snap; a modifier turns it round for one drag.
        ripple: Whether what lies behind an edit moves along.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.follow: Follow = "page"
        self.snap = True
        self.ripple: Ripple = "off"

    def set_follow(self, follow: Follow) -> None:
        self._set("follow", follow)

    def set_snap(self, on: bool) -> None:
        self._set("snap", on)

    def set_ripple(self, ripple: Ripple) -> None:
        self._set("ripple", ripple)

    def _set(self, name: str, value: Any) -> None:
        if value != getattr(self, name):
            setattr(self, name, value)
            self.changed.emit()
