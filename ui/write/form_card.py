"""The sections of the song in their order, with the intensity of each.

Lives: window, main thread.
"""

import math

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.edits import sections as section_edits
from app.edits.edit import Edit
from app.messages import steps
from app.messages.window import NO_SECTIONS
from app.model.ids import SectionId
from app.model.section import Section
from app.song.changes import Changes
from app.text import values
from ui import theme
from ui.bridge import Bridge
from ui.state.binding import GestureBinding
from ui.widgets.card import Card, button, clear_layout, label
from ui.widgets.controls import ValueControl
from ui.widgets.entry import EditableLabel
from ui.widgets.scrolling import scrolling
from ui.write.dynamics_view import DynamicsView

USUAL_FORM = (
    ("Intro", 4, 3),
    ("Verse 1", 8, 4),
    ("Chorus", 8, 7),
    ("Verse 2", 8, 5),
    ("Chorus", 8, 8),
    ("Outro", 4, 3),
)
CELL_PX = 13  # of one of the ten steps of intensity


class IntensitySlider(ValueControl):
    """How much happens in a section, 0 to 10: one point of the emotional timeline."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.low, self.high, self.neutral = 0.0, 10.0, 5.0
        self.step = self.fine_step = 1.0
        self.take_form(values.Form(lambda value: f"{value:.0f}", values.parse_number))
        self.format_value = lambda value: f"{value:.0f} of 10"
        self.setFixedSize(10 * CELL_PX, theme.HIT)

    def snap(self, value: float) -> float:
        return float(round(value))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for n in range(10):
            lit = n < round(self.value)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(theme.WARN if lit else theme.LINE))
            painter.drawRoundedRect(QRect(n * CELL_PX + 1, 8, CELL_PX - 4, 8), 2, 2)
        theme.paint_focus_ring(painter, self)
        painter.end()


class SectionRow(QFrame):
    """One section of the song."""

    def __init__(self, bridge: Bridge, section: Section, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._id = bridge, section.id
        self.setProperty("kind", "row")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        self.name = EditableLabel("Section name", on_click=False)
        self.name.setFont(theme.font(12, 600))
        self.name.setToolTip("Double-click to rename")
        self.name.typed.connect(self._rename)
        self.bars = label("", "dim")
        self.bars.setFixedWidth(116)
        self.intensity = IntensitySlider(f"Intensity of {section.name}")
        self._binding = GestureBinding(
            bridge,
            self.intensity,
            f"Intensity of {section.name}",
            lambda value: section_edits.set_section_intensity(self._id, round(value)),
            self._show_again,
        )
        row.addWidget(self.name, 1)
        row.addWidget(self.bars)
        row.addWidget(self.intensity)
        row.addWidget(button("Remove", lambda: bridge.perform(section_edits.remove_section(self._id)), "link"))
        self.show_section(section)

    def _rename(self, text: str) -> None:
        if text:
            self._bridge.perform(section_edits.rename_section(self._id, text))
        self._show_again()

    def _show_again(self) -> None:
        found = next((section for section in self._bridge.song.sections if section.id == self._id), None)
        if found is not None:
            self.show_section(found)

    def show_section(self, section: Section) -> None:
        self.name.setText(section.name)
        length = values.count(max(1, round(section.length_bars)), "bar")
        self.bars.setText(f"from bar {round(section.start_bar)}, {length}")
        self.intensity.set_value(float(section.intensity))


class FormCard(Card):
    """Sections in their order."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__("Song structure", "intensity, 0 to 10", parent)
        self._bridge = bridge
        self.rows: dict[SectionId, SectionRow] = {}
        self.curve = _EmotionalTimeline(bridge)
        self.body.addWidget(self.curve)
        self.dynamics = DynamicsView(bridge)
        self.body.addWidget(self.dynamics)
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(4)
        self.body.addWidget(scrolling(inside), 1)
        line = QHBoxLayout()
        self.add = button("Add at the end", self._add_section)
        line.addWidget(self.add)
        line.addStretch(1)
        self.body.addLayout(line)
        bridge.changed.connect(self._on_change)
        self._rebuild()

    def _on_change(self, changes: Changes) -> None:
        sections = self._bridge.song.sections
        if [section.id for section in sections] != list(self.rows):
            self._rebuild()
        elif changes.sections or changes.tempo:
            for section in sections:
                self.rows[section.id].show_section(section)
            self.curve.update()

    def _rebuild(self) -> None:
        clear_layout(self._list)
        self.rows = {}
        for section in self._bridge.song.sections:
            row = SectionRow(self._bridge, section)
            self.rows[section.id] = row
            self._list.addWidget(row)
        if not self.rows:
            self._list.addWidget(label(NO_SECTIONS, "dim", wrap=True))
            self._list.addWidget(button("Start with a typical structure", self._usual_form, "primary"), 0)
        self._list.addStretch(1)
        self.curve.setVisible(bool(self.rows))
        self.dynamics.setVisible(bool(self.rows))
        self.curve.update()

    def _usual_form(self) -> None:
        bar, edits = 1, []
        for name, bars, intensity in USUAL_FORM:
            edits.append(section_edits.add_section(name, bar, bars, intensity))
            bar += bars
        self._bridge.perform(Edit.combine(steps.TYPICAL_STRUCTURE, edits))

    def _add_section(self) -> None:
        end = max((section.end_bar for section in self._bridge.song.sections), default=1)
        number = len(self._bridge.song.sections) + 1
        self._bridge.perform(section_edits.add_section(f"Section {number}", math.ceil(end), 8))


class _EmotionalTimeline(QWidget):
    """The intensities as one line over the sections."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.setFixedHeight(110)
        self.setAccessibleName("Emotional timeline")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sections = self._bridge.song.sections
        whole = max((section.end_bar for section in sections), default=2) - 1
        painter.setFont(theme.font(theme.SMALL_PX))
        last: tuple[float, float] | None = None
        for number, section in enumerate(sections):
            left = (section.start_bar - 1) / whole * self.width()
            width = section.length_bars / whole * self.width()
            flag = QRect(round(left), 88, max(2, round(width) - 2), 20)
            painter.fillRect(flag, theme.colour(theme.section_colour(section.name, number)))
            painter.setPen(theme.colour(theme.TEXT))
            text = painter.fontMetrics().elidedText(section.name, Qt.TextElideMode.ElideMiddle, flag.width() - 8)
            painter.drawText(flag.adjusted(6, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)
            here = (left + width / 2, 78 - section.intensity * 7)
            painter.setPen(QPen(theme.colour(theme.WARN), 2))
            if last is not None:
                painter.drawLine(round(last[0]), round(last[1]), round(here[0]), round(here[1]))
            painter.setBrush(theme.colour(theme.PANEL))
            painter.drawEllipse(round(here[0]) - 4, round(here[1]) - 4, 8, 8)
            last = here
        painter.end()
