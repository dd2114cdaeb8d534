"""The steps of the current stage, over whatever page is shown.

Lives: window, main thread.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.messages.window import ABOUT_STEPS
from app.stages.table import stage_names
from ui.bridge import Bridge
from ui.dialogs.dialog import Dialog
from ui.pages.step_list import StepList
from ui.pages.steps_card import ProcessChooser
from ui.widgets.card import label
from ui.widgets.scrolling import scrolling


class StepsDialog(Dialog):
    """The steps of one stage."""

    step_asked = Signal(object)  # StepProgress: show where it is done

    def __init__(self, bridge: Bridge, stage: int, window: QWidget) -> None:
        super().__init__(f"{stage_names()[stage - 1]}, step by step", window, width=640)
        self.body.addWidget(label(ABOUT_STEPS, "dim"))
        self.body.addWidget(ProcessChooser(bridge), 0, Qt.AlignmentFlag.AlignLeft)
        steps = StepList(bridge, stage)
        steps.step_asked.connect(self.step_asked)
        area = scrolling(steps)
        area.setMinimumHeight(420)
        self.body.addWidget(area)
