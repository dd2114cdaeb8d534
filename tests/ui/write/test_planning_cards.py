"""Hazards: typing that is lost or disturbed, a cell that is filled in the wrong place, a refusal that leaves a wrong text."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.edits import blueprint, people, writers
from app.model.ids import PersonId
from tests.ui.conftest import WindowDriver
from ui.write.blueprint_card import BlueprintCard
from ui.write.people_card import PeopleCard, PersonRow
from ui.write.plan_cards import BudgetCard, BudgetRow, ScheduleCard, SessionRow
from ui.write.vision_card import NotesCard, VisionCard
from ui.write.writers_card import WriterRow, WritersCard

ANNA = PersonId("anna")


@pytest.fixture
def page(driver: WindowDriver) -> WindowDriver:
    driver.window.show_page(1)
    driver.session.document.perform(people.add_person("Anna", ANNA))
    return driver


def type_into(field: object, text: str) -> None:
    field.setFocus()  # type: ignore[attr-defined]
    field.selectAll()  # type: ignore[attr-defined]
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_a_person_is_added_and_described_by_typing(page: WindowDriver) -> None:
    card = page.window.write.show_card("people")
    assert isinstance(card, PeopleCard)
    type_into(card.new, "Ben")
    assert [person.name for person in page.song.credits.people] == ["Anna", "Ben"]
    card.rows.open(ANNA)
    row = card.rows.rows[ANNA]
    assert isinstance(row, PersonRow)
    type_into(row.entries["instruments"], "voice, guitar")
    assert page.song.credits.people[0].instruments == ("voice", "guitar")
    type_into(row.entries["ipi"], "123")
    assert page.song.credits.people[0].ipi == "" and row.entries["ipi"].text() == "", "the refused number is gone"
    type_into(row.entries["name"], "Ben")
    assert page.song.credits.people[0].name == "Anna"
    page.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.song.credits.people[0].instruments == ()


def test_shares_are_typed_and_agreed(page: WindowDriver) -> None:
    page.session.document.perform(writers.add_writer(ANNA))
    card = page.window.write.show_card("writers")
    assert isinstance(card, WritersCard)
    row = card.rows.rows[ANNA]
    assert isinstance(row, WriterRow)
    type_into(row.share, "1/3")
    assert page.song.credits.writers[0].share == 3333
    assert "66.67 % is missing" in card.problem.text()
    type_into(row.share, "half")
    assert row.share.text() == "33.33 %"
    QTest.mouseClick(card.agree, Qt.MouseButton.LeftButton)
    assert not page.song.credits.writers[0].agreed_on, "to a third of the song"
    type_into(row.share, "100")
    QTest.mouseClick(card.agree, Qt.MouseButton.LeftButton)
    assert page.song.credits.writers[0].agreed_on


def test_cells_are_filled_by_a_drag_and_by_keys(page: WindowDriver) -> None:
    for name in ("Bass", "Voice"):
        page.session.document.perform(blueprint.add_part(name))
    card = page.window.write.show_card("blueprint")
    assert isinstance(card, BlueprintCard)
    grid, sections = card.grid, [section.id for section in page.song.sections]
    page.drag(grid, grid.cell_rect(0, 0).center(), grid.cell_rect(0, 2).center())
    assert page.song.blueprint.parts[0].sections == set(sections[:3])
    before = page.song
    page.drag(grid, grid.cell_rect(0, 1).center(), grid.cell_rect(1, 1).center())
    assert [part.sections for part in page.song.blueprint.parts] == [{sections[0], sections[2]}, frozenset()]
    page.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.song == before, "a stroke is one step"
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=QPoint(20, grid.cell_rect(1, -1).center().y()))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Space):
        QTest.keyClick(grid, key)
    assert page.song.blueprint.parts[1].sections == {sections[1]}
    assert grid.accessibleDescription().startswith("Voice in Verse 1: plays")
    QTest.keyClick(grid, Qt.Key.Key_Return)
    type_into(card.fields.entries["name"], "Lead")
    assert page.song.blueprint.parts[1].name == "Lead"
    QTest.mouseClick(card.make, Qt.MouseButton.LeftButton)
    names = [track.name for track in page.song.tracks]
    assert names.count("Bass") == 1 and names[-1] == "Lead", "the track of that name was taken"


def test_sessions_and_budget_are_typed(page: WindowDriver) -> None:
    schedule, budget = page.window.write.show_card("schedule"), page.window.write.show_card("budget")
    assert isinstance(schedule, ScheduleCard) and isinstance(budget, BudgetCard)
    schedule._add()
    row = schedule.rows.rows[page.song.plan.sessions[0].id]
    assert isinstance(row, SessionRow)
    type_into(row.entries["date"], "2099-01-02")
    type_into(row.people, "anna")
    assert (page.song.plan.sessions[0].date, page.song.plan.sessions[0].people) == ("2099-01-02", (ANNA,))
    type_into(row.people, "nobody")
    assert row.people.text() == "Anna"
    type_into(budget.new, "Strings")
    line = budget.rows.rows[page.song.plan.budget[0].id]
    assert isinstance(line, BudgetRow)
    type_into(line.planned, "120,50")
    assert page.song.plan.budget[0].planned_cents == 12_050
    assert "120.50" in budget.aside.text()


def test_notes_are_steps_once_typing_pauses_and_never_lost_when_left(page: WindowDriver) -> None:
    vision, notes = page.window.write.show_card("vision"), page.window.write.show_card("notes")
    assert isinstance(vision, VisionCard) and isinstance(notes, NotesCard)
    vision.text.setFocus()
    QTest.keyClicks(vision.text, "m: a letter")  # M is a key of the window
    assert page.song.brief.vision == "", "still typing"
    first = notes.tracks[page.song.tracks[0].id]
    first.setFocus()
    assert page.song.brief.vision == "m: a letter"
    QTest.keyClicks(first, "brushes")
    notes.song.setFocus()
    assert page.song.tracks[0].notes == "brushes"
