"""Hazards: an error that leaves no trace; a log that cannot be written stops the command; a sign lost on an old terminal."""

import io
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from app.cli import machine, reporting
from app.messages.command_line import PREPARING_ENGINE
from app.problems import Refused
from audio_engine import log


@pytest.fixture(autouse=True)
def _own_logs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("WORKTAPE_LOGS", str(tmp_path / "logs"))
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    yield
    for handler in [handler for handler in root.handlers if handler not in handlers]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def failing(error: Exception) -> None:
    @reporting.reports_problems
    def command() -> None:
        raise error

    with pytest.raises(typer.Exit) as ended:
        command()
    assert ended.value.exit_code == 1


def test_an_unexpected_error_is_one_sentence_and_its_traceback_is_in_the_log(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    failing(KeyError("nowhere"))
    said = capsys.readouterr().err
    file = tmp_path / "logs" / "command-line.log"
    assert said.count("\n") == 1 and "KeyError" in said and str(file) in said
    assert "Traceback" in file.read_text() and "KeyError: 'nowhere'" in file.read_text()


def test_a_refusal_is_a_line_in_the_log(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    failing(Refused("The song has no tracks."))
    assert capsys.readouterr().err == "The song has no tracks.\n"
    assert "The song has no tracks." in (tmp_path / "logs" / "command-line.log").read_text()


def test_a_log_that_cannot_be_written_changes_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("in the way")
    failing(KeyError("nowhere"))
    assert capsys.readouterr().err.endswith("See the log.\n")


def test_the_doctor_names_the_logs(tmp_path: Path) -> None:
    log.start_log("window")
    logging.getLogger("tests").info("begun")
    finding = machine.log_finding()
    assert finding.well and finding.what == f"Logs in {tmp_path / 'logs'}: window.log."


def test_the_doctor_bears_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("in the way")
    finding = machine.log_finding()
    assert not finding.well and not finding.bad and "cannot write a log" in finding.what


def test_a_minus_sign_survives_an_old_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    old = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
    monkeypatch.setattr(sys, "stdout", old)
    reporting.write_plainly()
    old.write("\u22123.0 dB, \u2212\u221e dB, Bj\u00f6rn \u4e2d")
    old.flush()
    assert old.buffer.getvalue().decode("latin-1") == "-3.0 dB, -inf dB, Bj\u00f6rn ?"  # type: ignore[attr-defined]


def test_where_kernels_are_compiled_first_one_line_on_stderr_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for warm in (True, False):
        monkeypatch.setattr(reporting.kernel_cache, "is_warm", lambda warm=warm: warm)
        reporting.tell_preparing()
        said = capsys.readouterr()
        assert (said.out, said.err) == ("", "" if warm else f"{PREPARING_ENGINE}\n")
