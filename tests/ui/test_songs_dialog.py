"""The dialogs of songs: new, recent, renamed, saved as another, reverted, damaged, locked, copied. Hazards: a song that is
lost, locked or changed behind the back of whoever opens another; a name that cannot be typed or is cut unseen."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from app.devices.settings import SettingsFile
from app.devices.songs_folder import songs_folder
from app.edits.songs import rename_song
from app.messages.files import CHANGED_WHILE_COPIED
from app.problems import Refused
from app.song.open_song import OpenSong
from tests.ui.conftest import WindowDriver
from ui.dialogs.bounce import BounceDialog
from ui.dialogs.song_name import RenameDialog, RevertDialog
from ui.dialogs.songs import SongsDialog


def test_new_song(driver: WindowDriver, tmp_path: Path) -> None:
    driver.key(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    dialog = driver.window.dialog
    assert isinstance(dialog, SongsDialog)
    typing = driver.window.focusWidget()
    QTest.keyClicks(typing, "Second tape")
    assert driver.engine.state == "stopped" and dialog.name.text() == "Second tape", (
        "no letter is a key of the window's"
    )
    highest = driver.window.bridge.levels.buses.highest_db
    highest[:] = -3.0
    QTest.keyClick(typing, Qt.Key.Key_Return)
    assert driver.song.name == "Second tape" and driver.window.dialog is None
    assert highest.max() < -60.0, "no peak is left of the song before"
    assert [(track.inputs, track.armed) for track in driver.song.tracks] == [((1,), True)], "ready to record"


def test_where_songs_are_kept_is_remembered(
    driver: WindowDriver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once only the dialog itself knew it."""
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "tapes"))
    driver.window.dialogs.new_song()
    dialog = driver.window.dialog
    assert isinstance(dialog, SongsDialog)
    (change,) = [b for b in dialog.findChildren(QPushButton) if b.text() == "Change where songs are kept"]
    QTest.mouseClick(change, Qt.MouseButton.LeftButton)
    assert str(tmp_path / "tapes") in dialog.where.text()
    assert songs_folder(SettingsFile(tmp_path / "settings").settings) == tmp_path / "tapes"


def test_a_new_song_begins_as_its_template_says(driver: WindowDriver) -> None:
    driver.window.dialogs.new_song()
    dialog = driver.window.dialog
    assert isinstance(dialog, SongsDialog)
    dialog.name.setText("AC/DC")
    dialog.template.setCurrentIndex(dialog.template.findText("Singer and guitar"))
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert [track.name for track in driver.song.tracks] == ["Guitar", "Voice"] and driver.song.name == "AC/DC"
    assert driver.session.document.folder is not None and driver.session.document.folder.name == "AC_DC.worktape"


def test_the_open_song_is_renamed_with_its_folder(driver: WindowDriver) -> None:
    before = driver.session.document.folder
    assert before is not None
    driver.key(Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(driver.window.focusWidget(), "Blue hour")
    QTest.keyClick(driver.window.focusWidget(), Qt.Key.Key_Return)
    driver.tick(31)
    assert driver.window.dialog is None and driver.window.windowTitle().startswith("Blue hour")
    assert driver.session.document.folder == before.with_name("Blue hour.worktape") and not before.exists()
    assert driver.session.settings.recent_folders[0] == driver.session.document.folder
    driver.window.dialogs.show_bounce()
    assert isinstance(driver.window.dialog, BounceDialog) and "Blue hour" in driver.window.dialog.path.text()


def test_a_name_that_is_taken_is_refused_and_nothing_is_renamed(driver: WindowDriver) -> None:
    before, name = driver.session.document.folder, driver.song.name
    assert before is not None
    before.with_name("Taken.worktape").mkdir()
    driver.window.dialogs.rename_song()
    QTest.keyClicks(driver.window.focusWidget(), "Taken")
    QTest.keyClick(driver.window.focusWidget(), Qt.Key.Key_Return)
    dialog = driver.window.dialog
    assert isinstance(dialog, RenameDialog) and "already exists" in dialog.problem.text()
    assert (driver.session.document.folder, driver.song.name) == (before, name)


def test_recent_songs_show_title_date_and_picture_and_open_by_keyboard(
    driver: WindowDriver, qtbot: QtBot, tmp_path: Path
) -> None:
    driver.session.document.save()
    driver.session.document.opened.finish_autosave()
    first = driver.session.document.opened.folder.path
    driver.session.new_song(tmp_path / "Second", "Second")
    driver.key(Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    dialog = driver.window.dialog
    assert isinstance(dialog, SongsDialog) and QApplication.focusWidget() is dialog.recent
    titles = [dialog.recent.item(row).text().splitlines() for row in range(dialog.recent.count())]
    assert [title for title, _ in titles] == ["Second", "The kettle and the rain"]
    assert "8 tracks" in titles[1][1] and str(first.parent) in titles[1][1]
    picture = dialog.recent.item(1).icon().pixmap(180, 36).toImage()
    assert len({picture.pixel(x, 8) for x in range(0, 180, 3)}) > 1, "a waveform"
    driver.key(Qt.Key.Key_Down)
    driver.key(Qt.Key.Key_Return)
    assert driver.song.name == "The kettle and the rain" and driver.window.dialog is None


def test_saved_as_another_song_goes_on_with_that_and_leaves_the_first_as_it_was_saved(
    driver: WindowDriver, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.session.document.save()
    before = driver.session.document.opened.folder.song_file
    saved = before.read_bytes()
    driver.session.document.perform(rename_song("Changed"))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "Blue hour"), ""))
    driver.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: driver.window.dialog is None)
    assert driver.session.document.folder == tmp_path / "Blue hour.worktape" and driver.song.name == "Blue hour"
    assert len(driver.song.tracks) == 8 and not driver.session.document.is_modified
    assert before.read_bytes() == saved and not before.with_name("autosave.json").exists()


def test_a_song_changed_while_it_is_saved_as_another_stays_open(
    driver: WindowDriver, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "Blue hour"), ""))
    before, told = driver.session.document.folder, list[str]()
    driver.window.bridge.noticed.connect(lambda notice: told.append(notice.sentence))
    driver.run("song.save-as")
    driver.session.document.perform(rename_song("Changed meanwhile"))
    qtbot.waitUntil(lambda: driver.window.dialog is None)
    assert driver.session.document.folder == before and driver.song.name == "Changed meanwhile"
    assert told == [CHANGED_WHILE_COPIED]


def test_reverting_asks_and_can_be_undone(driver: WindowDriver) -> None:
    saved = driver.song
    driver.run("song.revert")
    assert driver.window.dialog is None, "nothing to revert"
    driver.session.document.perform(rename_song("Changed"))
    driver.run("song.revert")
    dialog = driver.window.dialog
    assert isinstance(dialog, RevertDialog) and driver.song.name == "Changed"
    driver.key(Qt.Key.Key_Return)
    assert driver.song == saved and driver.window.dialog is None and not driver.session.document.is_modified
    driver.run("song.undo")
    assert driver.song.name == "Changed" and driver.session.document.is_modified


def test_a_damaged_song_offers_its_earlier_version_in_plain_words(driver: WindowDriver, tmp_path: Path) -> None:
    other = OpenSong.new(tmp_path / "Other", "Other", 48000, "test")
    other.history.perform(rename_song("Other, saved twice"))
    other.save()
    other.close()
    song_file = other.folder.song_file
    whole = song_file.read_bytes()
    song_file.write_bytes(whole[: len(whole) // 2])
    driver.window.dialogs.show_songs()
    dialog = driver.window.dialog
    assert isinstance(dialog, SongsDialog)
    dialog.open_folder(other.folder.path)
    assert dialog.problem.text().endswith("song.json is damaged: it is cut off before its end.")
    (offer,) = [b for b in dialog.findChildren(QPushButton) if "before the last save" in b.text()]
    offer.click()
    assert driver.song.name == "Other" and driver.window.dialog is None
    assert (other.folder.path / "trash" / "song.json").read_bytes() == whole[: len(whole) // 2]


def test_escape_closes_the_songs_while_a_name_is_typed(driver: WindowDriver) -> None:
    driver.key(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(driver.window.focusWidget(), "Sec")
    QTest.keyClick(driver.window.focusWidget(), Qt.Key.Key_Escape)
    assert driver.window.dialog is None


def test_a_song_that_cannot_be_saved_is_offered_another_place(
    empty_driver: WindowDriver, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    driver, said = empty_driver, list[tuple[str, str]]()
    driver.window.bridge.noticed.connect(lambda notice: said.append((notice.sentence, notice.action_label)))

    def refuse() -> None:
        raise Refused("song.json cannot be written: no space left; save a copy elsewhere.")

    monkeypatch.setattr(driver.session.document, "save", refuse)
    driver.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert said[-1][1] == "Save a copy elsewhere" and "no space left" in said[-1][0]
    target = tmp_path / "elsewhere" / "Copy.worktape"
    target.parent.mkdir()
    monkeypatch.setattr("ui.dialogs.copying.QFileDialog.getSaveFileName", lambda *_rest: (str(target), ""))
    driver.window.dialogs.save_copy()
    qtbot.waitUntil(lambda: len(said) == 2)
    assert (
        said[-1][0] == f"{target} is a complete copy of {driver.song.name}, read back and compared."
        and (target / "song.json").is_file()
    )


def test_a_save_that_succeeds_takes_the_warning_away(driver: WindowDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise Refused("song.json cannot be written: no space left; save a copy elsewhere.")

    with monkeypatch.context() as full:
        full.setattr(driver.session.document, "save", refuse)
        driver.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    driver.tick()
    assert any("no space left" in card.accessibleName() for card in driver.window.notices.cards)
    driver.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    driver.tick()
    assert not any("no space left" in card.accessibleName() for card in driver.window.notices.cards)


def test_a_copy_is_proposed_beside_the_song_under_a_name_that_a_folder_may_have(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed: list[str] = []
    monkeypatch.setattr(
        "ui.dialogs.copying.QFileDialog.getSaveFileName",
        lambda _parent, _title, path, _kinds: (proposed.append(path), ("", ""))[1],
    )
    driver.session.document.perform(rename_song("one/two: ?*"))
    driver.window.dialogs.save_copy()
    path = Path(proposed[0])
    assert path.parent == driver.session.document.opened.folder.path.parent
    assert "two" in path.name and path.name.endswith("copy.worktape") and not set(path.name) & set("/:?*")


@pytest.mark.parametrize("command", ["song.new", "song.rename"])
def test_a_name_stops_at_its_limit(driver: WindowDriver, command: str) -> None:
    """It was typed to its end, and refused by a sentence in the corner of the window."""
    driver.run(command)
    dialog = driver.window.dialog
    assert isinstance(dialog, SongsDialog | RenameDialog)
    QTest.keyClicks(dialog.name, "long " * 20)
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert driver.song.name == ("long " * 16).strip() and driver.window.dialog is None


def test_the_tour_behind_the_dialog_does_not_take_its_keyboard(empty_driver: WindowDriver) -> None:
    """At a first start without the demo: the letters of a name punched in."""
    window = empty_driver.window
    window.dialogs.new_song()
    dialog = window.dialog
    window.tour.begin()
    assert isinstance(dialog, SongsDialog) and QApplication.focusWidget() is dialog.name
    QTest.keyClicks(QApplication.focusWidget(), "Prim")
    assert dialog.name.text() == "Prim"


def test_a_key_that_comes_from_beneath_a_dialog_runs_nothing(driver: WindowDriver) -> None:
    window, before = driver.window, driver.song
    window.dialogs.new_song()
    dialog = window.dialog
    assert isinstance(dialog, SongsDialog)
    window.arrange.lanes.setFocus()
    QTest.keySequence(window.arrange.lanes, "M")  # type: ignore[call-overload]
    assert driver.song is before, "no marker"
    assert QApplication.focusWidget() is dialog.name
    QTest.keyClicks(QApplication.focusWidget(), "M")
    assert dialog.name.text() == "M"
