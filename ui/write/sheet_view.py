"""Words with chords over their syllables, painted in one column as wide as there is room.

Lives: window, main thread.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.text.sheet import SheetBlock
from ui import theme
from ui.widgets.sheet_layout import Row, SheetFonts, rows_of

HEADING_SIZE = 0.85  # of the words
HEADING_HEIGHT = 1.9  # in sizes of the words
BLOCK_GAP = 0.9
INK = {"chord": theme.ACCENT, "remark": theme.DIM, "comment": theme.DIM}


@dataclass(slots=True)
class PlacedRow:
    """A row of the sheet: `row` is None for the heading of its block."""

    top: float
    height: float
    block: int
    row: Row | None = None


def sheet_fonts(size_px: int) -> SheetFonts:
    """The fonts of a sheet on screen."""
    fixed = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    fixed.setPixelSize(max(8, round(size_px * 0.92)))
    return SheetFonts(theme.font(size_px), theme.font(max(9, round(size_px * 0.92)), 600), fixed)


class SheetView(QWidget):
    """Shows blocks of a sheet below each other.

    Attributes:
        size_px: Size of the words.
        rows: Where everything lies.
    """

    line_chosen = Signal(int)  # index in the text

    def __init__(self, name: str, size_px: int = 13, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.size_px = size_px
        self._blocks: tuple[SheetBlock, ...] = ()
        self._laid_width = -1
        self.rows: list[PlacedRow] = []
        self.setAccessibleName(name)

    def show_blocks(self, blocks: Sequence[SheetBlock]) -> None:
        """Show other blocks; those without name and lines are left out."""
        shown = tuple(blocks)
        if shown != self._blocks:
            self._blocks = shown
            self._lay_out()

    def set_size(self, size_px: int) -> None:
        """Change the size of the words."""
        if size_px != self.size_px:
            self.size_px = size_px
            self._lay_out()

    def sizeHint(self) -> QSize:
        return QSize(240, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self.width() != self._laid_width:
            self._lay_out()

    def _lay_out(self) -> None:
        fonts, self._laid_width = sheet_fonts(self.size_px), self.width()
        self.rows, top = [], 0.0
        for number, block in enumerate(self._blocks):
            if not block.name and not block.lines:
                continue
            top += self.size_px * BLOCK_GAP if self.rows else 0.0
            if block.name:
                height = self.size_px * HEADING_HEIGHT
                self.rows.append(PlacedRow(top, height, number))
                top += height
            for row in rows_of(block.lines, max(80.0, float(self.width())), fonts):
                self.rows.append(PlacedRow(top, row.height, number, row))
                top += row.height
        self.setMinimumHeight(round(top) + 1)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        fonts = sheet_fonts(self.size_px)
        for placed in self.rows:
            if placed.top + placed.height < event.rect().top() or placed.top > event.rect().bottom():
                continue
            self.paint_row(painter, placed, fonts)
        painter.end()

    def paint_row(self, painter: QPainter, placed: PlacedRow, fonts: SheetFonts) -> None:
        """Paint one row or heading."""
        if placed.row is None:
            painter.setFont(theme.font(max(9, round(self.size_px * HEADING_SIZE))))
            painter.setPen(theme.colour(theme.DIM))
            area = QRectF(0, placed.top, self.width(), placed.height * 0.95)
            name = self._blocks[placed.block].name.upper()
            text = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, self.width())
            painter.drawText(area, int(Qt.AlignmentFlag.AlignBottom.value | Qt.AlignmentFlag.AlignLeft.value), text)
            return
        for piece in placed.row.pieces:
            painter.setFont(fonts.of(piece.role))
            painter.setPen(theme.colour(self.ink(placed, piece.role)))
            painter.drawText(QPointF(piece.x, placed.top + piece.baseline), piece.text)

    def ink(self, placed: PlacedRow, role: str) -> str:
        """The colour of a piece."""
        return INK.get(role, theme.TEXT)

    def row_at(self, y: float) -> PlacedRow | None:
        """The row at a height."""
        return next((placed for placed in self.rows if placed.top <= y < placed.top + placed.height), None)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        placed = self.row_at(event.position().y())
        if placed is not None and placed.row is not None:
            self.line_chosen.emit(placed.row.start)
