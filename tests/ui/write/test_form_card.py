"""The Write page: form, intensity, tempo by tapping, parts."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tests.ui.conftest import WindowDriver
from ui.commands import transport
from ui.write import form_card


def test_lay_out_the_usual_form(empty_driver: WindowDriver) -> None:
    empty_driver.window.show_page(1)
    form = empty_driver.window.write.card("form")
    next(b for b in form.findChildren(QPushButton) if b.text() == "Start with a typical structure").click()
    assert [section.name for section in empty_driver.song.sections][:3] == ["Intro", "Verse 1", "Chorus"]
    assert empty_driver.session.document.undo_label == "Start with a typical structure"
    assert len(form.rows) == 6


def test_intensity_by_dragging_is_one_step(driver: WindowDriver) -> None:
    driver.window.show_page(1)
    driver.tick()
    before = driver.song
    row = driver.window.write.card("form").rows[before.sections[0].id]
    driver.drag(row.intensity, QPoint(40, 12), QPoint(40 + 4 * form_card.CELL_PX, 12))
    assert driver.song.sections[0].intensity == before.sections[0].intensity + 4
    driver.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert driver.song == before


def test_tapping_sets_the_tempo(driver: WindowDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    taps = iter([10.0, 10.65, 11.3, 11.95])
    monkeypatch.setattr(transport.time, "monotonic", lambda: next(taps))
    for _ in range(4):
        driver.key(Qt.Key.Key_T)
    assert driver.song.tempo_bpm == 92


def test_sections_can_be_removed_and_added(driver: WindowDriver) -> None:
    driver.window.show_page(1)
    form = driver.window.write.card("form")
    count = len(driver.song.sections)
    row = form.rows[driver.song.sections[-1].id]
    next(b for b in row.findChildren(QPushButton) if b.text() == "Remove").click()
    assert len(driver.song.sections) == count - 1 == len(form.rows)
    QTest.mouseClick(form.add, Qt.MouseButton.LeftButton)
    assert len(driver.song.sections) == count
