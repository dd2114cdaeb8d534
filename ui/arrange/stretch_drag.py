"""The drag that stretches clips: an outline shows their new length; the sound is made in the background at its end.

Lives: window, main thread.
"""

from PySide6.QtCore import QPointF, QRect, Qt

from app.edits.protection import require_changeable
from app.messages.steps import of_clips
from app.messages.timeline import stretched_to
from app.model.clip import Clip
from app.model.ids import ClipId
from app.text import values
from app.units import frames_to_seconds
from app.verbs.processing import stretch_by, stretch_limits
from app.verbs.target import Target
from ui.arrange.clip_picture import LANE_GAP
from ui.arrange.lane_drags import LaneParts, other_way


class StretchDrag:
    """Moves an edge of a clip with its sound, and stretches all selected clips in the same proportion.

    Attributes:
        outline: The clip as long as it will be, px of the lanes; null where it would be as it is.
    """

    def __init__(self, parts: LaneParts, start: QPointF, clip: Clip, clips: frozenset[ClipId], at_end: bool) -> None:
        self._parts, self._clip, self._at_end = parts, clip, at_end
        ripple = parts.editing.ripple if at_end else "off"
        self._target = Target(parts.bridge.song, clips=clips, ripple=ripple)
        self._edge = clip.timeline_end_frame if at_end else clip.timeline_start_frame
        self._lane, self._start_frame = parts.lane_of(start), parts.frame_at(start)
        self._ratio, self._refused = 1.0, False
        self.outline = QRect()
        parts.snapper.begin(clips, (self._edge,))

    def to(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        if self._refused:
            return
        if not self._parts.bridge.attempt(self._check):
            self._refused = True
            self._hide()
            return
        clip, parts = self._clip, self._parts
        edge = parts.snapper.snap(self._edge + parts.frame_at(point) - self._start_frame, other_way(modifiers))
        whole = edge - clip.timeline_start_frame if self._at_end else clip.timeline_end_frame - edge
        least, most = stretch_limits(self._target)
        if not self._at_end:
            most = min(most, clip.timeline_end_frame / clip.length_frames)
        self._ratio = min(max(whole / clip.length_frames, least), most)
        length = round(clip.length_frames * self._ratio)
        stretch = self._ratio * (1.0 if clip.processing is None else clip.processing.stretch)
        seconds = frames_to_seconds(length, parts.bridge.song.rate_hz)
        parts.readout.say(stretched_to(values.format_seconds(seconds), values.format_percent(stretch)), point)
        self._show(length)

    def _check(self) -> None:
        """What would be refused at the end is refused at once."""
        require_changeable(self._parts.bridge.song, self._target.clips)

    def _show(self, length: int) -> None:
        view, clip = self._parts.viewport, self._clip
        first = clip.timeline_start_frame if self._at_end else clip.timeline_end_frame - length
        left, right = view.pixel_of(first), view.pixel_of(first + length)
        top, height = view.y_of(self._lane) + LANE_GAP, view.lanes.height_px(self._lane) - 2 * LANE_GAP
        self.outline = QRect(left, top, right - left, height)
        self._parts.lanes.update()

    def finish(self) -> None:
        """Begin to make the sound; the edit is one step."""
        self._hide()
        if self._refused or self._ratio == 1.0:
            return
        bridge = self._parts.bridge
        opened, clips = bridge.session.document.opened, bridge.session.renders.clips
        label = of_clips("Stretch", len(self._target.clips))
        bridge.attempt(
            lambda: clips.prepare(stretch_by(self._target, opened, self._ratio, ends_stay=not self._at_end), label)
        )

    def cancel(self) -> None:
        self._hide()

    def _hide(self) -> None:
        self.outline = QRect()
        self._parts.snapper.end()
        self._parts.readout.hide()
        self._parts.lanes.update()
