"""Short-term loudness and true peak of the master at the right end of the transport bar; a click opens the master panel.

Lives: window, main thread.
"""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.units import MINUS_INFINITY_DB
from ui import theme
from ui.bridge import Bridge
from ui.master.loudness_card import HOT_TRUE_PEAK_DB, format_loudness
from ui.widgets.press import EnterButton

WIDTH, HEIGHT = 148, 44
ROWS = (("Short-term", "short_term", "LUFS"), ("True peak", "true_peak_db", "dBTP"))


class LoudnessReadout(EnterButton):
    """Two lines, each a word and a figure; the true peak is red above HOT_TRUE_PEAK_DB."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.figures = ("", "")
        self._hot = False
        self.setProperty("kind", "painted")
        self.setFixedSize(WIDTH, HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        bridge.actions.attach(self, "view.master")
        self.refresh()

    def refresh(self) -> None:
        """Show the newest readings."""
        reading = self._bridge.levels.loudness
        values = [float(getattr(reading, field, MINUS_INFINITY_DB)) for _name, field, _unit in ROWS]
        first, second = (format_loudness(value, unit) for value, (_, _, unit) in zip(values, ROWS, strict=True))
        if (first, second) != self.figures:
            self.figures, self._hot = (first, second), values[1] > HOT_TRUE_PEAK_DB
            self.setAccessibleName(f"Master: short-term loudness {first}, true peak {second}")
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(theme.HOVER))
            painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        right, left = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft
        for n, ((name, _, _), figure) in enumerate(zip(ROWS, self.figures, strict=True)):
            row = QRect(6, 4 + n * 18, WIDTH - 12, 18)
            painter.setFont(theme.font(theme.SMALL_PX))
            painter.setPen(theme.colour(theme.DIM))
            painter.drawText(row, left | Qt.AlignmentFlag.AlignVCenter, name)
            painter.setFont(theme.font(theme.BASE_PX, 600))
            painter.setPen(theme.colour(theme.REC_TEXT if self._hot and n == 1 else theme.TEXT))
            painter.drawText(row, right | Qt.AlignmentFlag.AlignVCenter, figure)
        theme.paint_focus_ring(painter, self, 6)
        painter.end()
