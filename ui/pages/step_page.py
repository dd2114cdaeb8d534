"""A stage whose tools do not exist yet: its steps, the next one, and what the stage is for.

Lives: window, main thread.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.messages.window import DELIVERY_AIM, MIXING_AIM, RELEASE_AIM, RIGHTS_AIM
from app.stages.table import stage_names
from ui.bridge import Bridge
from ui.pages.next_step import NextStep
from ui.pages.steps_card import StepsCard
from ui.widgets.card import Card, label

PURPOSES = {
    4: MIXING_AIM,
    5: DELIVERY_AIM,
    6: RELEASE_AIM,
    7: RIGHTS_AIM,
}


class StepPage(QWidget):
    """A page that is a checklist: stages 4 to 7."""

    page_asked = Signal(int)
    step_asked = Signal(object)  # StepProgress: show where it is done

    def __init__(self, bridge: Bridge, stage: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name = stage_names()[stage - 1]
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 12, 12, 12)
        row.setSpacing(12)
        steps = StepsCard(bridge, stage)
        steps.step_asked.connect(self.step_asked)
        row.addWidget(steps, 1)
        side = QVBoxLayout()
        side.setSpacing(12)
        following = NextStep(bridge, stage)
        following.page_asked.connect(self.page_asked)
        following.step_asked.connect(self.step_asked)
        about = Card(f"What {name} is for")
        about.body.addWidget(label(PURPOSES[stage], "dim", wrap=True))
        side.addWidget(following)
        side.addWidget(about)
        side.addStretch(1)
        holder = QWidget()
        holder.setLayout(side)
        side.setContentsMargins(0, 0, 0, 0)
        holder.setFixedWidth(330)
        row.addWidget(holder)
