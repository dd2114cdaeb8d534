"""The ruler: its rows as `RulerPicture` paints them, the playhead, and what mouse and keys do on it.

Lives: window, main thread.
"""

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QWidget

from app.edits.markers import add_marker, remove_markers
from app.messages.window import RULER_HELP, item_help
from app.model.ids import MarkerId, SectionId, new_id
from app.model.tempo_map import tempo_map
from app.song.changes import Changes
from app.verbs.sections import new_section
from ui import theme
from ui.arrange.drag_readout import GuideLine
from ui.arrange.lanes_view import wheel
from ui.arrange.playhead import Playhead
from ui.arrange.ruler_fields import RulerFields
from ui.arrange.ruler_hand import RulerHand
from ui.arrange.ruler_menu import fill_item_menu, fill_row_menu
from ui.arrange.ruler_picture import RulerPicture
from ui.arrange.ruler_rows import BARS, CHORDS, MARKERS, SECTIONS, TIME, RulerLayout
from ui.arrange.snapper import Snapper
from ui.arrange.viewport import Viewport
from ui.bridge import Bridge
from ui.state.selection import Selection
from ui.widgets.drag_keys import cancels_drag, goes_to_drag
from ui.widgets.entry import opens
from ui.widgets.menus import show_once
from ui.widgets.sharp import draw_part, fits, painting, sharp_pixmap
from ui.widgets.shortcut_override import ShortcutOverride

REMOVE_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class RulerView(QWidget):
    """The ruler above the lanes.

    Attributes:
        rows: The rows that are shown now.
        playhead: The playhead in it.
        hand: The mouse on it.
        fields: Names, and tempos of bars, that are typed in it.
    """

    rows_changed = Signal()

    def __init__(
        self,
        bridge: Bridge,
        viewport: Viewport,
        selection: Selection,
        snapper: Snapper,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._viewport, self._selection = bridge, viewport, selection
        self._snapper = snapper
        self.hand = RulerHand(self, bridge, viewport, selection, snapper, lambda: self.rows)
        self.fields = RulerFields(self, bridge, viewport, lambda: self.rows)
        ShortcutOverride(self, self._wants)
        self._drawn: QPixmap | None = None  # all but the playhead, until it changes
        self._low, self._chords = False, True
        self.rows = RulerLayout(bridge.song)
        self.playhead = Playhead(self, bridge, viewport, half_px=7)
        self.setAccessibleName("Ruler: click to go there, drag in the row of the loop or of the punch to set it")
        self.setFixedHeight(self.rows.height_px)
        self._takes = [track.takes for track in bridge.song.tracks]  # where their dropouts are drawn
        self._lost_drawn: tuple[int, ...] = ()  # what the running pass has lost so far
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self._show_help()
        self._guide = GuideLine(self, viewport, snapper, named=False)
        viewport.moved.connect(self.redraw)
        selection.range_changed.connect(self.redraw)
        bridge.changed.connect(self._on_change)
        bridge.ticked.connect(self._on_tick)

    def sizeHint(self) -> QSize:
        return QSize(600, self.rows.height_px)

    def _on_change(self, changes: Changes) -> None:
        takes = [track.takes for track in self._bridge.song.tracks]
        parts = (
            changes.sections,
            changes.lyrics,
            changes.markers,
            changes.tempo,
            changes.transport,
            takes != self._takes,
        )
        self._takes = takes
        if not changes.song_replaced and not any(parts):
            return
        self._lay_out()

    def set_low(self, low: bool) -> None:
        """Leave out rows that give way where the timeline is low."""
        if low != self._low:
            self._low = low
            self._lay_out()

    def show_chords(self, shown: bool) -> None:
        """Have a row of chords, where there are any, or not."""
        if shown != self._chords:
            self._chords = shown
            self._lay_out()

    @property
    def least_height(self) -> int:
        """Its height where the timeline is low, px."""
        return RulerLayout(self._bridge.song, low=True, chords=self._chords).height_px

    def _lay_out(self) -> None:
        rows = RulerLayout(self._bridge.song, self._low, self._chords)
        before, self.rows = self.rows.rows, rows
        if rows.rows != before:
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
        with painting(made) as painter:
            painter.setFont(theme.font(theme.SMALL_PX))
            song = self._bridge.song
            picture = RulerPicture(painter, song, self._viewport, self.rows, made.devicePixelRatio())
            picture.paint(self._selection.time_range, self._selection.marker or self._selection.section)
            self._lost_drawn = self._bridge.session.passes.lost_frames
            lost = {gap.timeline_frame for track in song.tracks for take in track.takes for gap in take.dropouts}
            picture.paint_dropouts(lost.union(self._lost_drawn), self.height())
            painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), theme.colour(theme.LINE))
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

    # --- the mouse
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.hand.press(event)
            self.redraw()  # the selected marker or section

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.hand.move(event)
        else:
            self._show_help(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.hand.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Rename by the name, loop a section, or select the range that is there; else add one, or edit the bar's tempo."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        point = event.position()
        row, named = self.rows.row_at(point.y()), self.hand.names_marker(point)
        if named is not None:
            self.hand.cancel()
            self.fields.rename_marker(named)
        elif self.hand.double_click(event):
            return
        elif row is SECTIONS:
            self._add_section(self._viewport.frame_at(point.x()))
        elif row in (MARKERS, TIME):
            self._add_marker(self._snapper.snap(self._viewport.frame_at(point.x())))
        elif row is CHORDS:
            self.fields.edit_chords(self._viewport.frame_at(point.x()))
        elif row is BARS:
            self.fields.edit_tempo(self._viewport.frame_at(point.x()))

    def rename_marker(self, marker_id: MarkerId) -> None:
        """Open the name of a marker for typing."""
        self.fields.rename_marker(marker_id)

    def rename_section(self, section_id: SectionId) -> None:
        """Open the name of a section for typing."""
        self.fields.rename_section(section_id)

    def _add_section(self, frame: int) -> None:
        """Add a section from the bar at a frame on, and open its name for typing."""
        song, section_id = self._bridge.song, SectionId(new_id())
        bar = tempo_map(song).position(max(0, frame))[0]
        if self._bridge.perform(new_section(song, bar, section_id=section_id)):
            self._selection.section = section_id
            self.fields.rename_section(section_id)

    def _add_marker(self, frame: int) -> None:
        """Add a marker, and open its name for typing."""
        marker_id = MarkerId(new_id())
        if self._bridge.perform(add_marker(frame, marker_id=marker_id)):
            self._selection.marker = marker_id
            self.fields.rename_marker(marker_id)

    def _show_help(self, point: QPointF | None = None) -> None:
        row = None if point is None else self.rows.row_at(point.y())
        item = None if point is None else self.hand.item_at(point)
        self.setToolTip(
            (RULER_HELP if row is None else row.help) if item is None else item_help(item.name, item.part, item.notes)
        )
        shape = Qt.CursorShape.ArrowCursor
        if item is not None:
            shape = Qt.CursorShape.PointingHandCursor if item.part == "body" else Qt.CursorShape.SizeHorCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)

    def wheelEvent(self, event: QWheelEvent) -> None:
        wheel(self._viewport, event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        point = QPointF(event.pos())
        item, row = self.hand.item_at(point), self.rows.row_at(point.y())
        self._selection.marker = MarkerId(str(item.id)) if item is not None and row is MARKERS else None
        self._selection.section = SectionId(str(item.id)) if item is not None and row is SECTIONS else None
        menu = QMenu(self)
        if item is not None and item.id is not None:
            fill_item_menu(menu, self._bridge, item, self.hand)
        elif row is not None:
            fill_row_menu(menu, self._bridge, row, lambda: self.fields.edit_tempo(self._viewport.frame_at(point.x())))
        if self._selection.section is None:  # whose own menu is long enough
            self._bridge.actions.add_to(menu, "ruler")
        self.redraw()
        show_once(menu, event.globalPos() + QPoint(2, 2))

    # --- keys, while a marker or section is selected or something is dragged
    def _wants(self, event: QKeyEvent) -> bool:
        if self.hand.busy:
            return goes_to_drag(event)
        removes = self._selection.marker is not None and event.key() in REMOVE_KEYS
        return self._selected is not None and (removes or opens(event))

    @property
    def _selected(self) -> MarkerId | SectionId | None:
        return self._selection.marker or self._selection.section

    def keyPressEvent(self, event: QKeyEvent) -> None:
        marker, section = self._selection.marker, self._selection.section
        if self.hand.busy:
            if cancels_drag(event):
                self.hand.cancel()
        elif marker is not None and event.key() in REMOVE_KEYS:
            self._bridge.perform(remove_markers([marker]))
        elif marker is not None and opens(event):
            self.fields.rename_marker(marker)
        elif section is not None and opens(event):
            self.fields.rename_section(section)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.hand.cancel()
        if event.reason() in (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.TabFocusReason):
            self._selection.section = None  # verbs mean the one at the playhead again
            self.redraw()
