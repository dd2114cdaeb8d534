"""The report about an error of the program's own: to be read, copied and found on the disk.

Lives: window, main thread.
"""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.messages.window import ABOUT_REPORT, NO_REPORT
from ui.dialogs.dialog import Dialog
from ui.widgets.card import button, label

LEAST_HEIGHT = 280
MOST_BYTES = 1 << 20


class ReportDialog(Dialog):
    """Shows one report."""

    def __init__(self, report: Path, window: QWidget) -> None:
        super().__init__("What went wrong", window, width=760)
        self.text = QPlainTextEdit(_contents(report))
        self.text.setReadOnly(True)
        self.text.setAccessibleName("Report")
        self.text.setMinimumHeight(LEAST_HEIGHT)
        self.text.setTabChangesFocus(True)
        self.body.addWidget(label(ABOUT_REPORT, "dim", wrap=True))
        self.body.addWidget(self.text)
        self.foot.addWidget(button("Show in folder", lambda: _show_in_folder(report)))
        self.foot.addStretch(1)
        self.foot.addWidget(
            button("Copy", lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()), "primary")
        )


def _contents(report: Path) -> str:
    try:
        with report.open("rb") as file:
            return file.read(MOST_BYTES).decode(errors="replace")
    except OSError:
        return NO_REPORT


def _show_in_folder(report: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(report.parent)))
