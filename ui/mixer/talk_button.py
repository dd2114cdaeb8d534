"""Talkback: held while one speaks, or tapped to stay on until the next tap.

Lives: window, main thread.
"""

import time

from PySide6.QtWidgets import QMenu, QWidget

from ui import theme
from ui.bridge import Bridge
from ui.widgets.menus import add_heading
from ui.widgets.toggle_chip import ToggleChip

TAP_S = 0.3  # a press as short as this stays on


class TalkButton(ToggleChip):
    """The talkback button."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__("Talk", "", parent, tone=theme.REC)
        self._bridge = bridge
        self._pressed_at_s: float | None = None
        self.pressed.connect(self._press)
        self.released.connect(self._release)
        bridge.ticked.connect(self.refresh)
        self.refresh()

    @property
    def _on(self) -> bool:
        return self._bridge.session.control_room.state.talking

    def toggle_talk(self) -> None:
        """By key: on, and off again."""
        self._bridge.attempt(lambda: self._bridge.session.control_room.talk(not self._on))
        self.refresh()

    def press_by_key(self, modifiers: object) -> None:
        self.toggle_talk()

    def _press(self) -> None:
        was_on = self._on
        self.toggle_talk()
        self._pressed_at_s = None if was_on else time.monotonic()

    def _release(self) -> None:
        began_s, self._pressed_at_s = self._pressed_at_s, None
        if began_s is not None and time.monotonic() - began_s > TAP_S and self._on:
            self.toggle_talk()

    def refresh(self) -> None:
        if self._on != self.isChecked():
            self.setChecked(self._on)
        name = self._bridge.session.control_room.talkback_name or "no microphone chosen yet"
        hint = f"Talk to all headphones while stopped: {name}. Hold, or tap to stay on"
        self.show_text("Talk", self._bridge.actions.hint("monitor.talk", hint))


def microphone_menu(bridge: Bridge, owner: QWidget) -> QMenu:
    """Which input of the open device the talkback microphone is."""
    menu, control_room, device = QMenu(owner), bridge.session.control_room, bridge.session.devices.device
    count = 0 if device is None or device.backend == "virtual" else device.input_channels
    add_heading(menu, "Talkback microphone")
    for number in range(count + 1):
        text = (
            "None" if number == 0 or device is None else bridge.session.settings.input_name(device.input_device, number)
        )
        entry = menu.addAction(text)
        entry.setCheckable(True)
        entry.setChecked(number == control_room.talkback_input)
        entry.triggered.connect(
            lambda _checked=False, requested=number: bridge.attempt(lambda: control_room.set_talkback_input(requested))
        )
    return menu
