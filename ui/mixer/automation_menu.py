"""The six ways in which a channel plays and records automation.

Lives: window, main thread.
"""

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QWidget

from app.model.automation import AutomationMode
from ui import theme

MODES: tuple[tuple[AutomationMode, str], ...] = (
    ("off", "Off: curves are kept and not played"),
    ("read", "Read: curves play"),
    ("touch", "Touch: records while a control is held, then goes back to the curve"),
    ("latch", "Latch: records from the first touch until the song stops"),
    ("write", "Write: records every value from the start on"),
    ("trim", "Trim: moves the curve that is there up and down"),
)
MODE_TONES: dict[AutomationMode, str] = {
    "off": theme.DIM, "read": theme.OK, "touch": theme.WARN, "latch": theme.WARN, "write": theme.REC_TEXT,
    "trim": theme.ACCENT,
}  # fmt: skip


def automation_menu(owner: QWidget, now: AutomationMode, chosen: Callable[[AutomationMode], object]) -> QMenu:
    """Menu of the automation modes."""
    menu = QMenu(owner)
    for mode, text in MODES:
        entry = menu.addAction(text)
        entry.setCheckable(True)
        entry.setChecked(mode == now)
        entry.triggered.connect(lambda _checked=False, requested=mode: chosen(requested))
    return menu
