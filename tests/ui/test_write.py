"""The Write page: form, intensity, tempo by tapping, parts."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tests.ui.conftest import Desk
from ui.commands import transport
from ui.pages import write_page


def test_lay_out_the_usual_form(empty_desk: Desk) -> None:
    empty_desk.window.show_page(1)
    form = empty_desk.window.write.form
    next(b for b in form.findChildren(QPushButton) if b.text() == "Start with a typical structure").click()
    assert [section.name for section in empty_desk.song.sections][:3] == ["Intro", "Verse 1", "Chorus"]
    assert empty_desk.session.document.undo_label == "Start with a typical structure"
    assert len(form.rows) == 6


def test_intensity_by_dragging_is_one_step(desk: Desk) -> None:
    desk.window.show_page(1)
    desk.tick()
    before = desk.song
    row = desk.window.write.form.rows[before.sections[0].id]
    desk.drag(row.intensity, QPoint(40, 12), QPoint(40 + 4 * write_page.CELL_PX, 12))
    assert desk.song.sections[0].intensity == before.sections[0].intensity + 4
    desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.song == before


def test_tapping_sets_the_tempo(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    taps = iter([10.0, 10.65, 11.3, 11.95])
    monkeypatch.setattr(transport.time, "monotonic", lambda: next(taps))
    for _ in range(4):
        desk.key(Qt.Key.Key_T)
    assert desk.song.tempo_bpm == 92


def test_sections_can_be_removed_and_added(desk: Desk) -> None:
    desk.window.show_page(1)
    form = desk.window.write.form
    count = len(desk.song.sections)
    row = form.rows[desk.song.sections[-1].id]
    next(b for b in row.findChildren(QPushButton) if b.text() == "Remove").click()
    assert len(desk.song.sections) == count - 1 == len(form.rows)
    QTest.mouseClick(form.add, Qt.MouseButton.LeftButton)
    assert len(desk.song.sections) == count
