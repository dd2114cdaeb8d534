"""The mouse on the lanes: select, move, trim, fade, rubber band, pan. One drag is one gesture; Escape cancels it.

Lives: window, main thread.
"""

from typing import Literal

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from app.edits import clip_properties
from app.edits import clips as clip_edits
from app.edits.edit import Edit
from app.edits.trimming import trim_clip
from app.messages import steps
from app.model.clip import Clip
from app.model.ids import ClipId
from app.verbs.target import clips_of
from ui.arrange.clip_picture import LANE_GAP, TITLE_HEIGHT
from ui.arrange.viewport import Viewport, grid_of
from ui.bridge import Bridge, GestureHand
from ui.state.selection import Selection

EDGE_PX = 7
DRAG_PX = 4
Mode = Literal["idle", "pressed", "move", "trim-start", "trim-end", "fade-in", "fade-out", "band", "pan"]
CURSORS = {
    "trim-start": Qt.CursorShape.SizeHorCursor,
    "trim-end": Qt.CursorShape.SizeHorCursor,
    "fade-in": Qt.CursorShape.PointingHandCursor,
    "fade-out": Qt.CursorShape.PointingHandCursor,
}


class LaneMouse:
    """Handles the mouse for `LanesView`."""

    def __init__(self, lanes: QWidget, bridge: Bridge, viewport: Viewport, selection: Selection) -> None:
        self._lanes, self._bridge, self._viewport, self._selection = lanes, bridge, viewport, selection
        self.band = QRect()  # the rubber band, in pixels of the lanes
        self._mode: Mode = "idle"
        self._start = QPointF()
        self._start_scroll = (0, 0)
        self._clip: Clip | None = None
        self._first_frame = 0
        self._hand: GestureHand | None = None
        self._kept_selection: frozenset[ClipId] = frozenset()
        self._narrow_on_release = False

    @property
    def busy(self) -> bool:
        return self._mode != "idle"

    # --- what lies under the pointer
    def clip_at(self, point: QPointF) -> Clip | None:
        view, song = self._viewport, self._bridge.song
        lane = view.lane_at(point.y())
        if not 0 <= lane < len(song.tracks) or view.folder_at(point.y()) is not None:
            return None
        for clip in reversed(song.tracks[lane].clips):
            if view.x_of(clip.timeline_start_frame) <= point.x() <= view.x_of(clip.timeline_end_frame):
                return clip
        return None

    def edge_at(self, point: QPointF, clip: Clip) -> Mode:
        view = self._viewport
        left, right = view.x_of(clip.timeline_start_frame), view.x_of(clip.timeline_end_frame)
        reach = min(EDGE_PX, (right - left) / 4)
        fade = self._fade_at(point, clip, reach)
        if fade is not None:
            return fade
        if point.x() - left <= reach:
            return "trim-start"
        return "trim-end" if right - point.x() <= reach else "pressed"

    def _fade_at(self, point: QPointF, clip: Clip, reach: float) -> Mode | None:
        """The fade whose end is at a point in the clip's title; without a fade that is the clip's corner."""
        view = self._viewport
        if point.y() - view.y_of(view.lane_at(point.y())) > LANE_GAP + TITLE_HEIGHT:
            return None
        ends: tuple[tuple[Mode, int], ...] = (
            ("fade-in", clip.timeline_start_frame + clip.fade_in_frames),
            ("fade-out", clip.timeline_end_frame - clip.fade_out_frames),
        )
        return next((mode for mode, frame in ends if abs(point.x() - view.x_of(frame)) <= reach), None)

    # --- press, move, release
    def press(self, event: QMouseEvent) -> None:
        self._lanes.setFocus(Qt.FocusReason.MouseFocusReason)
        self._start = event.position()
        viewport = self._viewport
        if event.button() == Qt.MouseButton.MiddleButton:
            self._mode, self._start_scroll = "pan", (viewport.left_px, viewport.top_px)
            self._lanes.setCursor(Qt.CursorShape.ClosedHandCursor)
            return
        clip = self.clip_at(event.position())
        if clip is not None and event.button() == Qt.MouseButton.RightButton:
            if clip.id not in self._selection.clips:
                self._selection.set_clips({clip.id})
            return
        if event.button() == Qt.MouseButton.LeftButton:
            self._press_left(event, clip)

    def _press_left(self, event: QMouseEvent, clip: Clip | None) -> None:
        selection, song = self._selection, self._bridge.song
        lane = self._viewport.lane_at(event.position().y())
        if 0 <= lane < len(song.tracks):
            selection.set_track(song.tracks[lane].id)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if clip is None:
            self._mode = "band"
            self._kept_selection = selection.clips if shift else frozenset()
            selection.set_clips(self._kept_selection)
            return
        self._narrow_on_release = clip.id in selection.clips and not shift
        if shift:
            selection.toggle_clip(clip.id)
        elif clip.id not in selection.clips:
            selection.set_clips({clip.id})
        self._clip = clip
        self._mode = self.edge_at(event.position(), clip)
        chosen = clips_of(song, selection.clips)
        self._first_frame = min((c.timeline_start_frame for c in chosen), default=clip.timeline_start_frame)

    def move(self, event: QMouseEvent) -> None:
        if self._mode == "idle":
            self._show_cursor(event.position())
            return
        offset = event.position() - self._start
        if self._mode == "pan":
            self._viewport.scroll_to(self._start_scroll[0] - offset.x(), self._start_scroll[1] - offset.y())
        elif self._mode == "band":
            self._stretch_band(event.position())
        elif self._hand is not None or offset.manhattanLength() >= DRAG_PX:
            self._drag(event, offset)

    def _drag(self, event: QMouseEvent, offset: QPointF) -> None:
        clip = self._clip
        if clip is None:
            return
        if self._mode == "pressed":
            self._mode = "move"
        if self._hand is None:
            self._hand = self._bridge.begin_gesture(self._step_name())
        view = self._viewport
        loose = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        frames = offset.x() * view.frames_per_px
        if self._mode == "move":
            position = self._first_frame + frames
            target = round(position) if loose else grid_of(self._bridge.song).snapped(position, view.frames_per_px)
            lanes = view.lane_at(event.position().y()) - view.lane_at(self._start.y())
            edit = clip_edits.move_clips(self._selection.clips, max(0, target) - self._first_frame, lanes)
        elif self._mode in ("fade-in", "fade-out"):
            edit = self._faded(clip, round(frames))
        else:
            edge = clip.timeline_start_frame if self._mode == "trim-start" else clip.timeline_end_frame
            position = edge + frames
            target = round(position) if loose else grid_of(self._bridge.song).snapped(position, view.frames_per_px)
            start, end = clip.timeline_start_frame, clip.timeline_end_frame
            least = 64
            if self._mode == "trim-start":
                start = max(0, start - clip.file_start_frame, min(target, end - least))
            else:
                end = max(target, start + least)
            edit = trim_clip(clip.id, start, end)
        self._hand.update(edit)

    def _step_name(self) -> str:
        if self._mode == "move":
            return steps.of_clips("Move", len(self._selection.clips))
        return {"fade-in": steps.FADE_IN, "fade-out": steps.FADE_OUT}.get(self._mode, steps.TRIM_CLIP)

    def _faded(self, clip: Clip, frames: int) -> Edit:
        """Change a fade by the distance of the drag, not on the grid."""
        fade_in, fade_out = clip.fade_in_frames, clip.fade_out_frames
        if self._mode == "fade-in":
            fade_in = min(max(0, fade_in + frames), clip.length_frames - fade_out)
        else:
            fade_out = min(max(0, fade_out - frames), clip.length_frames - fade_in)
        return clip_properties.set_clip_fades([clip.id], fade_in, fade_out)

    def release(self, event: QMouseEvent) -> None:
        if self._hand is not None:
            self._hand.commit()
        elif self._mode not in ("idle", "band", "pan") and self._narrow_on_release and self._clip:
            self._selection.set_clips({self._clip.id})
        self._end()
        self._show_cursor(event.position())

    def cancel(self) -> None:
        if self._hand is not None:
            self._hand.cancel()
        self._end()

    def _end(self) -> None:
        self._mode, self._hand, self._clip = "idle", None, None
        self._narrow_on_release = False
        if not self.band.isNull():
            self.band = QRect()
            self._lanes.update()

    def _stretch_band(self, point: QPointF) -> None:
        viewport = self._viewport
        self.band = QRect(self._start.toPoint(), point.toPoint()).normalized()
        first, last = viewport.frame_at(self.band.left()), viewport.frame_at(self.band.right())
        top, bottom = viewport.lane_at(self.band.top()), viewport.lane_at(self.band.bottom())
        touched = {
            clip.id
            for lane, track in enumerate(self._bridge.song.tracks)
            if top <= lane <= bottom
            for clip in track.clips
            if clip.timeline_end_frame > first and clip.timeline_start_frame < last
        }
        self._selection.set_clips(self._kept_selection | touched)
        self._lanes.update()

    def _show_cursor(self, point: QPointF) -> None:
        clip = self.clip_at(point)
        zone = "pressed" if clip is None else self.edge_at(point, clip)
        shape = CURSORS.get(zone, Qt.CursorShape.ArrowCursor)
        if self._lanes.cursor().shape() != shape:
            self._lanes.setCursor(shape)
