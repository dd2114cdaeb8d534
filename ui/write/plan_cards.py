"""When the song is recorded, and what it may cost: sessions and budget, each exported as CSV.

Lives: window, main thread.
"""

from collections.abc import Callable, Hashable
from datetime import date, timedelta
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.edits import plan as edits
from app.edits.edit import Edit
from app.messages.writing import NO_BUDGET, NO_SESSIONS
from app.model.plan import BudgetLine, PlannedSession
from app.song.changes import Changes
from app.text.money import format_money, parse_money
from app.text.planning import day_and_time, next_session_sentence, parts_named, people_named
from app.text.tables import budget_csv, schedule_csv
from ui.bridge import Bridge
from ui.widgets.card import Card, button, label
from ui.widgets.scrolling import scrolling
from ui.widgets.text_entry import LineEntry
from ui.widgets.toggle_chip import ToggleChip
from ui.write.open_rows import Entry, OpenRow, OpenRows
from ui.write.table_button import table_button

DAYS_AHEAD = 7  # of a new session
AMOUNT_PX = 92
SESSION_FIELDS = (  # title, field, hint
    ("Date", "date", "2026-12-03"),
    ("Starts", "start", "19:30"),
    ("Where", "place", "Home, or a studio"),
    ("What", "what", "bass and drums"),
)


class SessionRow(OpenRow):
    """One session."""

    def __init__(self, bridge: Bridge, session: PlannedSession, owner: OpenRows) -> None:
        super().__init__(f"Session on {session.date}", lambda: owner.toggle(session.id))
        self._bridge, self._id = bridge, session.id
        self.done = ToggleChip("Done", "The session took place", self)
        self.done.clicked.connect(
            lambda: bridge.perform(edits.change_session(self._id, done=not self.done.isChecked()))
        )
        self.head.insertWidget(1, self.done)
        self.entries: dict[str, Entry] = {
            field: self.add_entry(title, partial(self._take, field), hint) for title, field, hint in SESSION_FIELDS
        }
        self.people = self.add_entry("Who", self._take_people, "names of people, with commas")
        self.parts = self.add_entry("Parts", self._take_parts, "names of parts, with commas")
        self.add_field("", button("Remove", lambda: bridge.perform(edits.remove_session(self._id)), "link"))

    def _take(self, field: str, text: str) -> None:
        self._try(lambda: edits.change_session(self._id, **{field: text}))

    def _take_people(self, text: str) -> None:
        self._try(lambda: edits.change_session(self._id, people=people_named(self._bridge.song, text)))

    def _take_parts(self, text: str) -> None:
        self._try(lambda: edits.change_session(self._id, parts=parts_named(self._bridge.song, text)))

    def _try(self, make: Callable[[], Edit]) -> None:
        """What cannot be is told, and the row shows again what the song has."""
        document = self._bridge.session.document
        if not self._bridge.attempt(lambda: document.perform(make())):
            self.show_session(next(s for s in self._bridge.song.plan.sessions if s.id == self._id))

    def show_session(self, session: PlannedSession) -> None:
        """Show the session as the song has it."""
        song = self._bridge.song
        people = [person.name for person in song.credits.people if person.id in session.people]
        parts = [part.name for part in song.blueprint.parts if part.id in session.parts]
        facts = [session.place, session.what, ", ".join(parts), ", ".join(people)]
        self.show_line(day_and_time(session), " \u00b7 ".join(fact for fact in facts if fact))
        for field, entry in self.entries.items():
            entry.show_text(getattr(session, field))
        self.people.show_text(", ".join(people))
        self.parts.show_text(", ".join(parts))
        self.done.setChecked(session.done)


class ScheduleCard(Card):
    """Sessions in order of time."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__("Schedule", parent=parent)
        self._bridge = bridge
        self.rows = OpenRows(self._make_row)
        self.next = label(NO_SESSIONS, "dim", wrap=True)
        self.body.addWidget(self.next)
        self.body.addWidget(scrolling(self.rows), 1)
        line = QHBoxLayout()
        line.addWidget(button("Add a session", self._add))
        line.addStretch(1)
        line.addWidget(table_button(bridge, self, "schedule", schedule_csv))
        self.body.addLayout(line)
        bridge.changed.connect(self._on_change)
        self._show()

    def _make_row(self, plan_id: Hashable) -> OpenRow:
        session = next(session for session in self._bridge.song.plan.sessions if session.id == plan_id)
        return SessionRow(self._bridge, session, self.rows)

    def _add(self) -> None:
        before = {session.id for session in self._bridge.song.plan.sessions}
        day = date.today() + timedelta(days=DAYS_AHEAD)
        if self._bridge.perform(edits.add_session(day.isoformat())):
            added = next(session.id for session in self._bridge.song.plan.sessions if session.id not in before)
            self.rows.open(added)

    def _on_change(self, changes: Changes) -> None:
        if changes.plans:
            self._show()

    def _show(self) -> None:
        sessions = self._bridge.song.plan.sessions
        self.rows.show_ids([session.id for session in sessions])
        for session in sessions:
            row = self.rows.rows[session.id]
            assert isinstance(row, SessionRow)
            row.show_session(session)
        self.next.setText(next_session_sentence(self._bridge.song, date.today()) or NO_SESSIONS)


class BudgetRow(OpenRow):
    """One line of the budget."""

    def __init__(self, bridge: Bridge, line: BudgetLine, owner: OpenRows) -> None:
        super().__init__(line.what, lambda: owner.toggle(line.id))
        self._bridge, self._id = bridge, line.id
        self.planned, self.spent = LineEntry(f"Planned for {line.what}", "0"), LineEntry(f"Spent on {line.what}", "0")
        for place, (field, entry) in enumerate((("planned_cents", self.planned), ("spent_cents", self.spent))):
            entry.setFixedWidth(AMOUNT_PX)
            entry.typed.connect(partial(self._take_amount, field))
            self.head.insertWidget(place + 1, entry)
        self.what = self.add_entry("For what", lambda text: self._try(lambda: self._change(what=text)))
        self.add_field("", button("Remove", lambda: bridge.perform(edits.remove_budget_line(self._id)), "link"))

    def _change(self, **fields: object) -> Edit:
        return edits.change_budget_line(self._id, **fields)

    def _take_amount(self, field: str, text: str) -> None:
        self._try(lambda: self._change(**{field: parse_money(text)}))

    def _try(self, make: Callable[[], Edit]) -> None:
        document = self._bridge.session.document
        if not self._bridge.attempt(lambda: document.perform(make())):
            self.show_budget(next(line for line in self._bridge.song.plan.budget if line.id == self._id))

    def show_budget(self, line: BudgetLine) -> None:
        """Show the line as the song has it."""
        over = line.spent_cents > line.planned_cents
        self.show_line(line.what, "more than planned" if over else "")
        self.planned.show_text(format_money(line.planned_cents))
        self.spent.show_text(format_money(line.spent_cents))
        self.what.show_text(line.what)


class BudgetCard(Card):
    """What things are planned to cost, and what was spent."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__("Budget", parent=parent)
        self._bridge = bridge
        self.rows = OpenRows(self._make_row)
        self.empty = label(NO_BUDGET, "dim", wrap=True)
        self.body.addWidget(self.empty)
        self.headings = self._make_headings()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.headings)
        column.addWidget(self.rows, 1)
        self.body.addWidget(scrolling(inside), 1)
        line = QHBoxLayout()
        self.new = LineEntry("What the new line is for", "Strings, mastering, cover")
        self.new.returnPressed.connect(self._add)
        self.currency = LineEntry("Currency", "EUR")
        self.currency.setFixedWidth(64)
        self.currency.typed.connect(lambda text: bridge.perform(edits.set_currency(text)))
        line.addWidget(self.new, 1)
        line.addWidget(button("Add a line", self._add))
        line.addWidget(self.currency)
        line.addWidget(table_button(bridge, self, "budget", budget_csv))
        self.body.addLayout(line)
        bridge.changed.connect(self._on_change)
        self._show()

    def _make_row(self, plan_id: Hashable) -> OpenRow:
        line = next(line for line in self._bridge.song.plan.budget if line.id == plan_id)
        return BudgetRow(self._bridge, line, self.rows)

    def _make_headings(self) -> QWidget:
        """Over the amounts of the rows, with a stand-in for what is on their right."""
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(12, 0, 8, 0)
        line.addStretch(1)
        for text in ("Planned", "Spent"):
            heading = label(text, "dim")
            heading.setFixedWidth(AMOUNT_PX)
            line.addWidget(heading)
        line.addSpacing(button("Edit", lambda: None, "link").sizeHint().width())
        return made

    def _add(self) -> None:
        what = self.new.text().strip()
        if not what:
            self.new.setFocus()
        elif self._bridge.perform(edits.add_budget_line(what)):
            self.new.clear()

    def _on_change(self, changes: Changes) -> None:
        if changes.plans:
            self._show()

    def _show(self) -> None:
        plan = self._bridge.song.plan
        self.rows.show_ids([line.id for line in plan.budget])
        for line in plan.budget:
            row = self.rows.rows[line.id]
            assert isinstance(row, BudgetRow)
            row.show_budget(line)
        self.empty.setVisible(not plan.budget)
        self.headings.setVisible(bool(plan.budget))
        self.currency.show_text(plan.currency)
        planned, spent = (
            sum(getattr(line, field) for line in plan.budget) for field in ("planned_cents", "spent_cents")
        )
        total = f"planned {format_money(planned)}, spent {format_money(spent)} {plan.currency}"
        self.set_aside(total if plan.budget else "", "warn" if spent > planned else "dim")
