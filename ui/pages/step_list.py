"""The steps of a stage as cards: what shows that each is done, and what only a person can confirm.

Lives: window, main thread.
"""

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.edits import stages as stage_edits
from app.messages.window import STAGE_COMPLETE
from app.song.changes import Changes
from app.stages.progress import Step
from app.stages.table import stage_names
from ui import theme
from ui.bridge import Bridge
from ui.state.at_rest import AtRest
from ui.widgets.card import Card, button, clear_layout, label


class _Tick(QWidget):
    """Done: a green tick in a ring. Open: an empty ring."""

    def __init__(self, done: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._done = done
        self.setFixedSize(20, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour(theme.OK if self._done else theme.FAINT), 2))
        painter.drawEllipse(2, 2, 16, 16)
        if self._done:
            painter.drawPolyline([QPointF(6, 10), QPointF(9, 13), QPointF(14, 7)])
        painter.end()


class StepList(QWidget):
    """All steps of one stage; `stage` counts from 1."""

    def __init__(self, bridge: Bridge, stage: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._stage = bridge, stage
        self._shown: object = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        bridge.changed.connect(self._on_change)
        self.refresh()

    def _on_change(self, changes: Changes) -> None:
        if self.isVisible():
            self.refresh()

    def showEvent(self, event: object) -> None:
        self.refresh()

    def refresh(self) -> None:
        steps = self._bridge.session.stage_progress()[self._stage - 1].steps
        if steps == self._shown:
            return
        self._shown = steps
        clear_layout(self._column)
        for step in steps:
            self._column.addWidget(self._row(step))
        self._column.addStretch(1)

    def _row(self, step: Step) -> QFrame:
        row = QFrame()
        row.setProperty("kind", "row")
        line = QHBoxLayout(row)
        line.setContentsMargins(12, 8, 12, 8)
        line.setSpacing(12)
        line.addWidget(_Tick(step.done), 0, Qt.AlignmentFlag.AlignVCenter)
        text = QVBoxLayout()
        text.setSpacing(0)
        title = label(step.title, wrap=True)
        title.setFont(theme.font(12, 600))
        text.addWidget(title)
        if step.why:
            text.addWidget(label(step.why, "dim", wrap=True))
        line.addLayout(text, 1)
        if step.stale:
            text.addWidget(label(step.stale, "warn", wrap=True))
        by, step_id = step.by, step.id
        if by == "evidence":
            found = label("Done", "good")
            found.setToolTip("Found in the song")
            line.addWidget(found)
        elif by == "confirmed":
            line.addWidget(button("Undo", lambda: self._confirm(step_id, False), "link"))
        elif step.can_confirm:
            line.addWidget(button("Mark as done", lambda: self._confirm(step_id, True)))
        return row

    def _confirm(self, step_id: str, done: bool) -> None:
        self._bridge.perform(stage_edits.confirm_step(step_id, done))


class NextStep(Card):
    """What to do now in this stage, and the way to the next one when it is done."""

    page_asked = Signal(int)

    def __init__(self, bridge: Bridge, stage: int, parent: QWidget | None = None) -> None:
        super().__init__("Next step", parent=parent)
        self._bridge, self._stage = bridge, stage
        self._upcoming: Step | None = None
        self.message = label("", wrap=True)
        self.why = label("", "dim", wrap=True)
        self.body.addWidget(self.message)
        self.body.addWidget(self.why)
        following = stage % 7 + 1
        self.onward = button(
            bridge.actions.hint(f"view.page-{following}", f"Go to {stage_names()[following - 1]}"),
            lambda: self.page_asked.emit(following),
        )
        self.confirm = button("Mark as done", self._confirm)
        self.body.addSpacing(4)
        line = QHBoxLayout()
        line.addWidget(self.confirm)
        line.addWidget(self.onward, 1)
        self.body.addLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        AtRest(bridge, self).changed.connect(lambda _changes: self.refresh() if self.isVisible() else None)
        self.refresh()

    def showEvent(self, event: object) -> None:
        self.refresh()

    def _confirm(self) -> None:
        if self._upcoming is not None:
            self._bridge.perform(stage_edits.confirm_step(self._upcoming.id, True))

    def refresh(self) -> None:
        stage = self._bridge.session.stage_progress()[self._stage - 1]
        done = sum(step.done for step in stage.steps)
        self.set_aside(f"{done} of {len(stage.steps)} done", "good" if done == len(stage.steps) else "dim")
        upcoming = next((step for step in stage.steps if not step.done), None)
        self._upcoming = upcoming
        self.confirm.setVisible(upcoming is not None and upcoming.can_confirm)
        if upcoming is None:
            self.message.setText(STAGE_COMPLETE)
            self.why.setText("")
        else:
            self.message.setText(upcoming.title)
            self.why.setText(upcoming.stale or upcoming.why)
        self.why.setVisible(bool(self.why.text()))


class _Scrolling(QScrollArea):
    """Never narrower than what is inside: there is no scroll bar to reach what would be cut off."""

    def minimumSizeHint(self) -> QSize:
        inside = self.widget()
        width = 0 if inside is None else inside.minimumSizeHint().width()
        return QSize(width + self.verticalScrollBar().sizeHint().width(), super().minimumSizeHint().height())


def scrolling(widget: QWidget, *, sideways: bool = False) -> QScrollArea:
    """The widget in a scroll area without a frame; sideways only where that is asked for."""
    area = QScrollArea() if sideways else _Scrolling()
    area.setWidget(widget)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    if not sideways:
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.viewport().setAutoFillBackground(False)
    widget.setAutoFillBackground(False)
    return area
