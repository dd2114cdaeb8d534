"""The ruler: its rows as `RulerPicture` paints them, the playhead, and the hand that seeks and sets ranges.

Lives: window, main thread.
"""

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QMenu, QWidget

from app.messages import steps
from app.messages.window import RULER_HELP
from app.model.song import Marker
from app.model.tempo_map import tempo_map
from app.song.changes import Changes
from ui import theme
from ui.arrange.lanes_view import wheel
from ui.arrange.playhead import Playhead
from ui.arrange.ruler_picture import RulerPicture
from ui.arrange.ruler_rows import MARKERS, RulerLayout, RulerRow
from ui.arrange.viewport import Grid, Viewport
from ui.bridge import Bridge, GestureHand
from ui.state.selection import Selection
from ui.widgets.menus import add_heading, show_once
from ui.widgets.sharp import draw_part, fits, sharp_pixmap

GRAB_PX = 6.0  # around the edge of a range


class RulerView(QWidget):
    """The ruler above the lanes.

    Attributes:
        rows: The rows that are shown now.
        playhead: The playhead in it.
    """

    rows_changed = Signal()

    def __init__(self, bridge: Bridge, viewport: Viewport, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._viewport, self._selection = bridge, viewport, selection
        self._press_x: float | None = None
        self._row: RulerRow | None = None  # under the hand since the press
        self._fixed: int | None = None  # the edge that stays while the other one is dragged
        self._hand: GestureHand | None = None
        self._drawn: QPixmap | None = None  # all but the playhead, until it changes
        self.rows = RulerLayout(bridge.song)
        self.playhead = Playhead(self, bridge, viewport, half_px=7)
        self.setAccessibleName("Ruler: click to go there, drag in the row of the loop or of the punch to set it")
        self.setFixedHeight(self.rows.height_px)
        self._takes = [track.takes for track in bridge.song.tracks]  # where their dropouts are drawn
        self._lost_drawn: tuple[int, ...] = ()  # what the running pass has lost so far
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self._show_help(None)
        viewport.moved.connect(self.redraw)
        selection.range_changed.connect(self.redraw)
        bridge.changed.connect(self._on_change)
        bridge.ticked.connect(self._on_tick)

    def sizeHint(self) -> QSize:
        return QSize(600, self.rows.height_px)

    def _on_change(self, changes: Changes) -> None:
        takes = [track.takes for track in self._bridge.song.tracks]
        parts = (changes.sections, changes.markers, changes.tempo, changes.transport, takes != self._takes)
        self._takes = takes
        if not changes.song_replaced and not any(parts):
            return
        rows = RulerLayout(self._bridge.song)
        if rows.rows != self.rows.rows:
            self.rows = rows
            self.setFixedHeight(rows.height_px)
            self.rows_changed.emit()
        self.redraw()

    def _on_tick(self) -> None:
        self.playhead.follow()
        if self._lost_drawn != self._bridge.session.passes.lost_frames:
            self.redraw()

    # --- painting
    def redraw(self) -> None:
        self._drawn = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not fits(self._drawn, self):
            self._drawn = self._draw()
        painter = QPainter(self)
        draw_part(painter, event.rect(), self._drawn)
        self._paint_playhead(painter)
        painter.end()

    def _draw(self) -> QPixmap:
        made = sharp_pixmap(self, theme.colour(theme.PANEL))
        painter = QPainter(made)
        painter.setFont(theme.font(theme.SMALL_PX))
        song = self._bridge.song
        picture = RulerPicture(painter, song, self._viewport, self.rows, made.devicePixelRatio())
        picture.paint(self._selection.time_range)
        self._lost_drawn = self._bridge.session.passes.lost_frames
        lost = {gap.timeline_frame for track in song.tracks for take in track.takes for gap in take.dropouts}
        picture.paint_dropouts(lost.union(self._lost_drawn), self.height())
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), theme.colour(theme.LINE))
        painter.end()
        return made

    def _paint_playhead(self, painter: QPainter) -> None:
        self.playhead.paint(painter)
        x = self.playhead.x
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(self.playhead.tone))
        painter.drawPolygon(
            QPolygonF(
                [QPointF(x - 5, 0), QPointF(x + 6, 0), QPointF(x + 6, 6), QPointF(x + 0.5, 12), QPointF(x - 5, 6)]
            )
        )

    # --- its menu
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu, marker = QMenu(self), self._marker_at(QPointF(event.pos()))
        self._selection.marker = None if marker is None else marker.id
        if marker is not None:
            add_heading(menu, marker.name)
            self._bridge.actions.add_to(menu, "marker")
            menu.addSeparator()
        self._bridge.actions.add_to(menu, "ruler")
        show_once(menu, event.globalPos() + QPoint(2, 2))

    def _marker_at(self, point: QPointF) -> Marker | None:
        """The last marker or range up to a point in their row, if it is one or is near."""
        if self.rows.row_at(point.y()) is not MARKERS:
            return None
        frame = self._viewport.frame_at(point.x() + GRAB_PX)
        before = [marker for marker in self._bridge.song.markers if marker.start_frame <= frame]
        return before[-1] if before else None

    # --- the hand
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._selection.marker = None
            self._press_x = event.position().x()
            self._row = self._range_at(event.position())
            self._fixed = self._other_edge(self._row, self._press_x)
            if self._row is None:
                self._seek(event)

    def _range_at(self, point: QPointF) -> RulerRow | None:
        """The row at a point if a range is set in it."""
        row = self.rows.row_at(point.y())
        return row if row is not None and row.range is not None else None

    def _other_edge(self, row: RulerRow | None, x: float) -> int | None:
        """Frame of the edge that stays when the one at `x` is dragged; None if there is none."""
        if row is None or row.range is None:
            return None
        _, start, end = row.range.span(self._bridge.song.transport)
        distance, other = min(
            (abs(self._viewport.x_of(edge) - x), other) for edge, other in ((start, end), (end, start))
        )
        return other if end > start and distance <= GRAB_PX else None

    def _seek(self, event: QMouseEvent) -> None:
        frame = max(0, self._viewport.frame_at(event.position().x()))
        self._bridge.attempt(lambda: self._bridge.session.transport.locate(frame))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x, row = event.position().x(), self._row
        if self._press_x is None or not event.buttons() & Qt.MouseButton.LeftButton:
            self._show_help(self._range_at(event.position()), x)
            return
        if row is None or row.range is None or (self._hand is None and abs(x - self._press_x) < 4):
            return
        if self._hand is None:
            self._hand = self._bridge.begin_gesture(steps.range_of(row.name))
        here = self._snapped(event, x)
        other = self._snapped(event, self._press_x) if self._fixed is None else self._fixed
        start, end = min(here, other), max(here, other)
        if end > start:
            self._hand.update(row.range.set_range(True, start, end))

    def _show_help(self, row: RulerRow | None, x: float = 0.0) -> None:
        self.setToolTip(RULER_HELP if row is None else row.help)
        on_edge = self._other_edge(row, x) is not None
        self.setCursor(Qt.CursorShape.SizeHorCursor if on_edge else Qt.CursorShape.ArrowCursor)

    def _snapped(self, event: QMouseEvent, x: float) -> int:
        """The frame at x, on the grid unless Shift is pressed."""
        frame = max(0, self._viewport.frame_at(x))
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            return frame
        grid = Grid(tempo_map(self._bridge.song))
        return max(0, grid.snapped(frame, self._viewport.frames_per_px))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._press_x is None:
            return
        if self._hand is not None:
            self._hand.commit()
        elif self._row is not None:
            self._seek(event)
        self._press_x, self._row, self._hand = None, None, None

    def wheelEvent(self, event: QWheelEvent) -> None:
        wheel(self._viewport, event)
