"""At the end of the console: what can be added to it.

Lives: window, main thread.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.edits.buses import add_bus
from app.edits.vcas import add_vca
from app.model.bus import BusKind
from ui import theme
from ui.bridge import Bridge
from ui.widgets.card import label
from ui.widgets.toggle_chip import ToggleChip

KINDS: tuple[tuple[BusKind, str], ...] = (
    ("group", "Group"), ("reverb", "Reverb"), ("delay", "Delay"), ("chorus", "Chorus"), ("headphones", "Phones"),
)  # fmt: skip


class AddStrip(QWidget):
    def __init__(self, bridge: Bridge, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedWidth(theme.STRIP_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 10, 8, 8)
        column.setSpacing(2)
        column.addWidget(label("Add a", "dim"), 0, Qt.AlignmentFlag.AlignHCenter)
        self.chips: dict[str, ToggleChip] = {}
        for kind, text in KINDS:
            self._add(column, text, lambda kind=kind: bridge.perform(add_bus(kind)))
        self._add(column, "VCA", lambda: bridge.perform(add_vca()))
        column.addStretch(1)

    def _add(self, column: QVBoxLayout, text: str, action: Callable[[], object]) -> None:
        chip = ToggleChip(text, f"Add a {text if text == 'VCA' else text.lower()}", self)
        chip.clicked.connect(lambda _checked=False: action())
        column.addWidget(chip)
        self.chips[text] = chip
