"""What is known of a window that stopped unexpectedly: one text file for each run of it.

The file is there from the start, locked by its process and open for `faulthandler`, so that a fault in native code can still
write into it. It says what was open, what failed, and nothing that was recorded. A run that ends well leaves it only if
something failed on the way.

Lives: window, any thread.
"""

import contextlib
import faulthandler
import os
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from audio_engine.disk import song_lock
from audio_engine.log import log_folder
from audio_engine.program import program_name

KEPT = 10  # reports
LOG_LINES, LOG_TAIL_BYTES = 60, 1 << 18
RUNNING, REPORT = ".running", ".txt"


@dataclass(frozen=True, slots=True)
class Crash:
    """A run that did not end well.

    Attributes:
        report: Its report.
        ended: When it was alive the last time, in local time: see `RunReport.beat`.
    """

    report: Path
    ended: datetime


def crash_folder() -> Path:
    """The folder of all reports, made if need be. Raises OSError."""
    folder = log_folder() / "crashes"
    folder.mkdir(exist_ok=True)
    return folder


class RunReport:
    """The report of this run. None of its methods raises: without a disk there is no report, and nothing else is missing.

    Attributes:
        path: Its file; None without one.
        on_error: Called after each new error, on the thread that failed.
    """

    def __init__(self, log: Path | None) -> None:
        """Begin it. `log`: the log file of this process, whose last lines go into the report."""
        self._log, self._lock = log, threading.Lock()
        self._facts: dict[str, str] = {}
        self._seen: set[str] = set()
        self._file: IO[bytes] | None = None
        self._had_handler = faulthandler.is_enabled()  # as under a test
        self.on_error: Callable[[], object] = lambda: None
        self.path: Path | None = None
        with contextlib.suppress(OSError):
            path = crash_folder() / f"{datetime.now():%Y-%m-%d %H.%M.%S} {os.getpid()}{RUNNING}"
            self._file = path.open("ab", buffering=0)
            self.path = path
            song_lock.acquire(self._file)
            faulthandler.enable(self._file)
        self.note("Program", program_name("Worktape"))
        self.note("System", f"{platform.platform()}, Python {platform.python_version()}")

    def note(self, fact: str, value: str) -> None:
        """Write something that is useful to know, such as the device, where it changed."""
        if self._facts.get(fact) != value:
            self._facts[fact] = value
            self._write(f"{datetime.now():%H:%M:%S} {fact}: {value}\n")

    def beat(self) -> None:
        """Still alive: the time of the report's file says when a run ended that can say nothing any more."""
        if self._file is not None and self.path is not None:
            with contextlib.suppress(OSError):
                os.utime(self.path)

    def add_error(self, error: BaseException, thread: str) -> bool:
        """Write an error that no code caught, with the end of the log. Any thread.

        Returns:
            False for one that was written before: what fails at each tick fills no disk.
        """
        text = "".join(traceback.format_exception(error))
        place = "".join(traceback.format_tb(error.__traceback__)[-2:]) + type(error).__name__
        with self._lock:
            if place in self._seen or len(self._seen) >= 50:
                return False
            self._seen.add(place)
        self._write(
            f"\n{datetime.now():%Y-%m-%d %H:%M:%S} Error on {thread}:\n{text}\n{_end_of(self._log, os.getpid())}\n"
        )
        self.on_error()
        return True

    def end(self) -> None:
        """The run ends well."""
        file, self._file = self._file, None
        if file is None or self.path is None:
            return
        faulthandler.disable()
        if self._had_handler:
            faulthandler.enable(sys.__stderr__ or sys.stderr)
        song_lock.release(file)  # first: Windows renames no open file
        with contextlib.suppress(OSError, ValueError):
            if self._seen:
                self.path = self.path.rename(self.path.with_suffix(REPORT))
            else:
                self.path.unlink(missing_ok=True)

    def _write(self, text: str) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.write(text.encode(errors="replace"))


def crashes(log: Path | None) -> list[Crash]:
    """The runs that stopped unexpectedly since this was asked the last time, the newest last.

    Args:
        log: The log that those runs wrote; its last lines of each go into the report.
    """
    found = []
    with contextlib.suppress(OSError):
        folder = crash_folder()
        for path in sorted(folder.glob(f"*{RUNNING}")):
            with contextlib.suppress(OSError):
                found += _finished(path, log)
        for old in sorted(folder.glob(f"*{REPORT}"))[:-KEPT]:
            old.unlink(missing_ok=True)
    return found


def _finished(path: Path, log: Path | None) -> list[Crash]:
    """The report of a process that is gone; none while it runs. Raises OSError."""
    file = path.open("ab", buffering=0)
    try:
        if not song_lock.acquire(file):
            return []
        ended = datetime.fromtimestamp(path.stat().st_mtime)
        pid = path.stem.rpartition(" ")[2]
        file.write(f"\n{_end_of(log, int(pid) if pid.isdigit() else 0)}".encode(errors="replace"))
    finally:
        song_lock.release(file)
    return [Crash(path.rename(path.with_suffix(REPORT)), ended)]


def _end_of(log: Path | None, pid: int) -> str:
    """The last lines that a process wrote into its log."""
    if log is None:
        return ""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - LOG_TAIL_BYTES))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return ""
    own = [line for line in lines if f" {pid} " in line[:40]]
    return "\n".join(["Last lines of its log:", *own[-LOG_LINES:]]) + "\n"
