"""At the end of the console: what can be added to it.

Lives: window, main thread.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.edits.buses import add_bus
from app.edits.vcas import add_vca
from app.model.bus_types import BUS_TYPES, MASTER, BusType
from ui import theme
from ui.bridge import Bridge
from ui.widgets.card import label
from ui.widgets.toggle_chip import ToggleChip


def kinds_to_add() -> tuple[BusType, ...]:
    """What a song can have more of: every kind but the master."""
    return tuple(made for made in BUS_TYPES.values() if made is not MASTER)


class AddStrip(QWidget):
    """The button at the end of the console that adds a bus or VCA."""

    def __init__(self, bridge: Bridge, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedWidth(theme.STRIP_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 10, 8, 8)
        column.setSpacing(2)
        column.addWidget(label("Add a", "dim"), 0, Qt.AlignmentFlag.AlignHCenter)
        self.chips: dict[str, ToggleChip] = {}
        for made in kinds_to_add():
            self._add(column, made.name, partial(bridge.perform, add_bus(made.kind)))
        self._add(column, "VCA", lambda: bridge.perform(add_vca()))
        column.addStretch(1)

    def _add(self, column: QVBoxLayout, name: str, action: Callable[[], object]) -> None:
        chip = ToggleChip(name, f"Add a {name if name == 'VCA' else name.lower()}", self)
        chip.clicked.connect(lambda _checked=False: action())
        column.addWidget(chip)
        self.chips[name] = chip
