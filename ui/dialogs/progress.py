"""Something slow in the window: how far it is, and a way to stop it.

Lives: window, main thread; the work itself on a worker.
"""

from typing import Protocol

from PySide6.QtWidgets import QProgressBar, QWidget

from ui.bridge import Bridge
from ui.dialogs.dialog import Dialog
from ui.dialogs.worker import Worker
from ui.widgets.card import button, label


class SlowWork(Protocol):
    """`run` works on another thread; the rest may be asked meanwhile."""

    @property
    def progress(self) -> float: ...

    @property
    def reading(self) -> str: ...

    def run(self) -> object: ...

    def cancel(self) -> None: ...


class ProgressBar(QProgressBar):
    """0 to 1 of `show_work`'s work."""

    def __init__(self) -> None:
        super().__init__()
        self.setRange(0, 1000)
        self.setTextVisible(False)

    def show_work(self, work: SlowWork) -> None:
        self.setValue(round(work.progress * 1000))


class ProgressDialog(Dialog):
    """Closes itself when the work is done; closing it before that stops the work."""

    def __init__(self, title: str, bridge: Bridge, window: QWidget, work: SlowWork) -> None:
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

    def start_work(self) -> None:
        self._worker = Worker(self._work.run, self)
        self._worker.done.connect(self._end)
        self._worker.failed.connect(self._fail)
        self._worker.start()

    def finish(self, result: object) -> None:
        """What follows when the work came to its end."""

    def fail(self, sentence: str) -> None:
        """What follows when it did not, and was not stopped."""
        self._bridge.noticed.emit("error", sentence, None, None)

    def _show(self) -> None:
        self.bar.show_work(self._work)
        if self._work.reading != self.message.text():
            self.message.setText(self._work.reading)

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
