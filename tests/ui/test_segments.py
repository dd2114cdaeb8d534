"""Hazards: a choice that only a mouse can make, or that says twice what was chosen once."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.helpers.widgets import chip_of
from ui.widgets.segments import Segments

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def segments(qtbot: QtBot) -> Segments:
    made = Segments("Format")
    qtbot.addWidget(made)
    for text, data in (("WAV", ".wav"), ("FLAC", ".flac"), ("MP3", ".mp3")):
        made.addItem(text, data)
    made.show()
    made.activateWindow()
    QApplication.processEvents()
    return made


def test_one_click_takes_one_and_says_it_once(segments: Segments) -> None:
    heard: list[int] = []
    segments.currentIndexChanged.connect(heard.append)
    for _ in range(2):
        QTest.mouseClick(chip_of(segments, "MP3"), Qt.MouseButton.LeftButton)
    assert (segments.currentData(), segments.currentText(), heard) == (".mp3", "MP3", [2])
    assert [chip_of(segments, text).isChecked() for text in ("WAV", "FLAC", "MP3")] == [False, False, True]


def test_the_arrows_go_through_it_and_stop_at_its_ends(segments: Segments) -> None:
    segments.setFocus()
    for expected in (".flac", ".mp3", ".mp3"):
        QTest.keyClick(segments, Qt.Key.Key_Right)
        assert segments.currentData() == expected


def test_filled_anew_it_has_the_first_of_the_new_ones(segments: Segments) -> None:
    segments.setCurrentIndex(2)
    segments.clear()
    assert (segments.count(), segments.currentData()) == (0, None)
    segments.addItem("24 bit", "24")
    assert segments.currentData() == "24"


def test_tab_finds_it_in_its_place_also_when_it_was_filled_anew(qtbot: QtBot) -> None:
    form = QWidget()
    qtbot.addWidget(form)
    row = QHBoxLayout(form)
    before, segments, after = QLineEdit(), Segments("Format"), QLineEdit()
    for part in (before, segments, after):
        row.addWidget(part)
    for text in (("WAV", "FLAC"), ("MP3", "Opus")):
        segments.clear()
        for word in text:
            segments.addItem(word)
    form.show()
    form.activateWindow()
    QApplication.processEvents()
    before.setFocus()
    seen = []
    for _ in range(2):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        seen.append(QApplication.focusWidget())
    assert seen == [segments, after]
