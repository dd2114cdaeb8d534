"""Audio files on their way into the song, with a way to stop them.

Lives: window, main thread; the reading on a worker.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QProgressBar, QWidget

from app.importing import AudioImport
from app.model.ids import TrackId
from ui.bridge import Bridge
from ui.dialogs.sheet import Sheet
from ui.dialogs.worker import Worker
from ui.widgets.card import button, label


class ImportSheet(Sheet):
    """Closes itself when all is there; closing it before that stops the import, and nothing comes in."""

    def __init__(
        self, bridge: Bridge, window: QWidget, files: Sequence[Path], at_frame: int, onto: TrackId | None = None
    ) -> None:
        """Raises Refused where the import cannot begin."""
        super().__init__("Importing audio", window, width=460)
        self._bridge = bridge
        self.coming = AudioImport(bridge.studio.opened, files, at_frame, onto)
        self.words = label("", "dim")
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.body.addWidget(self.words)
        self.body.addWidget(self.bar)
        self.foot.addStretch(1)
        self.foot.addWidget(button("Cancel", self.close_sheet))
        self._ended = False
        self._worker = Worker(self.coming.run, self)
        self._worker.done.connect(lambda _nothing: self._end())
        self._worker.failed.connect(self._fail)
        bridge.ticked.connect(self._show)
        self._show()
        self._worker.start()

    def _show(self) -> None:
        self.bar.setValue(round(self.coming.progress * 1000))
        if self.coming.reading != self.words.text():
            self.words.setText(self.coming.reading)

    def close_sheet(self) -> None:
        if not self._ended:
            self._ended = True
            self.coming.cancel()
        super().close_sheet()

    def _end(self) -> None:
        if self._ended:
            return
        for sentence in self.coming.problems:
            self._bridge.noticed.emit("warn", sentence, None, None)
        edit = self.coming.edit(self._bridge.song)
        if edit is not None and not self._bridge.perform(edit):
            self.coming.discard()
        self._ended = True
        self.close_sheet()

    def _fail(self, sentence: str) -> None:
        self._bridge.noticed.emit("error", sentence, None, None)
        self.coming.discard()
        self._ended = True
        self.close_sheet()
