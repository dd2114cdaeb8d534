"""The steps of a stage under the headings of the song's process.

Lives: window, main thread.
"""

from itertools import groupby

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.messages.stages import STAGE_WITHOUT_STEPS
from app.song.changes import Changes
from ui.bridge import Bridge
from ui.pages.step_row import StepRow
from ui.state.at_rest import AtRest
from ui.widgets.card import clear_layout, label


class StepList(QWidget):
    """All steps of one stage; `stage` counts from 1."""

    step_asked = Signal(object)  # StepProgress: show where it is done

    def __init__(self, bridge: Bridge, stage: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._stage = bridge, stage
        self._shown: object = None
        self.rows: dict[str, StepRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        AtRest(bridge, self).changed.connect(self._on_change)
        self.refresh()

    def _on_change(self, changes: Changes) -> None:
        if changes.song_replaced:
            self._shown, self.rows = None, {}
        if self.isVisible():
            self.refresh()

    def showEvent(self, event: object) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Show the steps as they are now; not while a card is being filled in, which makes up for it when it closes."""
        steps = self._bridge.session.stages.progress()[self._stage - 1].steps
        if steps == self._shown or any(row.judging is not None for row in self.rows.values()):
            return
        self._shown = steps
        clear_layout(self._column)
        self.rows = {}
        for title, group in groupby(steps, key=lambda step: step.heading):
            self._column.addWidget(label(title, "dim"))
            for step in group:
                row = self.rows[step.step.id] = StepRow(self._bridge, step)
                self._column.addWidget(row)
                row.judged.connect(self.refresh)
                row.step_asked.connect(self.step_asked)
        if not steps:
            self._column.addWidget(label(STAGE_WITHOUT_STEPS, "dim", wrap=True))
        self._column.addStretch(1)
