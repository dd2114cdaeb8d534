"""The tables of the Write page as CSV: blueprint, schedule and budget.

UTF-8, commas, CRLF, as RFC 4180 has it. A cell that a spreadsheet would take for a formula begins with an apostrophe.

Lives: any thread (pure).
"""

import csv
import io
from collections.abc import Iterable, Sequence

from app.analysis.blueprint import cell_state
from app.model.song import Song
from app.text.money import format_money

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
TABLES = ("blueprint", "schedule", "budget")


def blueprint_csv(song: Song) -> str:
    """A row for each part: who plays what with what, then a column for each section with what is there of it."""
    people = {person.id: person.name for person in song.credits.people}
    head = ["Part", "Who", "Instrument", "Tuning", "Microphone", "Note", *(section.name for section in song.sections)]
    rows = []
    for part in song.blueprint.parts:
        notes = {cell.section: cell.note for cell in part.cells}
        cells = []
        for section in song.sections:
            state = cell_state(song, part, section)
            note = notes.get(section.id, "")
            cells.append("" if state == "silent" else f"{state}: {note}" if note else state)
        who = people.get(part.person, "") if part.person else ""
        rows.append([part.name, who, part.instrument, part.tuning, part.microphone, part.note, *cells])
    return _csv(head, rows)


def schedule_csv(song: Song) -> str:
    """A row for each session."""
    people = {person.id: person.name for person in song.credits.people}
    parts = {part.id: part.name for part in song.blueprint.parts}
    rows = [
        [
            session.date,
            session.start,
            session.place,
            session.what,
            ", ".join(people[one] for one in session.people),
            ", ".join(parts[one] for one in session.parts if one in parts),
            "yes" if session.done else "no",
        ]
        for session in song.plan.sessions
    ]
    return _csv(["Date", "Starts", "Where", "What", "Who", "Parts", "Done"], rows)


def budget_csv(song: Song) -> str:
    """A row for each line, and the sums."""
    plan = song.plan
    rows = [[line.what, format_money(line.planned_cents), format_money(line.spent_cents)] for line in plan.budget]
    planned, spent = sum(line.planned_cents for line in plan.budget), sum(line.spent_cents for line in plan.budget)
    rows.append(["Sum", format_money(planned), format_money(spent)])
    return _csv(["For what", f"Planned ({plan.currency})", f"Spent ({plan.currency})"], rows)


def _csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in (head, *rows):
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row])
    return text.getvalue()
