"""A strip in the small: the curve of its filters and EQ, and the names of the sections that are on.

Lives: window, main thread.
"""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from app.analysis.responses import eq_db
from app.model.strip import StripSettings
from app.text.strips import describe_pre_fader, shapes_response, short_sections_on
from ui import theme
from ui.widgets.press import EnterButton

CURVE_HEIGHT = 26
RANGE_DB = 15.0
_FREQUENCIES = np.geomspace(30.0, 18000.0, 40)


class StripThumb(EnterButton):
    """A click opens the channel's editor."""

    def __init__(self, name: str, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._key = name, key  # of the command that opens the editor
        self._strip: StripSettings | None = None
        self._printed: StripSettings | None = None
        self._line = QPolygonF()
        self.colour_token = theme.DIM
        self.setProperty("kind", "thumb")
        self.setFixedHeight(40)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.show_strip(StripSettings())

    def show_strip(self, strip: StripSettings, printed: StripSettings | None = None) -> None:
        """`printed`: what goes onto new takes, said by a mark."""
        if strip is self._strip and printed is self._printed:
            return
        self._strip, self._printed = strip, printed
        self._line = QPolygonF()
        on = short_sections_on(strip)
        text = f"Editor of {self._name}: {', '.join(on) if on else 'every section off'} ({self._key})"
        if printed is not None:
            text += f". New takes are printed with {describe_pre_fader(printed)}"
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.update()

    def _curve(self) -> QPolygonF:
        strip = self._strip
        if self._line.isEmpty() and strip is not None:
            levels = np.clip(eq_db(strip, _FREQUENCIES) / RANGE_DB, -1.0, 1.0)
            middle, reach = 1 + CURVE_HEIGHT / 2, CURVE_HEIGHT / 2 - 2
            xs = np.linspace(3, self.width() - 3, _FREQUENCIES.size)
            self._line = QPolygonF([QPointF(x, middle - y * reach) for x, y in zip(xs, levels, strict=True)])
        return self._line

    def resizeEvent(self, event: object) -> None:
        self._line = QPolygonF()

    def paintEvent(self, event: QPaintEvent) -> None:
        strip = self._strip
        if strip is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(0.5, 0.5, self.width() - 1, CURVE_HEIGHT + 1)
        edge = theme.ACCENT if self.hasFocus() else theme.FAINT if self.underMouse() else theme.LINE
        painter.setPen(QPen(theme.colour(edge), 2 if self.hasFocus() else 1))
        painter.setBrush(theme.colour(theme.BG))
        painter.drawRoundedRect(box, 4, 4)
        shaped = shapes_response(strip)
        painter.setPen(QPen(theme.colour(self.colour_token if shaped else theme.LINE), 1.6 if shaped else 1))
        painter.setClipRect(box.adjusted(1, 1, -1, -1))
        painter.drawPolyline(self._curve())
        painter.setClipping(False)
        self._paint_names(painter, short_sections_on(strip)[1 if shaped else 0 :])  # the curve says "EQ"
        if self._printed is not None:
            painter.setFont(theme.font(10, 600))
            painter.setPen(theme.colour(theme.REC_TEXT))
            painter.drawText(
                box.adjusted(0, 0, -4, 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, "PRINT"
            )
        painter.end()

    def _paint_names(self, painter: QPainter, names: list[str]) -> None:
        painter.setFont(theme.font(10))
        metrics = painter.fontMetrics()
        shown, text = list(names), " ".join(names)
        while shown and metrics.horizontalAdvance(text) > self.width() - 2:
            shown.pop()
            text = " ".join([*shown, f"+{len(names) - len(shown)}"])
        painter.setPen(theme.colour(theme.TEXT if names else theme.DIM))
        place = QRectF(0, CURVE_HEIGHT + 2, self.width(), 13)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text or "no dynamics")
