"""Keys of the lanes: arrows by the grid, and what a drag in progress makes of keys.

Lives: window, main thread.
"""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from app.edits.grid import stepped_line
from app.model.tempo_map import tempo_map
from ui.arrange.lane_drags import LaneParts
from ui.arrange.lane_mouse import LaneMouse
from ui.widgets.drag_keys import MODIFIERS, cancels_drag, goes_to_drag

_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_ARROWS: dict[int, Literal[-1, 1]] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class LaneKeys:
    """Left and Right move the playhead by the grid."""

    def __init__(self, parts: LaneParts, mouse: LaneMouse) -> None:
        self._parts, self._mouse = parts, mouse

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key goes to the lanes in place of the window's shortcuts: all but Space during a drag."""
        if self._mouse.busy:
            return goes_to_drag(event)
        return self._direction(event) is not None

    def press(self, event: QKeyEvent) -> bool:
        """Handle a key; False if it is not for the lanes."""
        if self._mouse.busy:
            if event.key() in MODIFIERS:
                self._mouse.modifiers_changed(event.modifiers())
            elif cancels_drag(event):
                self._mouse.cancel()
            return True
        direction = self._direction(event)
        if direction is not None:
            self._step(direction)
            return True
        if event.key() in MODIFIERS:
            self._mouse.modifiers_changed(event.modifiers())
        return False

    def release(self, event: QKeyEvent) -> None:
        """A modifier may have been let go."""
        if event.key() in MODIFIERS:
            self._mouse.modifiers_changed(event.modifiers())

    def _direction(self, event: QKeyEvent) -> Literal[-1, 1] | None:
        return None if event.modifiers() & ~_KEYPAD else _ARROWS.get(event.key())

    def _step(self, direction: Literal[-1, 1]) -> None:
        parts, bridge = self._parts, self._parts.bridge
        here = max(0, bridge.clock.frame)
        there = stepped_line(tempo_map(bridge.song), here, parts.snapper.step(here), direction)
        if not bridge.clock.recording:
            bridge.attempt(lambda: bridge.session.transport.locate(there))
