"""Loudness of the master: integrated, short-term, momentary, range, true peak. A click restarts the measurement.

Lives: window, main thread.
"""

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QWidget

from app.text import values
from app.units import MINUS_INFINITY_DB
from ui import theme
from ui.bridge import Bridge

ROWS = (
    ("Integrated", "integrated", "LUFS"), ("Short-term", "short_term", "LUFS"), ("Momentary", "momentary", "LUFS"),
    ("Range", "range_lu", "LU"), ("True peak", "true_peak_db", "dBTP"),
)  # fmt: skip
ROW_HEIGHT = 30
HOT_TRUE_PEAK_DB = -1.0


def format_loudness(value: float, unit: str) -> str:
    """`-14.2 LUFS`; `−∞ LUFS` if there is no reading."""
    if unit == "LU":
        return f"{value:.1f} LU"
    figure = values.format_decibels(value, unit="") if math.isfinite(value) else values.INFINITE_BELOW
    return f"{figure} {unit}"


class LoudnessCard(QPushButton):
    """The readings; a button, because a click resets them."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.figures: tuple[str, ...] = ("",) * len(ROWS)
        self._hot = False
        self.setProperty("kind", "painted")
        self.setFixedHeight(ROW_HEIGHT * len(ROWS) + 12)
        self.setMinimumWidth(210)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip("Click to restart the measurement")
        self.clicked.connect(lambda: bridge.attempt(bridge.session.meters.reset_loudness))
        self.refresh()

    def sizeHint(self) -> QSize:
        return QSize(220, self.height())

    def refresh(self) -> None:
        """Show the newest readings."""
        reading = self._bridge.levels.loudness
        values = [getattr(reading, field, MINUS_INFINITY_DB) for _name, field, _unit in ROWS]
        figures = tuple(format_loudness(value, unit) for value, (_name, _field, unit) in zip(values, ROWS, strict=True))
        if figures != self.figures:
            self.figures = figures
            self._hot = values[-1] > HOT_TRUE_PEAK_DB
            text = ", ".join(f"{name} {figure}" for (name, _, _), figure in zip(ROWS, figures, strict=True))
            self.setAccessibleName(f"Loudness: {text}. Click to restart")
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour(theme.ACCENT if self.hasFocus() else theme.LINE), 2 if self.hasFocus() else 1))
        painter.setBrush(theme.colour(theme.HOVER if self.underMouse() else theme.BG))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        for n, ((name, _, _), figure) in enumerate(zip(ROWS, self.figures, strict=True)):
            area = QRectF(12, 6 + n * ROW_HEIGHT, self.width() - 24, ROW_HEIGHT)
            painter.setFont(theme.font(theme.BASE_PX))
            painter.setPen(theme.colour(theme.DIM))
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
            painter.setFont(theme.font(18 if n == 0 else 13, 600))
            hot = self._hot and n == len(ROWS) - 1
            painter.setPen(theme.colour(theme.REC_TEXT if hot else theme.TEXT))
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, figure)
        painter.end()
