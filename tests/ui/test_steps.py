"""Hazards: a step that says done without a name; a reason lost with a click; a step that leads nowhere."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.edits import tempo
from app.edits.stages import choose_process
from app.session.stages import judgement
from app.stages.progress import step_progress
from app.stages.table import every_step
from tests.ui.conftest import WindowDriver
from ui.commands.table import COMMANDS
from ui.pages.next_step import NextStep
from ui.pages.step_list import StepList
from ui.pages.steps_card import ProcessChooser
from ui.window.step_places import show_step


def on_page(driver: WindowDriver, number: int, kind: type[QWidget]) -> QWidget:
    driver.window.show_page(number)
    page = driver.window.pages.currentWidget()
    assert page is not None
    return page.findChild(kind)


def press(inside: QWidget, text: str) -> None:
    next(found for found in inside.findChildren(QPushButton) if found.text() == text).click()


def words(inside: QWidget) -> str:
    return " | ".join(found.text() for found in inside.findChildren(QLabel))


def test_every_place_of_a_step_is_there(driver: WindowDriver) -> None:
    commands = {command.id for command in COMMANDS}
    for step, stage in every_step().values():
        assert not step.command or step.command in commands, step.id
        assert not step.card or step.page or stage in (1, 2, 3), step.id
        if step.card:
            show_step(driver.window, step_progress(driver.song, step.id))
            assert driver.window.page == (step.page or stage)


def test_a_step_is_confirmed_with_a_name_and_a_note(driver: WindowDriver) -> None:
    card = on_page(driver, 4, NextStep)
    assert isinstance(card, NextStep)
    card.confirm.click()
    assert card.judging is not None
    QTest.keyClicks(card.judging.note, "Against three records.")
    card.judging.who.setFocus()
    QTest.keyClicks(card.judging.who, "Anna")
    QTest.keyClick(card.judging.who, Qt.Key.Key_Return)
    (record,) = [record for record in driver.song.stages.records if record.kind == "confirmed"]
    assert (record.step, record.who, record.note) == ("master.balance", "Anna", "Against three records.")
    assert driver.session.settings.preferences.person == "Anna" and card.judging is None
    steps = on_page(driver, 4, StepList)
    assert isinstance(steps, StepList)
    assert "Marked as done by Anna on" in words(steps.rows["master.balance"])
    press(steps.rows["master.balance"], "Take back")
    assert not step_progress(driver.song, "master.balance").done
    driver.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert step_progress(driver.song, "master.balance").done


def test_setting_aside_asks_for_a_reason(driver: WindowDriver) -> None:
    steps = on_page(driver, 5, StepList)
    assert isinstance(steps, StepList)
    press(steps.rows["distribute.own"], "Set aside\u2026")
    row = steps.rows["distribute.own"]
    assert row.judging is not None
    row.judging.accept.click()
    assert row.judging is not None and row.judging.problem.isVisible()
    QTest.keyClicks(row.judging.note, "No shop.")
    row.judging.accept.click()
    assert step_progress(driver.song, "distribute.own").note == "No shop."
    assert "No shop." in words(steps.rows["distribute.own"])
    press(steps.rows["distribute.data"], "Set aside\u2026")
    row = steps.rows["distribute.data"]
    assert row.judging is not None
    QTest.keyClick(row.judging, Qt.Key.Key_Escape)
    assert row.judging is None and not step_progress(driver.song, "distribute.data").done


def test_a_stale_step_says_what_changed_and_is_still_right(driver: WindowDriver) -> None:
    song, stages = driver.session.document, driver.session.stages
    stages.confirm("write.rehearse", "Anna")
    song.perform(tempo.set_tempo(97.0))
    steps = on_page(driver, 1, StepList)
    assert isinstance(steps, StepList)
    row = steps.rows["write.rehearse"]
    assert "The tempo changed" in words(row) and "after you rehearsed." in words(row)
    driver.window.stages.refresh()
    assert driver.window.stages.tabs[0].stale and "The tempo changed" in driver.window.stages.tabs[0].accessibleName()
    press(row, "Still right")
    assert step_progress(driver.song, "write.rehearse").done
    driver.window.stages.refresh()
    assert not driver.window.stages.tabs[0].stale


def test_a_click_leads_to_where_a_step_is_done(driver: WindowDriver) -> None:
    window = driver.window
    for step_id, page in (("write.demo", 2), ("write.arc", 1), ("mix.levels", 3), ("publish.works", 7)):
        show_step(window, step_progress(driver.song, step_id))
        assert window.page == page, step_id
    found = step_progress(driver.song, "mix.levels")
    assert found.track is not None
    show_step(window, found)
    assert window.selection.track == found.track
    show_step(window, step_progress(driver.song, "mix.bounced"))
    assert type(window.dialog).__name__ == "BounceDialog"


def test_another_process_shows_other_steps_and_keeps_what_was_said(driver: WindowDriver) -> None:
    chooser = on_page(driver, 1, ProcessChooser)
    steps = on_page(driver, 1, StepList)
    assert isinstance(chooser, ProcessChooser) and isinstance(steps, StepList)
    said = judgement(driver.song, "write.tempo", driver.session.stages.today(), "Anna", "", set_aside=False)
    driver.session.document.perform(said)
    chooser.setCurrentIndex(2)
    chooser.activated.emit(2)
    assert driver.song.stages.process == "songwriter" and "1 Melody" in words(steps)
    assert "write.budget" not in steps.rows and "by Anna" in words(steps.rows["write.tempo"])
    driver.session.document.perform(choose_process("producer"))
    assert chooser.currentText() == "Producer's ten steps" and "2 Full demo" in words(steps)
