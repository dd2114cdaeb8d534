"""Menu entries that say why they cannot be chosen.

Lives: window, main thread.
"""

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu


def add_verb(menu: QMenu, text: str, run: Callable[[], object], *, key: str = "", why_not: str = "") -> QAction:
    """Add an entry that runs `run`.

    Args:
        menu: Menu to add to.
        text: Text of the entry.
        run: Called when it is chosen.
        key: Shortcut to show.
        why_not: What is missing, in a few words: the entry is disabled and says so.
    """
    shown = f"{text} ({why_not})" if why_not else text
    entry = menu.addAction(f"{shown}\t{key}" if key else shown)
    entry.setEnabled(not why_not)
    entry.triggered.connect(lambda _checked=False: run())
    return entry
