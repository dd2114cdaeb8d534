"""What Worktape hears in a recording: tempo, bars, key and chords, each with a button that takes it over into the song.

Lives: window, main thread.
"""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QProgressBar, QVBoxLayout, QWidget

from app.edits.edit import Edit
from app.messages.ideas import ABOUT_HEARING, applied, chords_applied
from app.song.hearing import Hearing, HearingTask
from app.song.proposals import Proposal, proposals, words_have_other_chords
from ui.bridge import Bridge
from ui.widgets.card import Card, button, label
from ui.widgets.eliding import ElidingLabel
from ui.widgets.scrolling import scrolling

KINDS = {"sure": "good", "likely": "warn", "not sure": "dim"}


class HearingCard(Card):
    """Of one file at a time; results are kept while the window is open."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__("What we hear", parent=parent)
        self._bridge = bridge
        self._task: HearingTask | None = None
        self._path: Path | None = None
        self._heard: dict[Path, Hearing] = {}
        self.about = label(ABOUT_HEARING, "dim", wrap=True)
        self.name = ElidingLabel()
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.name.setProperty("kind", "dim")
        self.name.hide()
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Listening")
        self.bar.setRange(0, 100)
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.rows = QGridLayout()
        self.rows.setHorizontalSpacing(12)
        self.rows.setVerticalSpacing(8)
        self.rows.setColumnStretch(1, 1)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self.rows)
        column.addStretch(1)
        self.buttons: dict[str, QWidget] = {}
        self.body.addWidget(self.name)
        self.body.addWidget(self.about)
        self.body.addWidget(self.bar)
        self.body.addWidget(scrolling(inside), 1)
        bridge.slow_ticked.connect(self._show_progress)

    def hearing_of(self, path: Path) -> Hearing | None:
        """What was heard in a file, if anybody asked."""
        return self._heard.get(path)

    def listen_to(self, path: Path, name: str) -> None:
        """Show what is heard in a file; listens to it in the background if nobody has yet."""
        self._path = path
        self.name.setText(name)
        self.name.show()
        if path in self._heard:
            self._show(self._heard[path])
            return
        if self._task is not None:
            self._task.cancel()
        self._clear()
        self.about.hide()
        self.bar.setValue(0)
        self.bar.show()
        task = self._task = HearingTask(path)
        self._bridge.start_task(
            task, lambda hearing: self._take(task, path, hearing), lambda text: self._fail(task, text), self
        )

    def _take(self, task: HearingTask, path: Path, hearing: Hearing) -> None:
        if not task.cancelled:
            self._heard[path] = hearing
        if task is self._task:
            self._task = None
            self._show(hearing)

    def _fail(self, task: HearingTask, sentence: str) -> None:
        if task is self._task:
            self._task = None
            self.bar.hide()
            self.about.setText(sentence)
            self.about.show()

    def _show_progress(self) -> None:
        if self._task is not None:
            self.bar.setValue(round(100 * self._task.progress))

    def _clear(self) -> None:
        while self.rows.count():
            item = self.rows.takeAt(0)
            widget = None if item is None else item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons = {}

    def _show(self, hearing: Hearing) -> None:
        self.bar.hide()
        self.about.hide()
        self._clear()
        for row, proposal in enumerate(proposals(hearing)):
            self.rows.addWidget(label(proposal.title, "heading"), row, 0)
            self.rows.addWidget(_value(proposal), row, 1)
            if proposal.edit is not None:
                edit = proposal.edit
                made = button("Apply", lambda p=proposal, e=edit: self._apply(p, e))  # type: ignore[misc]
                made.setAccessibleName(f"Apply {proposal.title or 'Tempo'} {proposal.value}")
                self.buttons[proposal.id] = made
                self.rows.addWidget(made, row, 2)

    def _apply(self, proposal: Proposal, edit: Edit) -> None:
        perform = (
            self._bridge.change_tempo if "tempo" in proposal.id or proposal.id == "meter" else self._bridge.perform
        )
        if not perform(edit):
            return
        heard = None if self._path is None else self._heard.get(self._path)
        if proposal.id == "chords" and heard is not None:
            sentence = chords_applied(heard.bars, words_differ=words_have_other_chords(self._bridge.song, heard.bars))
        else:
            sentence = applied(proposal.title or "Tempo", proposal.value)
        self._bridge.notify("info", sentence)


def _value(proposal: Proposal) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(label(proposal.value, wrap=True))
    if proposal.sure:
        column.addWidget(label(proposal.sure, KINDS[proposal.sure]))
    if proposal.about:
        column.addWidget(label(proposal.about, "dim", wrap=True))
    return holder
