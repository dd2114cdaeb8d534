"""The people of the song, entered once: names, what they do, society, IPI number, contact.

Lives: window, main thread.
"""

from collections.abc import Hashable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.edits import people as edits
from app.messages.writing import NO_PEOPLE
from app.model.ids import PersonId
from app.model.people import Person
from app.song.changes import Changes
from ui.bridge import Bridge
from ui.widgets.card import Card, button, label
from ui.widgets.scrolling import scrolling
from ui.widgets.text_entry import LineEntry
from ui.write.open_rows import Entry, OpenRow, OpenRows

FIELDS = (  # title, field, hint
    ("Name", "name", "as on the record"),
    ("Legal name", "legal_name", "on contracts, if it differs"),
    ("Does", "roles", "producer, engineer"),
    ("Plays", "instruments", "voice, guitar"),
    ("Society", "society", "KODA, GEMA, PRS, ASCAP"),
    ("IPI", "ipi", "11 digits"),
    ("Contact", "contact", "phone, mail"),
)
LISTS = ("roles", "instruments")  # typed with commas between


class PersonRow(OpenRow):
    """One person."""

    def __init__(self, bridge: Bridge, person: Person, owner: OpenRows) -> None:
        super().__init__(person.name, lambda: owner.toggle(person.id))
        self._bridge, self._id = bridge, person.id
        self.entries: dict[str, Entry] = {
            field: self.add_entry(title, partial(self._take, field), hint) for title, field, hint in FIELDS
        }
        self.add_field("", button("Remove", lambda: bridge.perform(edits.remove_person(person.id)), "link"))

    def _take(self, field: str, text: str) -> None:
        value = tuple(part.strip() for part in text.split(",") if part.strip()) if field in LISTS else text
        if not self._bridge.perform(edits.change_person(self._id, **{field: value})):
            self.show_person(next(person for person in self._bridge.song.credits.people if person.id == self._id))

    def show_person(self, person: Person) -> None:
        """Show the person as the song has it."""
        facts = [*person.instruments, *person.roles, person.society, f"IPI {person.ipi}" if person.ipi else ""]
        self.show_line(person.name, " \u00b7 ".join(fact for fact in facts if fact))
        for field, entry in self.entries.items():
            value = getattr(person, field)
            entry.show_text(", ".join(value) if field in LISTS else value)


class PeopleCard(Card):
    """Everybody who writes, plays or works on the song."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__("People", parent=parent)
        self._bridge = bridge
        self.rows = OpenRows(self._make_row)
        self.empty = label(NO_PEOPLE, "dim", wrap=True)
        self.body.addWidget(self.empty)
        self.body.addWidget(scrolling(self.rows), 1)
        line = QHBoxLayout()
        self.new = LineEntry("Name of a new person", "Name")
        self.new.returnPressed.connect(self._add)
        line.addWidget(self.new, 1)
        line.addWidget(button("Add a person", self._add))
        self.body.addLayout(line)
        bridge.changed.connect(self._on_change)
        self._show()

    def _make_row(self, person_id: Hashable) -> OpenRow:
        person = next(person for person in self._bridge.song.credits.people if person.id == person_id)
        return PersonRow(self._bridge, person, self.rows)

    def _add(self) -> None:
        name = self.new.text().strip()
        if not name:
            self.new.setFocus()
        elif self._bridge.perform(edits.add_person(name)):
            self.new.clear()

    def _on_change(self, changes: Changes) -> None:
        if changes.plans:
            self._show()

    def _show(self) -> None:
        people = self._bridge.song.credits.people
        self.rows.show_ids([person.id for person in people])
        for person in people:
            row = self.rows.rows[PersonId(person.id)]
            assert isinstance(row, PersonRow)
            row.show_person(person)
        self.empty.setVisible(not people)
        self.set_aside("1 person" if len(people) == 1 else f"{len(people)} people")
