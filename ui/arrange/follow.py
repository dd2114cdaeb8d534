"""Scrolls the timeline with the playhead, by pages or with it in the middle, until a hand scrolls elsewhere.

Lives: window, main thread.
"""

from PySide6.QtCore import QObject

from ui.arrange.viewport import Viewport
from ui.bridge import Bridge
from ui.state.editing import Editing

NEAR_PX = 8.0  # of the middle
JUMP_S = 0.5  # a playhead that moved further since the last tick was sent there


class FollowPlayhead(QObject):
    """Follows from Play, a jump, or the playhead's coming into view on; a scroll away from it ends that."""

    def __init__(self, bridge: Bridge, viewport: Viewport, editing: Editing) -> None:
        super().__init__(viewport)
        self._bridge, self._viewport, self._editing = bridge, viewport, editing
        self._last_frame, self._rolling = 0, False
        self._own = False  # the next `moved` is no scroll by hand
        self._let_go = False
        self._was_in_view = True
        viewport.zoomed.connect(self._on_zoomed)
        viewport.moved.connect(self._on_moved)
        editing.changed.connect(self._take_up)

    def tick(self) -> None:
        """Scroll if the playhead moved."""
        clock = self._bridge.clock
        rolling = clock.state != "stopped"
        if rolling and clock.frame != self._last_frame and self._editing.follow != "off":
            jumped = not 0 <= clock.frame - self._last_frame <= JUMP_S * self._bridge.song.rate_hz
            in_view = self._in_view(clock.frame)
            found = in_view and (not self._was_in_view or self._at_its_place(clock.frame))
            if jumped or not self._rolling or found:
                self._let_go = False
            if not self._let_go:
                self._scroll(clock.frame)
            self._was_in_view = in_view
        elif not rolling and not self._rolling and clock.frame != self._last_frame and not self._in_view(clock.frame):
            self._scroll(clock.frame)  # a key sent it there: whoever goes somewhere wants to see it
        self._last_frame, self._rolling = clock.frame, rolling

    def show(self, frame: int) -> None:
        """Scroll to a frame where the playhead goes or is already, unless it is in view."""
        if not self._in_view(frame):
            self._scroll(frame)

    def _scroll(self, frame: int) -> None:
        self._own = True
        if self._editing.follow == "centre":
            self._viewport.centre_on(frame)
        else:
            self._viewport.show_frame(frame)
        self._own = False

    def _on_zoomed(self) -> None:
        self._own = self._editing.follow == "centre"  # the next tick centres again

    def _on_moved(self) -> None:
        if self._rolling and not self._own:
            self._let_go = not self._at_its_place(self._last_frame)
        self._own = False

    def _take_up(self) -> None:
        self._let_go = False

    def _in_view(self, frame: int) -> bool:
        return 0 <= self._viewport.x_of(frame) <= self._viewport.width_px

    def _at_its_place(self, frame: int) -> bool:
        """Where following needs no scroll: anywhere in view by pages, else near the middle or before it at the start."""
        if self._editing.follow == "page":
            return self._in_view(frame)
        away = self._viewport.x_of(frame) - self._viewport.width_px / 2
        return abs(away) <= NEAR_PX or (away < 0 and self._viewport.left_px == 0)
