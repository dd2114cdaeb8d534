"""The chip of a strip that shows the device's outputs of its bus, and offers others.

Lives: window, main thread.
"""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from app.model.bus import Bus
from app.text import values
from ui.bridge import Bridge
from ui.mixer.outputs_menu import outputs_menu
from ui.widgets.menus import show_once
from ui.widgets.toggle_chip import ToggleChip


class OutputsChip(ToggleChip):
    """A click opens the menu of outputs for the bus that it shows."""

    def __init__(self, bridge: Bridge, bus: Bus, parent: QWidget) -> None:
        super().__init__("", "", parent)
        self._bridge = bridge
        self.filled, self.elides = False, True
        self.clicked.connect(self._open_menu)
        self.show_bus(bus)

    def show_bus(self, bus: Bus) -> None:
        """Show where a bus plays to: the first pair for a master without outputs, nowhere for other buses."""
        self._bus = bus
        text = "Out 1\u20132" if bus.kind == "master" else "No output"
        if bus.outputs:
            text = f"Out {values.format_channels(bus.outputs)}"
        self.show_text(text, f"{bus.name}: {text}")

    def _open_menu(self) -> None:
        show_once(outputs_menu(self._bridge, self._bus, self), self.mapToGlobal(QPoint(0, self.height())))
