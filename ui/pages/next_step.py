"""What to do now in a stage, and the way to the next one when it is done.

Lives: window, main thread.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.messages.stages import STILL_RIGHT_HELP
from app.messages.window import STAGE_COMPLETE
from app.stages.progress import StepProgress
from app.stages.table import stage_names
from ui.bridge import Bridge
from ui.pages.judge_card import JudgeCard
from ui.pages.step_row import STILL_RIGHT
from ui.state.at_rest import AtRest
from ui.widgets.card import Card, button, label, set_kind


class NextStep(Card):
    """The first step of a stage that is not done; `stage` counts from 1."""

    page_asked = Signal(int)
    step_asked = Signal(object)  # StepProgress: show where it is done

    def __init__(self, bridge: Bridge, stage: int, parent: QWidget | None = None) -> None:
        super().__init__("Next step", parent=parent)
        self._bridge, self._stage = bridge, stage
        self._upcoming: StepProgress | None = None
        self.judging: JudgeCard | None = None
        self.message = label("", wrap=True)
        self.why = label("", "dim", wrap=True)
        self.body.addWidget(self.message)
        self.body.addWidget(self.why)
        following = stage % 7 + 1
        self.onward = button(
            bridge.actions.hint(f"view.page-{following}", f"Go to {stage_names()[following - 1]}"),
            lambda: self.page_asked.emit(following),
        )
        self.show_where = button("Show", self._show)
        self.confirm = button("Mark as done\u2026", self._confirm)
        self.still_right = button(STILL_RIGHT, self._still_right)
        self.still_right.setToolTip(STILL_RIGHT_HELP)
        self.body.addSpacing(4)
        line = QHBoxLayout()
        for made in (self.show_where, self.confirm, self.still_right):
            line.addWidget(made)
        line.addStretch(1)
        self.body.addLayout(line)
        self.body.addWidget(self.onward)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        AtRest(bridge, self).changed.connect(lambda _changes: self.refresh() if self.isVisible() else None)
        self.refresh()

    def showEvent(self, event: object) -> None:
        self.refresh()

    def _show(self) -> None:
        if self._upcoming is not None:
            self.step_asked.emit(self._upcoming)

    def _confirm(self) -> None:
        if self._upcoming is None or self.judging is not None:
            return
        self.judging = JudgeCard(self._bridge, self._upcoming.step.id, set_aside=False)
        self.judging.ended.connect(self._end_judging)
        self.body.addWidget(self.judging)
        self.judging.show()
        self.judging.note.setFocus()

    def _end_judging(self) -> None:
        if self.judging is not None:
            self.judging.hide()
            self.judging.deleteLater()
            self.judging = None

    def _still_right(self) -> None:
        upcoming, session = self._upcoming, self._bridge.session
        if upcoming is not None:
            self._bridge.attempt(lambda: session.stages.confirm(upcoming.step.id, session.settings.preferences.person))

    def refresh(self) -> None:
        """Show the step that is next now."""
        stage = self._bridge.session.stages.progress()[self._stage - 1]
        upcoming = stage.next_step
        if upcoming is None or self._upcoming is None or upcoming.step.id != self._upcoming.step.id:
            self._end_judging()
        self._upcoming = upcoming
        self.set_aside(f"{stage.done} of {len(stage.steps)} done", "dim" if upcoming is not None else "good")
        self.show_where.setVisible(upcoming is not None and upcoming.leads_on)
        self.confirm.setVisible(upcoming is not None and not upcoming.stale and not upcoming.blocked)
        self.still_right.setVisible(upcoming is not None and bool(upcoming.stale))
        self.message.setText(STAGE_COMPLETE if upcoming is None else upcoming.step.title)
        text = "" if upcoming is None else upcoming.stale or upcoming.blocked or upcoming.reason or upcoming.step.why
        self.why.setText(text)
        set_kind(self.why, "warn" if upcoming is not None and (upcoming.stale or upcoming.blocked) else "dim")
        self.why.setVisible(bool(text))
