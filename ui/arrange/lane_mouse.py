"""The mouse on the lanes: what a press, a click and a drag do, by the place under them (`lane_places`).

One drag is one step of the history or one change of the selection. Escape, another button and the loss of the window
cancel it.

Lives: window, main thread.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QStatusTipEvent
from PySide6.QtWidgets import QApplication

from app.edits.time_range import TimeRange
from app.messages.timeline import PLACE_HELP, processed_clip
from app.model.clip import Clip
from ui.arrange.clip_picture import describe_processing
from ui.arrange.edge_scroll import SCROLL_MS, scroll_speed
from ui.arrange.edit_drags import clip_drag, slips
from ui.arrange.lane_drags import BandDrag, Drag, LaneParts, PanDrag, RangeDrag
from ui.arrange.lane_places import CURSORS, STRETCHES, LanePlaces, Place
from ui.arrange.stretch_drag import StretchDrag

DRAG_PX = 4.0
HANDLES_PX = 24  # height of the part of a lane that they lie in
_SHIFT, _CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
_OF_TIME = ("time", "range-start", "range-end")
_LEFT, _MIDDLE, _RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton


class LaneMouse:
    """Handles the mouse for `LanesView`.

    Attributes:
        places: Says what is where.
        hovered: What is under the pointer while no button is pressed.
    """

    def __init__(self, parts: LaneParts, ask: Callable[[QPoint], object]) -> None:
        """`ask` opens the menu at a point of the lanes."""
        self._ask = ask
        self._parts = parts
        self.places = LanePlaces(parts.bridge, parts.viewport, parts.selection)
        self.hovered: Place | None = None
        self._pressed: tuple[QPointF, Place, Qt.KeyboardModifier] | None = None
        self._button = Qt.MouseButton.NoButton  # of the press
        self._drag: Drag | None = None
        self._last = QPointF(), Qt.KeyboardModifier.NoModifier
        self._double_s, self._double_at = 0.0, QPointF()  # of the last double click
        self._scrolling = QTimer(parts.lanes)
        self._scrolling.setInterval(SCROLL_MS)
        self._scrolling.timeout.connect(self._scroll)

    @property
    def busy(self) -> bool:
        """From a press to its release."""
        return self._pressed is not None

    @property
    def outline(self) -> QRect:
        """The rubber band, or a clip that is stretched, px of the lanes; null if there is none."""
        return self._drag.outline if isinstance(self._drag, BandDrag | StretchDrag) else QRect()

    # --- press
    def press(self, event: QMouseEvent) -> None:
        parts, point = self._parts, event.position()
        parts.lanes.setFocus(Qt.FocusReason.MouseFocusReason)
        if self.busy:
            self.cancel()
            return
        place, self._button = self.places.at(point), event.button()
        if event.button() == _MIDDLE:
            self._pressed, self._drag = (point, place, event.modifiers()), PanDrag(parts, point)
            parts.lanes.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() == _RIGHT:
            self._pressed = point, place, event.modifiers()
        elif event.button() == _LEFT:
            self._press_left(point, place, event.modifiers())

    def _select_under(self, point: QPointF, place: Place) -> None:
        """What a drag or a menu is about: the clip at the pointer or none, unless it is in what is selected."""
        selection, clip = self._parts.selection, place.clip
        if self._parts.range_at(point) is None and (clip is None or clip.id not in selection.clips):
            selection.set_clips(() if clip is None else {clip.id})

    def _press_left(self, point: QPointF, place: Place, modifiers: Qt.KeyboardModifier) -> None:
        parts = self._parts
        if self._is_third_click(point):
            parts.selection.set_clips(clip.id for track in parts.bridge.song.tracks for clip in track.clips)
            return
        self.hover(point, modifiers)
        self._pressed = point, place, modifiers
        self._last = point, modifiers
        if 0 <= place.lane < len(parts.bridge.song.tracks):
            parts.selection.set_track(parts.bridge.song.tracks[place.lane].id)
        if place.clip is not None and place.zone not in _OF_TIME and not modifiers & (_SHIFT | _CTRL):
            self._select_under(point, place)

    def _is_third_click(self, point: QPointF) -> bool:
        recent = time.monotonic() - self._double_s < QApplication.doubleClickInterval() / 1000
        return recent and (point - self._double_at).manhattanLength() < DRAG_PX

    # --- move
    def move(self, event: QMouseEvent) -> None:
        self._last = event.position(), event.modifiers()
        if self._pressed is None:
            self.hover(event.position(), event.modifiers())
            return
        start, place, modifiers = self._pressed
        if self._drag is None:
            if (event.position() - start).manhattanLength() < DRAG_PX:
                return
            self._drag = self._begin(start, place, modifiers)
        self._drag.to(event.position(), event.modifiers())
        self._parts.lanes.setCursor(self._cursor_of_drag(place))
        self._watch_edges()

    def _begin(self, start: QPointF, place: Place, modifiers: Qt.KeyboardModifier) -> Drag:
        parts, clip = self._parts, place.clip
        if self._button == _RIGHT:
            return BandDrag(parts, start, adds=bool(modifiers & (_CTRL | _SHIFT)))
        if clip is not None:
            if modifiers & _CTRL and not slips(modifiers) and place.zone == "move" and parts.range_at(start) is None:
                parts.selection.set_clips(parts.selection.clips | {clip.id})
            drag = clip_drag(parts, start, place.zone, clip, modifiers)
            if drag is not None:
                return drag
        selected = parts.selection.time_range
        if selected is not None and place.zone in ("range-start", "range-end"):
            at_start = place.zone == "range-start"
            return RangeDrag(parts, selected.end_frame if at_start else selected.start_frame, place.lane, True)
        if modifiers & _CTRL:
            return BandDrag(parts, start)
        return RangeDrag(parts, parts.snapped(start, modifiers), parts.lane_of(start))

    def _cursor_of_drag(self, place: Place) -> Qt.CursorShape:
        if isinstance(self._drag, PanDrag):
            return Qt.CursorShape.ClosedHandCursor
        if isinstance(self._drag, BandDrag):
            return Qt.CursorShape.CrossCursor
        return Qt.CursorShape.ClosedHandCursor if place.zone == "move" else CURSORS[place.zone]

    # --- release
    def release(self, event: QMouseEvent) -> None:
        if self._pressed is None or event.button() != self._button:
            return
        (_, place, modifiers), drag = self._pressed, self._drag
        self._end()
        if drag is not None:
            drag.finish()
        elif self._button == _RIGHT:
            self._select_under(event.position(), place)
            self._ask(event.position().toPoint())
        elif self._button == _LEFT:
            self._click(event.position(), place, modifiers)
        self.hover(event.position(), event.modifiers())

    def _click(self, point: QPointF, place: Place, modifiers: Qt.KeyboardModifier) -> None:
        selection, clip = self._parts.selection, place.clip
        if modifiers & _SHIFT:
            self._extend_range(point, modifiers)
        elif modifiers & _CTRL:
            if clip is not None:
                selection.toggle_clip(clip.id)
        elif clip is None or place.zone in _OF_TIME:
            selection.set_clips(() if clip is None else {clip.id})
            self._place_playhead(point, modifiers)
        else:
            selection.set_clips({clip.id})

    def _place_playhead(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Stopped or playing alike; a running pass is left alone."""
        bridge = self._parts.bridge
        if not bridge.clock.recording:
            frame = self._parts.snapped(point, modifiers)
            bridge.attempt(lambda: bridge.session.transport.locate(frame))

    def _extend_range(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """From the far edge of the selected range, or else from the playhead, to the pointer. Shift selects, and snaps."""
        parts, selected = self._parts, self._parts.selection.time_range
        frame, lane = parts.snapped(point, modifiers & ~_SHIFT), parts.lane_of(point)
        if selected is None:
            anchor, lanes = max(0, parts.bridge.clock.frame), [lane]
        else:
            middle = (selected.start_frame + selected.end_frame) / 2
            anchor = selected.end_frame if frame < middle else selected.start_frame
            lanes = [n for n, track in enumerate(parts.bridge.song.tracks) if track.id in selected.tracks]
        tracks = parts.tracks_between(min(*lanes, lane), max(*lanes, lane))
        parts.selection.set_time_range(TimeRange(min(frame, anchor), max(frame, anchor), tracks))

    def double_click(self, event: QMouseEvent) -> Clip | None:
        """Select the time of a clip. Returns the clip if its gain is to be typed instead."""
        self.cancel()
        if event.button() != _LEFT:
            return None
        place = self.places.at(event.position())
        self._double_s, self._double_at = time.monotonic(), event.position()
        if place.clip is None:
            return None
        if place.zone == "gain":
            return place.clip
        track = self._parts.bridge.song.tracks[place.lane].id
        clip = place.clip
        self._parts.selection.set_time_range(TimeRange(clip.timeline_start_frame, clip.timeline_end_frame, (track,)))
        return None

    # --- the end
    def cancel(self) -> None:
        """Everything as it was before the press; nothing happens until the buttons are up."""
        drag = self._drag
        self._end()
        if drag is not None:
            drag.cancel()

    def _end(self) -> None:
        self._pressed, self._drag = None, None
        self._scrolling.stop()

    # --- at the edges
    def _watch_edges(self) -> None:
        if self._scroll_speed() == (0.0, 0.0):
            self._scrolling.stop()
        elif not self._scrolling.isActive():
            self._scrolling.start()

    def _scroll_speed(self) -> tuple[float, float]:
        """Px to scroll by at once, across and down."""
        if self._drag is None or isinstance(self._drag, PanDrag):
            return 0.0, 0.0
        point, lanes = self._last[0], self._parts.lanes
        return scroll_speed(point.x(), lanes.width()), scroll_speed(point.y(), lanes.height())

    def _scroll(self) -> None:
        if self._drag is not None:
            self._parts.viewport.scroll_by(*self._scroll_speed())
            self._drag.to(*self._last)

    # --- the cursor
    def hover(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Show what a drag would do here."""
        place = self.places.at(point)
        lanes, before = self._parts.lanes, self.hovered
        self.hovered = place
        if before is None or before.clip != place.clip:
            self._redraw_handles(before)
            self._redraw_handles(place)
        shape = CURSORS[place.zone]
        if modifiers & _CTRL and place.zone == "move":
            shape = Qt.CursorShape.SizeHorCursor if slips(modifiers) else Qt.CursorShape.DragCopyCursor
        elif modifiers & _CTRL and place.zone == "time":
            shape = Qt.CursorShape.CrossCursor
        elif modifiers & _CTRL and place.zone in ("trim-start", "trim-end"):
            shape = STRETCHES
        if lanes.cursor().shape() != shape:
            lanes.setCursor(shape)
        done = () if place.clip is None else describe_processing(place.clip.processing)
        self._say(processed_clip(done, PLACE_HELP[place.zone.split("-")[0]]))

    def _say(self, help_text: str) -> None:
        """In the status line of the window; Qt takes it away when the pointer leaves."""
        lanes = self._parts.lanes
        if lanes.statusTip() != help_text:
            lanes.setStatusTip(help_text)
            QApplication.sendEvent(lanes, QStatusTipEvent(help_text))

    def modifiers_changed(self, modifiers: Qt.KeyboardModifier) -> None:
        """A key was pressed or released while the mouse rests."""
        if self._drag is not None:
            self._last = self._last[0], modifiers
            self._drag.to(*self._last)
        elif self.hovered is not None and not self.busy:
            self.hover(self._last[0], modifiers)

    def leave(self) -> None:
        """The pointer has left the lanes."""
        before, self.hovered = self.hovered, None
        self._say("")
        self._redraw_handles(before)

    def _redraw_handles(self, place: Place | None) -> None:
        if place is not None and place.clip is not None:
            view = self._parts.viewport
            self._parts.lanes.update(QRect(0, view.y_of(place.lane), view.width_px, HANDLES_PX))
