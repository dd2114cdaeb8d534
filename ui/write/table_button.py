"""The button that saves a table of the song as CSV.

Lives: window, main thread.
"""

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QWidget

from app.model.song import Song
from ui.bridge import Bridge
from ui.dialogs.saving import save_document
from ui.widgets.card import button


def table_button(bridge: Bridge, owner: QWidget, what: str, table: Callable[[Song], str]) -> QPushButton:
    """A button that asks where a table goes, and writes it there.

    Args:
        bridge: Of the window.
        owner: The card, over whose window the dialog opens.
        what: Name of the table, in the name of its file.
        table: Makes it.
    """
    made = button(
        "CSV\u2026",
        lambda: save_document(bridge, owner.window(), what, ".csv", lambda: table(bridge.song).encode()),
        "link",
    )
    made.setAccessibleName(f"Save the {what} as CSV")
    made.setToolTip(made.accessibleName())
    return made
