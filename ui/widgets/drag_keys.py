"""Keys during a drag: all go to what is dragged, so that no shortcut changes the song under the hand.

Lives: window, main thread.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from ui.widgets.controls import is_escape

MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr)


def goes_to_drag(event: QKeyEvent) -> bool:
    """Whether a key is taken from the shortcuts: all but Space, which plays and stops, and modifiers."""
    return event.key() not in (*MODIFIERS, Qt.Key.Key_Space)


def cancels_drag(event: QKeyEvent) -> bool:
    """True for Escape and for the keys of Undo."""
    return is_escape(event) or (
        event.key() == Qt.Key.Key_Z and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    )
