"""Which outputs of the device the master or a headphone mix plays to.

Lives: window, main thread.
"""

from PySide6.QtWidgets import QMenu, QWidget

from app.edits.buses import set_outputs
from app.model.bus import Bus
from app.song.monitoring import replaces_main_mix
from app.text import values
from ui.bridge import Bridge


def outputs_menu(bridge: Bridge, bus: Bus, owner: QWidget) -> QMenu:
    """Menu of the device's output pairs, and of the last output by itself if it has no partner.

    No outputs means the first pair for the master, and none for headphones.
    """
    device = bridge.session.devices.device
    count = device.output_channels if device is not None else 2
    menu = QMenu(owner)
    choices: list[tuple[int, ...]] = [(), *((n, n + 1) for n in range(1, count, 2))]
    if count % 2:
        choices.append((count,))
    for choice in choices:
        shared = bus.kind == "headphones" and replaces_main_mix(bridge.song, choice)
        entry = menu.addAction(_words(choice, shared) if choice else _usual(bus, count))
        entry.setCheckable(True)
        entry.setChecked(choice == bus.outputs)
        entry.triggered.connect(lambda _checked=False, requested=choice: bridge.perform(set_outputs(bus.id, requested)))
    return menu


def _words(choice: tuple[int, ...], shared: bool) -> str:
    text = (
        f"Outputs {values.format_channels(choice)}"
        if len(choice) > 1
        else f"Output {values.format_channels(choice)} (mono)"
    )
    return f"{text}, in place of the main mix" if shared else text


def _usual(bus: Bus, count: int) -> str:
    if bus.kind != "master":
        return "No outputs"
    return "Default (1+2)" if count != 1 else "Default (1, mono)"
