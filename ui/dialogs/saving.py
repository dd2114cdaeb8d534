"""Asks where a document of the song goes, such as a chart or a table, and writes it there.

Lives: window, main thread.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from app.messages.files import document_not_written, document_written
from app.problems import Refused
from app.storage.folder import refuse_recordings, safe_stem
from app.storage.whole_file import write_whole
from ui.bridge import Bridge

KINDS = {".pdf": "PDF (*.pdf)", ".csv": "CSV (*.csv)"}


def save_document(
    bridge: Bridge,
    parent: QWidget,
    what: str,
    ending: str,
    make: Callable[[], bytes],
    done: Callable[[], object] = lambda: None,
) -> None:
    """Propose the song's folder; a file that is there is replaced only after a question.

    Args:
        bridge: Tells how it went.
        parent: Under the dialog.
        what: What is written, as in `NAME chart.pdf`.
        ending: A key of KINDS.
        make: Makes the contents. What it raises of REFUSALS is told.
        done: Called once the file is there.
    """
    bridge.attempt(lambda: _save(bridge, parent, what, ending, make, done))


def _save(
    bridge: Bridge, parent: QWidget, what: str, ending: str, make: Callable[[], bytes], done: Callable[[], object]
) -> None:
    contents = make()
    proposed = bridge.session.document.opened.folder.path / f"{safe_stem(bridge.song.name)} {what}{ending}"
    chosen, _kind = QFileDialog.getSaveFileName(parent, f"Save the {what}", str(proposed), KINDS[ending])
    if not chosen:
        return
    target = Path(chosen)
    if target.suffix.lower() != ending:
        target = target.with_name(f"{target.name}{ending}")
        if target.exists():  # nobody was asked about this one
            raise Refused(document_not_written(target.name, "It is there already."))
    refuse_recordings(target)
    try:
        write_whole(target, contents)
    except OSError as error:
        raise Refused(document_not_written(target.name, f"{error.strerror or error}.")) from None
    done()
    url = QUrl.fromLocalFile(str(target))
    bridge.notify("info", document_written(target.name), "Open it", lambda: QDesktopServices.openUrl(url))
