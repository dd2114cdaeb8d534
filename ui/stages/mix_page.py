"""Mix: the arrangement above, the console below.

Lives: window, main thread.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from ui.arrange.arrange_view import ArrangeView
from ui.bridge import Bridge
from ui.mixer.console import Console
from ui.selection import Selection


class MixPage(QWidget):
    page_asked = Signal(int)

    def __init__(self, bridge: Bridge, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.console = Console(bridge, selection)
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(3)
        self._split.addWidget(self.console)
        column.addWidget(self._split)
        self._sized = False

    def take(self, arrange: ArrangeView) -> None:
        self._split.insertWidget(0, arrange)
        arrange.show()
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 2)
        if not self._sized:
            self._sized = True
            self._split.setSizes([600, 400])
