"""Drags of the lanes that select or scroll: a range of time, a rubber band, the view. Those that edit: `edit_drags`.

Lives: window, main thread.
"""

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtWidgets import QWidget

from app.edits.time_range import TimeRange
from app.model.ids import ClipId, TrackId
from app.text import values
from ui.arrange.drag_readout import Readout
from ui.arrange.snapper import Snapper
from ui.arrange.viewport import Viewport
from ui.arrange.zero_crossings import ZeroCrossings
from ui.bridge import Bridge
from ui.state.editing import Editing
from ui.state.selection import Selection


@dataclass(frozen=True, slots=True)
class LaneParts:
    """What drags work with."""

    lanes: QWidget
    bridge: Bridge
    viewport: Viewport
    selection: Selection
    editing: Editing
    snapper: Snapper
    readout: Readout
    crossings: ZeroCrossings

    def frame_at(self, point: QPointF) -> float:
        """Timeline frame of a point, not rounded."""
        return (point.x() + self.viewport.left_px) * self.viewport.frames_per_px

    def snapped(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> int:
        """The frame of a point as it snaps; by choice at a zero crossing of the clip there."""
        frame = self.snapper.snap(self.frame_at(point), other_way(modifiers))
        lane, tracks = self.lane_of(point), self.bridge.song.tracks
        if lane < 0 or not self.snapper.finds_crossings(other_way(modifiers)):
            return frame
        under = [clip for clip in tracks[lane].clips if clip.timeline_start_frame < frame < clip.timeline_end_frame]
        return self.crossings.near(under[-1], frame, self.bridge.song.rate_hz) if under else frame

    def lane_of(self, point: QPointF) -> int:
        """The nearest lane; -1 if there are no tracks."""
        return min(max(self.viewport.lane_at(point.y()), 0), len(self.bridge.song.tracks) - 1)

    def range_at(self, point: QPointF) -> TimeRange | None:
        """The selected range if it is at a point."""
        selected, lane, tracks = self.selection.time_range, self.viewport.lane_at(point.y()), self.bridge.song.tracks
        if selected is None or not 0 <= lane < len(tracks) or tracks[lane].id not in selected.tracks:
            return None
        return selected if selected.start_frame <= self.frame_at(point) < selected.end_frame else None

    def tracks_between(self, one: int, other: int) -> tuple[TrackId, ...]:
        """Tracks from one lane to another, both included."""
        first, last = sorted((one, other))
        return tuple(track.id for track in self.bridge.song.tracks[max(0, first) : last + 1])


def other_way(modifiers: Qt.KeyboardModifier) -> bool:
    """Shift turns snapping round."""
    return bool(modifiers & Qt.KeyboardModifier.ShiftModifier)


class Drag(Protocol):
    """A drag from the first movement on. One of `finish` and `cancel` ends it."""

    def to(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None: ...
    def finish(self) -> None: ...
    def cancel(self) -> None: ...


class RangeDrag:
    """Selects a range of time across tracks."""

    def __init__(self, parts: LaneParts, anchor_frame: int, anchor_lane: int, fixed_tracks: bool = False) -> None:
        """Select from an anchor on.

        Args:
            parts: Of the lanes.
            anchor_frame: The edge that stays.
            anchor_lane: The lane that is always in it.
            fixed_tracks: Only an edge moves: the range keeps its tracks.
        """
        self._parts, self._anchor_frame, self._anchor_lane = parts, anchor_frame, anchor_lane
        self._before = parts.selection.clips, parts.selection.time_range
        selected = parts.selection.time_range
        self._tracks = selected.tracks if fixed_tracks and selected is not None else None
        parts.snapper.begin()

    def to(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        parts = self._parts
        frame = parts.snapped(point, modifiers)
        start, end = min(frame, self._anchor_frame), max(frame, self._anchor_frame)
        tracks = self._tracks or parts.tracks_between(self._anchor_lane, parts.lane_of(point))
        parts.selection.set_time_range(TimeRange(start, end, tracks))
        parts.readout.say(values.format_seconds((end - start) / parts.bridge.song.rate_hz), point)

    def finish(self) -> None:
        """A stopped playhead goes to the start of the range, from where it is played."""
        self._end()
        selected, bridge = self._parts.selection.time_range, self._parts.bridge
        if selected is not None and bridge.clock.state == "stopped":
            bridge.attempt(lambda: bridge.session.transport.locate(selected.start_frame))

    def cancel(self) -> None:
        self._end()
        clips, time_range = self._before
        self._parts.selection.set_clips(clips)
        if time_range is not None:
            self._parts.selection.set_time_range(time_range)

    def _end(self) -> None:
        self._parts.snapper.end()
        self._parts.readout.hide()


class BandDrag:
    """Selects the clips that a rubber band touches.

    Attributes:
        outline: The rubber band, px of the lanes.
    """

    def __init__(self, parts: LaneParts, start: QPointF, adds: bool = True) -> None:
        """Begin at a point; `adds`: what was selected stays so."""
        self._kept = parts.selection.clips if adds else frozenset[ClipId]()
        self._parts, self._before = parts, (parts.selection.clips, parts.selection.time_range)
        self._frame, self._top_px = parts.frame_at(start), start.y() + parts.viewport.top_px
        self.outline = QRect()

    def to(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        view, parts = self._parts.viewport, self._parts
        start = QPointF(view.x_of(self._frame), self._top_px - view.top_px)
        self.outline = QRect(start.toPoint(), point.toPoint()).normalized()
        first, last = view.frame_at(self.outline.left()), view.frame_at(self.outline.right())
        top, bottom = view.lane_at(self.outline.top()), view.lane_at(self.outline.bottom())
        touched: set[ClipId] = {
            clip.id
            for lane, track in enumerate(parts.bridge.song.tracks)
            if top <= lane <= bottom
            for clip in track.clips
            if clip.timeline_end_frame > first and clip.timeline_start_frame < last
        }
        parts.selection.set_clips(self._kept | touched)
        parts.lanes.update()

    def finish(self) -> None:
        self.outline = QRect()
        self._parts.lanes.update()

    def cancel(self) -> None:
        clips, time_range = self._before
        self._parts.selection.set_clips(clips)
        if time_range is not None:
            self._parts.selection.set_time_range(time_range)
        self.finish()


class PanDrag:
    """Scrolls with the hand."""

    def __init__(self, parts: LaneParts, start: QPointF) -> None:
        self._parts, self._start = parts, start
        self._scroll = parts.viewport.left_px, parts.viewport.top_px

    def to(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        offset = point - self._start
        self._parts.viewport.scroll_to(self._scroll[0] - offset.x(), self._scroll[1] - offset.y())

    def finish(self) -> None: ...

    def cancel(self) -> None: ...
