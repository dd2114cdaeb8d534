"""Looking after a song's files in the window: checked, cleaned up into the trash, found again, archived."""

import shutil
import threading
import zipfile
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.messages.files import NO_MATCHING_FILE
from app.recording.pass_state import PassRequest
from app.storage.media_search import MediaSearch
from audio_engine.disk.peaks import make_peaks
from tests.ui.conftest import WindowDriver
from ui.dialogs.copying import ARCHIVE
from ui.dialogs.song_files import Section, SongFilesDialog

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def audio(driver: WindowDriver) -> Path:
    """The song's eight files, and one that nothing uses."""
    folder = driver.session.document.opened.folder.audio
    for number in range(8):
        write(folder / f"part-{number}.wav", 2 if number == OVERHEADS else 1)
        make_peaks(folder / f"part-{number}.wav")
    write(folder / "loose.wav")
    return folder


OVERHEADS = 2  # in stereo
FRAMES = 80 * 48000  # what the song plays of each


def write(path: Path, channels: int = 1) -> None:
    soundfile.write(path, np.zeros((FRAMES, channels), np.float32), 48000, "FLOAT")


def opened(driver: WindowDriver, qtbot: QtBot) -> SongFilesDialog:
    driver.key(Qt.Key.Key_F, CTRL_SHIFT)
    dialog = driver.window.dialog
    assert isinstance(dialog, SongFilesDialog)
    qtbot.waitUntil(lambda: dialog.bar.isHidden())
    return dialog


def lines(section: Section) -> list[str]:
    return [section.entries.item(n).text() for n in range(section.entries.count())]


def test_what_nothing_uses_is_listed_and_goes_to_the_trash(driver: WindowDriver, qtbot: QtBot, audio: Path) -> None:
    dialog = opened(driver, qtbot)
    assert lines(dialog.unused) == ["audio/loose.wav: 15.4 MB"] and dialog.missing.isHidden()
    assert (audio / "loose.wav").is_file(), "a list first"
    dialog.move_button.click()
    qtbot.waitUntil(lambda: dialog.move_button.isHidden())
    assert (audio.parent / "trash" / "audio" / "loose.wav").is_file() and not (audio / "loose.wav").exists()
    assert "Nothing was deleted" in dialog.unused.message.text()
    assert len(list(audio.glob("part-*.wav"))) == 8


def test_what_only_an_undo_needs_is_not_called_unused(driver: WindowDriver, qtbot: QtBot, audio: Path) -> None:
    driver.run("clips.select-all")
    driver.key(Qt.Key.Key_Delete)
    assert not any(track.clips for track in driver.song.tracks)
    assert lines(opened(driver, qtbot).unused) == ["audio/loose.wav: 15.4 MB"]


def test_missing_files_are_looked_for_and_copied_in(
    driver: WindowDriver, qtbot: QtBot, audio: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere" / "deep"
    elsewhere.mkdir(parents=True)
    shutil.move(audio / "part-3.wav", elsewhere)
    (audio / "part-4.wav").unlink()
    dialog = opened(driver, qtbot)
    assert lines(dialog.missing) == ["audio/part-3.wav of Bass", "audio/part-4.wav of Acoustic"]
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "elsewhere"))
    dialog.find_button.click()
    qtbot.waitUntil(lambda: lines(dialog.missing)[:1] == ["audio/part-4.wav of Acoustic: not found"])
    assert lines(dialog.missing)[1:] == [f"audio/part-3.wav of Bass: found at {elsewhere / 'part-3.wav'}"]
    assert (audio / "part-3.wav").is_file() and (elsewhere / "part-3.wav").is_file()


def test_what_was_found_is_played_though_the_dialog_was_closed_meanwhile(
    driver: WindowDriver, qtbot: QtBot, audio: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    shutil.move(audio / "part-3.wav", tmp_path / "elsewhere")
    dialog, go_on = opened(driver, qtbot), threading.Event()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "elsewhere"))
    run = MediaSearch.run
    monkeypatch.setattr(MediaSearch, "run", lambda search: (go_on.wait(10), run(search))[1])
    dialog.find_button.click()
    driver.key(Qt.Key.Key_Escape)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    said = list[str]()
    driver.window.bridge.noticed.connect(lambda notice: said.append(notice.sentence))
    driver.engine.calls.clear()
    go_on.set()
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["1 file copied into the song."]
    assert "set_timelines" in driver.engine.called, "the engine reads it"


def test_while_it_records_the_files_are_left_alone(driver: WindowDriver) -> None:
    said = list[str]()
    driver.window.bridge.noticed.connect(lambda notice: said.append(notice.sentence))
    driver.session.passes.request(PassRequest(pass_id="p", song_folder="", journal="", start_frame=0))
    driver.window.dialogs.show_files()
    driver.session.passes.reset()
    assert driver.window.dialog is None and said == ["Stop the recording first."]


def test_an_archive_is_made_of_the_song_as_it_is(
    driver: WindowDriver, qtbot: QtBot, audio: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = list[str]()
    driver.window.bridge.noticed.connect(lambda notice: said.append(notice.sentence))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "Kettle"), ARCHIVE))
    driver.run("song.save-copy")
    qtbot.waitUntil(lambda: driver.window.dialog is None)
    with zipfile.ZipFile(tmp_path / "Kettle.zip") as archive:
        assert "Song.worktape/audio/part-7.wav" in archive.namelist()
    assert said == [f"{tmp_path / 'Kettle.zip'} is a complete copy of {driver.song.name}, read back and compared."]


def test_a_file_of_another_rate_or_too_short_is_not_taken_for_the_songs_own(
    driver: WindowDriver, qtbot: QtBot, audio: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (3, 4):
        (audio / f"part-{number}.wav").unlink()
    place = tmp_path / "decoys"
    place.mkdir()
    soundfile.write(place / "part-3.wav", np.zeros((FRAMES, 1), np.float32), 44100, "FLOAT")
    soundfile.write(place / "part-4.wav", np.zeros((FRAMES // 2, 1), np.float32), 48000, "FLOAT")
    dialog = opened(driver, qtbot)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(place))
    dialog.find_button.click()
    qtbot.waitUntil(lambda: bool(dialog.problem.text()))
    assert dialog.problem.text() == NO_MATCHING_FILE and len(lines(dialog.missing)) == 2
