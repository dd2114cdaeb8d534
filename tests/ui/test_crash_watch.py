"""Hazards: a slot that raises ends a recording or the window, or nobody hears of it; a report that cannot be read."""

import os
import sys
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.crash_reports import Crash, RunReport
from app.edits.tracks import set_armed
from app.messages.window import WENT_WRONG
from audio_engine.log import log_uncaught_errors
from tests.ui.conftest import WindowDriver
from ui.dialogs.report import ReportDialog
from ui.window.crash_watch import CrashWatch


@pytest.fixture
def watch(driver: WindowDriver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CrashWatch]:
    monkeypatch.setenv("WORKTAPE_LOGS", str(tmp_path))
    report, before = RunReport(None), (sys.excepthook, threading.excepthook)
    log_uncaught_errors(report.add_error)
    yield CrashWatch(driver, report)
    sys.excepthook, threading.excepthook = before
    report.end()


def show_report(driver: WindowDriver) -> str:
    (card,) = [card for card in driver.window.notices.cards if card.asks]
    next(b for b in card.findChildren(QPushButton) if b.text() == "Show the report").click()
    dialog = driver.window.dialog
    assert isinstance(dialog, ReportDialog)
    return dialog.text.toPlainText()


def test_a_slot_that_raises_while_recording_costs_nothing_and_is_told(
    driver: WindowDriver, qtbot: QtBot, watch: CrashWatch
) -> None:
    driver.session.document.perform(set_armed(driver.song.tracks[0].id, True))
    driver.run("transport.record")
    driver.tick(2)
    recording = driver.session.passes.recording
    assert recording is not None

    def fail() -> None:
        raise ZeroDivisionError("in a slot")

    timer = QTimer()
    timer.timeout.connect(fail)
    timer.start(1)
    qtbot.waitUntil(lambda: bool(driver.window.notices.cards))
    timer.stop()
    qtbot.wait(20)
    driver.tick(2)
    assert driver.session.passes.recording is recording and driver.window.isVisible()
    assert [card.accessibleName() for card in driver.window.notices.cards] == [WENT_WRONG], "once"
    text = show_report(driver)
    assert "ZeroDivisionError: in a slot" in text and str(driver.session.document.folder) in text
    assert driver.engine.running_pass is not None
    driver.session.transport.stop()
    driver.tick(5)
    assert driver.session.passes.recording is None, "and it ends as usual"


def test_a_thread_that_fails_is_told_too(driver: WindowDriver, qtbot: QtBot, watch: CrashWatch) -> None:
    def fail() -> None:
        raise KeyError("on a thread")

    thread = threading.Thread(target=fail, name="peaks")
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(driver.window.notices.cards))
    assert "thread peaks" in show_report(driver)


def test_the_time_of_a_crash_is_when_the_run_was_alive_last(watch: CrashWatch) -> None:
    """It was that of the last fact in the report, which is mostly written at the start."""
    path = watch._report.path
    assert path is not None
    os.utime(path, (0, 0))
    watch.note()
    assert path.stat().st_mtime > 1e9


def test_a_run_that_stopped_unexpectedly_is_offered_and_may_be_dismissed(
    driver: WindowDriver, watch: CrashWatch, tmp_path: Path
) -> None:
    report = tmp_path / "report.txt"
    report.write_text("Segmentation fault")
    watch.tell_earlier([])
    assert not driver.window.notices.cards
    watch.tell_earlier([Crash(report, datetime(2026, 5, 4, 21, 7))])
    assert driver.window.notices.cards[-1].accessibleName() == "Worktape stopped unexpectedly on 04 May, 21:07."
    assert show_report(driver) == "Segmentation fault"
    report.unlink()
    driver.window.dialogs.show_report(report)
    assert "no longer there" in driver.window.dialog.text.toPlainText()  # type: ignore[union-attr]
