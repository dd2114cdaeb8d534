"""At the end of the console: what can be added to it.

Lives: window, main thread.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.verbs.channels import kinds_to_add
from ui import theme
from ui.bridge import Bridge
from ui.widgets.card import label
from ui.widgets.toggle_chip import ToggleChip


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
            self._add(column, bridge, made.name, f"bus.add-{made.kind}")
        self._add(column, bridge, "VCA", "vca.add")
        column.addStretch(1)

    def _add(self, column: QVBoxLayout, bridge: Bridge, name: str, command_id: str) -> None:
        chip = ToggleChip(name, f"Add a {name if name == 'VCA' else name.lower()}", self)
        bridge.actions.attach(chip, command_id)
        column.addWidget(chip)
        self.chips[name] = chip
