"""Paints the rows of the ruler, in whole device pixels where lines are.

Lives: window, main thread.
"""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from app.edits.time_range import TimeRange
from app.model.ids import MarkerId, SectionId
from app.model.marker import Marker
from app.model.section_frames import section_frames
from app.model.song import Song
from app.model.tempo_map import nearest
from ui import theme
from ui.arrange.ruler_items import NAME_PX
from ui.arrange.ruler_rows import BARS, CHORDS, LOOP, MARKERS, PUNCH, SECTIONS, TIME, RulerLayout, RulerRow
from ui.arrange.ruler_ticks import LABEL_X, Label, bar_labels, bar_ticks, time_labels
from ui.arrange.viewport import Viewport, grid_of
from ui.widgets.sharp import device_rect

TICKS_PX = (9, 6, 4)  # height of a tick by its rank
LEAST_NAME_PX = 12  # width that a name needs
STEM_PX = 2


class RulerPicture:
    """Paints one song's rows for one painting."""

    def __init__(self, painter: QPainter, song: Song, view: Viewport, layout: RulerLayout, ratio: float) -> None:
        """Paint in the widget's coordinates.

        Args:
            painter: Paints on a picture with `ratio` device pixels to one of the widget's, with the font of labels.
            song: What is shown.
            view: Where.
            layout: Which rows.
            ratio: See `painter`.
        """
        self._item: MarkerId | SectionId | None = None
        self._painter, self._song, self._view, self._layout, self._ratio = painter, song, view, layout, ratio

    def paint(self, selected: TimeRange | None, item: MarkerId | SectionId | None = None) -> None:
        """Paint all rows, with the selected time over bars and times; dropouts and playhead are not in them.

        Args:
            selected: The selected time.
            item: The selected marker or section, underlined.
        """
        self._item = item
        width = self._view.width_px + 40  # the ruler is wider than the lanes
        self._paint_grounds(width)
        if selected is not None:
            left, right = self._column(selected.start_frame), self._column(selected.end_frame)
            self._box(left, self._layout.scale_top, right, self._layout.height_px, theme.ACCENT, 0.28)
        for row, paint in (
            (SECTIONS, self._paint_sections),
            (CHORDS, self._paint_chords),
            (MARKERS, self._paint_markers),
            (LOOP, self._paint_loop),
            (PUNCH, self._paint_punch),
            (TIME, self._paint_time),
            (BARS, self._paint_bars),
        ):
            if row in self._layout.rows:
                paint(self._layout.top_of(row))

    # --- places
    def _column(self, frame: float) -> int:
        return self._view.device_x(frame, self._ratio)

    def _px(self, length: float) -> int:
        return nearest(length * self._ratio)

    def _box(self, left: int, top: float, right: int, bottom: float, token: str, alpha: float = 1.0) -> None:
        """Fill device columns [left, right) of rows [top, bottom) of the widget."""
        place = device_rect(self._ratio, left, self._px(top), right, self._px(bottom))
        self._painter.fillRect(place, theme.colour(token, alpha))

    def _line(self, column: int, top: float, bottom: float, token: str, thick_px: float = 1.0) -> None:
        self._box(column, top, column + max(1, int(thick_px * self._ratio)), bottom, token)

    def _name(self, x: float, top: int, row: RulerRow, text: str, width: float) -> None:
        """A name in a row, elided in the middle; nothing where there is no room for it."""
        if width < LEAST_NAME_PX:
            return
        if self._width_of(text) > width:
            text = self._painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, int(width))
        self._text(x, top, row, text, theme.TEXT)

    def _text(self, x: float, top: int, row: RulerRow, text: str, tone: str) -> None:
        """A text in a row, from a whole device pixel on."""
        self._painter.setPen(theme.colour(tone))
        place = QRectF(self._px(x) / self._ratio, top, self._width_of(text) + 1, row.height_px)
        self._painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, text)

    def _width_of(self, text: str) -> float:
        return float(self._painter.fontMetrics().horizontalAdvance(text))

    # --- rows
    def _paint_grounds(self, width: int) -> None:
        right = self._px(width)
        for row in (row for row in (LOOP, PUNCH) if row in self._layout.rows):
            top = self._layout.top_of(row)
            self._box(0, top, right, top + row.height_px - 1, theme.BG, 0.55)
        for row in self._layout.rows[1:]:
            top = self._px(self._layout.top_of(row))
            place = device_rect(self._ratio, 0, top - max(1, int(self._ratio)), right, top)
            self._painter.fillRect(place, theme.colour(theme.GRID))

    def _paint_sections(self, top: int) -> None:
        for number, section in enumerate(self._song.sections):
            left, right = map(self._column, section_frames(self._song, section))
            if right < 0 or left > self._px(self._view.width_px + 40):
                continue
            self._box(
                left, top + 1, right - self._px(1), top + SECTIONS.height_px - 1,
                theme.section_colour(section.name, number),
            )  # fmt: skip
            if section.id == self._item:
                bottom = top + SECTIONS.height_px - 1
                self._box(left, bottom - 2, right - self._px(1), bottom, theme.ACCENT)
            x = max(left, 0) / self._ratio + 6
            self._name(x, top, SECTIONS, section.name, right / self._ratio - 3 - x)

    def _paint_chords(self, top: int) -> None:
        """Names where they have room before the next chord; else only where they begin."""
        end = self._view.width_px + 40
        for chord in self._layout.chords:
            left, right = self._view.pixel_of(chord.start_frame), self._view.pixel_of(chord.end_frame)
            if right < 0 or left > end:
                continue
            column = self._column(chord.start_frame)
            self._line(column, top + 4, top + CHORDS.height_px - 3, theme.ACCENT)
            if self._width_of(chord.name) <= right - left - 6:
                self._text(left + 4, top, CHORDS, chord.name, theme.TEXT)

    def _paint_markers(self, top: int) -> None:
        """Ranges as bars, places as flags; a name ends where the next marker begins."""
        markers = self._song.markers
        for marker in markers:
            if marker.length_frames:
                left, right = self._column(marker.start_frame), self._column(marker.end_frame)
                tone = theme.track_colour(marker.colour)
                self._box(left, top + 1, right, top + MARKERS.height_px - 1, tone, 0.32)
                for column in (left, right - self._px(STEM_PX)):
                    self._line(column, top + 1, top + MARKERS.height_px - 1, tone, STEM_PX)
        for number, marker in enumerate(markers):
            following = markers[number + 1].start_frame if number + 1 < len(markers) else None
            self._paint_marker_name(marker, top, following)

    def _paint_marker_name(self, marker: Marker, top: int, following: int | None) -> None:
        view = self._view
        left = view.pixel_of(marker.start_frame)
        right = view.width_px + 40 if following is None else view.pixel_of(following) - 2
        if left > view.width_px + 40:
            return
        if marker.length_frames:
            x, end = max(left, 0) + NAME_PX, min(right, view.pixel_of(marker.end_frame) - 3)
            self._name(x, top, MARKERS, marker.name, end - x)
            self._underline(marker, self._column(marker.start_frame), self._column(marker.end_frame), top)
            return
        tone, column = theme.track_colour(marker.colour), self._column(marker.start_frame)
        width = min(self._width_of(marker.name) + 10, right - left)
        end = column + self._px(max(5.0, width))
        self._box(column, top + 1, end, top + MARKERS.height_px - 3, tone, 0.55 if width > LEAST_NAME_PX else 1.0)
        self._line(column, top + 1, top + MARKERS.height_px, tone, STEM_PX)
        self._name(left + 5, top - 1, MARKERS, marker.name, width - 7)
        self._underline(marker, column, end, top)

    def _underline(self, marker: Marker, left: int, right: int, top: int) -> None:
        """Of the selected marker."""
        if marker.id == self._item:
            bottom = top + MARKERS.height_px - 1
            self._box(left, bottom - 2, right, bottom, theme.ACCENT)

    def _paint_loop(self, top: int) -> None:
        if LOOP.range is None:
            return
        on, start, end = LOOP.range.span(self._song.transport)
        if end > start:
            left, right = self._column(start), self._column(end)
            tone = LOOP.range.tone if on else theme.FAINT
            self._box(left, top + 4, right, top + 9, tone)
            for column in (left, right - self._px(2)):
                self._box(column, top + 1, column + self._px(2), top + 12, tone)

    def _paint_punch(self, top: int) -> None:
        """Square brackets at the edges that are in use."""
        settings = self._song.transport
        if PUNCH.range is None:
            return
        on, first, last = PUNCH.range.span(settings)
        if last <= first:
            return
        left, right, thick = self._column(first), self._column(last), self._px(2)
        tone, bottom = PUNCH.range.tone if on else theme.FAINT, top + PUNCH.height_px - 1
        self._box(left, top, right, bottom, PUNCH.range.tone, 0.22 if on else 0.08)
        for x, foot, used in (
            (left, left, settings.punch_edges != "out"),
            (right - thick, right - self._px(6), settings.punch_edges != "in"),
        ):
            self._box(x, top, x + thick, bottom, tone if used else theme.FAINT)
            for y in (top, bottom - 2) if used else ():
                self._box(foot, y, foot + self._px(6), y + 2, tone)

    def _paint_time(self, top: int) -> None:
        for label in time_labels(self._view, self._song.rate_hz, self._width_of):
            column = self._column(label.frame)
            self._line(column, top + TIME.height_px - 5, top + TIME.height_px - 1, theme.FAINT)
            self._text(label.x + LABEL_X, top, TIME, label.text, theme.DIM)

    def _paint_bars(self, top: int) -> None:
        grid, bottom = grid_of(self._song), top + BARS.height_px
        for frame, rank in bar_ticks(grid, self._view):
            self._line(self._column(frame), bottom - TICKS_PX[rank], bottom, theme.FAINT)
        for label in bar_labels(self._song, grid, self._view, self._width_of):
            if label.flag:
                self._paint_flag(label, top)
                continue
            if not label.pinned:
                self._line(self._column(label.frame), top, bottom, theme.FAINT)
            tone = theme.DIM if label.pinned else theme.TEXT
            self._text(label.x + LABEL_X, top - 1, BARS, label.text, tone)

    def _paint_flag(self, label: Label, top: int) -> None:
        """A change of tempo or meter."""
        column, width = self._column(label.frame), self._width_of(label.text)
        if label.text:
            self._box(column, top + 2, column + self._px(width + 9), top + BARS.height_px - 4, theme.RAISED)
        self._line(column, top + 1, top + BARS.height_px, theme.ACCENT, STEM_PX)
        self._text(label.x + LABEL_X + 1, top - 1, BARS, label.text, theme.TEXT)

    def paint_dropouts(self, frames: set[int], height: int) -> None:
        """Triangles where audio was lost."""
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(theme.colour(theme.WARN))
        for frame in frames:
            x = self._view.x_of(frame)
            if -8 < x < self._view.width_px + 48:
                bottom = height - 2
                self._painter.drawPolygon(
                    QPolygonF([QPointF(x - 5, bottom), QPointF(x + 5, bottom), QPointF(x, bottom - 9)])
                )
