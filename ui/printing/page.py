"""Pages of a PDF: size by the country, margins, fonts, and drawing text that other programs can read back.

Lives: window or command line, main thread; a QGuiApplication has to exist.
"""

from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QIODevice, QLocale, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from ui import theme

UNITS = 20  # of drawing, to a point of 1/72 inch: fonts have whole sizes, and lines of text exact widths
MARGIN_PT = 45.0
FOOT_PT = 9.0

Alignment = Qt.AlignmentFlag


def paper() -> QPageSize.PageSizeId:
    """Letter where people measure in inches, A4 elsewhere."""
    metric = QLocale().measurementSystem() == QLocale.MeasurementSystem.MetricSystem
    return QPageSize.PageSizeId.A4 if metric else QPageSize.PageSizeId.Letter


class Pages:
    """A PDF that is being drawn, from its first page on.

    All places and lengths are in units of 1/1440 inch (`points` converts), from the upper left of the printable area.
    """

    def __init__(self, title: str, size: QPageSize.PageSizeId | None = None) -> None:
        """Begin a document with its first page.

        Args:
            title: Of the document, for programs that list it; also at the foot of each page after the first.
            size: Of the pages; that of the country if left out.
        """
        self._title, self._number = title, 1
        self._buffer = QBuffer()
        self._buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self._writer = QPdfWriter(self._buffer)
        self._writer.setTitle(title)
        self._writer.setCreator("Worktape")
        self._writer.setResolution(72 * UNITS)
        margins = QMarginsF(MARGIN_PT, MARGIN_PT, MARGIN_PT, MARGIN_PT)
        page = QPageSize(paper() if size is None else size)
        self._writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Point))
        self.painter = QPainter(self._writer)

    @property
    def size(self) -> QSizeF:
        """Of the printable area."""
        return QSizeF(self._writer.width(), self._writer.height())

    def new_page(self) -> None:
        """Go on on another page."""
        self._writer.newPage()
        self._number += 1
        foot = font(FOOT_PT)
        area = QRectF(0, self.size.height() + points(10), self.size.width(), points(14))
        self.text(area, f"{self._title} \u00b7 {self._number}", foot, Alignment.AlignRight)

    def text(
        self,
        area: QRectF,
        text: str,
        font: QFont,
        alignment: Qt.AlignmentFlag = Alignment.AlignLeft,
        *,
        wraps: bool = False,
    ) -> float:
        """Draw a text into an area; with `wraps` on as many lines as it needs. Returns its height."""
        flags = int(alignment.value) | int(Alignment.AlignTop.value)
        if wraps:
            flags |= int(Qt.TextFlag.TextWordWrap.value)
        self.painter.setFont(font)
        bounds = self.painter.boundingRect(area, flags, text)
        self.painter.drawText(area, flags, text if wraps else metrics(font).elidedText(text, ELIDE, area.width()))
        return bounds.height()

    def text_at(self, x: float, baseline: float, text: str, font: QFont) -> None:
        """Draw a text from a place on."""
        self.painter.setFont(font)
        self.painter.drawText(QRectF(x, baseline, 0, 0).topLeft(), text)

    def rule(self, top: float, left: float = 0.0, right: float | None = None) -> None:
        """Draw a hairline across the page."""
        self.painter.setPen(QPen(Qt.GlobalColor.gray, points(0.5)))
        end = self.size.width() if right is None else right
        self.painter.drawLine(QRectF(left, top, end - left, 0).topLeft(), QRectF(end, top, 0, 0).topLeft())
        self.painter.setPen(Qt.GlobalColor.black)

    def row(self, top: float, cells: Sequence[str], edges: Sequence[float], font: QFont) -> float:
        """Draw one row of a table; each cell wraps in its column. Returns the height of the row.

        Args:
            top: Where it begins.
            cells: What stands in each column.
            edges: Left edges of the columns, and the right edge of the last.
            font: Of all cells.
        """
        heights = [
            self.text(QRectF(left, top, right - left - points(6), points(400)), cell, font, wraps=True)
            for cell, left, right in zip(cells, edges, edges[1:], strict=False)
        ]
        return max(heights, default=0.0)

    def finish(self) -> bytes:
        """End the document and return it."""
        self.painter.end()
        return bytes(self._buffer.data().data())


ELIDE = Qt.TextElideMode.ElideRight


def points(length_pt: float) -> float:
    """A length in units of the page."""
    return length_pt * UNITS


def font(size_pt: float, weight: int = 400) -> QFont:
    """The one family, for paper: with plain glyphs, since programs that read a PDF back miss the others."""
    made = QFont(theme.font(round(size_pt * UNITS), weight, tabular=False))
    made.setFeature(QFont.Tag("calt"), 0)
    return made


def metrics(font: QFont) -> QFontMetricsF:
    """Widths and heights of a font of `font`, in units of the page."""
    return QFontMetricsF(font)
