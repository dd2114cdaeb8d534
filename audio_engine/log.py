"""The log of a process: stdlib `logging` into one rotating file for each kind of process.

Every module logs to `logging.getLogger(__name__)`; a process that wants its records kept calls `start_log` once. The audio
callback is compiled and logs nothing: what happens there is counted in shared memory and logged by a thread that reads it.

Lives: any thread of any process but the audio callback's.
"""

import contextlib
import logging
import os
import sys
import threading
from collections.abc import Callable
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

import platformdirs

_log = logging.getLogger(__name__)
LARGEST_BYTES = 1 << 20  # of the file being written; the one before it is kept as NAME.log.1
FORMAT = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"  # several engines share one file


def log_folder() -> Path:
    """The folder of all log files, made if need be (`WORKTAPE_LOGS` moves it, for tests).

    Raises:
        OSError: It cannot be made.
    """
    chosen = os.environ.get("WORKTAPE_LOGS")
    folder = Path(chosen or platformdirs.user_log_dir("worktape", appauthor=False))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def log_path(name: str) -> Path:
    """The log file of the process kind `name`, whether or not it exists. Raises OSError as `log_folder` does."""
    return log_folder() / f"{name}.log"


def start_log(name: str, *, with_stderr: bool = False) -> Path | None:
    """Write this process's log records, from INFO on, to `log_path(name)`, in place of a log started before.

    A disk that is full, read-only or gone costs the records and nothing else: logging never raises.

    Args:
        name: Kind of process: "worktape", "engine", "bounce-job", ...
        with_stderr: Also send file descriptor 2 there, where native libraries write. For processes without a terminal.

    Returns:
        The path of the file, or None if there is no folder for it.
    """
    root = logging.getLogger()
    for old in [handler for handler in root.handlers if isinstance(handler, _LogFile)]:
        root.removeHandler(old)
        old.close()
    try:
        path = log_path(name)
    except OSError:
        root.addHandler(logging.NullHandler())  # else warnings would go to the terminal
        return None
    root.addHandler(_LogFile(path, with_stderr))
    root.setLevel(logging.INFO)
    return path


def log_uncaught_errors(report: Callable[[BaseException, str], object] = lambda _error, _thread: None) -> None:
    """Log what no code catches, on the main thread (the usual traceback is still written to stderr) and on all others.

    Args:
        report: Called besides, on the thread that failed, with the error and that thread's name.
    """

    def main_thread(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
        if not issubclass(kind, KeyboardInterrupt):
            _log.critical("Uncaught error.", exc_info=(kind, error, traceback))
            report(error, "the main thread")
        sys.__excepthook__(kind, error, traceback)

    def other_thread(fault: threading.ExceptHookArgs) -> None:
        name = fault.thread.name if fault.thread is not None else "?"
        error = fault.exc_value or fault.exc_type()
        _log.error("Thread %s failed.", name, exc_info=(fault.exc_type, error, fault.exc_traceback))
        report(error, f"thread {name}")

    sys.excepthook, threading.excepthook = main_thread, other_thread


class _LogFile(RotatingFileHandler):
    """A rotating file that bears a disk which refuses it, and writes a record that repeats the last one only once."""

    def __init__(self, path: Path, with_stderr: bool) -> None:
        self._with_stderr = with_stderr
        super().__init__(path, maxBytes=LARGEST_BYTES, backupCount=1, encoding="utf-8", errors="replace", delay=True)
        self.setFormatter(logging.Formatter(FORMAT))
        self.addFilter(NoRepeats())
        if with_stderr:  # from now on, not from the first record on
            with contextlib.suppress(OSError):
                self.stream = self._open()

    def _open(self) -> TextIOWrapper:
        stream = super()._open()
        if self._with_stderr:
            os.dup2(stream.fileno(), 2)
        return stream

    def doRollover(self) -> None:
        """Rotate; where the system forbids it (Windows, while another process has the file open), go on with the old file."""
        with contextlib.suppress(OSError):
            super().doRollover()

    def close(self) -> None:
        with contextlib.suppress(OSError):  # what a full disk has not taken
            super().close()

    def handleError(self, record: logging.LogRecord) -> None:
        """Stay silent: there is nobody left to tell."""


class NoRepeats(logging.Filter):
    """Drops a record with the same exception, or without one the same message, as the last one of its logger.

    A worker that fails in every round then fills no disk.
    """

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[str, str] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is to be written."""
        text = repr(record.exc_info[1]) if record.exc_info else record.getMessage()
        repeated = self._last.get(record.name) == text
        self._last[record.name] = text
        return not repeated
