"""Hazard: quitting drops an hour of rendering without a word, or a signal waits for an answer that nobody gives."""

import signal
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app import main
from app.edits.edit import Edit
from app.edits.tracks import add_track
from app.problems import SongProblem
from app.session.renders import BOUNCING
from app.song.open_song import OpenSong
from app.storage.song_store import read_autosave
from app.tasks import Task
from tests.ui.conftest import WindowDriver
from ui.dialogs.progress import ProgressDialog
from ui.dialogs.quitting import QuitDialog, UnsavedDialog
from ui.window.host import WindowHost

CTRL = Qt.KeyboardModifier.ControlModifier


class Rendering:
    """A job that lasts until it is cancelled."""

    progress, failed, clips, watched, sentence = 0.4, False, False, False, "Written."

    def __init__(self) -> None:
        self.finished = self.cancelled = False

    def poll(self) -> None: ...

    def settle(self) -> None: ...

    def cancel(self) -> None:
        self.finished = self.cancelled = True


@pytest.fixture
def bounce(driver: WindowDriver) -> Rendering:
    job = Rendering()
    edit, opened = Edit("", lambda song: song), driver.session.document.opened
    driver.session.renders.jobs.add(cast(Any, job), lambda: edit, opened, BOUNCING)
    return job


@pytest.fixture
def copying(driver: WindowDriver) -> Iterator[Task[bool]]:
    over = threading.Event()
    task = Task(over.wait)
    driver.window.dialogs._open(ProgressDialog("Importing audio", driver.window.bridge, driver.window, task))
    yield task
    over.set()
    task.wait()


def question(driver: WindowDriver) -> QuitDialog:
    assert isinstance(driver.window.dialog, QuitDialog) and driver.window.isVisible()
    return driver.window.dialog


def test_quitting_during_a_bounce_asks_and_can_be_called_off(driver: WindowDriver, bounce: Rendering) -> None:
    driver.key(Qt.Key.Key_Q, CTRL)
    asked = question(driver)
    assert asked.message.text() == (
        "Still running: Bouncing the mix. If you quit now, Worktape cancels it and saves your song."
    )
    driver.window.close()
    assert question(driver) is asked, "one question"
    driver.key(Qt.Key.Key_Return)
    assert driver.window.dialog is None and driver.window.isVisible() and not bounce.cancelled


def test_whoever_says_so_quits_and_cancels_it(driver: WindowDriver, bounce: Rendering) -> None:
    driver.window.close()
    question(driver).quit.click()
    assert bounce.cancelled and not driver.window.isVisible()


def test_the_question_lies_over_an_import_that_goes_on(driver: WindowDriver, copying: Task[bool]) -> None:
    importing = driver.window.dialog
    driver.window.close()
    assert "Importing audio" in question(driver).message.text()
    driver.key(Qt.Key.Key_Escape)
    assert driver.window.dialog is importing and not copying.cancelled
    driver.window.close()
    question(driver).quit.click()
    assert copying.cancelled and not driver.window.isVisible()


def test_the_question_goes_with_what_it_is_about(driver: WindowDriver, bounce: Rendering) -> None:
    driver.window.close()
    question(driver)
    bounce.finished = True
    driver.tick()
    assert driver.window.dialog is None and driver.window.isVisible()
    driver.window.close()
    assert not driver.window.isVisible()


def test_a_signal_ends_it_at_once(
    driver: WindowDriver, bounce: Rendering, copying: Task[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    handlers: dict[int, Any] = {}
    monkeypatch.setattr(signal, "signal", handlers.__setitem__)
    host = SimpleNamespace(window=driver.window)
    host.end = lambda: WindowHost.end(cast(WindowHost, host))
    main._end_on_signals(cast(WindowHost, host))
    handlers[signal.SIGTERM](signal.SIGTERM, None)
    assert bounce.cancelled and copying.cancelled and not driver.window.isVisible()
    assert set(handlers) == {signal.SIGINT, signal.SIGTERM}


def test_a_signal_keeps_the_autosave_of_a_song_that_cannot_be_saved(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is there to answer: the window closes, and the next start finds what was not saved."""

    def full(self: OpenSong) -> None:
        raise SongProblem("The song cannot be saved: the disk is full. Make room.")

    document = driver.session.document
    document.perform(add_track("Only autosaved"))
    opened = document.opened
    opened.autosave()
    monkeypatch.setattr(OpenSong, "save", full)
    handlers: dict[int, Any] = {}
    monkeypatch.setattr(signal, "signal", handlers.__setitem__)
    host = SimpleNamespace(window=driver.window)
    host.end = lambda: WindowHost.end(cast(WindowHost, host))
    main._end_on_signals(cast(WindowHost, host))
    handlers[signal.SIGTERM](signal.SIGTERM, None)
    assert not driver.window.isVisible() and document.is_modified
    saved = opened.history.saved_song
    assert saved is not None
    opened.close(keep_autosave=document.is_modified)  # as the program does at its end
    left = read_autosave(opened.folder, saved)
    assert left is not None and left.tracks[-1].name == "Only autosaved"


def test_a_song_that_cannot_be_saved_does_not_hold_the_window(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once a full disk left a window that nothing but a kill closed."""

    def full(self: OpenSong) -> None:
        raise SongProblem("The song cannot be saved: the disk is full. Make room.")

    monkeypatch.setattr(OpenSong, "save", full)
    driver.session.document.perform(add_track("New"))
    driver.key(Qt.Key.Key_Q, CTRL)
    dialog = driver.window.dialog
    assert isinstance(dialog, UnsavedDialog) and driver.window.isVisible()
    QTest.keyClick(dialog.stay, Qt.Key.Key_Return)
    assert driver.window.dialog is None and driver.window.isVisible()
    copies: list[bool] = []
    monkeypatch.setattr(driver.window.dialogs, "save_copy", lambda: copies.append(True))
    driver.key(Qt.Key.Key_Q, CTRL)
    dialog = driver.window.dialog
    assert isinstance(dialog, UnsavedDialog)
    QTest.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    assert copies and driver.window.isVisible()
    driver.key(Qt.Key.Key_Q, CTRL)
    dialog = driver.window.dialog
    assert isinstance(dialog, UnsavedDialog)
    QTest.mouseClick(dialog.quit, Qt.MouseButton.LeftButton)
    assert not driver.window.isVisible() and driver.session.document.is_modified, "so its autosave is kept"
