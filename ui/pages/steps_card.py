"""A card with the steps of a stage, and the choice of the process that has them.

Lives: window, main thread.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.edits.stages import choose_process
from app.song.changes import Changes
from app.stages.table import process_of, processes, stage_names
from ui.bridge import Bridge
from ui.pages.step_list import StepList
from ui.widgets.card import Card
from ui.widgets.combo_box import ComboBox
from ui.widgets.scrolling import scrolling


class ProcessChooser(ComboBox):
    """Which process the open song follows."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__("Process of this song", parent)
        self._bridge = bridge
        self.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        for process in processes():
            self.addItem(process.name, process.id)
            self.setItemData(self.count() - 1, process.help, Qt.ItemDataRole.ToolTipRole)
        self.activated.connect(self._choose)
        bridge.changed.connect(self._on_change)
        self._show()

    def _choose(self, _index: int) -> None:
        self._bridge.perform(choose_process(str(self.currentData())))
        self._show()

    def _on_change(self, changes: Changes) -> None:
        if changes.stages:
            self._show()

    def _show(self) -> None:
        process = process_of(self._bridge.song.stages.process)
        self.setCurrentIndex(self.findData(process.id))
        self.setToolTip(process.help)


class StepsCard(Card):
    """The steps of one stage; `stage` counts from 1."""

    step_asked = Signal(object)  # StepProgress: show where it is done

    def __init__(self, bridge: Bridge, stage: int, parent: QWidget | None = None) -> None:
        super().__init__(f"{stage_names()[stage - 1]}, step by step", parent=parent)
        self.process = ProcessChooser(bridge)
        self.top.addWidget(self.process)
        self.list = StepList(bridge, stage)
        self.list.step_asked.connect(self.step_asked)
        self.body.addWidget(scrolling(self.list))
