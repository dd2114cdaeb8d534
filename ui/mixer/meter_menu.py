"""Which level the console's meters show.

Lives: window, main thread.
"""

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QWidget

from ui.state.meter_levels import METER_KINDS, MeterKind
from ui.widgets.menus import add_heading


def meter_menu(owner: QWidget, now: MeterKind, chosen: Callable[[MeterKind], object]) -> QMenu:
    menu = QMenu(owner)
    add_heading(menu, "All meters show")
    for kind, text in METER_KINDS.items():
        entry = menu.addAction(text)
        entry.setCheckable(True)
        entry.setChecked(kind == now)
        entry.triggered.connect(lambda _checked=False, requested=kind: chosen(requested))
    return menu
