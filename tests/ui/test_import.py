"""Bringing audio in as a user does: dropped on a lane, dropped on the window, chosen from the dialog, cancelled."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app.model.tempo_map import tempo_map
from app.song.importing import SUFFIXES
from app.song.open_song import OpenSong
from tests.ui.conftest import WindowDriver
from ui.dialogs.importing import ImportDialog

NO_KEYS = Qt.KeyboardModifier.NoModifier
COPY = Qt.DropAction.CopyAction


@pytest.fixture
def loop(tmp_path: Path) -> Path:
    path = tmp_path / "Loop.wav"
    soundfile.write(path, np.zeros((48000, 1), np.float32), 48000)
    return path


def drop(widget: QWidget, paths: list[Path], at: QPoint) -> bool:
    """Enter, move, drop; False where the drag is not taken."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    enter = QDragEnterEvent(at, COPY, mime, Qt.MouseButton.LeftButton, NO_KEYS)
    enter.setAccepted(False)
    QApplication.sendEvent(widget, enter)
    if not enter.isAccepted():
        return False
    QApplication.sendEvent(widget, QDragMoveEvent(at, COPY, mime, Qt.MouseButton.LeftButton, NO_KEYS))
    QApplication.sendEvent(widget, QDropEvent(QPointF(at), COPY, mime, Qt.MouseButton.LeftButton, NO_KEYS))
    return True


def imported(driver: WindowDriver, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: driver.window.dialog is None, timeout=10000)


def test_a_file_dropped_on_a_lane_lies_there_on_the_grid(driver: WindowDriver, qtbot: QtBot, loop: Path) -> None:
    before, view = driver.song, driver.window.arrange.viewport
    wanted = tempo_map(driver.song).bar_frame(9)
    at = QPoint(round(view.x_of(wanted)) + 2, view.y_of(1) + 20)
    assert drop(driver.window.arrange.lanes, [loop], at)
    imported(driver, qtbot)
    clip = driver.song.tracks[1].clips[-1]
    assert (clip.name, clip.timeline_start_frame, clip.length_frames) == ("Loop", wanted, 48000)
    assert driver.window.arrange.lanes.drop.place is None
    driver.run("song.undo")
    assert driver.song == before


def test_below_the_lanes_it_gets_a_track_of_its_own(driver: WindowDriver, qtbot: QtBot, loop: Path) -> None:
    count, view = len(driver.song.tracks), driver.window.arrange.viewport
    lanes = driver.window.arrange.lanes
    assert drop(lanes, [loop], QPoint(5, view.y_of(count) + 30))
    imported(driver, qtbot)
    assert len(driver.song.tracks) == count + 1 and driver.song.tracks[-1].name == "Loop"


def test_dropped_on_the_window_it_begins_at_the_playhead(driver: WindowDriver, qtbot: QtBot, loop: Path) -> None:
    driver.engine.frame = 96000
    driver.tick()
    assert drop(driver.window, [loop], QPoint(5, 5))
    imported(driver, qtbot)
    assert driver.song.tracks[-1].clips[0].timeline_start_frame == 96000


def test_whatever_is_dropped_is_either_brought_in_or_told(
    driver: WindowDriver, qtbot: QtBot, tmp_path: Path, loop: Path
) -> None:
    note, told = tmp_path / "note.txt", []
    note.write_text("x")
    driver.window.bridge.noticed.connect(lambda notice: told.append(notice.sentence))
    assert drop(driver.window, [note, loop.rename(tmp_path / "Loop.xyz")], QPoint(5, 5))
    imported(driver, qtbot)
    assert driver.song.tracks[-1].name == "Loop"
    assert len(told) == 1 and told[0].startswith("note.txt is not audio")


def test_a_file_of_many_channels_is_asked_about_in_the_same_dialog(
    driver: WindowDriver, qtbot: QtBot, tmp_path: Path
) -> None:
    soundfile.write(tmp_path / "boom.wav", np.zeros((480, 3), np.float32), 48000)
    driver.window.dialogs.import_audio([tmp_path / "boom.wav"], 0)
    dialog = driver.window.dialog
    assert isinstance(dialog, ImportDialog)
    qtbot.waitUntil(lambda: dialog.coming.asks and hasattr(dialog, "go"), timeout=10000)
    assert dialog.card.height() >= dialog.card.sizeHint().height(), "nothing of the question is cut off"
    dialog.go.click()
    imported(driver, qtbot)
    assert [track.name for track in driver.song.tracks[-3:]] == ["boom 1", "boom 2", "boom 3"]
    driver.run("song.undo")


def test_chosen_from_the_dialog(
    driver: WindowDriver, qtbot: QtBot, loop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = list[str]()
    monkeypatch.setattr(
        QFileDialog, "getOpenFileNames", lambda *args: (kinds.extend(args[3].split(";;")), ([str(loop)], ""))[1]
    )
    driver.key(Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    imported(driver, qtbot)
    assert driver.song.tracks[-1].name == "Loop"
    assert driver.session.settings.window.import_folder == str(loop.parent), "where the next dialog opens"
    assert kinds[0] == "All files (*)" and all(f"*{suffix}" in kinds[1] for suffix in SUFFIXES)


def test_a_broken_file_is_told_in_a_sentence(driver: WindowDriver, qtbot: QtBot, tmp_path: Path) -> None:
    text, before, told = tmp_path / "text.wav", driver.song, []
    text.write_text("not audio")
    driver.window.bridge.noticed.connect(lambda notice: told.append(notice.sentence))
    driver.window.dialogs.import_audio([text], 0)
    imported(driver, qtbot)
    assert driver.song == before and len(told) == 1 and "text.wav is not audio" in told[0]


def test_a_refused_file_is_told_beside_the_note_of_another(driver: WindowDriver, qtbot: QtBot, tmp_path: Path) -> None:
    """Two notices came at once, and the dialog passed on the last one."""
    text, damaged = tmp_path / "text.wav", tmp_path / "damaged.wav"
    text.write_text("not audio")
    samples = np.zeros((4800, 1), np.float32)
    samples[100] = np.nan
    soundfile.write(damaged, samples, 48000, "FLOAT")
    driver.window.dialogs.import_audio([text, damaged], 0)
    imported(driver, qtbot)
    driver.tick()
    told = " ".join(notice.sentence for notice in driver.window.notices.told())
    assert "text.wav is not audio" in told and "damaged.wav has one invalid sample" in told
    assert driver.song.tracks[-1].name == "damaged"


def test_escape_cancels_and_nothing_comes_in(driver: WindowDriver, qtbot: QtBot, tmp_path: Path) -> None:
    long, before = tmp_path / "Long.wav", driver.song
    soundfile.write(long, np.zeros((48000 * 60, 2), np.float32), 44100)
    driver.window.dialogs.import_audio([long], 0)
    dialog = driver.window.dialog
    assert dialog is not None
    driver.key(Qt.Key.Key_Escape)
    assert driver.window.dialog is None
    folder = driver.session.document.opened.folder.path / "audio"
    qtbot.waitUntil(lambda: not list(folder.glob("Long*")) and not dialog.coming._read, timeout=10000)
    qtbot.wait(50)
    assert driver.song == before


def test_several_files_on_a_lane_show_and_get_tracks_of_their_own_at_one_start(
    driver: WindowDriver, qtbot: QtBot, tmp_path: Path
) -> None:
    before, lanes, view = driver.song, driver.window.arrange.lanes, driver.window.arrange.viewport
    files = [tmp_path / "many" / f"{name}.wav" for name in ("Alpha", "Beta", "Room")]
    files[0].parent.mkdir()
    for file in files:
        soundfile.write(file, np.zeros((480, 1), np.float32), 48000)
    at, mime = QPoint(round(view.x_of(tempo_map(before).bar_frame(9))) + 2, view.y_of(1) + 20), QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(files[0].parent))])
    QApplication.sendEvent(lanes, QDragEnterEvent(at, COPY, mime, Qt.MouseButton.LeftButton, NO_KEYS))
    QApplication.sendEvent(lanes, QDragMoveEvent(at, COPY, mime, Qt.MouseButton.LeftButton, NO_KEYS))
    assert lanes.drop.text == "3 files as new tracks at 9.1.000"
    lanes.grab()
    assert drop(lanes, files, at)
    imported(driver, qtbot)
    new = driver.song.tracks[len(before.tracks) :]
    assert [track.name for track in new] == ["Alpha", "Beta", "Room"]
    assert {track.clips[0].timeline_start_frame for track in new} == {tempo_map(before).bar_frame(9)}
    driver.run("song.undo")
    assert driver.song == before, "one step"


def test_a_song_dropped_is_opened_and_one_between_files_is_not(
    driver: WindowDriver, qtbot: QtBot, tmp_path: Path, loop: Path
) -> None:
    other = OpenSong.new(tmp_path / "Other", "Other", 48000, "test")
    other.close()
    told = list[str]()
    driver.window.bridge.noticed.connect(lambda notice: told.append(notice.sentence))
    assert drop(driver.window, [loop, other.folder.path], QPoint(5, 5))
    imported(driver, qtbot)
    assert driver.song.tracks[-1].name == "Loop" and told == ["Other.worktape is a song. Drop one alone to open it."]
    assert drop(driver.window.arrange.lanes, [other.folder.song_file], QPoint(5, 5))
    assert driver.song.name == "Other" and driver.window.dialog is None
    assert drop(driver.window.arrange.lanes, [tmp_path / "Song.worktape"], QPoint(5, 5))
    assert driver.song.tracks[-1].name == "Loop", "it was saved"


def test_many_bad_files_are_one_notice(driver: WindowDriver, qtbot: QtBot, tmp_path: Path) -> None:
    told = list[str]()
    driver.window.bridge.noticed.connect(lambda notice: told.append(notice.sentence))
    for number in range(40):
        (tmp_path / f"{number}.wav").write_text("not audio")
    driver.window.dialogs.receive([tmp_path / f"{number}.wav" for number in range(40)], 0)
    imported(driver, qtbot)
    assert len(told) == 1 and "36 other files" in told[0]
