"""Changes of the song for what costs too much to be drawn again at each movement of a hand.

Lives: window, main thread.
"""

from PySide6.QtCore import QObject, Signal

from app.song.changes import Changes, merged
from ui.bridge import Bridge


class AtRest(QObject):
    """Tells changes at once; those of a gesture together, with the first tick after its end."""

    changed = Signal(object)  # Changes

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._waiting = bridge, Changes()
        bridge.changed.connect(self._take)
        bridge.ticked.connect(self._tell)

    def _take(self, changes: Changes) -> None:
        self._waiting = merged(self._waiting, changes)
        self._tell()

    def _tell(self) -> None:
        changes, document = self._waiting, self._bridge.session.document
        if changes != Changes() and not (document.has_song and document.opened.history.in_gesture):
            self._waiting = Changes()
            self.changed.emit(changes)
