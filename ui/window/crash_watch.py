"""Says that something failed inside the program, or that it stopped unexpectedly the last time, and offers the report.

An error in a slot ends that slot and nothing else: Qt goes on, and the engine, which records, is another process.

Lives: window, main thread.
"""

import logging
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QTimer, QtMsgType, Signal, qInstallMessageHandler

from app.crash_reports import Crash, RunReport
from app.messages.window import WENT_WRONG, stopped_unexpectedly
from app.text.devices import describe_device
from ui.main_window import MainWindow

NOTE_EVERY_MS = 1000
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_log = logging.getLogger(__name__)


class Host(Protocol):
    """Whoever owns the window, which may be another one later."""

    window: MainWindow


class CrashWatch(QObject):
    """Keeps the report of this run up to date, and tells of new errors in the window."""

    _failed = Signal()  # on any thread

    def __init__(self, host: Host, report: RunReport) -> None:
        super().__init__()
        self._host, self._report = host, report
        self._failed.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        report.on_error = self._failed.emit
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.note)
        self._timer.start(NOTE_EVERY_MS)
        self.note()

    def note(self) -> None:
        """Write down what is open now, and that the program is alive."""
        session = self._host.window.bridge.session
        device = session.devices.device
        self._report.note("Device", "none" if device is None else describe_device(device))
        self._report.note("Song", str(session.document.folder or "none"))
        self._report.beat()

    def tell_earlier(self, crashes: Sequence[Crash]) -> None:
        """Offer the report of the newest run that stopped unexpectedly."""
        if crashes:
            self._offer(stopped_unexpectedly(crashes[-1].ended), crashes[-1].report)

    def _tell(self) -> None:
        if self._report.path is not None:
            self._offer(WENT_WRONG, self._report.path)

    def _offer(self, sentence: str, report: Path) -> None:
        self._host.window.bridge.notify("error", sentence, "Show the report", partial(self._show, report))

    def _show(self, report: Path) -> None:
        self._host.window.dialogs.show_report(report)


def log_qt_messages() -> None:
    """What Qt says goes into the log."""

    def handle(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        _log.log(_LEVELS.get(kind, logging.WARNING), "Qt: %s", message)

    qInstallMessageHandler(handle)
