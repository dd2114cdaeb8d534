"""The mouse on the ruler: a click goes there, a drag moves what is under it or makes a range. Escape cancels.

Lives: window, main thread.
"""

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtGui import QFontMetricsF, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.edits.edit import Edit
from app.edits.markers import add_marker
from app.edits.time_range import TimeRange
from app.messages import steps
from app.model.ids import MarkerId, SectionId, new_id
from app.verbs.sections import bar_near, new_section
from ui import theme
from ui.arrange.edge_scroll import SCROLL_MS, scroll_speed
from ui.arrange.ruler_items import RulerItem, item_at, on_name
from ui.arrange.ruler_rows import MARKERS, SECTIONS, RulerLayout, RulerRow
from ui.arrange.snapper import Snapper
from ui.arrange.viewport import Viewport
from ui.bridge import Bridge, GestureHand
from ui.state.selection import Selection

DRAG_PX = 4  # less is a click


class RulerHand:
    """One press on the ruler at a time."""

    def __init__(
        self,
        ruler: QWidget,
        bridge: Bridge,
        viewport: Viewport,
        selection: Selection,
        snapper: Snapper,
        rows: Callable[[], RulerLayout],
    ) -> None:
        """Take the ruler, and what says which rows it shows now."""
        self._ruler, self._bridge, self._viewport = ruler, bridge, viewport
        self._selection, self._snapper, self._rows = selection, snapper, rows
        self._pressed: QPointF | None = None
        self._row: RulerRow | None = None
        self._item: RulerItem | None = None
        self._press_frame = 0
        self._last = 0.0, False  # column of the pointer, and whether Shift is pressed
        self._scrolling = QTimer(ruler)
        self._scrolling.setInterval(SCROLL_MS)
        self._scrolling.timeout.connect(self._scroll)
        self._dragging = False
        self._gesture: GestureHand | None = None
        self._new = ""  # id of a marker or section that a drag makes
        self._before = bridge.song  # at the press
        self._shown: Edit | None = None
        self._focus_before: QWidget | None = None

    @property
    def busy(self) -> bool:
        """True from a press until its release or Escape."""
        return self._pressed is not None

    # --- what is there
    def item_at(self, point: QPointF) -> RulerItem | None:
        """What is under a point of the ruler."""
        row, metrics = self._rows().row_at(point.y()), QFontMetricsF(theme.font(theme.SMALL_PX))
        take_music = self._bridge.session.settings.preferences.sections_take_music
        return item_at(self._bridge.song, self._viewport, row, point.x(), metrics.horizontalAdvance, take_music)

    def names_marker(self, point: QPointF) -> MarkerId | None:
        """The marker whose flag, or the range whose name, is under a point of the ruler."""
        item, metrics = self.item_at(point), QFontMetricsF(theme.font(theme.SMALL_PX))
        if item is None or item.row is not MARKERS:
            return None
        is_range = item.end_frame > item.start_frame
        if is_range and not on_name(item, self._viewport, point.x(), metrics.horizontalAdvance):
            return None
        return MarkerId(str(item.id))

    def span_at(self, point: QPointF) -> tuple[int, int] | None:
        """First frame and the one after the last of the range, section, loop or punch under a point."""
        item, row = self.item_at(point), self._rows().row_at(point.y())
        if item is not None:
            return item.span if item.end_frame > item.start_frame else None
        if row is None or row.range is None:
            return None
        _, start, end = row.range.span(self._bridge.song.transport)
        return (start, end) if start <= self._viewport.frame_at(point.x()) < end else None

    # --- press, move, release
    def press(self, event: QMouseEvent) -> None:
        """The left button went down."""
        self.cancel()
        point = event.position()
        self._pressed, self._row, self._item = point, self._rows().row_at(point.y()), self.item_at(point)
        self._before, self._shown = self._bridge.song, None
        self._press_frame = self._viewport.frame_at(point.x())
        self._selection.marker = self._selection.section = None
        if self._item is not None and self._row is MARKERS:
            self._selection.marker = MarkerId(str(self._item.id))
            self._ruler.setFocus(Qt.FocusReason.MouseFocusReason)  # keys are meant for it
        elif self._item is not None and self._row is SECTIONS:
            self._selection.section = SectionId(str(self._item.id))

    def move(self, event: QMouseEvent) -> None:
        """The mouse moved with the button down."""
        if self._pressed is None:
            return
        x = event.position().x()
        if not self._dragging:
            if abs(x - self._pressed.x()) < DRAG_PX:
                return
            self._begin()
        self._last = x, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._follow()

    def _follow(self) -> None:
        """Show the drag as far as the pointer is."""
        x, other_way = self._last
        frame = self._viewport.frame_at(x)
        if self._item is not None:
            self._show(self._moved(self._item, frame, other_way))
        else:
            ends = (max(0, end) for end in (self._press_frame, frame))
            start, end = sorted(self._snapper.snap(end, other_way) for end in ends)
            self._make(start, end)
        if self._speed():
            self._scrolling.start()
        else:
            self._scrolling.stop()

    def _speed(self) -> float:
        return scroll_speed(self._last[0], self._viewport.width_px)

    def _scroll(self) -> None:
        self._viewport.scroll_by(self._speed(), 0)
        self._follow()

    def _begin(self) -> None:
        self._dragging = True
        self._focus_before = QApplication.focusWidget()
        self._ruler.setFocus(Qt.FocusReason.MouseFocusReason)  # for Escape
        item, row = self._item, self._row
        self._snapper.begin((), () if item is None else item.span)
        if item is not None:
            self._gesture = self._bridge.begin_gesture(item.label)
            return
        if row is not None and row.range is not None:
            self._gesture = self._bridge.begin_gesture(steps.range_of(row.name))
        elif row in (MARKERS, SECTIONS):
            self._new = new_id()
            self._gesture = self._bridge.begin_gesture(steps.ADD_RANGE if row is MARKERS else steps.ADD_SECTION)

    def _moved(self, item: RulerItem, frame: int, other_way: bool) -> Edit:
        """The edit for the pointer at a frame: an edge goes there, the inside goes along with it."""
        start, end = item.span
        if item.part != "body":
            there = self._snapper.snap(max(0, frame), other_way)
            if item.row is SECTIONS:  # its edges do not cross
                there = min(there, end - 1) if item.part == "start" else max(there, start + 1)
            return item.edit(*sorted((there, end if item.part == "start" else start)))
        by = frame - self._press_frame
        edges = (start + by,) if end == start else (start + by, end + by)
        there = max(0, self._snapper.snap_edges(edges, other_way))
        return item.edit(there, there + end - start)

    def _make(self, start: int, end: int) -> None:
        """A new range of the row; in the rows of time the selected time over all tracks."""
        if self._row is not None and self._row.range is not None:
            if end > start:
                self._show(self._row.range.set_range(True, start, end))
        elif self._row is MARKERS:
            if end > start:
                self._show(add_marker(start, end - start, marker_id=MarkerId(self._new)))
        elif self._row is SECTIONS:
            first, last = (bar_near(self._bridge.song, frame) for frame in (start, end))
            if last > first:
                self._show(new_section(self._before, first, None, last - first, SectionId(self._new)))
        else:
            self.select(start, end)

    def select(self, start: int, end: int) -> None:
        """Select a range of time on all tracks."""
        self._selection.set_time_range(TimeRange(start, end, tuple(track.id for track in self._bridge.song.tracks)))

    def _show(self, edit: Edit) -> None:
        if self._gesture is not None and edit is not self._shown:
            self._shown = edit
            self._gesture.try_update(edit)

    def release(self, event: QMouseEvent) -> None:
        """Keep what is shown; a click goes there, on a marker or section to its start."""
        pressed, item, dragging = self._pressed, self._item, self._dragging
        gesture, self._gesture = self._gesture, None
        self.cancel()
        if gesture is not None:
            gesture.commit()
        elif pressed is not None and not dragging:
            if item is not None and item.row is SECTIONS:
                self._ruler.setFocus(Qt.FocusReason.MouseFocusReason)
            whole = item is not None and item.id is not None and item.part != "end"
            frame = item.start_frame if item is not None and whole else self._viewport.frame_at(pressed.x())
            self._bridge.attempt(lambda: self._bridge.session.transport.locate(max(0, frame)))

    def double_click(self, event: QMouseEvent) -> bool:
        """Select the time of what is there, or loop a section. False if there is no range."""
        self.cancel()
        item = self.item_at(event.position())
        if item is not None and item.row is SECTIONS:
            self._selection.section = SectionId(str(item.id))
            self._bridge.actions.run("sections.loop")
            return True
        span = self.span_at(event.position())
        if span is None or span[1] <= span[0]:
            return False
        self.select(*span)
        return True

    def cancel(self) -> None:
        """Put everything back."""
        self._scrolling.stop()
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.cancel()
        focus, self._focus_before = self._focus_before, None
        dragging, self._dragging = self._dragging, False
        self._pressed, self._row, self._item = None, None, None
        if dragging:
            self._snapper.end()
            if focus is not None and focus is not self._ruler and focus.isVisible():
                focus.setFocus(Qt.FocusReason.OtherFocusReason)
