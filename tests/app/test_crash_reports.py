"""Hazards: a crash that leaves no trace, a report about a run that goes on, a handler that makes things worse."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import crash_reports
from app.crash_reports import KEPT, RunReport, crash_folder, crashes

BEGIN = """
import logging
from audio_engine.log import log_uncaught_errors, start_log
from app.crash_reports import RunReport
report = RunReport(start_log("window"))
log_uncaught_errors(report.add_error)
report.note("Song", "/songs/Blue.worktape")
logging.getLogger("x").warning("The device is gone.")
"""


@pytest.fixture(autouse=True)
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WORKTAPE_LOGS", str(tmp_path))
    return tmp_path


def run(code: str) -> int:
    return subprocess.run([sys.executable, "-c", BEGIN + code], capture_output=True).returncode


@pytest.mark.parametrize(
    ("code", "trace"),
    [
        ("import ctypes; ctypes.string_at(0)", "string_at"),
        ("import os; os.abort()", "Fatal Python error: Aborted"),
        ("raise ValueError('no such strip')", "no such strip"),
        ("import os; os.kill(os.getpid(), 9)", "The device is gone."),
    ],
)
def test_whatever_ends_a_run_is_offered_once_with_what_was_open(code: str, trace: str, logs: Path) -> None:
    assert run(code) != 0
    (crash,) = crashes(logs / "window.log")
    text = crash.report.read_text()
    assert trace in text and "Song: /songs/Blue.worktape" in text and "The device is gone." in text
    assert "Program: " in text and "Python 3" in text
    assert crashes(logs / "window.log") == [], "offered once"


def test_a_run_that_ends_well_leaves_nothing(logs: Path) -> None:
    assert run("report.end()") == 0
    assert list(crash_folder().iterdir()) == []


def test_a_run_that_goes_on_is_no_crash() -> None:
    report = RunReport(None)
    try:
        child = "from app.crash_reports import crashes; print(len(crashes(None)))"
        assert subprocess.run([sys.executable, "-c", child], capture_output=True, text=True).stdout == "0\n"
    finally:
        report.end()


def test_an_error_in_a_run_that_ends_well_is_kept_and_not_offered() -> None:
    report, told = RunReport(None), list[int]()
    report.on_error = lambda: told.append(1)
    for _ in range(1000):
        try:
            raise OSError("gone")
        except OSError as error:
            report.add_error(error, "the main thread")
    report.end()
    assert told == [1] and report.path is not None
    assert report.path.read_text().count("OSError: gone") == 1 and crashes(None) == []


def test_only_the_newest_reports_are_kept() -> None:
    for number in range(KEPT + 5):
        (crash_folder() / f"2026-01-{number + 1:02d} 10.00.00 {number}.txt").touch()
    crashes(None)
    assert len(left := sorted(crash_folder().iterdir())) == KEPT and left[0].name.startswith("2026-01-06")


def test_without_a_disk_nothing_is_missing_but_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(crash_reports, "crash_folder", full)
    report = RunReport(None)
    report.note("Song", "x")
    report.add_error(ValueError(), "the main thread")
    report.end()
    assert report.path is None and crashes(None) == [] and os.environ["WORKTAPE_LOGS"]
