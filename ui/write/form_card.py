"""The form of the song: its sections in their order, the emotional timeline over them, and other forms to try.

Lives: window, main thread.
"""

import math
from collections.abc import Hashable

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.edits import sections as section_edits
from app.edits.edit import Edit
from app.edits.section_order import reorder_section
from app.messages import steps
from app.messages.window import NO_SECTIONS
from app.model.ids import SectionId, new_id
from app.song.changes import Changes
from app.text.values import count
from app.verbs.sections import new_section
from ui.bridge import Bridge, GestureHand
from ui.widgets.card import Card, button, label
from ui.widgets.scrolling import scrolling
from ui.widgets.toggle_chip import ToggleChip
from ui.write.dynamics_view import DynamicsView
from ui.write.emotional_timeline import EmotionalTimeline
from ui.write.forms_line import FormsLine
from ui.write.open_rows import OpenRow, OpenRows
from ui.write.section_row import SectionRow, section_id

USUAL_FORM = (
    ("Intro", 4, 3),
    ("Verse 1", 8, 4),
    ("Chorus", 8, 7),
    ("Verse 2", 8, 5),
    ("Chorus", 8, 8),
    ("Outro", 4, 3),
)


class FormCard(Card):
    """Sections in their order."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__("Emotional timeline and form", "", parent)
        self._bridge = bridge
        self._hand: GestureHand | None = None  # while a row is dragged
        self._dragged = SectionId("")
        self.curve = EmotionalTimeline(bridge)
        self.dynamics = DynamicsView(bridge)
        self.rows = OpenRows(self._make_row)
        self.empty = label(NO_SECTIONS, "dim", wrap=True)
        self.usual = button("Start with a typical structure", self._usual_form, "primary")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self.curve, self.dynamics, self.empty, self.usual):
            column.addWidget(part)
        column.addWidget(self.rows, 1)
        self.body.addWidget(scrolling(inside), 1)
        line = QHBoxLayout()
        self.add = button("Add at the end", self._add_section)
        self.music = ToggleChip("With music", "Sections take their music along", self)
        bridge.actions.attach(self.music, "sections.music")
        line.addWidget(self.add)
        line.addWidget(self.music)
        line.addStretch(1)
        self.attempt = button("Another form", lambda: bridge.actions.run("forms.try"))
        bridge.actions.describe(self.attempt, "forms.try")
        line.addWidget(self.attempt)
        self.body.addLayout(line)
        self.forms = FormsLine(bridge)
        self.body.addWidget(self.forms)
        bridge.changed.connect(self._on_change)
        bridge.slow_ticked.connect(self._show_music)
        self._show()

    @property
    def takes_music(self) -> bool:
        """Whether moving, copying or deleting a section takes along all that lies under it."""
        return self._bridge.session.settings.preferences.sections_take_music

    def _show_music(self) -> None:
        self.music.setChecked(self.takes_music)

    def _on_change(self, changes: Changes) -> None:
        if changes.sections or changes.tempo or changes.song_replaced:
            self._show()

    def _make_row(self, its: Hashable) -> OpenRow:
        section = next(one for one in self._bridge.song.sections if one.id == its)
        row = SectionRow(self._bridge, section, self.rows, lambda: self.takes_music)
        row.drag_began.connect(self._begin_drag)
        row.dragged.connect(self._drag)
        row.drag_ended.connect(self._end_drag)
        return row

    def _show(self) -> None:
        sections = self._bridge.song.sections
        self.rows.show_ids([section.id for section in sections])
        for section in sections:
            row = self.rows.rows[section.id]
            assert isinstance(row, SectionRow)
            row.show_section(section)
        for hint in (self.empty, self.usual):
            hint.setVisible(not sections)
        for picture in (self.curve, self.dynamics):
            picture.setVisible(bool(sections))
        bars = round(max((section.end_bar for section in sections), default=1) - 1)
        self.set_aside(count(bars, "bar") if sections else "")
        self._show_music()

    def _usual_form(self) -> None:
        bar, edits = 1, []
        for name, bars, intensity in USUAL_FORM:
            edits.append(section_edits.add_section(name, bar, bars, intensity))
            bar += bars
        self._bridge.perform(Edit.combine(steps.TYPICAL_STRUCTURE, edits))

    def _add_section(self) -> None:
        """Add a section behind the last one, and open its name for typing."""
        end = max((section.end_bar for section in self._bridge.song.sections), default=1)
        its = SectionId(new_id())
        if self._bridge.perform(new_section(self._bridge.song, math.ceil(end), section_id=its)):
            self.rows.open(its)

    # --- a row that is dragged to another place
    def _begin_drag(self, its: SectionId) -> None:
        self._dragged, self._hand = its, self._bridge.begin_gesture(steps.MOVE_SECTION)

    def _drag(self, at: QPointF) -> None:
        if self._hand is None:
            return
        y = self.rows.mapFromGlobal(at.toPoint()).y()
        others = [row for row in self.rows.rows.values() if section_id(row) != self._dragged]
        place = sum(row.geometry().center().y() < y for row in others)
        now = [section.id for section in self._bridge.song.sections].index(self._dragged)
        if place != now:
            self._hand.try_update(reorder_section(self._dragged, place, self.takes_music))

    def _end_drag(self, keep: bool) -> None:
        hand, self._hand = self._hand, None
        if hand is not None:
            hand.commit() if keep else hand.cancel()
