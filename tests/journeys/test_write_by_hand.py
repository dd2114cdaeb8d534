"""A song from a template to the end of Write, with the real window: every step is done where its row leads to.

Hazards: a step that leads to a place where it cannot be done; one that wants a tick although its work is done; writing that
is lost by closing.
"""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.stages.recording import refreshed_song
from tests.helpers.engine import write_wav
from tests.ui.conftest import WindowDriver
from ui.dialogs.songs import SongsDialog
from ui.pages.next_step import NextStep
from ui.pages.step_list import StepList
from ui.write.blueprint_card import BlueprintCard
from ui.write.lyrics_card import LyricsCard
from ui.write.people_card import PeopleCard
from ui.write.plan_cards import BudgetCard, BudgetRow, ScheduleCard
from ui.write.references_card import ReferenceRow, ReferencesCard
from ui.write.rehearse_card import RehearseCard
from ui.write.vision_card import VisionCard
from ui.write.writers_card import WritersCard


class Songwriter:
    """What a person does who follows the steps."""

    def __init__(self, driver: WindowDriver, folder: Path, qtbot: QtBot) -> None:
        self.driver, self.folder, self.qtbot = driver, folder, qtbot
        self.page = driver.window.write

    def press(self, inside: QWidget, text: str) -> None:
        next(found for found in inside.findChildren(QPushButton) if found.text() == text).click()

    def type_into(self, field: QWidget, text: str) -> None:
        field.setFocus()
        field.selectAll()  # type: ignore[attr-defined]
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)

    def go_to(self, step_id: str) -> None:
        """By the button of the step's row."""
        self.driver.window.activateWindow()  # no window manager gives that back when a list of chords has closed
        self.driver.window.show_page(1)
        steps = self.page.findChild(StepList)
        assert isinstance(steps, StepList)
        steps.refresh()
        self.press(steps.rows[step_id], "Show")

    def new_song(self) -> None:
        self.driver.run("song.new")
        dialog = self.driver.window.dialog
        assert isinstance(dialog, SongsDialog)
        dialog.template.setCurrentIndex(dialog.template.findText("Singer and guitar"))
        assert dialog.process.currentText() == "Songwriter's six", "what the template proposes"
        dialog.process.setCurrentIndex(dialog.process.findText("Seven stages"))
        self.type_into(dialog.name, "Rain")

    def write_lyrics(self) -> None:
        self.go_to("write.lyrics")
        card = self.page.card("lyrics")
        assert isinstance(card, LyricsCard)
        card.begin.click()
        card.editor.setFocus()
        QTest.keyClicks(card.editor, "The [Am]kettle and the [F]rain a[C]gree on [G]that")
        self.driver.window.setFocus()

    def tap_tempo(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go_to("write.tempo")
        taps = iter([10.0, 10.65, 11.3, 11.95])
        self.driver.window.setFocus()
        with monkeypatch.context() as patched:
            patched.setattr("ui.commands.transport.time.monotonic", lambda: next(taps))
            for _ in range(4):
                self.driver.key(Qt.Key.Key_T)

    def choose_reference(self) -> None:
        self.go_to("write.references")
        card = self.page.card("references")
        assert isinstance(card, ReferencesCard)
        card.add_files([write_wav(self.folder / "Blue.wav", 0.1 * np.ones((4800, 2), np.float32))])
        self.qtbot.waitUntil(lambda: bool(self.driver.song.brief.references))
        (row,) = card.rows.rows.values()
        assert isinstance(row, ReferenceRow)
        card.rows.open(self.driver.song.brief.references[0].id)
        row.about.setFocus()
        QTest.keyClicks(row.about, "The brushes")
        row.about.clearFocus()

    def fill_blueprint(self) -> None:
        self.go_to("write.blueprint")
        card = self.page.card("blueprint")
        assert isinstance(card, BlueprintCard)
        last = len(self.driver.song.sections) - 1
        for part, first in ((0, 0), (1, 1)):
            self.driver.drag(
                card.grid, card.grid.cell_rect(part, first).center(), card.grid.cell_rect(part, last).center()
            )

    def write_vision(self) -> None:
        self.go_to("write.vision")
        card = self.page.card("vision")
        assert isinstance(card, VisionCard)
        card.text.setFocus()
        QTest.keyClicks(card.text, "one room, one take")
        card.text.clearFocus()

    def share(self) -> None:
        people = self.page.show_card("people")
        assert isinstance(people, PeopleCard)
        self.type_into(people.new, "Anna")
        self.go_to("write.shares")
        card = self.page.card("writers")
        assert isinstance(card, WritersCard)
        card.add.click()
        menu = card.findChildren(QMenu)[-1]
        next(action for action in menu.actions() if action.text() == "Anna").trigger()
        menu.close()
        card.agree.click()

    def plan(self) -> None:
        self.go_to("write.schedule")
        schedule = self.page.card("schedule")
        assert isinstance(schedule, ScheduleCard)
        self.press(schedule, "Add a session")
        self.go_to("write.budget")
        budget = self.page.card("budget")
        assert isinstance(budget, BudgetCard)
        self.type_into(budget.new, "Strings")
        line = budget.rows.rows[self.driver.song.plan.budget[0].id]
        assert isinstance(line, BudgetRow)
        self.type_into(line.planned, "120")

    def record_demo(self) -> None:
        self.go_to("write.demo")
        assert self.driver.window.page == 2
        self.driver.window.transport.record.click()
        self.driver.engine.finish_pass()
        self.driver.tick(2)

    def print_chart(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(self.folder / "chart.pdf"), ""))
        self.go_to("write.chart")
        card = self.page.card("lyrics")
        assert isinstance(card, LyricsCard)
        card.print.click()

    def rehearse(self) -> None:
        self.go_to("write.rehearse")
        card = self.page.card("rehearse")
        assert isinstance(card, RehearseCard)
        card.done.click()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_all_of_write_is_done_where_its_steps_lead(
    driver: WindowDriver, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.window.show_page(1)
    writer = Songwriter(driver, tmp_path, qtbot)
    writer.new_song()
    assert driver.song.name == "Rain"
    writer.write_lyrics()
    writer.tap_tempo(monkeypatch)
    writer.choose_reference()
    writer.fill_blueprint()
    writer.write_vision()
    writer.share()
    writer.plan()
    writer.record_demo()
    writer.print_chart(monkeypatch)
    writer.rehearse()
    write = driver.session.stages.progress()[0]
    assert {step.step.id: step.reason for step in write.steps if not step.done} == {}
    assert all(step.state == "done" for step in write.steps), "nothing was ticked by hand"
    driver.window.show_page(1)
    card = driver.window.write.findChild(NextStep)
    assert isinstance(card, NextStep) and card.message.text() == "This stage has everything it asks for."

    document = driver.session.document
    document.amend(refreshed_song(driver.song, driver.session.stages.today()))  # as every half second
    document.save()
    kept, folder = driver.song, document.folder
    assert folder is not None
    document.let_go()
    driver.session.open_song(folder)
    assert driver.song == kept and all(step.state == "done" for step in driver.session.stages.progress()[0].steps)
    document.undo()
    assert "write.rehearse" not in {record.step for record in driver.song.stages.records}, "undo goes on past closing"
