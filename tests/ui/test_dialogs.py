"""What all dialogs share. Hazards: keys that they swallow or let through; a focus that is lost."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from tests.ui.conftest import WindowDriver
from ui.dialogs.steps import StepsDialog


def test_a_second_click_on_the_stage_shows_its_steps(driver: WindowDriver) -> None:
    tab = driver.window.stages.tabs[1]
    QTest.mouseClick(tab, Qt.MouseButton.LeftButton)
    assert isinstance(driver.window.dialog, StepsDialog)


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
