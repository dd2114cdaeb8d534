"""Something slow in the window: how far it is, and a way to stop it.

Lives: window, main thread; the work itself on a worker.
"""

from typing import Any

from PySide6.QtWidgets import QProgressBar, QWidget

from app.tasks import Task, TimeLeft
from app.text import values
from ui.bridge import Bridge
from ui.dialogs.dialog import Dialog
from ui.widgets.card import button, label


class ProgressBar(QProgressBar):
    """0 to 1 of `show_work`'s work."""

    def __init__(self) -> None:
        super().__init__()
        self.setRange(0, 1000)
        self.setTextVisible(False)
        self._left = TimeLeft()

    def show_work(self, progress: float) -> str:
        """Show how far work is, 0 to 1. Returns how much longer it takes, in words; empty while nobody can say."""
        self.setValue(round(progress * 1000))
        return values.describe_time_left(self._left.seconds(progress))


class ProgressDialog(Dialog):
    """Closes itself when the work is done; closing it before that stops the work."""

    def __init__(self, title: str, bridge: Bridge, window: QWidget, work: Task[Any]) -> None:
        super().__init__(title, window, width=460)
        self._bridge, self._work = bridge, work
        self.message = label("", "dim")
        self.bar = ProgressBar()
        self.body.addWidget(self.message)
        self.body.addWidget(self.bar)
        self.foot.addStretch(1)
        self.foot.addWidget(button("Cancel", self.close_dialog))
        self._ended = False
        bridge.ticked.connect(self._show)
        self._show()
        self.start_work()

    @property
    def unfinished(self) -> str:
        return "" if self._ended else self.accessibleName()

    def start_work(self) -> None:
        self._bridge.start_task(self._work, self._end, self._fail, owner=self)

    def finish(self, result: object) -> None:
        """What follows when the work came to its end."""

    def fail(self, sentence: str) -> None:
        """What follows when it did not, and was not stopped."""
        self._bridge.notify("error", sentence)

    def _show(self) -> None:
        left = self.bar.show_work(self._work.progress)
        text = " \u00b7 ".join(part for part in (self._work.doing, left) if part)
        if text != self.message.text():
            self.message.setText(text)

    def close_dialog(self) -> None:
        if not self._ended:
            self._ended = True
            self._work.cancel()
        super().close_dialog()

    def _end(self, result: object) -> None:
        if not self._ended:
            self._ended = True
            self.finish(result)
            self.close_dialog()

    def _fail(self, sentence: str) -> None:
        if not self._ended:
            self._ended = True
            self.fail(sentence)
            self.close_dialog()
