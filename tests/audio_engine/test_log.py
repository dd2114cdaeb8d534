"""Hazards: a log that grows without limit; a full or read-only disk that stops what is logged; a fault of every round."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from audio_engine import launcher, log


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("WORKTAPE_LOGS", str(tmp_path / "logs"))
    root = logging.getLogger()
    level, before = root.level, list(root.handlers)
    yield
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


logger = logging.getLogger("tests.log")


def test_a_log_keeps_its_newest_records_and_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "LARGEST_BYTES", 1000)
    path = log.start_log("engine")
    assert path is not None
    for number in range(200):
        logger.info("Device %d was opened.", number)
    assert path.read_text().splitlines()[-1].endswith("INFO tests.log: Device 199 was opened.")
    assert {file.name for file in path.parent.iterdir()} == {"engine.log", "engine.log.1"}
    assert all(file.stat().st_size <= 1000 for file in path.parent.iterdir())


def test_a_fault_of_every_round_is_written_once() -> None:
    path = log.start_log("engine")
    assert path is not None
    for _ in range(100):
        try:
            raise OSError(5, "Input/output error")
        except OSError:
            logger.exception("The reader failed.")
    logger.info("Another.")
    assert path.read_text().count("Traceback") == 1 and path.read_text().count("Another.") == 1


def test_a_log_started_again_writes_each_record_once() -> None:
    """The command line is called several times in one process, by tests at least."""
    log.start_log("one")
    path = log.start_log("two")
    assert path is not None
    logger.info("Once.")
    assert path.read_text().count("Once.") == 1 and not path.with_name("one.log").exists()


def test_a_folder_that_cannot_be_made_costs_nothing_but_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("WORKTAPE_LOGS", str(tmp_path / "file" / "logs"))
    assert log.start_log("engine") is None
    logger.error("Nobody reads this.")


def test_a_file_that_refuses_to_be_opened_costs_nothing_but_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    log.log_path("engine").mkdir()
    path = log.start_log("engine")
    logger.error("Nobody reads this.")
    assert path is not None and path.is_dir()
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
def test_a_full_disk_costs_nothing_but_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    log.log_path("engine").symlink_to("/dev/full")
    log.start_log("engine")
    for number in range(3000):
        logger.error("Nobody reads number %d.", number)
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(sys.platform == "win32", reason="os.write to descriptor 2 as a native library does")
def test_what_a_native_library_says_is_in_the_log_after_it_was_rotated(tmp_path: Path) -> None:
    code = (
        "import os, logging; from audio_engine import log; log.LARGEST_BYTES = 500; log.start_log('engine', with_stderr=True)\n"
        "for n in range(20): logging.getLogger('x').info('Filling %d', n)\n"
        "os.write(2, b'from a driver')"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert (tmp_path / "logs" / "engine.log").read_text().endswith("from a driver")


def test_a_child_starts_without_a_folder_for_its_log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("in the way")
    monkeypatch.setenv("WORKTAPE_LOGS", str(tmp_path / "logs"))
    child = launcher.start("probe", output=subprocess.PIPE, feed=True)
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.close()
    child.stdout.close()
    child.kill()
    assert child.wait(10) != 0
