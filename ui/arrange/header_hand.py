"""The mouse on headers: a drag reorders tracks and folders, a drag of a lower edge sets heights. Escape cancels it.

Lives: window, main thread.
"""

from typing import Literal

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.edits.tracks import set_lane_height
from app.messages import steps
from app.model.ids import TrackId
from ui import theme
from ui.arrange.edge_scroll import SCROLL_MS, scroll_speed
from ui.arrange.header_layout import INDENT_PX
from ui.arrange.track_drop import Dragged, DropPlace, drop_edit, drop_place
from ui.arrange.viewport import Viewport
from ui.bridge import Bridge, GestureHand

DRAG_PX = 5  # less is a click
EDGE_PX = 5  # of a header, at its lower edge
LANE_PX = (46, 400)  # heights that a drag gives
Mode = Literal["idle", "pressed", "moving", "height"]


class _Line(QWidget):
    """Shows where tracks would land."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(theme.ACCENT))
        painter.end()


class HeaderHand(QObject):
    """One drag on the headers at a time."""

    def __init__(self, bridge: Bridge, viewport: Viewport, column: QWidget, inside: QWidget) -> None:
        """Take the column and the widget inside it that carries the headers and scrolls."""
        super().__init__(column)
        self._bridge, self._viewport, self._column, self._inside = bridge, viewport, column, inside
        self._mode: Mode = "idle"
        self._start = QPoint()  # of the screen, as all places here
        self._last = QPoint()
        self._dragged = Dragged(frozenset())
        self._place: DropPlace | None = None
        self._tracks: tuple[TrackId, ...] = ()
        self._height_px = 0
        self._gesture: GestureHand | None = None
        self.line = _Line(inside)
        self.line.hide()
        self._scrolling = QTimer(self)
        self._scrolling.setInterval(SCROLL_MS)
        self._scrolling.timeout.connect(self._scroll)

    @property
    def busy(self) -> bool:
        """True from a press until its release or Escape."""
        return self._mode != "idle"

    @property
    def moved(self) -> bool:
        """True once a press has become a drag."""
        return self._mode == "moving" or self._gesture is not None

    def press(self, dragged: Dragged, at: QPoint) -> None:
        """The left button went down on what may be dragged from now on."""
        self._begin("pressed", at)
        self._dragged = dragged

    def press_edge(self, tracks: tuple[TrackId, ...], height_px: int, at: QPoint) -> None:
        """The left button went down on the lower edge of a track as high as `height_px`; all `tracks` follow it."""
        self._begin("height", at)
        self._tracks, self._height_px = tracks, height_px

    def _begin(self, mode: Mode, at: QPoint) -> None:
        self.cancel()
        self._mode, self._start, self._last = mode, at, at

    def move(self, at: QPoint) -> None:
        """The mouse moved with the button down."""
        self._last = at
        if self._mode == "height":
            self._drag_edge(at)
        elif self._mode == "pressed" and (at - self._start).manhattanLength() >= DRAG_PX:
            self._mode = "moving"
            self._column.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._scrolling.start()
        if self._mode == "moving":
            self._show_place()

    def release(self) -> None:
        """Land what is dragged, or keep the height."""
        place, gesture, moving = self._place, self._gesture, self._mode == "moving"
        dragged = self._dragged
        self._gesture = None
        self.cancel()
        if gesture is not None:
            gesture.commit()
        elif moving and place is not None:
            self._bridge.perform(drop_edit(self._bridge.song, dragged, place))

    def cancel(self) -> None:
        """Put everything back."""
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.cancel()
        self._mode, self._place = "idle", None
        self._scrolling.stop()
        self.line.hide()
        self._column.unsetCursor()

    def _drag_edge(self, at: QPoint) -> None:
        distance = at.y() - self._start.y()
        if self._gesture is None:
            if abs(distance) < 2:
                return
            self._gesture = self._bridge.begin_gesture(steps.SET_TRACK_HEIGHT)
        height = min(max(self._height_px + distance, LANE_PX[0]), LANE_PX[1])
        self._gesture.update(set_lane_height(self._tracks, height))

    # --- reordering
    def _show_place(self) -> None:
        y = self._inside.mapFromGlobal(self._last).y()
        place = drop_place(self._bridge.song, self._viewport.lanes.rows, self._dragged, y)
        self._place = place
        left = INDENT_PX if place.folder is not None else 0
        self.line.setGeometry(left, max(0, place.line_px - 1), theme.HEADER_WIDTH - left, 3)
        self.line.raise_()
        self.line.show()

    def _scroll(self) -> None:
        """Scroll on while the pointer is near an end of the column, faster further outside."""
        speed = scroll_speed(self._column.mapFromGlobal(self._last).y(), self._column.height())
        if speed:
            self._viewport.scroll_by(0, speed)
            self._show_place()
