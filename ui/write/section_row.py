"""A section in the list of the form: its name, bars and intensity, and when it is open all that it has.

Lives: window, main thread.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QWidget

from app.edits import section_order
from app.edits import sections as edits
from app.edits.edit import Edit
from app.messages.writing import BARS_UNREADABLE
from app.model.ids import SectionId
from app.model.section import Section
from app.problems import EditRefused
from app.text import values
from app.text.sections import bars_of
from app.verbs.table import VERBS
from ui import theme
from ui.bridge import Bridge
from ui.state.binding import GestureBinding
from ui.widgets.card import button, label
from ui.widgets.controls import ValueControl
from ui.widgets.menus import add_entry, show_once
from ui.widgets.shortcut_override import ShortcutOverride
from ui.widgets.text_entry import LineEntry
from ui.write.open_rows import OpenRow, OpenRows

CELL_PX = 11  # of one of the ten steps of intensity
_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_HEAVY = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


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


class SectionRow(OpenRow):
    """One section. It is dragged by its head to another place, or moved by Ctrl+Shift+Up and Down.

    Args:
        bridge: Of the window.
        section: What it shows.
        rows: The list that it is in.
        music: Says whether the music goes along.
    """

    drag_began = Signal(object)  # the id
    dragged = Signal(QPointF)  # to a point of the screen
    drag_ended = Signal(bool)  # False: taken back

    def __init__(
        self, bridge: Bridge, section: Section, rows: OpenRows, music: Callable[[], bool], parent: QWidget | None = None
    ) -> None:
        super().__init__(section.name, lambda: rows.toggle(section.id), parent)
        self._bridge, self.id, self._music = bridge, section.id, music
        self._pressed: QPointF | None = None
        self._dragging = False
        self.intensity = IntensitySlider(f"Intensity of {section.name}")
        self._binding = GestureBinding(
            bridge,
            self.intensity,
            f"Intensity of {section.name}",
            lambda value: edits.set_section_intensity(self.id, round(value)),
            self._show_again,
        )
        self.head.insertWidget(1, self.intensity)
        self.name = self.add_entry("Name", lambda text: self._perform(edits.rename_section(self.id, text)))
        self.first, self.length = LineEntry("First bar"), LineEntry("Length in bars")
        self.first.typed.connect(self._take_first)
        self.length.typed.connect(self._take_length)
        self._add_bars()
        self.notes = self.add_entry(
            "Notes",
            lambda text: self._perform(edits.set_section_notes(self.id, text)),
            "What to play, and how",
            note=True,
        )
        self._add_buttons()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        ShortcutOverride(self, lambda event: self._dragging or _moves(event))
        self.show_section(section)

    def _add_bars(self) -> None:
        line, holder = QHBoxLayout(), QWidget()
        holder.setLayout(line)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.first, 1)
        line.addWidget(label("bars", "dim"))
        line.addWidget(self.length, 1)
        self.add_field("From bar", holder)

    def _add_buttons(self) -> None:
        line, holder = QHBoxLayout(), QWidget()
        holder.setLayout(line)
        line.setContentsMargins(0, 0, 0, 0)
        self._verbs: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Earlier", partial(self._move_by, -1)),
            ("Later", partial(self._move_by, 1)),
            ("Duplicate", lambda: self._perform(section_order.duplicate_section(self.id, self._music()))),
            ("Delete", lambda: self._perform(section_order.delete_section(self.id, self._music()))),
        )
        for text, act in self._verbs:
            made = button(text, act)
            made.setAccessibleName(f"{text}: {self.accessibleName()}")
            line.addWidget(made)
        line.addStretch(1)
        self.add_field("", holder)

    def show_section(self, section: Section) -> None:
        """Show a section as the song has it."""
        self.show_line(section.name, bars_of(section))
        self.title.setToolTip(section.notes)
        self.intensity.set_value(float(section.intensity))
        self.name.show_text(section.name)
        self.first.show_text(f"{section.start_bar:g}")
        self.length.show_text(f"{section.length_bars:g}")
        self.notes.show_text(section.notes)

    def _show_again(self) -> None:
        found = next((section for section in self._bridge.song.sections if section.id == self.id), None)
        if found is not None:
            self.show_section(found)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu, section = QMenu(self), next(one for one in self._bridge.song.sections if one.id == self.id)
        middle = round(section.start_bar + section.length_bars / 2)
        one_bar = "it has one bar" if section.length_bars < 2 else ""
        last = "it is the last" if self._bridge.song.sections[-1].id == self.id else ""
        split, join = edits.split_section(self.id, middle), edits.join_sections(self.id)
        add_entry(menu, f"Split at bar {middle}", lambda: self._perform(split), why_not=one_bar)
        add_entry(menu, VERBS["sections.join"].title, lambda: self._perform(join), why_not=last)
        menu.addSeparator()
        for text, act in self._verbs:
            add_entry(menu, text, act)
        show_once(menu, event.globalPos())

    def _perform(self, edit: Edit) -> bool:
        done = self._bridge.perform(edit)
        if not done:
            self._show_again()
        return done

    def _take_first(self, text: str) -> None:
        def begin() -> None:
            section = self._bridge.song.sections[edits.place_of_section(self._bridge.song, self.id)]
            bar = _number(text)
            self._bridge.session.document.perform(edits.resize_section(self.id, bar, section.end_bar))

        self._bridge.attempt(begin)
        self._show_again()

    def _take_length(self, text: str) -> None:
        def change() -> None:
            bars = _number(text)
            self._bridge.session.document.perform(section_order.set_section_length(self.id, bars, self._music()))

        self._bridge.attempt(change)
        self._show_again()

    def _move_by(self, places: int) -> None:
        place = edits.place_of_section(self._bridge.song, self.id) + places
        if 0 <= place < len(self._bridge.song.sections):
            self._perform(section_order.reorder_section(self.id, place, self._music()))

    # --- dragged by its head
    def mousePressEvent(self, event: QMouseEvent) -> None:
        fields = self.form.isVisible() and self.form.geometry().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and not fields:
            self._pressed = event.position()
            self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        far = (event.position() - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if not self._dragging and far:
            self._dragging = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.drag_began.emit(self.id)
        if self._dragging:
            self.dragged.emit(event.globalPosition())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._end_drag(True)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.opener.click()

    def _end_drag(self, keep: bool) -> None:
        dragging, self._dragging, self._pressed = self._dragging, False, None
        self.unsetCursor()
        if dragging:
            self.drag_ended.emit(keep)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._dragging and event.key() == Qt.Key.Key_Escape:
            self._end_drag(False)
        elif _moves(event):
            self._move_by(_MOVES[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


def _moves(event: QKeyEvent) -> bool:
    return event.key() in _MOVES and event.modifiers() == _HEAVY


def _number(text: str) -> int:
    number = values.parse_number(text)
    if number is None or number < 1:
        raise EditRefused(BARS_UNREADABLE)
    return round(number)


def section_id(row: OpenRow) -> SectionId:
    """The section that a row of the list shows."""
    assert isinstance(row, SectionRow)
    return row.id
