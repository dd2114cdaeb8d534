"""The grid of the blueprint: a row for each part, a column for each section; cells are filled by click, drag or Space.

Lives: window, main thread.
"""

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.analysis.blueprint import cell_state
from app.messages.writing import cell_sentence, part_progress
from app.model.blueprint import PlannedPart
from app.model.ids import PartId, SectionId
from app.model.section import Section
from app.model.song import Song
from ui import theme
from ui.widgets.shortcut_override import ShortcutOverride

ROW_PX, HEAD_PX, GAP_PX = 28, 28, 3
NAME_PX, PROGRESS_PX = 140, 68
LEAST_CELL_PX, MOST_CELL_PX = 30, 120
Cell = tuple[PartId, SectionId]
_MOVES = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_KEYS = (*_MOVES, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
_SHARES = {"silent": 0.0, "planned": 0.42, "recorded": 0.8, "kept": 0.8}  # of the part's colour in a cell


class BlueprintGrid(QWidget):
    """Reports what is asked for; the document answers with another song."""

    painted = Signal(object, bool)  # cells, whether the parts play there
    part_chosen = Signal(object)  # PartId
    part_opened = Signal(object)  # PartId, by a double click or Enter
    menu_asked = Signal(object, object, QPoint)  # PartId, SectionId or None, position on the screen

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._song: Song | None = None
        self._row, self._column = 0, 0  # where the keyboard is; column -1 is the name
        self._stroke: dict[Cell, None] = {}  # cells that the mouse went over, in order
        self._fills = True
        self.setAccessibleName("Blueprint")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        ShortcutOverride(self, self._wants)

    # --- what is shown
    @property
    def parts(self) -> tuple[PlannedPart, ...]:
        return () if self._song is None else self._song.blueprint.parts

    @property
    def sections(self) -> tuple[Section, ...]:
        return () if self._song is None else self._song.sections

    @property
    def chosen(self) -> PartId | None:
        """The part on whose row the keyboard is."""
        return self.parts[self._row].id if self._row < len(self.parts) else None

    def show_song(self, song: Song) -> None:
        """Show the blueprint of a song."""
        self._song = song
        self._row = max(0, min(self._row, len(self.parts) - 1))
        self._column = max(-1, min(self._column, len(self.sections) - 1))
        self.setFixedHeight(self.sizeHint().height())
        self.setMinimumWidth(self.minimumSizeHint().width())
        self._describe()
        self.update()

    def sizeHint(self) -> QSize:
        wide = NAME_PX + PROGRESS_PX + len(self.sections) * MOST_CELL_PX
        return QSize(wide, HEAD_PX + max(1, len(self.parts)) * ROW_PX + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(NAME_PX + PROGRESS_PX + len(self.sections) * LEAST_CELL_PX, self.sizeHint().height())

    # --- places
    def cell_rect(self, row: int, column: int) -> QRect:
        """Where a cell is; column -1 is the part's name."""
        top = HEAD_PX + row * ROW_PX
        if column < 0:
            return QRect(0, top, NAME_PX - GAP_PX, ROW_PX - GAP_PX)
        room = max(1, self.width() - NAME_PX - PROGRESS_PX)
        edges = [NAME_PX + min(room * n // max(1, len(self.sections)), n * MOST_CELL_PX) for n in (column, column + 1)]
        return QRect(edges[0], top, edges[1] - edges[0] - GAP_PX, ROW_PX - GAP_PX)

    def _progress_rect(self, row: int) -> QRect:
        last = self.cell_rect(row, len(self.sections) - 1)
        return QRect(last.right() + GAP_PX + 6, last.top(), PROGRESS_PX - 6, last.height())

    def _at(self, point: QPoint) -> tuple[int, int] | None:
        row = (point.y() - HEAD_PX) // ROW_PX
        if point.y() < HEAD_PX or row >= len(self.parts):
            return None
        columns = range(-1, len(self.sections))
        found = [c for c in columns if self.cell_rect(row, c).adjusted(0, 0, GAP_PX, GAP_PX).contains(point)]
        return (row, found[0]) if found else None

    def _cell(self, row: int, column: int) -> Cell:
        return self.parts[row].id, self.sections[column].id

    # --- mouse
    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._at(event.position().toPoint())
        if place is None:
            return
        self._go_to(*place)
        row, column = place
        if event.button() == Qt.MouseButton.RightButton:
            section = self.sections[column].id if column >= 0 else None
            self.menu_asked.emit(self.parts[row].id, section, event.globalPosition().toPoint())
        elif event.button() == Qt.MouseButton.LeftButton and column >= 0:
            self._fills = self.sections[column].id not in self.parts[row].sections
            self._stroke = {self._cell(row, column): None}
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._at(event.position().toPoint())
        if self._stroke and place is not None and place[1] >= 0:
            self._stroke[self._cell(*place)] = None
            self.update()
        self.setToolTip("" if place is None else self._sentence(*place))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._stroke:
            stroke, self._stroke = self._stroke, {}
            self.painted.emit(list(stroke), self._fills)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self._at(event.position().toPoint())
        if place is not None and place[1] < 0:
            self.part_opened.emit(self.parts[place[0]].id)
        else:
            self.mousePressEvent(event)

    # --- keys
    def _wants(self, event: QKeyEvent) -> bool:
        return event.key() in _KEYS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if not self.parts or not self._wants(event):
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Escape:
            self._stroke = {}
            self.update()
        elif key in _MOVES:
            down, right = _MOVES[key]
            self._go_to(self._row + down, self._column + right)
        elif key == Qt.Key.Key_Space and self._column >= 0:
            cell = self._cell(self._row, self._column)
            self.painted.emit([cell], cell[1] not in self.parts[self._row].sections)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.part_opened.emit(self.parts[self._row].id)

    def _go_to(self, row: int, column: int) -> None:
        before = self.chosen
        self._row = max(0, min(row, len(self.parts) - 1))
        self._column = max(-1, min(column, len(self.sections) - 1))
        self._describe()
        self.update()
        if self.chosen != before:
            self.part_chosen.emit(self.chosen)

    def _describe(self) -> None:
        self.setAccessibleDescription(self._sentence(self._row, self._column) if self.parts else "")

    def _sentence(self, row: int, column: int) -> str:
        part = self.parts[row]
        if column < 0:
            return f"{part.name}: {self._progress(part)}"
        section = self.sections[column]
        note = next((cell.note for cell in part.cells if cell.section == section.id), "")
        return cell_sentence(part.name, section.name, self._state(part, section), note)

    def _state(self, part: PlannedPart, section: Section) -> str:
        assert self._song is not None
        return cell_state(self._song, part, section)

    def _progress(self, part: PlannedPart) -> str:
        states = [self._state(part, section) for section in self.sections]
        return part_progress([state for state in states if state != "silent"])

    # --- picture
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_heads(painter)
        for row, part in enumerate(self.parts):
            self._paint_row(painter, row, part)
        if self.hasFocus() and self.parts:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour(theme.ACCENT), 2))
            painter.drawRoundedRect(self.cell_rect(self._row, self._column).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _paint_heads(self, painter: QPainter) -> None:
        painter.setFont(theme.font(theme.SMALL_PX))
        painter.setPen(theme.colour(theme.DIM))
        for column, section in enumerate(self.sections):
            place = self.cell_rect(0, column)
            place.moveTop(0)
            text = painter.fontMetrics().elidedText(section.name, Qt.TextElideMode.ElideMiddle, place.width())
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_row(self, painter: QPainter, row: int, part: PlannedPart) -> None:
        name = self.cell_rect(row, -1)
        if row == self._row:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(theme.RAISED))
            painter.drawRoundedRect(name, 4, 4)
        tone = theme.track_colour(part.colour)
        painter.fillRect(QRect(name.left(), name.top() + 3, 3, name.height() - 6), theme.colour(tone))
        painter.setFont(theme.font(12, 600 if part.lead else 400))
        painter.setPen(theme.colour(theme.TEXT))
        text = painter.fontMetrics().elidedText(part.name, Qt.TextElideMode.ElideMiddle, name.width() - 14)
        painter.drawText(name.adjusted(10, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)
        for column in range(len(self.sections)):
            self._paint_cell(painter, row, column)
        painter.setFont(theme.font(theme.SMALL_PX))
        painter.setPen(theme.colour(theme.DIM))
        painter.drawText(self._progress_rect(row), Qt.AlignmentFlag.AlignVCenter, self._progress(part))

    def _paint_cell(self, painter: QPainter, row: int, column: int) -> None:
        """Silent: an empty place. Planned: tinted. Recorded: full. Kept: full, with a tick."""
        part, section, place = self.parts[row], self.sections[column], self.cell_rect(row, column)
        state = self._state(part, section)
        if (part.id, section.id) in self._stroke:
            state = ("planned" if state == "silent" else state) if self._fills else "silent"
        tone = theme.track_colour(part.colour)
        painter.setPen(Qt.PenStyle.NoPen)
        empty = theme.mix(theme.RAISED, theme.PANEL, 0.6)
        painter.setBrush(empty if state == "silent" else theme.mix(tone, theme.PANEL, _SHARES[state]))
        painter.drawRoundedRect(place, 4, 4)
        if state == "kept":
            painter.setPen(QPen(theme.ink_on(tone), 2))
            middle = place.center()
            painter.drawPolyline([middle + QPoint(-5, 0), middle + QPoint(-1, 4), middle + QPoint(6, -4)])
        if any(cell.note for cell in part.cells if cell.section == section.id):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(theme.TEXT))
            painter.drawEllipse(place.right() - 7, place.top() + 4, 4, 4)
