"""Work on a thread of its own. Hazard: its answer never arrives, and the dialog that waits for it stays for ever."""

import threading

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.dialogs.worker import Worker

PATIENCE_S = 10.0


class Waiting(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.answers: list[object] = []

    def take(self, answer: object) -> None:
        self.answers.append(answer)


def test_an_answer_arrives_though_the_main_thread_runs_on_while_it_is_given_out(qtbot: QtBot) -> None:
    waiting, worker = Waiting(), Worker(lambda: "done")
    given_out, go_on = threading.Event(), threading.Event()

    def hold(_answer: object) -> None:
        """On the worker's thread, between two who are told."""
        given_out.set()
        go_on.wait(PATIENCE_S)

    worker.done.connect(hold, Qt.ConnectionType.DirectConnection)
    worker.done.connect(waiting.take)
    gone: list[bool] = []
    worker.destroyed.connect(lambda: gone.append(True))
    worker.start()
    assert given_out.wait(PATIENCE_S)
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    go_on.set()
    qtbot.waitUntil(lambda: waiting.answers == ["done"], timeout=5000)
    qtbot.waitUntil(lambda: bool(gone), timeout=5000)
