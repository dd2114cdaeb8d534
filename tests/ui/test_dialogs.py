"""Dialogs inside the window: device, bounce, songs, a locked song, steps; and the notices."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.devices.devices import DeviceRequest
from app.devices.probing import DeviceInfo
from app.devices.settings import SettingsFile
from app.edits.songs import rename_song
from app.edits.time_range import TimeRange
from app.messages.devices import NO_DEVICE_FOUND, TRY_INPUTS
from app.messages.files import CHANGED_WHILE_COPIED, JOINING_RECORDING
from app.problems import LockHolder, Refused, SongBeingRecorded, SongLocked
from app.song.open_song import OpenSong
from audio_engine.calibrate import Calibration, CalibrationProblem
from audio_engine.protocol import DeviceLost
from tests.helpers.fake_engine import FakeEngine, clock_alone, usb_interface
from tests.ui.conftest import WindowDriver
from ui.dialogs.bounce import BounceDialog
from ui.dialogs.device import DeviceDialog
from ui.dialogs.song_lock import LockDialog
from ui.dialogs.song_name import RenameDialog, RevertDialog
from ui.dialogs.songs import SongsDialog
from ui.dialogs.steps import StepsDialog


def test_device_dialog_lists_and_opens(driver: WindowDriver, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        DeviceInfo("JACK", "USB interface", 8, 8, 48000, True, True),
        DeviceInfo("ALSA", "Built-in", 2, 2, 48000, False, False),
    ]
    monkeypatch.setattr(driver.session.devices, "list", lambda: found)
    driver.window.dialogs.show_devices()
    dialog = driver.window.dialog
    assert isinstance(dialog, DeviceDialog)
    qtbot.waitUntil(lambda: dialog.system.count() == 2)
    assert "USB interface" in dialog.sentence.text()
    dialog.system.setCurrentIndex(1)
    dialog.open.click()
    request = driver.engine.opened[-1]
    assert request.host_api == "ALSA" and request.output_device == "Built-in"  # type: ignore[attr-defined]


def test_device_dialog_without_devices_says_so(
    driver: WindowDriver, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver.session.devices, "list", list)
    driver.window.dialogs.show_devices()
    dialog = driver.window.dialog
    assert isinstance(dialog, DeviceDialog)
    qtbot.waitUntil(lambda: dialog.hint.text() == NO_DEVICE_FOUND)
    assert not dialog.open.isEnabled()


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


def test_a_locked_song_offers_to_read_or_copy(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    holder = LockHolder(4711, "Worktape's window")

    def locked(folder: Path, read_only: bool = False) -> None:
        if not read_only:
            raise SongLocked("It is open elsewhere.", holder)

    monkeypatch.setattr(driver.session, "open_song", locked)
    driver.window.dialogs.show_songs()
    dialog = driver.window.dialog
    assert isinstance(dialog, SongsDialog)
    dialog.open_folder(tmp_path / "Other.worktape")
    locks = driver.window.findChildren(LockDialog)
    assert len(locks) == 1 and locks[0].isVisible()


def test_work_on_a_copy_reads_it_back_and_leaves_the_lock(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot: QtBot
) -> None:
    place = tmp_path / "elsewhere"
    theirs = OpenSong.new(place / "Theirs", "Theirs", 48000, "Worktape's window")
    (theirs.folder.audio / "locked groove.wav").write_bytes(b"samples")
    monkeypatch.chdir(place)
    dialog = LockDialog(
        driver.window.bridge, driver.window, Path("Theirs.worktape"), LockHolder(4711, "Worktape"), lambda _: None
    )
    dialog.open_dialog()
    next(found for found in dialog.findChildren(QPushButton) if found.text() == "Work on a copy").click()
    copy = place / "Theirs 2.worktape"
    qtbot.waitUntil(lambda: driver.session.document.folder == copy, timeout=10000)
    assert (copy / "audio" / "locked groove.wav").read_bytes() == b"samples"
    assert not driver.session.document.read_only and driver.song.name == "Theirs"
    theirs.close()


def test_a_second_click_on_the_stage_shows_its_steps(driver: WindowDriver) -> None:
    tab = driver.window.stages.tabs[1]
    QTest.mouseClick(tab, Qt.MouseButton.LeftButton)
    assert isinstance(driver.window.dialog, StepsDialog)


def test_news_does_not_push_away_what_can_still_be_done(driver: WindowDriver) -> None:
    driver.session.board.post("warn", "Changes wait.", "Restore them", lambda: None)
    for number in range(5):
        driver.session.board.post("info", f"News {number}.")
    shown = [card.accessibleName() for card in driver.window.notices.cards]
    assert shown == ["Changes wait.", "News 3.", "News 4."]


def test_an_offer_of_one_song_goes_when_another_is_opened(driver: WindowDriver, tmp_path: Path) -> None:
    """Its button acted on the other song, or on none."""
    board = driver.session.board
    board.post("warn", "Changes wait.", "Restore them", lambda: None, of_song=True)
    board.post("error", "The device is gone.", "Open it again", lambda: None)
    driver.session.new_song(tmp_path / "Another", "Another")
    shown = [card.accessibleName() for card in driver.window.notices.cards]
    assert "Changes wait." not in shown and "The device is gone." in shown


def test_notices_act_and_go(driver: WindowDriver) -> None:
    done: list[bool] = []
    driver.session.board.post("error", "The device is gone.", "Open it again", lambda: done.append(True))
    card = driver.window.notices.cards[-1]
    next(b for b in card.findChildren(QPushButton) if b.text() == "Open it again").click()
    assert done == [True] and not driver.window.notices.cards


def _device_dialog(driver: WindowDriver, monkeypatch: pytest.MonkeyPatch) -> DeviceDialog:
    driver.session.settings.monitoring.clear()
    monkeypatch.setattr(driver.session.devices, "list", list)
    driver.window.dialogs.show_devices()
    dialog = driver.window.dialog
    assert isinstance(dialog, DeviceDialog)
    return dialog


def test_the_one_question_says_how_performers_hear_themselves(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = _device_dialog(driver, monkeypatch)
    chips = dialog.monitoring.chips
    assert not any(chip.isChecked() for chip in chips.values()), "nothing is chosen for them"
    QTest.mouseClick(chips["direct"], Qt.MouseButton.LeftButton)
    assert chips["direct"].isChecked() and driver.session.devices.monitoring_mode == "direct"
    plan = driver.engine.arguments("set_plan")[-1]  # type: ignore[index]
    assert {channel.monitoring for channel in plan.channels} == {"off"}
    assert driver.session.settings.monitoring["USB interface"] == "direct"


def test_an_input_that_hears_says_so_and_keeps_its_name(driver: WindowDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = _device_dialog(driver, monkeypatch)
    assert dialog.inputs.sentence == TRY_INPUTS and len(dialog.inputs.names) == 8
    driver.window.bridge.levels.inputs.shown_db[2] = -12.0
    driver.window.bridge.ticked.emit()
    assert dialog.inputs.sentence == "Signal on Input 3."
    dialog.inputs.names[2].open_field()
    field = QApplication.focusWidget()
    QTest.keyClicks(field, "Vocal mic")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert dialog.inputs.sentence == "Signal on Vocal mic."
    assert driver.session.settings.input_name("USB interface", 3) == "Vocal mic"


@pytest.mark.parametrize("clear", [True, False])
def test_measuring_keeps_what_was_found_and_opens_the_device_again(
    driver: WindowDriver, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, clear: bool
) -> None:
    def measured(_request: DeviceRequest, _outputs: object, _cancelled: object) -> Calibration:
        if not clear:
            raise CalibrationProblem("The sweep was not heard in 20 s: connect an output to an input and try again.")
        return Calibration(device, 301, 0.97, 0, 0.2, 5)

    monkeypatch.setattr("app.devices.latency.measure", measured)
    device = driver.session.devices.device
    assert device is not None
    driver.session.devices.open(DeviceRequest())
    driver.session.poll()
    dialog = _device_dialog(driver, monkeypatch)
    dialog.monitoring.refresh()
    assert "estimated" in dialog.monitoring.latency.text()
    dialog.monitoring.measure.click()
    assert not dialog.monitoring.measure.isEnabled() and driver.engine.device is None
    qtbot.waitUntil(dialog.monitoring.measure.isEnabled)
    driver.session.poll()
    dialog.monitoring.refresh()
    assert driver.session.devices.device is not None, "it is open again"
    assert ("301 frames" in dialog.monitoring.how.text()) == clear
    assert ("not heard" in dialog.monitoring.how.text()) != clear
    assert ("measured" in dialog.monitoring.latency.text()) == clear


def test_the_first_sound_card_ever_brings_the_whole_dialog_and_only_once(driver: WindowDriver) -> None:
    driver.session.settings.monitoring.clear()
    driver.session.settings.set_up_shown = False
    driver.session.devices.open(DeviceRequest())
    driver.session.poll()
    driver.window.bridge.slow_ticked.emit()
    dialog = driver.window.dialog
    assert isinstance(dialog, DeviceDialog)
    driver.key(Qt.Key.Key_Escape)
    driver.session.devices.greeted.clear()  # as after the next start
    driver.window.bridge.slow_ticked.emit()
    assert (
        driver.window.dialog is None and SettingsFile(driver.session._settings_file.path.parent).settings.set_up_shown
    )


def test_a_new_sound_card_asks_its_question_once(driver: WindowDriver) -> None:
    said: list[str] = []
    driver.session.settings.monitoring.clear()
    driver.window.bridge.noticed.connect(lambda notice: said.append(notice.sentence))
    driver.session.devices.open(DeviceRequest())
    driver.session.poll()
    for _ in range(3):
        driver.window.bridge.slow_ticked.emit()
    assert [words for words in said if "how you monitor" in words] == [
        "USB interface is new here. Choose how you monitor, and test its inputs."
    ]
    driver.session.devices.set_monitoring_mode("tape")
    driver.session.devices.greeted.clear()
    driver.window.bridge.slow_ticked.emit()
    assert len(said) == 1


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


def test_a_closed_dialog_gives_the_keys_back(driver: WindowDriver) -> None:
    lanes = driver.window.arrange.lanes
    lanes.setFocus()
    driver.window.dialogs.show_bounce()
    driver.key(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not lanes
    driver.key(Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is lanes


@pytest.mark.parametrize("modifiers", [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier])
def test_tab_goes_round_in_an_open_dialog(driver: WindowDriver, modifiers: Qt.KeyboardModifier) -> None:
    """It reached Record behind the dialog, where Enter would have begun a take."""
    driver.window.dialogs.show_bounce()
    dialog, visited = driver.window.dialog, list[QWidget]()
    assert dialog is not None
    key = Qt.Key.Key_Backtab if modifiers else Qt.Key.Key_Tab
    for _ in range(40):
        driver.key(key, modifiers)
        focus = QApplication.focusWidget()
        assert focus is not None and dialog.isAncestorOf(focus)
        visited.append(focus)
    assert {dialog.go, dialog.artist} <= set(visited)  # type: ignore[attr-defined]


def test_a_dialog_that_follows_a_file_dialog_gives_the_keys_back(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While that closes, no widget of the application has the keyboard; then it was at the stages, where Enter goes
    to another page."""
    lanes = driver.window.arrange.lanes
    lanes.setFocus()
    with monkeypatch.context() as closing:
        closing.setattr(QApplication, "focusWidget", staticmethod(lambda: None))
        driver.window.dialogs.show_bounce()
    driver.key(Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is lanes


def test_the_notice_of_a_lost_device_goes_when_it_is_back(driver: WindowDriver) -> None:
    shown = driver.window.notices.cards
    driver.engine.events.append(DeviceLost("The audio device USB interface stopped answering."))
    driver.tick()
    assert [card.accessibleName() for card in shown] == ["The audio device USB interface stopped answering."]
    driver.engine.interface = clock_alone
    driver.session.devices.open(DeviceRequest())
    driver.tick()
    assert len(shown) == 1, "a clock in its place is no sound card"
    driver.engine.interface = usb_interface
    driver.engine.events.append(DeviceLost("The audio device USB interface stopped answering."))
    driver.session.devices.open(DeviceRequest())
    driver.tick()
    assert not shown


@pytest.mark.parametrize("closed_meanwhile", [False, True])
def test_a_song_that_is_still_recorded_is_joined_while_the_window_goes_on(
    driver: WindowDriver, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, closed_meanwhile: bool
) -> None:
    """The window stood still for up to ten seconds."""
    answers, joined, opened = threading.Event(), FakeEngine(), list[object]()

    def join(_folder: Path) -> FakeEngine:
        assert threading.current_thread() is not threading.main_thread()
        answers.wait(20.0)
        return joined

    def open_song(folder: Path, *, read_only: bool = False, joined: FakeEngine | None = None) -> None:
        if joined is None:
            raise SongBeingRecorded("It is being recorded.", LockHolder(4711, "another program"))
        opened.append(joined)

    monkeypatch.setattr(driver.session.engine, "joined", join)
    monkeypatch.setattr(driver.session, "open_song", open_song)
    driver.window.dialogs.show_songs()
    dialog = driver.window.dialog
    assert isinstance(dialog, SongsDialog)
    dialog.open_folder(tmp_path / "Other.worktape")
    assert dialog.problem.text() == JOINING_RECORDING and opened == []
    if closed_meanwhile:
        dialog.close_dialog()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    answers.set()
    qtbot.waitUntil(lambda: bool(opened) or joined.called == ["detach"])
    assert opened == ([] if closed_meanwhile else [joined]) and driver.window.dialog is None


def test_the_selected_time_can_be_bounced(driver: WindowDriver) -> None:
    track = driver.song.tracks[0]
    driver.window.selection.set_time_range(TimeRange(48000, 96000, (track.id,)))
    driver.run("song.bounce")
    dialog = driver.window.dialog
    assert isinstance(dialog, BounceDialog)
    assert dialog.range.itemText(1) == "The selected time" and dialog.range.itemData(1) == (48000, 96000)
    assert dialog.range.currentIndex() == 0, "the whole song unless somebody says otherwise"


def test_keys_do_not_edit_what_lies_behind_a_dialog(driver: WindowDriver) -> None:
    """With the focus on a button of a card, Delete took a clip away and Ctrl+A chose all of them."""
    clip = driver.song.tracks[0].clips[0]
    driver.window.selection.set_clips({clip.id})
    before, playing = driver.song, driver.engine.state
    driver.run("clips.gain")
    dialog = driver.window.dialog
    assert dialog is not None
    focused = [one for one in dialog.findChildren(QPushButton) if one.isVisible()][-1]
    focused.setFocus()
    for key, modifiers in (
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_M, Qt.KeyboardModifier.NoModifier),
    ):
        QTest.keyClick(focused, key, modifiers)
    assert driver.song is before and driver.window.selection.clips == {clip.id} and driver.window.dialog is dialog
    QTest.keyClick(focused, Qt.Key.Key_L)
    assert driver.song.transport.loop_on, "the transport goes on behind it"
    assert playing == driver.engine.state
