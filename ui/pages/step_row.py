"""One step of a stage: what shows that it is done or what is missing, and what a person can say of it.

Lives: window, main thread.
"""

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.messages import stages as messages
from app.stages.progress import StepProgress
from ui import theme
from ui.bridge import Bridge
from ui.pages.judge_card import JudgeCard
from ui.widgets.card import button, label

STILL_RIGHT = "Still right"
TICK_PX = 20


class _Tick(QWidget):
    """Done: a green tick in a ring. Changed since: an amber mark. Set aside: a bar. Open: a ring, as full as the step."""

    def __init__(self, step: StepProgress, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step = step
        self.setFixedSize(TICK_PX, TICK_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        step = self._step
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tone = theme.WARN if step.stale else theme.OK if step.done else theme.FAINT
        painter.setPen(QPen(theme.colour(tone), 2))
        painter.drawEllipse(2, 2, 16, 16)
        if step.stale:
            painter.drawLine(10, 6, 10, 11)
            painter.drawPoint(10, 14)
        elif step.state == "set aside":
            painter.drawLine(7, 10, 13, 10)
        elif step.done:
            painter.drawPolyline([QPointF(6, 10), QPointF(9, 13), QPointF(14, 7)])
        elif step.fraction > 0:
            painter.setPen(QPen(theme.colour(theme.ACCENT), 2))
            painter.drawArc(2, 2, 16, 16, 90 * 16, -round(step.fraction * 360 * 16))
        painter.end()


class StepRow(QFrame):
    """A step in a list."""

    judged = Signal()  # the card is closed again
    step_asked = Signal(object)  # StepProgress: show where it is done

    def __init__(self, bridge: Bridge, step: StepProgress, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self.step = bridge, step
        self.judging: JudgeCard | None = None
        self.setProperty("kind", "row")
        whole, line = QVBoxLayout(self), QHBoxLayout()
        whole.setContentsMargins(10, 8, 10, 6)
        whole.setSpacing(2)
        whole.addLayout(line)
        line.setSpacing(8)
        line.addWidget(_Tick(step), 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout()
        self._column.setSpacing(2)
        line.addLayout(self._column, 1)
        self._below = QVBoxLayout()  # as wide as the row: the verbs need it in a narrow column
        self._below.setSpacing(2)
        whole.addLayout(self._below)
        self._describe()
        self._add_buttons()

    def _describe(self) -> None:
        step, column = self.step, self._column
        title = label(step.step.title, wrap=True)
        title.setFont(theme.font(12, 600))
        title.setToolTip(step.step.why)
        column.addWidget(title)
        if step.stale:
            column.addWidget(label(step.stale, "warn", wrap=True))
        column.addWidget(label(step.reason or step.step.why, "dim", wrap=True))
        if step.note:
            column.addWidget(label(f"\u201c{step.note}\u201d", "dim", wrap=True))

    def _add_buttons(self) -> None:
        step = self.step
        row = QHBoxLayout()
        row.setSpacing(2)
        name = step.step.title
        if step.leads_on:
            self._button(row, "Show", f"Show where to: {name}", lambda: self.step_asked.emit(step))
        if step.stale:
            again = self._button(row, STILL_RIGHT, f"{STILL_RIGHT}: {name}", self._still_right)
            again.setToolTip(messages.STILL_RIGHT_HELP)
        if step.state == "open":
            if not step.blocked:
                self._button(row, "Mark as done\u2026", f"Mark as done: {name}", lambda: self.judge(False))
            self._button(row, "Set aside\u2026", f"Set aside: {name}", lambda: self.judge(True))
        elif step.state != "done":
            self._button(row, "Take back", f"Take back: {name}", self._reopen)
        row.addStretch(1)
        self._below.addLayout(row)
        if step.blocked and step.state == "open":
            self._below.addWidget(label(step.blocked, "warn", wrap=True))

    def _button(self, row: QHBoxLayout, text: str, name: str, action: Callable[[], object]) -> QWidget:
        made = button(text, action, "link")
        made.setAccessibleName(name)
        row.addWidget(made)
        return made

    def _reopen(self) -> None:
        self._bridge.attempt(lambda: self._bridge.session.stages.reopen(self.step.step.id))

    def _still_right(self) -> None:
        session = self._bridge.session
        self._bridge.attempt(lambda: session.stages.confirm(self.step.step.id, session.settings.preferences.person))

    def judge(self, set_aside: bool) -> None:
        """Open the card in which a person confirms the step or sets it aside."""
        self.end_judging()
        self.judging = JudgeCard(self._bridge, self.step.step.id, set_aside)
        self.judging.ended.connect(self.end_judging)
        self._below.addWidget(self.judging)
        self.judging.show()
        self.judging.note.setFocus()
        QTimer.singleShot(0, self.judging, self._bring_judging_into_view)  # once it has its place

    def _bring_judging_into_view(self) -> None:
        area, parent = None, self.parentWidget()
        while parent is not None and area is None:
            area, parent = (parent if isinstance(parent, QScrollArea) else None), parent.parentWidget()
        if area is not None and self.judging is not None:
            area.ensureWidgetVisible(self.judging, 0, 8)

    def end_judging(self) -> None:
        """Close it."""
        if self.judging is not None:
            self.judging.hide()
            self.judging.deleteLater()
            self.judging = None
            self.judged.emit()
