"""The blueprint: who plays where, with what, and the button that makes the missing tracks.

Lives: window, main thread.
"""

from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMenu, QWidget

from app.analysis.blueprint import warnings
from app.edits import blueprint as edits
from app.messages.writing import NO_BLUEPRINT, NO_BLUEPRINT_SECTIONS
from app.model.blueprint import PlannedPart
from app.model.ids import PartId, PersonId, SectionId
from app.song.blueprint_tracks import make_tracks
from app.song.changes import Changes
from app.song.presets import presets
from app.text.tables import blueprint_csv
from app.text.values import count
from ui.bridge import Bridge
from ui.widgets.card import Card, button, label
from ui.widgets.colour_menu import add_colours
from ui.widgets.combo_box import ComboBox
from ui.widgets.menus import add_entry, show_once
from ui.widgets.reserved_line import ReservedLine
from ui.widgets.scrolling import scrolling
from ui.widgets.text_entry import LineEntry
from ui.widgets.toggle_chip import ToggleChip
from ui.write.blueprint_grid import BlueprintGrid
from ui.write.table_button import table_button

FIELDS = (  # title, field, hint, row, column
    ("Name", "name", "", 0, 0),
    ("Instrument", "instrument", "Instrument", 0, 1),
    ("Tuning", "tuning", "Tuning, capo", 0, 2),
    ("Microphone", "microphone", "Microphone, place", 1, 0),
    ("Note", "note", "What to play, and how", 1, 1),
)
GRID_PX = 170  # least height of the grid: its heads and five parts
NOBODY = "Nobody yet"
NO_PRESET = "No preset"


class PartFields(QWidget):
    """The fields of one part, in two lines."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._id: PartId | None = None
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setHorizontalSpacing(8)
        self.entries: dict[str, LineEntry] = {}
        for title, field, hint, row, column in FIELDS:
            entry = self.entries[field] = LineEntry(f"{title} of the part", hint or title)
            entry.typed.connect(partial(self._take, field))
            grid.addWidget(entry, row, column)
        self.person, self.preset = ComboBox("Who plays the part"), ComboBox("Preset of the part's track")
        self.preset.addItem(NO_PRESET, "")
        for preset in presets():
            if "track" in preset.kinds:
                self.preset.addItem(preset.name, preset.name)
        self.person.activated.connect(lambda _n: self._take("person", self.person.currentData()))
        self.preset.activated.connect(lambda _n: self._take("preset", self.preset.currentData()))
        grid.addWidget(self.person, 1, 2)
        grid.addWidget(self.preset, 0, 3)
        self.lead = ToggleChip("Lead", "The listener follows this part", self)
        self.lead.clicked.connect(lambda: self._take("lead", not self.lead.isChecked()))
        grid.addWidget(self.lead, 1, 3, Qt.AlignmentFlag.AlignLeft)
        for column in range(4):
            grid.setColumnStretch(column, 1)

    def _take(self, field: str, value: Any) -> None:
        if self._id is not None and not self._bridge.perform(edits.change_part(self._id, **{field: value})):
            self.show_part(next((part for part in self._bridge.song.blueprint.parts if part.id == self._id), None))

    def show_part(self, part: PlannedPart | None) -> None:
        """Show a part, or nothing."""
        self._id = None if part is None else part.id
        self.setVisible(part is not None)
        if part is None:
            return
        for field, entry in self.entries.items():
            entry.show_text(getattr(part, field))
        people: list[tuple[str, PersonId | None]] = [(NOBODY, None)]
        people += [(person.name, person.id) for person in self._bridge.song.credits.people]
        if [self.person.itemText(n) for n in range(self.person.count())] != [name for name, _ in people]:
            self.person.clear()
            for name, person_id in people:
                self.person.addItem(name, person_id)
        self.person.setCurrentIndex(max(0, self.person.findData(part.person)))
        self.preset.setCurrentIndex(max(0, self.preset.findData(part.preset)))
        self.lead.setChecked(part.lead)


class BlueprintCard(Card):
    """Parts by sections."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__("Blueprint", parent=parent)
        self._bridge = bridge
        self.empty = label(NO_BLUEPRINT, "dim", wrap=True)
        self.body.addWidget(self.empty)
        self.grid, self.fields = BlueprintGrid(), PartFields(bridge)
        self.grid.painted.connect(lambda cells, plays: bridge.perform(edits.plan_cells(cells, plays)))
        self.grid.part_chosen.connect(lambda _part: self._show_fields())
        self.grid.part_opened.connect(lambda _part: self.fields.entries["name"].setFocus())
        self.grid.menu_asked.connect(self._show_menu)
        self.area = scrolling(self.grid, sideways=True, least_px=GRID_PX)
        self.body.addWidget(self.area, 1)
        self.body.addStretch(0)
        self.warning = ReservedLine()
        self.body.addWidget(self.warning)
        self.body.addWidget(self.fields)
        line = QHBoxLayout()
        self.make = button("Make the tracks", self._make_tracks, "primary")
        self.new = LineEntry("Name of a new part", "Name of a part")
        self.new.returnPressed.connect(self._add)
        self.from_tracks = button("Take the tracks as parts", lambda: bridge.perform(edits.parts_from_tracks()))
        table = table_button(bridge, self, "blueprint", blueprint_csv)
        for part in (self.new, button("Add part", self._add), table, self.make):
            line.addWidget(part, 1 if part is self.new else 0)
        self.body.addLayout(line)
        self.body.addWidget(self.from_tracks, 0, Qt.AlignmentFlag.AlignLeft)
        bridge.changed.connect(self._on_change)
        self._show()

    def _add(self) -> None:
        name = self.new.text().strip()
        if not name:
            self.new.setFocus()
        elif self._bridge.perform(edits.add_part(name)):
            self.new.clear()

    def _make_tracks(self) -> None:
        self._bridge.perform(make_tracks(self._bridge.song))

    def _show_menu(self, part_id: PartId, section_id: SectionId | None, at: QPoint) -> None:
        song, menu, perform = self._bridge.song, QMenu(self), self._bridge.perform
        part = next(part for part in song.blueprint.parts if part.id == part_id)
        every = [(part_id, section.id) for section in song.sections]
        place = song.blueprint.parts.index(part)
        add_entry(menu, f"{part.name} plays everywhere", lambda: perform(edits.plan_cells(every, True)))
        add_entry(menu, f"{part.name} plays nowhere", lambda: perform(edits.plan_cells(every, False)))
        if section_id is not None:
            column = [(other.id, section_id) for other in song.blueprint.parts]
            add_entry(menu, "Everybody plays here", lambda: perform(edits.plan_cells(column, True)))
            add_entry(menu, "Nobody plays here", lambda: perform(edits.plan_cells(column, False)))
        menu.addSeparator()
        add_entry(menu, "Move up", lambda: perform(edits.move_part(part_id, place - 1)))
        add_entry(menu, "Move down", lambda: perform(edits.move_part(part_id, place + 1)))
        add_colours(menu, part.colour, lambda index: perform(edits.change_part(part_id, colour=index)))
        menu.addSeparator()
        add_entry(menu, f"Remove {part.name}", lambda: perform(edits.remove_part(part_id)))
        show_once(menu, at)

    def _on_change(self, changes: Changes) -> None:
        if changes.plans or changes.sections or changes.clips or changes.tracks or changes.tempo:
            self._show()

    def _show_fields(self) -> None:
        chosen = self.grid.chosen
        self.fields.show_part(next((part for part in self._bridge.song.blueprint.parts if part.id == chosen), None))

    def _show(self) -> None:
        song = self._bridge.song
        parts = song.blueprint.parts
        self.grid.show_song(song)
        self.area.setVisible(bool(parts))
        self.empty.setText(NO_BLUEPRINT_SECTIONS if parts else NO_BLUEPRINT)
        self.empty.setVisible(not parts or not song.sections)
        told = warnings(song)
        more = f" ({len(told) - 1} more)" if len(told) > 1 else ""
        self.warning.show_text(told[0] + more if told else "", told)
        there = {track.id for track in song.tracks}
        self.make.setEnabled(any(part.track not in there for part in parts))
        self.from_tracks.setVisible(bool(there - {part.track for part in parts}))
        self.set_aside("who plays where \u00b7 " + count(len(parts), "part"))
        self._show_fields()
