"""Slow work of the window. Hazard: its answer never arrives, arrives on its own thread, or for a dialog that is gone."""

import threading

import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.tasks import Task
from tests.ui.conftest import WindowDriver


def test_its_result_or_problem_arrives_on_the_main_thread(driver: WindowDriver, qtbot: QtBot) -> None:
    told: list[tuple[object, bool]] = []

    def fail() -> None:
        raise ValueError("The drive is gone.")

    def tell(answer: object) -> None:
        told.append((answer, threading.current_thread() is threading.main_thread()))

    for task in (Task(lambda: "done"), Task(fail)):
        before = len(told)
        driver.window.bridge.start_task(task, tell, tell)
        qtbot.waitUntil(lambda before=before: len(told) > before, timeout=5000)  # type: ignore[misc]
    assert told == [("done", True), ("The drive is gone.", True)]


def test_nothing_is_told_to_an_owner_that_is_gone(driver: WindowDriver, qtbot: QtBot) -> None:
    owner, go_on = QObject(), threading.Event()
    told: list[object] = []
    bridge = driver.window.bridge
    bridge.start_task(Task(lambda: go_on.wait(10)), told.append, told.append, owner=owner)
    shiboken6.delete(owner)
    go_on.set()
    bridge.start_task(Task(lambda: "later"), told.append, told.append)
    qtbot.waitUntil(lambda: "later" in told, timeout=5000)
    qtbot.wait(50)
    assert told == ["later"]
