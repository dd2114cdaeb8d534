"""The ruler, row by row: sections, loop, punch, bars with times; and dropouts where they happened.

Lives: window, main thread.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPixmap, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.edits import transport as transport_edits
from app.edits.edit import Edit
from app.messages import steps
from app.messages.window import LOOP_HELP, PUNCH_HELP, RULER_HELP
from app.model.song import TransportSettings
from app.model.tempo_map import tempo_map
from app.song.changes import Changes
from app.text import values
from app.text.tempo import format_tempo_change
from app.units import frames_to_seconds
from ui import theme
from ui.arrange.lanes_view import wheel
from ui.arrange.playhead import Playhead
from ui.arrange.viewport import Grid, Viewport
from ui.bridge import Bridge, GestureHand
from ui.widgets.sharp import fits, sharp_pixmap

BARS_TOP = 46  # above them: sections, then a row for each range
LEAST_LABEL_PX = 46.0
LEAST_TICK_PX = 12.0
TIME_ROOM_PX = 96
GRAB_PX = 6.0  # around the edge of a range


@dataclass(frozen=True, slots=True)
class RangeRow:
    """A row of the ruler in which a range is set by dragging."""

    name: str
    top: int
    height: int
    tone: str
    help: str
    span: Callable[[TransportSettings], tuple[bool, int, int]]  # whether it is on, from where, to where (exclusive)
    set_range: Callable[[bool, int, int], Edit]


LOOP_ROW = RangeRow(
    "Loop",
    18,
    14,
    theme.ACCENT,
    LOOP_HELP,
    lambda settings: (settings.loop_on, settings.loop_start_frame, settings.loop_end_frame),
    transport_edits.set_loop,
)
PUNCH_ROW = RangeRow(
    "Punch",
    32,
    14,
    theme.REC,
    PUNCH_HELP,
    lambda settings: (settings.punch_on, settings.punch_in_frame, settings.punch_out_frame),
    transport_edits.set_punch,
)
RANGE_ROWS = (LOOP_ROW, PUNCH_ROW)


class RulerView(QWidget):
    """The ruler above the lanes."""

    def __init__(self, bridge: Bridge, viewport: Viewport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._viewport = bridge, viewport
        self._press_x: float | None = None
        self._row: RangeRow | None = None  # under the hand since the press
        self._fixed: int | None = None  # the edge that stays while the other one is dragged
        self._hand: GestureHand | None = None
        self._drawn: QPixmap | None = None  # all but the playhead, until it changes
        self.playhead = Playhead(self, bridge, viewport, half_px=7)
        self.setAccessibleName("Ruler: click to go there, drag in the row of the loop or of the punch to set it")
        self.setFixedHeight(theme.RULER_HEIGHT)
        self._lost_drawn: tuple[int, ...] = ()  # what the running pass has lost so far
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self._show_help(None)
        viewport.moved.connect(self.redraw)
        bridge.changed.connect(self._on_change)
        bridge.ticked.connect(self._on_tick)

    def sizeHint(self) -> QSize:
        return QSize(600, theme.RULER_HEIGHT)

    def _on_change(self, changes: Changes) -> None:
        if changes.song_replaced or changes.sections or changes.tempo or changes.transport or changes.clips:
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
        painter.drawPixmap(0, 0, self._drawn)
        self._paint_playhead(painter)
        painter.end()

    def _draw(self) -> QPixmap:
        made = sharp_pixmap(self, theme.colour(theme.PANEL))
        painter = QPainter(made)
        painter.setFont(theme.font(theme.SMALL_PX))
        self._paint_rows(painter)
        self._paint_sections(painter)
        self._paint_bars(painter)
        self._paint_tempo_changes(painter)
        self._paint_loop(painter)
        self._paint_punch(painter)
        self._paint_dropouts(painter)
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), theme.colour(theme.LINE))
        painter.end()
        return made

    def _paint_rows(self, painter: QPainter) -> None:
        for row in RANGE_ROWS:
            painter.fillRect(QRect(0, row.top, self.width(), row.height - 1), theme.colour(theme.BG, 0.55))

    def _paint_sections(self, painter: QPainter) -> None:
        for number, section in enumerate(self._bridge.song.sections):
            left = self._viewport.x_of(section.start_frame)
            right = self._viewport.x_of(section.start_frame + section.length_frames)
            if right < 0 or left > self.width():
                continue
            flag = QRectF(left, 1, right - left - 1, 16)
            painter.fillRect(flag, theme.colour(theme.section_colour(section.name, number)))
            painter.setPen(theme.colour(theme.TEXT))
            place = flag.adjusted(6 - min(0.0, left), 0, -2, 0)
            if place.width() > 10:
                name = painter.fontMetrics().elidedText(section.name, Qt.TextElideMode.ElideRight, int(place.width()))
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, name)

    def _paint_bars(self, painter: QPainter) -> None:
        song, view = self._bridge.song, self._viewport
        grid = Grid(tempo_map(song))
        first, last = view.frame_at(-80), view.frame_at(self.width())
        ticks = grid.step_bars(view.frames_per_px, LEAST_TICK_PX)
        for line in grid.lines(first, last, ticks):
            tall = 10 if line.beat == 0 else 6
            x = round(view.x_of(line.frame))
            painter.fillRect(QRect(x, self.height() - tall, 1, 10), theme.colour(theme.FAINT))
        changes = {change.bar: change for change in song.tempo_changes}
        labels = max(1, grid.step_bars(view.frames_per_px, LEAST_LABEL_PX))
        lines = grid.lines(first, last, labels)
        for line, following in zip_longest(lines, lines[1:]):
            left = view.x_of(line.frame)
            area = math.inf if following is None else view.x_of(following.frame) - left
            painter.setPen(theme.colour(theme.TEXT))
            painter.fillRect(QRect(round(left), BARS_TOP, 1, 18), theme.colour(theme.FAINT))
            painter.drawText(QPointF(left + 4, self.height() - 8), str(line.bar))
            if area >= TIME_ROOM_PX and line.bar not in changes:
                painter.setPen(theme.colour(theme.DIM))
                time = values.format_length(frames_to_seconds(round(line.frame), song.rate_hz))
                painter.drawText(QPointF(left + 34, self.height() - 8), time)

    def _paint_tempo_changes(self, painter: QPainter) -> None:
        """Paint a flag with the new tempo and meter above the number of the bar."""
        tempo = tempo_map(self._bridge.song)
        painter.setFont(theme.font(theme.SMALL_PX))
        for change in self._bridge.song.tempo_changes:
            left = self._viewport.x_of(tempo.frame_of(change.bar))
            if not -120 < left < self.width():
                continue
            text = f"{change.bar}  {format_tempo_change(change)}"
            width = painter.fontMetrics().horizontalAdvance(text) + 8
            painter.fillRect(QRectF(left + 1, BARS_TOP + 1, width, 16), theme.colour(theme.RAISED))
            painter.fillRect(QRectF(left, BARS_TOP, 2, 18), theme.colour(theme.ACCENT))
            painter.setPen(theme.colour(theme.TEXT))
            painter.drawText(QPointF(left + 5, self.height() - 8), text)

    def _paint_loop(self, painter: QPainter) -> None:
        on, start, end = LOOP_ROW.span(self._bridge.song.transport)
        if end > start:
            left, right = (round(self._viewport.x_of(frame)) for frame in (start, end))
            tone = theme.colour(LOOP_ROW.tone if on else theme.FAINT)
            painter.fillRect(QRect(left, LOOP_ROW.top + 4, right - left, 5), tone)
            for x in (left, right - 2):
                painter.fillRect(QRect(x, LOOP_ROW.top + 1, 2, 11), tone)

    def _paint_punch(self, painter: QPainter) -> None:
        """Paint square brackets at the edges that are in use."""
        settings = self._bridge.song.transport
        on, first, last = PUNCH_ROW.span(settings)
        if last <= first:
            return
        left, right = (round(self._viewport.x_of(frame)) for frame in (first, last))
        tone, top, height = theme.colour(PUNCH_ROW.tone if on else theme.FAINT), PUNCH_ROW.top, PUNCH_ROW.height - 1
        painter.fillRect(QRect(left, top, right - left, height), theme.colour(PUNCH_ROW.tone, 0.22 if on else 0.08))
        for x, foot, used in ((left, 0, settings.punch_edges != "out"), (right - 2, -4, settings.punch_edges != "in")):
            painter.fillRect(QRect(x, top, 2, height), tone if used else theme.colour(theme.FAINT))
            for y in (top, top + height - 2) if used else ():
                painter.fillRect(QRect(x + foot, y, 6, 2), tone)

    def _paint_dropouts(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(theme.WARN))
        taken = {gap.timeline_frame for t in self._bridge.song.tracks for take in t.takes for gap in take.dropouts}
        self._lost_drawn = self._bridge.session.passes.lost_frames
        for frame in taken.union(self._lost_drawn):
            x = self._viewport.x_of(frame)
            if -8 < x < self.width() + 8:
                bottom = self.height() - 2
                painter.drawPolygon(QPolygonF([QPointF(x - 5, bottom), QPointF(x + 5, bottom), QPointF(x, bottom - 9)]))

    def _paint_playhead(self, painter: QPainter) -> None:
        x = self.playhead.x
        tone = theme.colour(self.playhead.tone)
        painter.fillRect(QRect(x, 0, 1, self.height()), tone)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tone)
        painter.drawPolygon(
            QPolygonF(
                [QPointF(x - 5, 0), QPointF(x + 6, 0), QPointF(x + 6, 6), QPointF(x + 0.5, 12), QPointF(x - 5, 6)]
            )
        )

    # --- the hand
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._press_x = event.position().x()
            self._row = self._row_at(event.position())
            self._fixed = self._other_edge(self._row, self._press_x)
            if self._row is None:
                self._seek(event)

    @staticmethod
    def _row_at(point: QPointF) -> RangeRow | None:
        return next((row for row in RANGE_ROWS if row.top <= point.y() < row.top + row.height), None)

    def _other_edge(self, row: RangeRow | None, x: float) -> int | None:
        """Frame of the edge that stays when the one at `x` is dragged; None if there is none."""
        if row is None:
            return None
        _, start, end = row.span(self._bridge.song.transport)
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
            self._show_help(self._row_at(event.position()), x)
            return
        if row is None or (self._hand is None and abs(x - self._press_x) < 4):
            return
        if self._hand is None:
            self._hand = self._bridge.begin_gesture(steps.range_of(row.name))
        here = self._snapped(event, x)
        other = self._snapped(event, self._press_x) if self._fixed is None else self._fixed
        start, end = min(here, other), max(here, other)
        if end > start:
            self._hand.update(row.set_range(True, start, end))

    def _show_help(self, row: RangeRow | None, x: float = 0.0) -> None:
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
