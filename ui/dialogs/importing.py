"""Audio files on their way into the song, with a way to stop them.

Lives: window, main thread.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.importing import AudioImport
from app.model.ids import TrackId
from ui.bridge import Bridge
from ui.dialogs.progress import ProgressSheet


class ImportSheet(ProgressSheet):
    """Stopped before all is there, nothing comes in."""

    def __init__(
        self, bridge: Bridge, window: QWidget, files: Sequence[Path], at_frame: int, onto: TrackId | None = None
    ) -> None:
        """Raises Refused where the import cannot begin."""
        self.coming = AudioImport(bridge.studio.opened, files, at_frame, onto)
        super().__init__("Importing audio", bridge, window, self.coming)

    def finish(self, result: object) -> None:
        for sentence in self.coming.problems:
            self._bridge.noticed.emit("warn", sentence, None, None)
        edit = self.coming.edit(self._bridge.song)
        if edit is not None and not self._bridge.perform(edit):
            self.coming.discard()

    def fail(self, sentence: str) -> None:
        super().fail(sentence)
        self.coming.discard()
