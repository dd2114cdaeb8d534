"""The work tapes. Hazards: an idea that moves the song, a memo lost under its row, a value that is applied unasked."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ideas.folder import IdeasFolder
from app.ideas.idea import Idea
from tests.helpers.engine import write_wav
from tests.helpers.played import RATE, played
from tests.ui.conftest import WindowDriver
from ui.widgets.stars import STAR_PX
from ui.write.tapes_card import WorkTapes


@pytest.fixture
def folder(driver: WindowDriver, tmp_path: Path) -> IdeasFolder:
    driver.session.settings.preferences.ideas_folder = str(tmp_path / "Ideas")
    return driver.session.ideas.folder


@pytest.fixture
def idea(folder: IdeasFolder, tmp_path: Path) -> Idea:
    made, _ = folder.add_file(write_wav(tmp_path / "Riff.wav", played(4, 6).samples[:, None], RATE))
    return made


@pytest.fixture
def tapes(driver: WindowDriver, idea: Idea) -> WorkTapes:
    card = driver.window.write.show_card("tapes")
    driver.window.show_page(1)
    driver.tick()
    assert isinstance(card, WorkTapes)
    return card


def test_one_key_records_on_any_page_and_the_idea_is_in_the_list(
    driver: WindowDriver, tapes: WorkTapes, folder: IdeasFolder
) -> None:
    driver.window.show_page(3)
    song = driver.song
    driver.key(Qt.Key.Key_K, Qt.KeyboardModifier.ShiftModifier)
    driver.tick()
    request = driver.engine.running_pass
    assert request is not None and not request.rolls and driver.session.ideas.phase == "recording"
    driver.window.status.refresh()
    assert driver.window.status.right.text() == "recording an idea, 0:00 \u00b7 Shift+K stops"
    write_wav(Path(request.files[0].path), np.full((4800, 1), 0.2, np.float32))
    driver.key(Qt.Key.Key_K, Qt.KeyboardModifier.ShiftModifier)
    driver.tick()
    driver.window.show_page(1)
    driver.tick()
    assert len(tapes.tapes.list.rows) == 2 == len(folder.all()) and driver.song is song


def test_a_tape_is_played_looped_rated_named_and_thrown_away(
    driver: WindowDriver, tapes: WorkTapes, idea: Idea, folder: IdeasFolder
) -> None:
    card, row, frame = tapes.tapes, tapes.tapes.row(idea.id), driver.session.transport.clock.frame
    QTest.mouseClick(row.play, Qt.MouseButton.LeftButton)
    driver.tick()
    assert driver.engine.arguments("audition")[-1].path == str(folder.audio_path(idea.id)) and row.play.isChecked()
    QTest.mouseClick(card.loop, Qt.MouseButton.LeftButton)
    assert driver.engine.arguments("audition")[-1].loop_end_frame == idea.length_frames
    QTest.mouseClick(row.play, Qt.MouseButton.LeftButton)
    driver.tick()
    assert not row.play.isChecked() and driver.session.transport.clock.frame == frame
    QTest.mouseClick(row.stars, Qt.MouseButton.LeftButton, pos=QPoint(2 + 3 * STAR_PX + 4, 12))
    row.opener.click()
    row.name.setText("chorus idea")
    QTest.keyClick(row.name, Qt.Key.Key_Return)
    assert [(one.name, one.rating) for one in folder.all()] == [("chorus idea", 4)]
    row.throw_away.click()
    assert not folder.all() and not card.list.rows
    folder.restore(idea.id)
    card.refresh()
    assert card.row(idea.id).title.text() == "chorus idea"


def test_what_is_heard_is_applied_by_its_button_alone(
    qtbot: QtBot, driver: WindowDriver, tapes: WorkTapes, idea: Idea
) -> None:
    before = driver.song
    assert tapes.tapes.row(idea.id).hear.isVisible(), "without opening the row"
    tapes.tapes.row(idea.id).hear.click()
    qtbot.waitUntil(lambda: bool(tapes.hearing.buttons))
    assert driver.song is before and {"tempo", "meter", "key", "chords"} <= tapes.hearing.buttons.keys()
    tapes.hearing.buttons["tempo"].click()
    assert driver.song.tempo_bpm == pytest.approx(68.1, abs=0.2) and driver.song.lyrics == before.lyrics
    tapes.hearing.buttons["key"].click()
    assert driver.song.lyrics.key == "Db" and driver.session.document.undo_label == "Set key"


def test_a_tape_becomes_a_track_at_the_playhead(
    qtbot: QtBot, driver: WindowDriver, tapes: WorkTapes, idea: Idea
) -> None:
    driver.session.transport.locate(96000)
    driver.tick()
    count = len(driver.song.tracks)
    tapes.tapes.row(idea.id).add.click()
    qtbot.waitUntil(lambda: len(driver.song.tracks) == count + 1)
    track = driver.song.tracks[-1]
    assert track.name == "Riff" and track.clips[0].timeline_start_frame == 96000
    assert driver.session.document.undo_label == "Add work tape"


def test_a_tape_begins_a_song_of_its_name(
    qtbot: QtBot, driver: WindowDriver, tapes: WorkTapes, idea: Idea, tmp_path: Path
) -> None:
    driver.session.settings.preferences.songs_folder = str(tmp_path / "Songs")
    tapes.tapes.row(idea.id).begin.click()
    qtbot.waitUntil(lambda: bool(driver.song.tracks))
    assert driver.song.name == "Riff" and driver.session.document.folder == tmp_path / "Songs" / "Riff.worktape"
    assert [track.name for track in driver.song.tracks] == ["Riff"] and driver.song.tempo_bpm == 120


def test_a_song_begun_with_a_memo_has_a_rate_of_the_sound_card(
    qtbot: QtBot, driver: WindowDriver, tapes: WorkTapes, folder: IdeasFolder, tmp_path: Path
) -> None:
    driver.session.settings.preferences.songs_folder = str(tmp_path / "Songs")
    memo, _ = folder.add_file(write_wav(tmp_path / "Memo.wav", np.full((44100, 1), 0.2, np.float32), 44100))
    tapes.tapes.refresh()
    tapes.tapes.row(memo.id).begin.click()
    qtbot.waitUntil(lambda: bool(driver.song.tracks))
    assert driver.song.rate_hz == 48000 and driver.song.tracks[0].clips[0].length_frames == 48000


def test_memos_dropped_on_the_card_are_ideas_and_no_tracks(
    qtbot: QtBot, driver: WindowDriver, tapes: WorkTapes, folder: IdeasFolder, tmp_path: Path
) -> None:
    memo = write_wav(tmp_path / "memo.wav", np.full((4800, 1), 0.2, np.float32))
    (tmp_path / "notes.txt").write_text("no sound")
    song, data, place, said = driver.song, QMimeData(), QPoint(40, 200), list[str]()
    driver.window.bridge.noticed.connect(lambda notice: said.append(notice.sentence[:22]))
    data.setUrls([QUrl.fromLocalFile(str(memo)), QUrl.fromLocalFile(str(tmp_path / "notes.txt"))])
    none = Qt.KeyboardModifier.NoModifier
    for kind in (QDragEnterEvent, QDropEvent):
        at = place if kind is QDragEnterEvent else QPointF(place)
        event = kind(at, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none)
        QApplication.sendEvent(tapes.tapes, event)
        assert event.isAccepted()
    qtbot.waitUntil(lambda: bool(said) and len(folder.all()) == 2)
    driver.tick()
    assert driver.song is song and said == ["notes.txt is not audio"]
