"""The lyrics card: typing keeps every character and makes sensible steps, and what is shown is what the song holds."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.edits.lyrics import set_lyrics
from app.edits.markers import add_marker
from app.storage.song_store import read_autosave
from app.text.exact_text import shown_text
from app.text.transposing import set_key
from tests.app.text.test_chordpro import FILES, decode_words
from tests.helpers.pdf_text import words_of
from tests.helpers.songs import song_with
from tests.ui.conftest import WindowDriver
from ui.write.lyrics_card import LyricsCard

CONTROL = Qt.KeyboardModifier.ControlModifier
TEXT = "\ufeff{sov: Verse 1}\r\n[Am]one [F]two\r\n{eov}\r\n{c: Bridge}\r\n[Dm]three\r\n"


@pytest.fixture
def card(driver: WindowDriver) -> LyricsCard:
    driver.session.document.perform(set_lyrics(TEXT))
    driver.window.show_page(1)
    driver.tick()
    found = driver.window.write.card("lyrics")
    assert isinstance(found, LyricsCard)
    return found


def write(card: LyricsCard, place: str = "") -> None:
    """Open the text with the caret behind `place`."""
    card.mode.setCurrentIndex(1)
    text = card.editor.exact
    card.editor.show_place(text.index(place) + len(place))


def text_of(driver: WindowDriver) -> str:
    return driver.song.lyrics.text


def test_typing_is_one_step_a_burst_and_touches_nothing_else(driver: WindowDriver, card: LyricsCard) -> None:
    write(card, "two")
    QTest.keyClicks(card.editor, " more")
    assert text_of(driver) == TEXT.replace("two", "two more")
    QTest.keyClick(card.editor, Qt.Key.Key_Backspace)
    QTest.keyClick(card.editor, Qt.Key.Key_Backspace)
    assert text_of(driver) == TEXT.replace("two", "two mo")
    driver.key(Qt.Key.Key_Z, CONTROL)
    assert text_of(driver) == TEXT.replace("two", "two more") == driver.song.lyrics.text
    assert card.editor.toPlainText() == shown_text(text_of(driver))
    driver.key(Qt.Key.Key_Z, CONTROL)
    assert text_of(driver) == TEXT
    driver.key(Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert text_of(driver) == TEXT.replace("two", "two more")
    write(card, "th")
    QTest.keyClicks(card.editor, "rrr")  # before another one: they are one burst all the same
    driver.key(Qt.Key.Key_Z, CONTROL)
    assert text_of(driver) == TEXT.replace("two", "two more")
    write(card, "two more")
    QTest.keyClicks(card.editor, "!")
    assert "two more!" in text_of(driver)


def test_a_new_line_another_place_and_another_edit_end_a_burst(driver: WindowDriver, card: LyricsCard) -> None:
    write(card, "two")
    QTest.keyClicks(card.editor, "a\rb")
    assert "twoa\r\nb\r\n" in text_of(driver)
    driver.key(Qt.Key.Key_Z, CONTROL)
    assert "twoa\r\n\r\n" in text_of(driver)
    write(card, "three")
    QTest.keyClicks(card.editor, "c")
    driver.session.document.perform(add_marker(0))
    QTest.keyClicks(card.editor, "d")
    driver.key(Qt.Key.Key_Z, CONTROL)
    assert "threec\r\n" in text_of(driver) and len(driver.song.markers) == 1


def test_saving_in_a_burst_keeps_what_was_saved_as_a_step(driver: WindowDriver, card: LyricsCard) -> None:
    write(card, "two")
    QTest.keyClicks(card.editor, "ab")
    driver.session.document.save()
    QTest.keyClicks(card.editor, "cd")
    driver.key(Qt.Key.Key_Z, CONTROL)
    assert not driver.session.document.is_modified and "twoab\r\n" in text_of(driver)


def test_what_was_typed_survives_a_crash(driver: WindowDriver, card: LyricsCard) -> None:
    write(card, "two")
    QTest.keyClicks(card.editor, " more")
    opened = driver.session.document.opened
    opened.autosave()
    opened.finish_autosave()
    left = read_autosave(opened.folder, song_with())
    assert left is not None and left.lyrics.text == TEXT.replace("two", "two more")


def test_the_sheet_follows_when_typing_pauses(driver: WindowDriver, card: LyricsCard, qtbot: QtBot) -> None:
    card.mode.setCurrentIndex(2)
    card.editor.show_place(len(TEXT))
    QTest.keyClicks(card.editor, "[Verse 9]\r[Em]four")
    qtbot.waitUntil(lambda: "four" in words_on(card))
    assert card.message.text() == "The song has no Bridge and Verse 9, which the words have."


def words_on(card: LyricsCard) -> set[str]:
    return {piece.text for placed in card.sheet.rows if placed.row for piece in placed.row.pieces}


def test_keys_typed_into_the_words_run_no_command(driver: WindowDriver, card: LyricsCard) -> None:
    write(card, "two")
    before = driver.window.bridge.clock
    for key in (Qt.Key.Key_Space, Qt.Key.Key_R, Qt.Key.Key_T, Qt.Key.Key_Delete):
        driver.key(key)
    assert driver.window.bridge.clock == before and "two rt{eov}" in text_of(driver)


@pytest.mark.parametrize(
    "name", ["malformed-05-line-ends.cho", "malformed-08-utf-16.cho", "malformed-09-separators.cho"]
)
def test_strange_texts_are_shown_and_stay_exact(driver: WindowDriver, card: LyricsCard, name: str) -> None:
    text, _encoding = decode_words(next(file for file in FILES if file.name == name).read_bytes())
    driver.session.document.perform(set_lyrics(text))
    card.mode.setCurrentIndex(1)
    card.editor.show_place(len(text))
    QTest.keyClicks(card.editor, "x")
    assert text_of(driver) == f"{text}x"
    driver.key(Qt.Key.Key_Z, CONTROL)
    assert text_of(driver) == text


def test_chords_of_the_key_are_offered_at_a_bracket(driver: WindowDriver, card: LyricsCard) -> None:
    write(card, "three")
    QTest.keyClicks(card.editor, " [E")
    driver.tick()
    QTest.keyClick(card.editor, Qt.Key.Key_Down)  # Em, E7
    QTest.keyClick(card.editor, Qt.Key.Key_Return)
    QTest.keyClicks(card.editor, "four")
    assert "three [E7]four\r\n" in text_of(driver)
    QTest.keyClicks(card.editor, " [N.C.]five")
    assert "[N.C.]five\r\n" in text_of(driver)


def test_pasted_chords_over_words_are_put_into_them_in_a_step_of_its_own(
    driver: WindowDriver, card: LyricsCard
) -> None:
    write(card, "three\r\n")
    pasted = QMimeData()
    pasted.setText("G     C\nSlow  train\n")
    card.editor.insertFromMimeData(pasted)
    assert text_of(driver).endswith("[G]Slow  [C]train\r\n")
    driver.key(Qt.Key.Key_Z, CONTROL)
    assert text_of(driver).endswith("G     C\r\nSlow  train\r\n")
    driver.key(Qt.Key.Key_Z, CONTROL)
    assert text_of(driver) == TEXT


def test_transposing_key_capo_and_numbers(driver: WindowDriver, card: LyricsCard) -> None:
    QTest.mouseClick(card.up, Qt.MouseButton.LeftButton)
    assert "[Bbm]one [Gb]two" in text_of(driver)
    assert "1 semitone higher" in card.up.toolTip()
    assert card.key.currentText() == "B\u266d minor (found)"
    QTest.mouseClick(card.down, Qt.MouseButton.LeftButton)
    assert text_of(driver) == TEXT
    card.capo.setCurrentIndex(2)
    card.capo.activated.emit(2)
    assert driver.song.lyrics.capo == 2 and card.view.capo == 2
    card.key.setCurrentIndex(card.key.findData("Am"))
    card.key.activated.emit(card.key.currentIndex())
    assert driver.song.lyrics.key == "Am" and card.key.currentText() == "A minor"
    driver.session.document.perform(set_key("Gb"))
    assert card.key.currentText() == "G\u266d major"
    driver.session.document.perform(set_key("Am"))
    QTest.mouseClick(card.numbers, Qt.MouseButton.LeftButton)
    assert "b6" in words_on(card)


def test_a_section_that_only_the_words_have_is_said_and_added(driver: WindowDriver, card: LyricsCard) -> None:
    assert card.message.text() == "The song has no Bridge, which the words have."
    QTest.mouseClick(card.make_sections, Qt.MouseButton.LeftButton)
    names = [section.name for section in driver.song.sections]
    assert names == ["Intro", "Verse 1", "Bridge", "Chorus", "Verse 2", "Chorus", "Outro"]
    assert not card.make_sections.isVisible()


def test_the_chart_is_printed_beside_the_song_and_recorded(
    driver: WindowDriver, card: LyricsCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed: list[str] = []

    def choose(_parent: object, _title: str, place: str, _kinds: str) -> tuple[str, str]:
        proposed.append(place)
        return place, ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    QTest.mouseClick(card.print, Qt.MouseButton.LeftButton)
    folder = driver.session.document.folder
    assert folder is not None and proposed == [str(folder / "The kettle and the rain chart.pdf")]
    assert {"Verse", "Am", "one"} <= {
        word.text for word in words_of((folder / "The kettle and the rain chart.pdf").read_bytes())
    }
    assert driver.session.document.undo_label == "Print chart"


def test_a_double_click_on_a_line_of_the_sheet_edits_it(driver: WindowDriver, card: LyricsCard) -> None:
    row = next(placed for placed in card.sheet.rows if placed.row and placed.row.pieces[-1].text.startswith("three"))
    QTest.mouseDClick(card.sheet, Qt.MouseButton.LeftButton, pos=QPoint(10, round(row.top + row.height / 2)))
    assert card.editor.isVisible() and card.editor.line_before_caret() == ""
    assert card.editor.textCursor().block().text() == "[Dm]three"


def test_showing_the_sheet_alone_keeps_the_keyboard_near(driver: WindowDriver, card: LyricsCard) -> None:
    """Hiding the text gave the keyboard to "Print chart" far below, and the page scrolled there."""
    card.mode.setCurrentIndex(2)
    card.editor.setFocus()
    card.mode.setCurrentIndex(0)
    assert card.mode.hasFocus()
