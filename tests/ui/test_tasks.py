"""Slow work of the window. Hazard: its answer never arrives, arrives on its own thread, or for a dialog that is gone."""

import threading

import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.tasks import Task, TimeLeft
from tests.ui.conftest import WindowDriver
from ui.dialogs.progress import ProgressDialog


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


def test_a_long_work_says_how_much_longer_it_takes(driver: WindowDriver) -> None:
    over, now_s = threading.Event(), [0.0]
    work: Task[object] = Task(over.wait)
    work.doing = "Vox-1.wav"
    dialog = ProgressDialog("Copying", driver.window.bridge, driver.window, work)
    dialog.bar._left = TimeLeft(lambda: now_s[0])
    dialog._show()
    assert dialog.message.text() == "Vox-1.wav", "too early to say"
    now_s[0], work.progress = 30.0, 0.25
    dialog._show()
    assert dialog.message.text() == "Vox-1.wav \u00b7 about 2 min left"
    over.set()
    dialog.close_dialog()
