"""Writers of the song: what each wrote, their shares, and whether they agreed.

Lives: window, main thread.
"""

from collections.abc import Hashable
from datetime import date
from functools import partial
from typing import get_args

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.edits import people as people_edits
from app.edits import writers as edits
from app.edits.edit import Edit
from app.messages.steps import ADD_WRITER
from app.messages.writing import NO_WRITERS_YET, no_share
from app.model.ids import PersonId, new_id
from app.model.people import Person
from app.model.writers import WHOLE_SONG, Writer, WriterRole, shares_sum
from app.song.changes import Changes
from app.text.shares import format_share, parse_share, shares_sentence
from ui.bridge import Bridge
from ui.dialogs.saving import save_document
from ui.printing.split_sheet import split_sheet_pdf
from ui.widgets.card import Card, button, label
from ui.widgets.combo_box import ComboBox
from ui.widgets.menus import add_entry, show_once
from ui.widgets.reserved_line import ReservedLine
from ui.widgets.scrolling import scrolling
from ui.widgets.text_entry import LineEntry
from ui.write.open_rows import OpenRow, OpenRows

SHARE_PX = 76


class WriterRow(OpenRow):
    """One writer."""

    def __init__(self, bridge: Bridge, person: Person, owner: OpenRows) -> None:
        super().__init__(person.name, lambda: owner.toggle(person.id))
        self._bridge, self._id = bridge, person.id
        self.share = LineEntry(f"Share of {person.name}", "0 %")
        self.share.setFixedWidth(SHARE_PX)
        self.share.typed.connect(self._take_share)
        self.head.insertWidget(1, self.share)
        self.role = ComboBox(f"What {person.name} wrote")
        for role in get_args(WriterRole):
            self.role.addItem(role)
        self.role.textActivated.connect(lambda role: bridge.perform(edits.set_writer_role(self._id, role)))
        self.add_field("Wrote", self.role)
        self.agreed = button("", self._agree)
        self.add_field("Agreed", self.agreed)
        self.add_field("", button("Remove", lambda: bridge.perform(edits.remove_writer(self._id)), "link"))
        self._agreed_on = ""

    def _take_share(self, text: str) -> None:
        share = self._bridge.attempt(lambda: self._set_share(text))
        if not share:
            self.show_writer(next(w for w in self._bridge.song.credits.writers if w.person == self._id))

    def _set_share(self, text: str) -> None:
        self._bridge.session.document.perform(edits.set_share(self._id, parse_share(text)))

    def _agree(self) -> None:
        day = "" if self._agreed_on else date.today().isoformat()
        self._bridge.perform(edits.agree([self._id], day))

    def show_writer(self, writer: Writer) -> None:
        """Show the writer as the song has it."""
        person = next(person for person in self._bridge.song.credits.people if person.id == writer.person)
        self._agreed_on = writer.agreed_on
        agreed = f"agreed {writer.agreed_on}" if writer.agreed_on else "not agreed yet"
        facts = [writer.role, person.society or "no society", agreed]
        self.show_line(person.name, " \u00b7 ".join(facts))
        self.share.show_text(format_share(writer.share))
        self.role.setCurrentText(writer.role)
        self.agreed.setText("Take the agreement back" if writer.agreed_on else "Agrees today")


class WritersCard(Card):
    """Who wrote the song, with shares that sum to 100 %."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__("Writers", parent=parent)
        self._bridge = bridge
        self.rows = OpenRows(self._make_row)
        self.empty = label(NO_WRITERS_YET, "dim", wrap=True)
        self.problem = ReservedLine()
        self.body.addWidget(self.empty)
        self.body.addWidget(self.problem)
        self.body.addWidget(scrolling(self.rows), 1)
        line = QHBoxLayout()
        self.add = button("Add a writer", self._show_people)
        self.equal = button("Share equally", lambda: bridge.perform(edits.share_equally()))
        self.agree = button("All agree", self._all_agree)
        for part in (self.add, self.equal, self.agree):
            line.addWidget(part)
        line.addStretch(1)
        self.sheet = button("Split sheet\u2026", self._print)
        line.addWidget(self.sheet)
        self.body.addLayout(line)
        bridge.changed.connect(self._on_change)
        self._show()

    def _make_row(self, person_id: Hashable) -> OpenRow:
        person = next(person for person in self._bridge.song.credits.people if person.id == person_id)
        return WriterRow(self._bridge, person, self.rows)

    def _show_people(self) -> None:
        """A menu of those who are no writers yet, and of the artist where nobody is there."""
        song = self._bridge.song
        menu = QMenu(self)
        writing = {writer.person for writer in song.credits.writers}
        for person in song.credits.people:
            if person.id not in writing:
                add_entry(menu, person.name, partial(self._bridge.perform, edits.add_writer(person.id)))
        if song.artist and all(person.name.casefold() != song.artist.casefold() for person in song.credits.people):
            add_entry(menu, song.artist, partial(self._add_new, song.artist))
        if not menu.actions():
            add_entry(menu, "Everybody", lambda: None, why_not="add people first")
        show_once(menu, self.add.mapToGlobal(QPoint(0, self.add.height())))

    def _add_new(self, name: str) -> None:
        person_id = PersonId(new_id())
        steps = [people_edits.add_person(name, person_id), edits.add_writer(person_id)]
        self._bridge.perform(Edit.combine(ADD_WRITER, steps))

    def _print(self) -> None:
        save_document(self._bridge, self.window(), "split sheet", ".pdf", lambda: split_sheet_pdf(self._bridge.song))

    def _all_agree(self) -> None:
        writers = [writer.person for writer in self._bridge.song.credits.writers]
        self._bridge.perform(edits.agree(writers, date.today().isoformat()))

    def _on_change(self, changes: Changes) -> None:
        if changes.plans:
            self._show()

    def _show(self) -> None:
        writers = self._bridge.song.credits.writers
        self.rows.show_ids([writer.person for writer in writers])
        for writer in writers:
            row = self.rows.rows[writer.person]
            assert isinstance(row, WriterRow)
            row.show_writer(writer)
        total = shares_sum(writers)
        self.empty.setVisible(not writers)
        people = {person.id: person.name for person in self._bridge.song.credits.people}
        without = [people[writer.person] for writer in writers if not writer.share]
        said = (shares_sentence(writers), no_share(without) if without else "")
        self.problem.show_text(" ".join(sentence for sentence in said if sentence))
        self.problem.setVisible(bool(writers))
        for part in (self.equal, self.agree, self.sheet):
            part.setEnabled(bool(writers))
        whole = total == WHOLE_SONG
        self.set_aside(f"shares {format_share(total)}" if writers else "", "good" if whole else "warn")
