"""The handles of the clip under the pointer: fades at its upper corners, gain in the middle of its upper edge.

Lives: window, main thread.
"""

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from app.edits.clip_properties import set_clip_gain_db
from app.messages.mixing import value_out_of_range
from app.model.clip import Clip
from app.model.ranges import CLIP_GAIN_DB
from app.text import values
from ui import theme
from ui.arrange.clip_picture import body_of
from ui.arrange.lane_mouse import LaneMouse
from ui.arrange.viewport import Viewport
from ui.bridge import Bridge
from ui.widgets.field import TypedField

FADE_PX = 3.0  # half of a fade's handle
FIELD_PX = (72, 24)


class ClipHandles:
    """Paints them over the picture of the lanes, and opens the field in which a gain is typed."""

    def __init__(self, lanes: QWidget, bridge: Bridge, viewport: Viewport, mouse: LaneMouse) -> None:
        self._lanes, self._bridge, self._viewport, self._mouse = lanes, bridge, viewport, mouse
        self.field: TypedField | None = None

    def paint(self, painter: QPainter) -> None:
        """Paint the handles of the clip under the pointer."""
        place, tracks = self._mouse.hovered, self._bridge.song.tracks
        if place is None or place.clip is None or not 0 <= place.lane < len(tracks):
            return
        clip = next((clip for clip in tracks[place.lane].clips if clip.id == place.clip.id), None)
        if clip is None or clip.locked:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour(theme.BG), 1))
        painter.setBrush(theme.colour(theme.TEXT))
        self._paint_fades(painter, clip, place.lane)
        handle = self._mouse.places.gain_handle(place.lane, clip)
        if handle is not None:
            painter.drawRoundedRect(handle, 2.5, 2.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_fades(self, painter: QPainter, clip: Clip, lane: int) -> None:
        view = self._viewport
        left, right = view.x_of(clip.timeline_start_frame), view.x_of(clip.timeline_end_frame)
        if right - left < 24:
            return
        top = body_of(view.y_of(lane), view.lanes.height_px(lane))[0]
        for frame in (
            clip.timeline_start_frame + clip.fade_in_frames,
            clip.timeline_end_frame - clip.fade_out_frames,
        ):
            x = min(max(view.x_of(frame), left + 4), right - 4)
            painter.drawEllipse(QPointF(x, top), FADE_PX + 0.5, FADE_PX + 0.5)

    # --- typing
    def type_gain(self, clip: Clip, lane: int) -> None:
        """Open a field at the gain handle of a clip; Enter sets what was typed, Escape closes it."""
        handle = self._mouse.places.gain_handle(lane, clip)
        if handle is None or self.field is not None:
            return
        width, height = FIELD_PX
        x = min(max(0, round(handle.center().x() - width / 2)), self._lanes.width() - width)
        place = QRect(x, max(0, round(handle.top())), width, height)
        self.field = TypedField(self._lanes, place, values.format_decibels(clip.gain_db))
        self.field.typed.connect(lambda typed: self._take(clip, typed))
        self.field.left.connect(self._forget)
        self.field.reset.connect(lambda: self._take(clip, "0"))

    def _take(self, clip: Clip, typed: str) -> None:
        gain = values.parse_decibels(typed)
        if gain is None or typed == values.format_decibels(clip.gain_db):
            return
        if CLIP_GAIN_DB[0] <= gain <= CLIP_GAIN_DB[1]:
            self._bridge.perform(set_clip_gain_db([clip.id], gain))
        else:
            ends = [values.format_decibels(end) for end in CLIP_GAIN_DB]
            self._bridge.notify("warn", value_out_of_range(f"The gain of {clip.name}", *ends))

    def _forget(self) -> None:
        self.field = None
        self._lanes.setFocus(Qt.FocusReason.OtherFocusReason)
