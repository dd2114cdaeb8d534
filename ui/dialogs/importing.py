"""Audio files on their way into the song, with a way to stop them, and a question where a file leaves something to choose.

Lives: window, main thread.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QGridLayout, QWidget

from app.messages.files import and_more
from app.model.ids import TrackId
from app.song.importing import AudioImport, ImportChoices, Place
from ui.bridge import Bridge
from ui.dialogs.progress import ProgressDialog
from ui.widgets.card import button, label
from ui.widgets.combo_box import ComboBox

MOST_LISTED = 4


class ImportDialog(ProgressDialog):
    """Stopped before all is there, nothing comes in."""

    def __init__(
        self, bridge: Bridge, window: QWidget, files: Sequence[Path], at_frame: int, onto: TrackId | None = None
    ) -> None:
        """Raises Refused where the import cannot begin."""
        self.coming = AudioImport(bridge.session.document.opened, files, at_frame, onto)
        self.channels, self.place = ComboBox("Channels"), ComboBox("Place")
        super().__init__("Importing audio", bridge, window, self.coming)

    def finish(self, result: object) -> None:
        if told := list(dict.fromkeys((*self.coming.problems, *self.coming.notes))):
            self._bridge.notify("warn", and_more(told))
        edit = self.coming.edit(self._bridge.song)
        if edit is not None and not self._bridge.perform(edit):
            self.coming.discard()

    def fail(self, sentence: str) -> None:
        super().fail(sentence)
        self.coming.discard()

    def _end(self, result: object) -> None:
        if self.coming.asks and not self._ended:
            self._ask()
        else:
            super()._end(result)

    def _ask(self) -> None:
        """What the files leave open, in the place of the progress."""
        self.message.hide()
        self.bar.hide()
        self._questions = QWidget()
        grid = QGridLayout(self._questions)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        if self.coming.many_channels:
            self.channels.addItem("One mono track for each channel", True)
            self.channels.addItem("Leave these files out", False)
            _add_row(grid, "Channels", self.channels, self.coming.many_channels)
        if self.coming.time_stamps:
            self.place.addItem("At the place you chose", "given")
            if len(self.coming.time_stamps) > 1:
                self.place.addItem("In step by their time stamps, the earliest at the place you chose", "together")
            self.place.addItem("At the time stamp, counted from the song's start", "stamp")
            _add_row(grid, "Place", self.place, self.coming.time_stamps)
        self.body.addWidget(self._questions)
        self.go = button("Import", self._answer, "primary")
        self.foot.addWidget(self.go)
        for part in (self._questions, self.go):
            part.show()  # at once: the dialog is as high as what is shown
        self.go.setFocus()
        self.fit()

    def _answer(self) -> None:
        split = bool(self.channels.currentData())
        place: Place = self.place.currentData() or "given"
        self.coming.answer(ImportChoices(split, place))
        for part in (self._questions, self.go):
            part.hide()
        for part in (self.message, self.bar):
            part.show()
        self.fit()
        self.start_work()


def _add_row(grid: QGridLayout, name: str, box: ComboBox, files: list[str]) -> None:
    more = f"\nand {len(files) - MOST_LISTED} more" if len(files) > MOST_LISTED else ""
    row = grid.rowCount()
    grid.addWidget(label("\n".join(files[:MOST_LISTED]) + more, "dim", wrap=True), row, 0, 1, 2)
    grid.addWidget(label(name, "dim"), row + 1, 0)
    grid.addWidget(box, row + 1, 1)
