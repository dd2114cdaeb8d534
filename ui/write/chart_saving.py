"""Prints the chart of the open song into a file that a person chooses.

Lives: window, main thread.
"""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from app.messages.lyrics import NO_WORDS_TO_PRINT, chart_not_printed, chart_printed
from app.problems import NothingToDo, Refused
from app.storage.folder import safe_stem
from app.storage.whole_file import write_whole
from app.text.sheet import ChordView
from ui.bridge import Bridge
from ui.printing.chart import chart_pdf


def print_chart(bridge: Bridge, parent: QWidget, view: ChordView | None = None) -> None:
    """Ask where the chart goes, proposing the song's folder; a file that is there is replaced only after a question."""
    bridge.attempt(lambda: _print_chart(bridge, parent, view))


def _print_chart(bridge: Bridge, parent: QWidget, view: ChordView | None) -> None:
    song = bridge.song
    if not song.lyrics.text.strip():
        raise NothingToDo(NO_WORDS_TO_PRINT)
    folder = bridge.session.document.opened.folder.path
    proposed = folder / f"{safe_stem(song.name)} chart.pdf"
    chosen, _kind = QFileDialog.getSaveFileName(parent, "Print the chart", str(proposed), "PDF (*.pdf)")
    if not chosen:
        return
    target = Path(chosen)
    if target.suffix.lower() != ".pdf":
        target = target.with_name(f"{target.name}.pdf")
        if target.exists():  # nobody was asked about this one
            raise Refused(chart_not_printed(target.name, "It is there already."))
    try:
        write_whole(target, chart_pdf(song, view))
    except OSError as error:
        raise Refused(chart_not_printed(target.name, f"{error.strerror or error}.")) from None
    bridge.session.stages.receipt("write.chart")
    url = QUrl.fromLocalFile(str(target))
    bridge.notify("info", chart_printed(target.name), "Open it", lambda: QDesktopServices.openUrl(url))
