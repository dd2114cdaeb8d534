"""Keys do what the list says, and are silent while somebody types."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QWidget

from app.devices.devices import DeviceRequest
from app.edits import tracks as track_edits
from tests.helpers.fake_engine import clock_alone
from tests.ui.conftest import WindowDriver
from ui.commands.command import shown_keys
from ui.dialogs.shortcuts import ShortcutsDialog

README, KEYS, CHANGELOG = (Path(__file__).parents[2] / name for name in ("README.md", "docs/keys.md", "CHANGELOG.md"))
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def calls(driver: WindowDriver) -> list[str]:
    return driver.engine.called


def test_no_key_is_written_as_shift_and_a_sign(driver: WindowDriver) -> None:
    """What Shift makes of a sign is the keyboard's business: Qt hears both on X11, calls it ambiguous and does nothing."""
    rows = driver.window.bridge.actions.commands
    assert not [key for row in rows for key in row.keys if re.search(r"Shift\+[^A-Za-z]$", key)]


def test_space_plays_and_stops(driver: WindowDriver) -> None:
    driver.key(Qt.Key.Key_Space)
    assert driver.engine.state == "rolling"
    driver.tick()
    assert driver.window.transport.play.isChecked()
    driver.key(Qt.Key.Key_Space)
    assert driver.engine.state == "stopped"


def test_space_plays_even_when_a_button_has_the_keyboard(driver: WindowDriver) -> None:
    driver.window.transport.click.setFocus()
    driver.key(Qt.Key.Key_Space)
    assert driver.engine.state == "rolling"
    assert not driver.song.transport.click_on


def test_r_records_the_armed_track(driver: WindowDriver) -> None:
    driver.session.document.perform(track_edits.set_armed(driver.song.tracks[6].id, True))
    driver.key(Qt.Key.Key_R)
    driver.tick()
    assert "start_pass" in calls(driver)
    assert driver.window.transport.record.isChecked()
    driver.key(Qt.Key.Key_R)
    driver.tick()
    assert not driver.window.transport.record.isChecked()


def test_r_without_an_armed_track_says_why(driver: WindowDriver) -> None:
    driver.key(Qt.Key.Key_R)
    assert "start_pass" not in calls(driver)
    assert "No track is armed" in driver.window.notices.cards[-1].accessibleName()


def test_recording_without_a_sound_card_needs_one_more_click(driver: WindowDriver) -> None:
    driver.engine.interface = clock_alone
    driver.session.devices.open(driver.session.settings.device)
    driver.tick()
    driver.session.document.perform(track_edits.set_armed(driver.song.tracks[0].id, True))
    driver.key(Qt.Key.Key_R)
    assert "start_pass" not in calls(driver)
    from PySide6.QtWidgets import QPushButton

    buttons = driver.window.notices.cards[-1].findChildren(QPushButton)
    next(b for b in buttons if b.text() == "Record without a sound card").click()
    assert "start_pass" in calls(driver)


@pytest.mark.parametrize("key", [Qt.Key.Key_Period, Qt.Key.Key_Home, Qt.Key.Key_Return])
def test_stop_and_return(driver: WindowDriver, key: Qt.Key) -> None:
    driver.engine.state, driver.engine.frame = "rolling", 500_000
    driver.tick()
    driver.key(key)
    assert (driver.engine.state, driver.engine.frame) == ("stopped", 0)


def test_undo_and_redo(driver: WindowDriver) -> None:
    before = driver.song
    driver.key(Qt.Key.Key_C)
    assert driver.song.transport.click_on
    driver.key(Qt.Key.Key_Z, CTRL)
    assert driver.song == before
    driver.key(Qt.Key.Key_Z, CTRL | SHIFT)
    assert driver.song.transport.click_on


def test_loop_click_and_count_in(driver: WindowDriver) -> None:
    for key, modifiers in ((Qt.Key.Key_L, None), (Qt.Key.Key_C, None), (Qt.Key.Key_C, SHIFT)):
        driver.key(key, modifiers or Qt.KeyboardModifier.NoModifier)
    settings = driver.song.transport
    assert settings.loop_on and settings.click_on and settings.count_in_bars == 1


def test_arm_mute_solo_of_the_chosen_track(driver: WindowDriver) -> None:
    track = driver.song.tracks[1]
    driver.window.selection.set_track(track.id)
    driver.window.arrange.headers.headers[track.id].setFocus()  # in the lanes S splits
    for key in (Qt.Key.Key_A, Qt.Key.Key_U, Qt.Key.Key_S):
        driver.key(key)
    now = driver.song.tracks[1]
    assert now.armed and now.strip.mute and now.strip.solo


def test_ctrl_numbers_change_the_page_and_sound_goes_on(driver: WindowDriver) -> None:
    driver.engine.state = "rolling"
    for number in range(1, 8):
        driver.key(Qt.Key(Qt.Key.Key_0 + number), CTRL)
        assert driver.window.page == number
        assert driver.window.stages.tabs[number - 1].isChecked()
    assert driver.engine.state == "rolling" and "stop" not in calls(driver)


def test_typing_a_name_triggers_no_shortcut(driver: WindowDriver) -> None:
    header = driver.window.arrange.headers.headers[driver.song.tracks[0].id]
    QTest.mouseDClick(header.name, Qt.MouseButton.LeftButton)
    field = header.name.field
    assert isinstance(field, QLineEdit) and QApplication.focusWidget() is field
    clicks_before = driver.song.transport
    QTest.keyClicks(field, "Rock l. c")
    QTest.keyClick(field, Qt.Key.Key_Space)
    QTest.keyClicks(field, "[0]=-")
    assert field.text() == "Rock l. c [0]=-"
    assert driver.engine.state == "stopped" and driver.song.transport == clicks_before
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert driver.song.tracks[0].name == "Rock l. c [0]=-"
    assert driver.session.document.undo_label == "Rename track"


def test_escape_leaves_a_name_as_it_was(driver: WindowDriver) -> None:
    header = driver.window.arrange.headers.headers[driver.song.tracks[0].id]
    header.name.open_field()
    assert header.name.field is not None
    QTest.keyClicks(header.name.field, "Other")
    QTest.keyClick(header.name.field, Qt.Key.Key_Escape)
    assert header.name.field is None
    assert driver.song.tracks[0].name == "Kick"


def test_question_mark_shows_the_list_and_escape_closes_it(driver: WindowDriver) -> None:
    driver.key(Qt.Key.Key_F1)
    assert isinstance(driver.window.dialog, ShortcutsDialog)
    QTest.keyClick(driver.window.dialog, Qt.Key.Key_Escape)
    assert driver.window.dialog is None


def test_the_list_of_keys_is_read_to_its_right_edge(driver: WindowDriver) -> None:
    driver.key(Qt.Key.Key_F1)
    assert driver.window.dialog is not None
    area = driver.window.dialog.findChild(QScrollArea)
    assert area is not None and area.widget().width() <= area.viewport().width()
    area.widget().setMinimumWidth(area.viewport().width() + 10)  # as a font of the user's may
    driver.window.resize(1100, 680)
    assert area.horizontalScrollBar().isVisible(), "and what is cut off can be scrolled to"


def test_tempo_by_typing(driver: WindowDriver) -> None:
    tempo = driver.window.transport.tempo
    QTest.mouseClick(tempo, Qt.MouseButton.LeftButton)
    assert tempo.field is not None
    tempo.field.setText("92")
    QTest.keyClick(tempo.field, Qt.Key.Key_Return)
    assert driver.song.tempo_bpm == 92 and tempo.field is None, "Enter closes the field and opens no other"


def test_clock_flips(driver: WindowDriver) -> None:
    driver.engine.frame = 48000 * 33
    driver.tick()
    clock = driver.window.transport.clock
    assert clock._texts == ("17.3.000", "00:33.000")
    QTest.mouseClick(clock, Qt.MouseButton.LeftButton)
    assert clock._texts == ("00:33.000", "17.3.000")


def test_a_track_added_while_the_device_still_opens_gets_an_input(empty_driver: WindowDriver) -> None:
    engine = empty_driver.engine
    engine.answers = False
    engine.open_device(DeviceRequest())
    for _ in range(3):
        empty_driver.key(Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert [track.inputs for track in empty_driver.song.tracks] == [(1,), (2,), (1,)]
    engine.close_device()
    empty_driver.key(Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert empty_driver.song.tracks[-1].inputs == (), "no device, and none on its way"


def test_no_widget_lets_every_event_pass_through_python(driver: WindowDriver) -> None:
    """Beneath an override of `event` an exception in a handler ends the program (PySide 6.11), takes and all."""
    waiting, kinds = [QWidget], set()
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        kinds.add(kind)
    ours = {kind.__name__ for kind in kinds if kind.__module__.startswith("ui.") and "event" in vars(kind)}
    assert ours == {"StripRow"}, "which has no handler but for layouts"


def test_documents_name_no_key_that_the_list_of_keys_does_not(driver: WindowDriver) -> None:
    """The table says what a key does as the list does, word for word."""
    rows = {row.title: shown_keys(row.keys) for row in driver.window.bridge.actions.commands}
    first_song = re.findall(r"^\d+\. .*", README.read_text(), re.MULTILINE)
    use = KEYS.read_text() + "".join(first_song)
    assert len(first_song) == 10
    table = dict(re.findall(r"^\| `(.+?)` \| (.+?) \|$", use, re.MULTILINE))
    assert len(table) > 10
    for key, text in table.items():
        assert rows[text].split(" or ")[0] == key, text
    known = {key for keys in rows.values() for key in keys.split(" or ")}
    known |= {"Shift", "Ctrl", "Ctrl+Shift", "Tab", "Enter"}  # modifiers, and keys of lanes and of the list of sections
    known |= {"\u2190", "\u2192", "\u2191", "\u2193", "Ctrl+Shift+\u2191", "Ctrl+Shift+\u2193"}
    assert set(re.findall(r"`([^`]+)`", use)) <= known
    newest = CHANGELOG.read_text().split("\n## ")[1].split("### Changed")[0]
    keys = re.findall(r"`((?:Ctrl\+|Alt\+|Shift\+)*(?:Enter|Esc|Home|Space|F\d+|\S))`", newest)
    assert len(keys) > 20 and set(keys) <= known


@pytest.mark.parametrize("returns", [False, True])
def test_space_returns_the_playhead_by_choice(driver: WindowDriver, returns: bool) -> None:
    if returns:
        driver.run("transport.returns")
    driver.engine.frame = 48000
    driver.tick()
    driver.key(Qt.Key.Key_Space)
    driver.engine.frame = 96000
    driver.tick()
    driver.key(Qt.Key.Key_Space)
    assert driver.engine.state == "stopped" and driver.engine.frame == (48000 if returns else 96000)
    driver.key(Qt.Key.Key_Space)
    driver.session.transport.locate(24000)
    driver.engine.frame = 30000
    driver.tick()
    driver.window.transport.stop.click()
    assert driver.engine.frame == (24000 if returns else 30000), "where somebody went meanwhile"
