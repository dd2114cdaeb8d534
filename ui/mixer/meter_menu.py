"""Which level the console's meters show.

Lives: window, main thread.
"""

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QWidget

from ui.state.meter_modes import METER_MODES, MeterMode
from ui.widgets.menus import add_heading


def meter_menu(owner: QWidget, now: MeterMode, chosen: Callable[[MeterMode], object]) -> QMenu:
    """Menu of the meter modes."""
    menu = QMenu(owner)
    add_heading(menu, "All meters show")
    for mode in METER_MODES:
        entry = menu.addAction(mode.title)
        entry.setCheckable(True)
        entry.setChecked(mode == now)
        entry.triggered.connect(lambda _checked=False, mode=mode: chosen(mode))
    return menu
