"""Keys of the lanes: arrows by the grid, and what a drag in progress makes of keys.

Lives: window, main thread.
"""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from app.edits.grid import stepped_line
from app.edits.time_range import TimeRange
from app.model.tempo_map import tempo_map
from ui.arrange.lane_drags import LaneParts
from ui.arrange.lane_mouse import LaneMouse
from ui.widgets.drag_keys import MODIFIERS, cancels_drag, goes_to_drag

_SHIFT, _KEYPAD = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.KeypadModifier
_ARROWS: dict[int, Literal[-1, 1]] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class LaneKeys:
    """Left and Right move the playhead by the grid. With Shift they move the end of the selected range, if there is one."""

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
            self._step(direction, bool(event.modifiers() & _SHIFT))
            return True
        if event.key() in MODIFIERS:
            self._mouse.modifiers_changed(event.modifiers())
        return False

    def release(self, event: QKeyEvent) -> None:
        """A modifier may have been let go."""
        if event.key() in MODIFIERS:
            self._mouse.modifiers_changed(event.modifiers())

    def _direction(self, event: QKeyEvent) -> Literal[-1, 1] | None:
        modifiers = event.modifiers() & ~_KEYPAD
        if modifiers not in (Qt.KeyboardModifier.NoModifier, _SHIFT):
            return None
        if modifiers & _SHIFT and self._parts.selection.time_range is None:
            return None  # to the next marker
        return _ARROWS.get(event.key())

    def _step(self, direction: Literal[-1, 1], extends: bool) -> None:
        parts, bridge = self._parts, self._parts.bridge
        tempo, selected = tempo_map(bridge.song), self._parts.selection.time_range
        here = selected.end_frame if extends and selected is not None else max(0, bridge.clock.frame)
        there = stepped_line(tempo, here, parts.snapper.step(here), direction)
        if extends and selected is not None:
            if there > selected.start_frame:
                parts.selection.set_time_range(TimeRange(selected.start_frame, there, selected.tracks))
        elif not bridge.clock.recording:
            bridge.attempt(lambda: bridge.session.transport.locate(there))
