"""The master's level over the last twenty seconds, drawn by pyqtgraph.

Lives: window, main thread. pyqtgraph is loaded when the window already stands: it costs a third of a second.
"""

from typing import Any

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import theme
from ui.bridge import Bridge
from ui.widgets.ballistics import FLOOR_DB, meter_fraction

HISTORY_WIDTH = 132
POINTS = 100
EVERY = 6  # ticks between two points


class LevelHistory(QWidget):
    """The master's level over the last twenty seconds."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._levels = np.zeros(POINTS)
        self._ticks = 0
        self._highest = FLOOR_DB
        self._curve: Any = None
        self._plot: Any = None
        self.setFixedSize(HISTORY_WIDTH, 44)
        self.setAccessibleName("Level of the master over the last seconds")
        self.setToolTip("Level of the master over the last seconds")
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(4, 2, 0, 2)
        bridge.ticked.connect(self._on_tick)
        QTimer.singleShot(300, self, self._make_plot)

    def _make_plot(self) -> None:
        import pyqtgraph

        plot = pyqtgraph.PlotWidget(background=theme.css(theme.BG))
        plot.setMouseEnabled(x=False, y=False)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.hideAxis("left")
        plot.hideAxis("bottom")
        plot.setYRange(0, 1, padding=0.02)
        plot.setXRange(0, POINTS - 1, padding=0)
        plot.setFocusPolicy(self.focusPolicy())
        self._curve = plot.plot(
            self._levels,
            pen=pyqtgraph.mkPen(theme.css(theme.OK), width=1),
            fillLevel=0.0,
            brush=pyqtgraph.mkBrush(theme.colour(theme.OK, 0.25)),
        )
        self._plot = plot
        self._row.addWidget(plot)

    def _on_tick(self) -> None:
        row = self._bridge.bus_row(self._bridge.song.master.id)
        self._highest = max(self._highest, float(self._bridge.levels.buses.shown_db[row : row + 2].max()))
        self._ticks += 1
        if self._ticks % EVERY == 0:
            self._levels[:-1] = self._levels[1:]
            self._levels[-1] = meter_fraction(self._highest, 0.0)
            self._highest = FLOOR_DB

    def refresh(self) -> None:
        """Draw what came in; nothing is drawn while the line lies flat on the ground."""
        if self._curve is not None and self.isVisible():
            self._curve.setData(self._levels)
