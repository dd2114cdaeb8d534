"""What a click on solo and listen means, and the menu of solo.

Lives: window, main thread.
"""

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from app.edits.channels import set_parameter, toggle_switch
from app.edits.edit import Edit
from app.model.bus import Bus
from app.model.channel import Channel
from app.model.track import Track
from ui.bridge import Bridge

_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier

C = TypeVar("C", Track, Bus)


def solo_clicked(channel: Channel, modifiers: Qt.KeyboardModifier) -> Edit:
    """Ctrl: solo-safe."""
    return toggle_switch(channel, "solo_safe" if modifiers & _CTRL else "solo")


def next_listen(channel: Channel, modifiers: Qt.KeyboardModifier) -> Edit:
    """Off, or before the fader; with Shift after it."""
    requested = "afl" if modifiers & _SHIFT else "pfl"
    return set_parameter(channel.id, "listen", "off" if channel.strip.listen == requested else requested)


def solo_menu(bridge: Bridge, owner: QWidget) -> QMenu:
    """Menu of solo: that of the selected channel, and that of the song."""
    menu = QMenu(owner)
    bridge.actions.add_to(menu, "solo")
    return menu
