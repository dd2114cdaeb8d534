"""A small card in a step's place: who says that it is done, or does not apply, and why.

Lives: window, main thread.
"""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.edits.edit import text_for
from app.messages import stages as messages
from app.model.stage_record import StageRecord
from ui.bridge import Bridge
from ui.widgets.card import button, label
from ui.widgets.controls import is_escape
from ui.widgets.field import Field
from ui.widgets.shortcut_override import ShortcutOverride


class JudgeCard(QFrame):
    """Confirms a step, or sets it aside with a reason; the name is remembered on this machine."""

    ended = Signal()  # judged or cancelled

    def __init__(self, bridge: Bridge, step_id: str, set_aside: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._step_id, self._set_aside = bridge, step_id, set_aside
        self.setProperty("kind", "row")
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addWidget(label(messages.ASIDE_HELP if set_aside else messages.CONFIRM_HELP, "dim", wrap=True))
        self.note = self._field("Reason" if set_aside else "Note", "Why?" if set_aside else "A note, if you like")
        self.who = self._field("Your name", "Your name")
        self.who.setText(bridge.session.settings.preferences.person)
        self.problem = label("", "warn", wrap=True)
        self.problem.hide()
        for part in (self.note, self.who, self.problem):
            column.addWidget(part)
        row = QHBoxLayout()
        self.accept = button("Set aside" if set_aside else "Mark as done", self.judge, "primary")
        row.addWidget(self.accept)
        row.addWidget(button("Cancel", self.ended.emit, "link"))
        row.addStretch(1)
        column.addLayout(row)
        ShortcutOverride(self, is_escape)
        self.setFocusProxy(self.note)

    def _field(self, name: str, placeholder: str) -> Field:
        made = Field()
        made.setAccessibleName(name)
        made.setPlaceholderText(placeholder)
        made.returnPressed.connect(self.judge)
        return made

    def sizeHint(self) -> QSize:
        return QSize(240, super().sizeHint().height())

    def judge(self) -> None:
        """Record what is written."""
        note, who = (text_for(StageRecord, name, " ".join(field.text().split())) for name, field in self._fields())
        if self._set_aside and not note:
            self.problem.setText(messages.SET_ASIDE_NEEDS_REASON)
            self.problem.show()
            self.note.setFocus()
            return
        session = self._bridge.session
        if who != session.settings.preferences.person:
            session.settings.preferences.person = who
            session.save_settings()
        self._bridge.attempt(lambda: session.stages.confirm(self._step_id, who, note, set_aside=self._set_aside))
        self.ended.emit()

    def _fields(self) -> tuple[tuple[str, Field], ...]:
        return ("note", self.note), ("who", self.who)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.ended.emit()
        else:
            super().keyPressEvent(event)
