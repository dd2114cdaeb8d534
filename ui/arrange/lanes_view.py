"""The lanes: paints picture, playhead and rubber band, and opens its menu; `HandledLanes` passes mouse and keys on.

Lives: window, main thread.
"""

from functools import partial

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QWidget

from app.edits.clip_properties import colour_clips
from app.model.ids import TrackId
from app.model.tempo_map import tempo_map
from app.song.changes import Changes
from app.song.fine_waves import FineWave
from app.song.peaks import Peaks
from app.verbs.clips import CROSSFADES_MS, joins_of
from app.verbs.target import clips_of
from ui import theme
from ui.arrange.clip_handles import ClipHandles
from ui.arrange.drag_readout import GuideLine, Readout
from ui.arrange.grid_lines import GridLine, grid_lines
from ui.arrange.handled_lanes import HandledLanes
from ui.arrange.lane_drags import LaneParts
from ui.arrange.lane_drop import LaneDrop
from ui.arrange.lane_keys import LaneKeys
from ui.arrange.lane_mouse import LaneMouse
from ui.arrange.lane_picture import LanePicture, LiveClip
from ui.arrange.live_takes import LiveTakes
from ui.arrange.playhead import Playhead
from ui.arrange.snapper import Snapper
from ui.arrange.viewport import Viewport
from ui.arrange.zero_crossings import ZeroCrossings
from ui.bridge import Bridge
from ui.commands.clips import set_crossfade
from ui.state.editing import Editing
from ui.state.selection import Selection
from ui.widgets.colour_menu import add_colours
from ui.widgets.menus import show_once
from ui.widgets.sharp import device_rect, draw_part
from ui.widgets.shortcut_override import ShortcutOverride

LIVE_EVERY = 6  # ticks between two looks at a growing peak file
LATE_PEAKS_MS = 400
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


class LanesView(HandledLanes):
    """The widget with the lanes of all tracks."""

    waves_arrived = Signal()  # finer ones than peaks
    files_dropped = Signal(object, int, object)  # paths, timeline frame, the track they fell on or None

    def __init__(
        self,
        bridge: Bridge,
        viewport: Viewport,
        selection: Selection,
        editing: Editing,
        snapper: Snapper,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.bridge, self.viewport, self.selection, self.snapper = bridge, viewport, selection, snapper
        self._editing = editing
        self.picture = LanePicture(viewport, self._peaks_of, self.fine_of)
        self.picture.follow_audibility(bridge.song)
        readout, crossings = Readout(self), ZeroCrossings(self.fine_of)
        parts = LaneParts(self, bridge, viewport, selection, editing, snapper, readout, crossings)
        self.mouse = LaneMouse(parts, self._ask)
        self.keys = LaneKeys(parts, self.mouse)
        ShortcutOverride(self, self.keys.wants)
        self.handles = ClipHandles(self, bridge, viewport, self.mouse)
        self._guide = GuideLine(self, viewport, snapper)
        self._order: list[TrackId] = [track.id for track in bridge.song.tracks]
        self.playhead = Playhead(self, bridge, viewport)
        self._asked_at: QPoint | None = None  # where a menu was opened that is open still
        self._ticks = 0
        self._live: tuple[LiveClip, ...] = ()
        self._takes = LiveTakes()
        self._missing_peaks = False
        self._fine_arrived = 0
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(LATE_PEAKS_MS)
        self._late.timeout.connect(self.redraw)
        self.drop = LaneDrop(self, bridge, viewport, snapper)
        self.setAcceptDrops(True)
        self.setAccessibleName("Timeline")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(200, 30)
        viewport.moved.connect(self.redraw)
        editing.changed.connect(self.redraw)  # the unit of the grid
        selection.clips_changed.connect(self.redraw)
        selection.range_changed.connect(self.update)
        bridge.changed.connect(self._on_change)
        bridge.ticked.connect(self._on_tick)

    # --- what is shown
    def grid_lines(self) -> list[GridLine]:
        """The lines of the grid in sight."""
        return grid_lines(tempo_map(self.bridge.song), self.viewport, self._editing.grid)

    def _peaks_of(self, file: str) -> Peaks | None:
        peaks = self.bridge.session.document.waves.peaks(file)
        if peaks is None:
            self._missing_peaks = True
        return peaks

    def fine_of(self, file: str, first_frame: int, end_frame: int, bin_frames: int) -> FineWave | None:
        """A part of a media file, finer than its peaks; None until it was read, which `waves_arrived` tells."""
        return self.bridge.session.document.waves.fine(file, first_frame, end_frame, bin_frames)

    @property
    def live(self) -> tuple[LiveClip, ...]:
        """What a running pass has recorded so far."""
        return self._live

    def redraw(self) -> None:
        self.picture.invalidate()
        self.update()

    def _on_change(self, changes: Changes) -> None:
        order = [track.id for track in self.bridge.song.tracks]
        heard = self.picture.follow_audibility(self.bridge.song)
        if changes.song_replaced or changes.tempo or order != self._order:
            self._order = order
            self.redraw()
            return
        if changes.transport or changes.folders or changes.markers or changes.plans or changes.sections:
            self.redraw()  # loop and punch
        lanes = [n for n, track in enumerate(self.bridge.song.tracks) if track.id in changes.clips | changes.tracks]
        lanes = sorted({*lanes, *heard})
        self.picture.invalidate_lanes(lanes)
        for lane in lanes:
            self.update(self.picture.lane_rect(lane))

    def _on_tick(self) -> None:
        self._ticks += 1
        self.playhead.follow()
        arrived = self.bridge.session.document.waves.arrived
        if arrived != self._fine_arrived:
            self._fine_arrived = arrived
            self.redraw()
            self.waves_arrived.emit()
        if self._ticks % LIVE_EVERY == 0:
            self._update_live_takes()

    def _update_live_takes(self) -> None:
        live = self._takes.clips(self.bridge.session.passes.recording, self.bridge.clock, self.bridge.song)
        if live or self._live:
            lanes = {taking.lane for taking in (*live, *self._live)}
            self._live = live
            self.picture.invalidate_lanes(lanes)
            for lane in lanes:
                self.update(self.picture.lane_rect(lane))

    # --- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        self._missing_peaks = False
        self.picture.resize(self.size(), self.devicePixelRatioF())
        self.picture.refresh(self.bridge.song, self.grid_lines, self.selection.clips, self._live)
        if self._missing_peaks and not self._late.isActive():
            self._late.start()
        painter = QPainter(self)
        for rect in event.region():  # type: ignore[attr-defined]
            draw_part(painter, rect, self.picture.image)
        self._paint_time_range(painter)
        self.playhead.paint(painter)
        if not self.mouse.outline.isNull():
            painter.setPen(QPen(theme.colour(theme.ACCENT), 1))
            painter.setBrush(theme.colour(theme.ACCENT, 0.15))
            painter.drawRect(self.mouse.outline)
        self.handles.paint(painter)
        self.drop.paint(painter)
        painter.end()

    def _paint_time_range(self, painter: QPainter) -> None:
        """Shade the selected time over its tracks."""
        selected, view, ratio = self.selection.time_range, self.viewport, self.devicePixelRatioF()
        if selected is None:
            return
        left, right = (view.device_x(frame, ratio) for frame in (selected.start_frame, selected.end_frame))
        hair = max(1, int(ratio))
        for lane, track in enumerate(self.bridge.song.tracks):
            if track.id in selected.tracks and view.lanes.height_px(lane):
                top, bottom = (
                    round(y * ratio) for y in (view.y_of(lane), view.y_of(lane) + view.lanes.height_px(lane))
                )
                painter.fillRect(device_rect(ratio, left, top, right, bottom), theme.colour(theme.ACCENT, 0.22))
                for column in (left, right - hair):
                    edge = device_rect(ratio, column, top, column + hair, bottom)
                    painter.fillRect(edge, theme.colour(theme.ACCENT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.viewport.set_size(self.width(), self.height())
        self.redraw()

    # --- files from outside
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.drop.enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self.drop.move(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        self.files_dropped.emit(*self.drop.drop(event))

    # --- the hand
    def wheelEvent(self, event: QWheelEvent) -> None:
        wheel(self.viewport, event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """By a key; with the mouse a right click opens it, once it is sure that it is no drag."""
        if event.reason() != QContextMenuEvent.Reason.Mouse:
            self._ask(event.pos())

    def _ask(self, at: QPoint) -> None:
        menu = QMenu(self)
        self._asked_at = at
        menu.destroyed.connect(self._forget_asked)
        chosen = bool(self.selection.clips) or self.selection.time_range is not None
        if chosen:
            self.bridge.actions.add_to(menu, "clips")
            menu.addSeparator()
            time = menu.addMenu("Zoom, loop, punch and mark")
            self.bridge.actions.add_to(time, "clips, time")
            self._add_colours(menu)
            self._add_joins(menu.addMenu("Crossfades"))
        else:
            self.bridge.actions.add_to(menu, "empty lane")
        show_once(menu, self.mapToGlobal(at) + QPoint(2, 2))

    def _forget_asked(self) -> None:
        self._asked_at = None

    def pointer(self) -> QPoint | None:
        """Where the menu was asked for while one is open, else where the pointer is; None outside of the lanes."""
        at = self._asked_at or self.mapFromGlobal(QCursor.pos())
        return at if self.rect().contains(at) else None

    def _add_colours(self, menu: QMenu) -> None:
        clips = clips_of(self.bridge.song, self.selection.clips)
        ids = [clip.id for clip in clips]
        if clips:
            add_colours(menu, clips[0].colour, lambda index: self.bridge.perform(colour_clips(ids, index)))

    def _add_joins(self, menu: QMenu) -> None:
        """Fill a menu with the lengths of the joins of the one chosen clip, at its start and its end."""
        chosen = clips_of(self.bridge.song, self.selection.clips)
        clip = chosen[0] if len(chosen) == 1 else None
        found = joins_of(self.bridge.song, {clip.id}) if clip is not None else []
        places = (0, 0) if clip is None else (clip.timeline_start_frame, clip.timeline_end_frame)
        for place, where in zip(places, ("start", "end"), strict=True):
            join = next((one for one in found if one.start_frame <= place <= one.end_frame), None)
            why_not = "" if join is not None else " (choose one clip that meets another there)"
            lengths = menu.addMenu(f"Crossfade at the {where}{why_not}")
            lengths.setEnabled(join is not None)
            if join is None:
                continue
            for ms in CROSSFADES_MS:
                entry = lengths.addAction(f"{ms} ms", partial(set_crossfade, self.bridge, join, ms))
                entry.setCheckable(True)
                entry.setChecked(join.length_frames == round(ms * self.bridge.song.rate_hz / 1000))
        if found:
            self.bridge.actions.add_to(menu, "crossfades")


def wheel(viewport: Viewport, event: QWheelEvent) -> None:
    """Scroll with the wheel; sideways with Shift; zoom at the pointer with Ctrl."""
    delta = event.angleDelta()
    notches = (delta.y() or delta.x()) / 120
    modifiers = event.modifiers()
    if modifiers & Qt.KeyboardModifier.ControlModifier:
        viewport.zoom(1.25**notches, QPointF(event.position()).x())
    elif modifiers & Qt.KeyboardModifier.ShiftModifier or abs(delta.x()) > abs(delta.y()):
        viewport.scroll_by(-notches * 96, 0)
    else:
        viewport.scroll_by(0, -notches * viewport.lanes.lane_height)
    event.accept()
