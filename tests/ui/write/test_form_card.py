"""The Write page: form, intensity, tempo by tapping, parts."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QScrollArea

from app.model.section_frames import section_frames
from tests.ui.conftest import WindowDriver
from ui.commands import transport
from ui.pages.steps_card import StepsCard
from ui.write import section_row
from ui.write.emotional_timeline import STEP_PX


def test_lay_out_the_usual_form(empty_driver: WindowDriver) -> None:
    empty_driver.window.show_page(1)
    form = empty_driver.window.write.card("form")
    next(b for b in form.findChildren(QPushButton) if b.text() == "Start with a typical structure").click()
    assert [section.name for section in empty_driver.song.sections][:3] == ["Intro", "Verse 1", "Chorus"]
    assert empty_driver.session.document.undo_label == "Start with a typical structure"
    assert len(form.rows.rows) == 6


def test_intensity_by_dragging_is_one_step(driver: WindowDriver) -> None:
    driver.window.show_page(1)
    driver.tick()
    before = driver.song
    row = driver.window.write.card("form").rows.rows[before.sections[0].id]
    driver.drag(row.intensity, QPoint(40, 12), QPoint(40 + 4 * section_row.CELL_PX, 12))
    assert driver.song.sections[0].intensity == before.sections[0].intensity + 4
    driver.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert driver.song == before


def test_tapping_sets_the_tempo(driver: WindowDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    taps = iter([10.0, 10.65, 11.3, 11.95])
    monkeypatch.setattr(transport.time, "monotonic", lambda: next(taps))
    for _ in range(4):
        driver.key(Qt.Key.Key_T)
    assert driver.song.tempo_bpm == 92


def test_sections_are_deleted_added_and_moved_in_the_list(driver: WindowDriver) -> None:
    driver.window.show_page(1)
    form = driver.window.write.card("form")
    before = driver.song
    row = form.rows.rows[before.sections[-1].id]
    row.opener.click()
    next(b for b in row.findChildren(QPushButton) if b.text() == "Delete").click()
    assert len(driver.song.sections) == len(before.sections) - 1 == len(form.rows.rows)
    QTest.mouseClick(form.add, Qt.MouseButton.LeftButton)
    assert [len(driver.song.sections), form.rows.opened] == [len(before.sections), driver.song.sections[-1].id]
    driver.session.document.undo()
    driver.session.document.undo()
    first = form.rows.rows[before.sections[0].id]
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert [section.name for section in driver.song.sections][:2] == ["Verse 1", "Intro"]
    assert list(form.rows.rows) == [section.id for section in driver.song.sections]
    QTest.keyClick(first, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert driver.song == before


def test_a_row_is_dragged_to_another_place_and_taken_back(driver: WindowDriver) -> None:
    driver.window.show_page(1)
    driver.tick()
    QApplication.processEvents()
    before, form = driver.song, driver.window.write.card("form")
    first, third = (form.rows.rows[section.id] for section in (before.sections[0], before.sections[2]))
    down = QPoint(20, third.geometry().center().y() - first.geometry().top() + 8)
    driver.drag(first, QPoint(20, 10), down, release=False)
    assert [section.name for section in driver.song.sections][:3] == ["Verse 1", "Chorus", "Intro"]
    QTest.keyClick(first, Qt.Key.Key_Escape)
    assert driver.song == before
    QTest.mouseRelease(first, Qt.MouseButton.LeftButton)


def test_points_of_the_emotional_timeline_are_dragged_and_changed_by_keys(driver: WindowDriver) -> None:
    driver.window.show_page(1)
    driver.tick()
    QApplication.processEvents()
    curve, before = driver.window.write.card("form").curve, driver.song
    start = curve.points()[1].toPoint()
    driver.drag(curve, start, start - QPoint(0, 2 * STEP_PX))
    assert driver.song.sections[1].intensity == before.sections[1].intensity + 2
    assert driver.session.document.undo_label == "Set section intensity"
    driver.session.document.undo()
    curve.setFocus()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Down):
        QTest.keyClick(curve, key)
    assert driver.song.sections[0].intensity == before.sections[0].intensity - 1
    assert f"{before.sections[0].name} {before.sections[0].intensity - 1}" in curve.accessibleName()
    flag = QPoint(start.x(), curve.height() - 4)
    QTest.mouseDClick(curve, Qt.MouseButton.LeftButton, pos=flag)
    loop = driver.song.transport
    span = section_frames(driver.song, driver.song.sections[1])
    assert loop.loop_on and (loop.loop_start_frame, loop.loop_end_frame) == span


def test_another_form_is_tried_and_dropped(driver: WindowDriver) -> None:
    driver.window.show_page(1)
    before, form = driver.song, driver.window.write.card("form")
    line = form.forms
    form.attempt.click()
    assert driver.song.arrangements.name == "Form 2" and line.choice.count() == 2
    row = form.rows.rows[before.sections[0].id]
    row.opener.click()
    next(b for b in row.findChildren(QPushButton) if b.text() == "Duplicate").click()
    line.choice.setCurrentIndex(0)
    line.choice.activated.emit(0)
    assert driver.song.sections == before.sections and driver.song.tracks == before.tracks
    line.choice.setCurrentIndex(1)
    line.choice.activated.emit(1)
    assert len(driver.song.sections) == len(before.sections) + 1
    driver.window.bridge.actions.run("forms.drop")
    assert driver.song == before


def test_a_section_is_split_and_joined_from_its_row(driver: WindowDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[QMenu] = []
    monkeypatch.setattr(section_row, "show_once", lambda menu, _at: shown.append(menu))
    driver.window.show_page(1)
    before = driver.song.sections
    row = driver.window.write.card("form").rows.rows[before[1].id]

    def run(start: str) -> None:
        row.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(4, 4), QPoint(4, 4)))
        next(entry for entry in shown[-1].actions() if entry.text().startswith(start)).trigger()

    run("Split at bar 9")
    halves = driver.song.sections[1:3]
    assert [half.length_bars for half in halves] == [before[1].length_bars / 2] * 2
    run("Join with the next")
    assert driver.song.sections == before


def test_the_card_that_sets_a_step_aside_is_in_view(driver: WindowDriver) -> None:
    """It opened under the edge of the list."""
    driver.window.resize(1024, 680)
    driver.window.show_page(1)
    driver.tick()
    steps = driver.window.write.findChild(StepsCard)
    last = list(steps.list.rows.values())[-1]
    last.judge(True)
    for _ in range(3):
        QApplication.processEvents()
    area = steps.findChild(QScrollArea)
    place = last.judging.accept.mapTo(area.viewport(), QPoint(0, 0))
    assert area.viewport().rect().contains(QRect(place, last.judging.accept.size()))
