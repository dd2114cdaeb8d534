"""Hazard: a template of one's own that is saved and offered nowhere."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.edits.stages import choose_process
from tests.ui.conftest import WindowDriver
from ui.dialogs.parameter_card import ParameterCard
from ui.dialogs.songs import SongsDialog


def test_a_song_is_saved_as_a_template_and_a_new_one_begins_with_it(
    driver: WindowDriver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.session.settings.preferences.songs_folder = str(tmp_path / "songs")
    driver.session.document.perform(choose_process("producer"))
    before, said = driver.song, list[str]()
    driver.window.bridge.noticed.connect(lambda notice: said.append(notice.sentence))
    driver.run("song.save-template")
    card = driver.window.dialog
    assert isinstance(card, ParameterCard)
    name = card.inputs["name"]
    name.setFocus()
    name.selectAll()  # type: ignore[union-attr]
    QTest.keyClicks(name, "Our band")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    made = tmp_path / "songs" / "Templates" / "Our band.worktape"
    assert (made / "song.json").is_file() and said == [
        f"The template Our band is saved as {made}. New songs can begin with it."
    ]
    assert driver.song is before and driver.session.document.folder != made
    driver.run("song.new")
    dialog = driver.window.dialog
    assert isinstance(dialog, SongsDialog)
    dialog.template.setCurrentIndex(dialog.template.findText("Our band"))
    assert dialog.process.currentData() == "producer" and str(made) in dialog.about.text()
    QTest.keyClicks(dialog.name, "Next")
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert driver.song.name == "Next" and driver.song.stages.process == "producer"
    assert [track.name for track in driver.song.tracks] == [track.name for track in before.tracks]
    assert not any(track.clips for track in driver.song.tracks)
