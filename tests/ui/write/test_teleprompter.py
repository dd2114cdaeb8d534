"""The teleprompter: the line that is sung is lit where the eye is, whatever the size, and on a screen of its own."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.edits.lyrics import set_lyrics
from tests.helpers.songs import BAR
from tests.ui.conftest import WindowDriver
from ui.write.teleprompter import EYE_LINE, Teleprompter, TeleprompterWindow

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")  # offscreen
TEXT = "[Verse 1]\n[Am]one\n[F]two\n[C]three\n[G]four\n\n[Chorus]\n[F]la la\n[G]la\n"


@pytest.fixture
def prompter(driver: WindowDriver) -> Teleprompter:
    driver.session.document.perform(set_lyrics(TEXT))
    driver.run("lyrics.teleprompter")
    driver.tick()
    (window,) = driver.window.findChildren(TeleprompterWindow)
    return window.prompter


def go_to(driver: WindowDriver, bar: float) -> None:
    driver.session.transport.locate(round(bar * BAR))
    driver.tick(80)


def turn_wheel(widget: QWidget, angle: int) -> None:
    event = QWheelEvent(
        QPointF(20, 20), QPointF(20, 20), QPoint(), QPoint(0, angle), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def lit(prompter: Teleprompter) -> tuple[str, float]:
    """The words that are lit, and where they stand as a share of the height."""
    sheet = prompter.roll.sheet
    row = next(placed for placed in sheet.rows if sheet._is_lit(placed))
    words = " ".join(piece.text for piece in row.row.pieces) if row.row else ""
    return words, (sheet.y() + row.top) / prompter.roll.height()


def test_the_line_that_is_sung_is_lit_at_the_height_of_the_eye(driver: WindowDriver, prompter: Teleprompter) -> None:
    for bar, words in ((4, "Am one"), (6.5, "F two"), (8.1, "C three"), (12, "F la la"), (28, "F la la")):
        go_to(driver, bar)
        shown, height = lit(prompter)
        assert shown == words and abs(height - EYE_LINE) < 0.15, bar


def test_the_words_go_on_between_two_lines_and_the_wheel_looks_ahead(
    driver: WindowDriver, prompter: Teleprompter
) -> None:
    go_to(driver, 4)
    before = prompter.roll.sheet.y()
    go_to(driver, 5)
    assert prompter.roll.sheet.y() < before
    roll = prompter.roll
    turn_wheel(roll, -240)
    moved = roll.sheet.y()
    driver.tick(10)
    assert roll.sheet.y() == moved < before
    go_to(driver, 4)
    assert roll.sheet.y() == before


def test_size_is_remembered_and_keys_of_the_window_work(driver: WindowDriver, prompter: Teleprompter) -> None:
    window = prompter.window()
    size = prompter.roll.sheet.size_px
    QTest.keyClick(window, Qt.Key.Key_Plus)
    assert prompter.roll.sheet.size_px > size == 32
    assert driver.session.settings.preferences.prompter_px == prompter.roll.sheet.size_px
    QTest.keyClick(window, Qt.Key.Key_F11)
    assert window.isFullScreen()
    QTest.keyClick(window, Qt.Key.Key_F11)
    assert not window.isFullScreen()
    driver.run("lyrics.teleprompter")
    assert len(driver.window.findChildren(TeleprompterWindow)) == 1
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_words_that_change_are_shown_at_once(driver: WindowDriver, prompter: Teleprompter) -> None:
    driver.session.document.perform(set_lyrics(""))
    assert prompter.roll.nothing.isVisible() and lit_words(prompter) == set()
    driver.session.document.perform(set_lyrics("[C]only words"))
    assert not prompter.roll.nothing.isVisible() and "only words" in lit_words(prompter)


def lit_words(prompter: Teleprompter) -> set[str]:
    return {piece.text for placed in prompter.roll.sheet.rows if placed.row for piece in placed.row.pieces}
