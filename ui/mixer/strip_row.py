"""Strips from left to right, with the meters' layer over them.

Lives: window, main thread.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui import theme
from ui.widgets.meters import MeterLayer

_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


class StripRow(QWidget):
    """A row of strips that scrolls sideways."""

    def __init__(self) -> None:
        super().__init__()
        self.layer: MeterLayer | None = None
        self._places: tuple[object, ...] = ()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def add(self, strip: QWidget) -> None:
        self._row.insertWidget(self._row.count() - 1, strip)

    def leave_below(self, height: int) -> None:
        self._row.setContentsMargins(0, 0, 0, height)

    def resizeEvent(self, event: object) -> None:
        self.settle()

    def event(self, event: object) -> bool:
        handled = super().event(event)  # type: ignore[arg-type]
        if event.type() == event.Type.LayoutRequest:  # type: ignore[attr-defined]
            self.settle()
        return handled

    def settle(self, *, again: bool = False) -> None:
        """The strips are placed at once, so that the layer asks for places that hold. `again`: though none moved."""
        self._row.activate()
        places = tuple(
            strip.geometry().getRect()
            for strip in self.findChildren(QWidget, options=_DIRECT)
            if strip is not self.layer
        )
        if self.layer is None or (places == self._places and self.layer.geometry() == self.rect() and not again):
            return
        self._places = places
        self.layer.setGeometry(self.rect())
        self.layer.raise_()
        self.layer.relayout()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour(theme.BG))
        painter.end()
