"""Which outputs of the device the master or a headphone mix plays to.

Lives: window, main thread.
"""

from PySide6.QtWidgets import QMenu, QWidget

from app.edits.buses import set_outputs
from app.model.bus import Bus
from ui import text
from ui.bridge import Bridge


def outputs_menu(bridge: Bridge, bus: Bus, owner: QWidget) -> QMenu:
    """Pairs of the open device; no outputs means the first pair for the master and nowhere for headphones."""
    device = bridge.studio.device
    count = device.output_channels if device is not None else 2
    menu = QMenu(owner)
    choices: list[tuple[int, ...]] = [(), *((n, n + 1) for n in range(1, count, 2))]
    for choice in choices:
        none = "As usual (1+2)" if bus.kind == "master" else "No outputs"
        entry = menu.addAction(f"Outputs {text.channels(choice)}" if choice else none)
        entry.setCheckable(True)
        entry.setChecked(choice == bus.outputs)
        entry.triggered.connect(lambda _checked=False, wanted=choice: bridge.perform(set_outputs(bus.id, wanted)))
    return menu
