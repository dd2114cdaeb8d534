"""Hazard: a song folder that is renamed by a slip in the dialog that opens it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFileDialog

from tests.ui.conftest import WindowDriver
from ui.dialogs.choosing import existing_files, existing_folder


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of a dialog of Qt's own, offscreen
@pytest.mark.parametrize("choose", [existing_folder, lambda *given: existing_files(*given, "All files (*)")])
def test_what_is_chosen_from_cannot_be_renamed(
    driver: WindowDriver, tmp_path: Path, choose: Callable[..., object]
) -> None:
    song = tmp_path / "shelf" / "Song.worktape"
    song.mkdir(parents=True)
    tried: list[bool] = []

    def slip() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        rows = dialog.findChild(QAbstractItemView, "treeView") or dialog.findChild(QAbstractItemView, "listView")
        if rows.model().rowCount(rows.rootIndex()) == 0:  # Qt still reads the folder
            QTimer.singleShot(10, slip)
            return
        rows.setCurrentIndex(rows.model().index(0, 0, rows.rootIndex()))
        tried.append(rows.edit(rows.currentIndex(), QAbstractItemView.EditTrigger.AllEditTriggers, None))
        dialog.reject()

    QTimer.singleShot(0, slip)
    assert not choose(driver.window, "Choose", song.parent)
    assert tried == [False] and song.is_dir()
