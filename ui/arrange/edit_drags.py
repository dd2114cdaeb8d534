"""Drags of the lanes that edit: each shows the real edit while it lasts, and is one step of the history.

Lives: window, main thread.
"""

from typing import Any

from PySide6.QtCore import QPointF, Qt

from app.edits import clip_properties
from app.edits.clipboard import copy_clips_by
from app.edits.clips import move_clips
from app.edits.edit import Edit
from app.edits.slip import slip_clips
from app.edits.time_range import TimeRange, label_for, moved_range, new_clips, span_of
from app.edits.trimming import trim_clips
from app.messages import steps
from app.messages.timeline import FADE_SHAPES, fade_length, slipped_by
from app.model.clip import Clip, FadeShape
from app.model.ids import ClipId
from app.model.song import Song
from app.song.media_lengths import media_lengths
from app.text import values
from app.units import frames_to_seconds
from app.verbs.target import clips_of
from ui.arrange.lane_drags import LaneParts, other_way
from ui.arrange.lane_places import Zone
from ui.arrange.stretch_drag import StretchDrag
from ui.bridge import GestureHand

LEAST_FRAMES, LEAST_PX = 64, 10  # of a clip that is trimmed: it stays in sight, and can be taken hold of
SHAPE_PX = 24.0  # up or down to the next shape of a fade
GAIN_DB_PER_PX, FINE_DB_PER_PX = 0.2, 0.02
SHAPES: tuple[FadeShape, ...] = ("slow", "s_curve", "linear", "equal_power", "fast")  # from hollow to full


class EditDrag:
    """A drag with one edit at each moment, from the song as it was before."""

    def __init__(self, parts: LaneParts, start: QPointF, label: str) -> None:
        self.parts, self.start, self.label = parts, start, label
        self.start_frame, self.start_lane = parts.frame_at(start), parts.lane_of(start)
        self.song: Song = parts.bridge.song  # before the drag
        self._hand: GestureHand | None = None
        self._wanted: object = None  # values of the edit that is shown
        self._why_not = ""  # the edit at the pointer is refused

    # --- of each kind of drag
    def values_at(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> Any:
        """What the edit at a point depends on. Nothing happens while it stays the same."""
        raise NotImplementedError

    def edit_of(self, wanted: Any) -> Edit:
        """The edit for values of `values_at`."""
        raise NotImplementedError

    def text_of(self, wanted: Any) -> str:
        """What is shown beside the pointer."""
        return ""

    def shown(self, clip: Clip) -> Clip:
        """A clip as it is shown now."""
        return next(iter(clips_of(self.parts.bridge.song, {clip.id})), clip)

    def after(self, wanted: Any) -> None:
        """Take the selection along with what is shown."""

    # --- the drag
    def to(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        if self._hand is None:
            self._hand = self.parts.bridge.begin_gesture(self.label)
        if not self._hand.is_open:  # refused, or ended by another step
            self._hide()
            return
        wanted = self.values_at(point, modifiers)
        if wanted != self._wanted:
            self._update(wanted)
        text = self.text_of(wanted)
        if text and self._hand.is_open:
            self.parts.readout.say(text, point)

    def _update(self, wanted: Any) -> None:
        """Show an edit. If the first one is refused the drag is over; a later one leaves what is shown."""
        assert self._hand is not None
        self._why_not = self._hand.try_update(self.edit_of(wanted))
        if self._why_not and self._wanted is None:
            self._refuse()
        elif not self._why_not:
            self.after(wanted)
        self._wanted = wanted

    def _refuse(self) -> None:
        if self._hand is not None:
            self._hand.cancel()
        self.parts.bridge.notify("warn", self._why_not)
        self._hide()

    def finish(self) -> None:
        """One step; nothing but a sentence if what is at the pointer is refused."""
        if self._hand is not None and self._hand.is_open:
            if self._why_not:
                self.restore()
                self._refuse()
            else:
                self._hand.commit()
        self._hide()

    def cancel(self) -> None:
        if self._hand is not None and self._hand.is_open:
            self._hand.cancel()
            self.restore()
        self._hide()

    def restore(self) -> None:
        """Put the selection back as it was."""

    def _hide(self) -> None:
        self.parts.snapper.end()
        self.parts.readout.hide()


class MoveDrag(EditDrag):
    """Moves clips, or what is in the selected range; with `copies` leaves them where they are and moves copies."""

    def __init__(
        self, parts: LaneParts, start: QPointF, target: TimeRange | frozenset[ClipId], copies: bool = False
    ) -> None:
        super().__init__(parts, start, label_for("Copy" if copies else "Move", target))
        self._target, self._copies = target, copies
        self._first, self._last = span_of(self.song, target)
        parts.snapper.begin(() if copies or isinstance(target, TimeRange) else target, (self._first, self._last))

    def values_at(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> tuple[int, int]:
        """Frames later and tracks lower."""
        by = self.parts.frame_at(point) - self.start_frame
        edges = (self._first + by, self._last + by)
        at = self.parts.snapper.snap_edges(edges, other_way(modifiers))
        return max(0, at) - self._first, self._lanes(self.parts.lane_of(point) - self.start_lane)

    def _lanes(self, down: int) -> int:
        """As far as the first and last track allow for a range; clips are stopped by the edit."""
        if not isinstance(self._target, TimeRange):
            return down
        lanes = [n for n, track in enumerate(self.song.tracks) if track.id in self._target.tracks]
        return min(max(down, -min(lanes)), len(self.song.tracks) - 1 - max(lanes))

    def edit_of(self, wanted: tuple[int, int]) -> Edit:
        if wanted == (0, 0):
            return Edit(self.label, lambda song: song)
        edit = copy_clips_by if self._copies else move_clips
        return edit(self._target, *wanted, self.parts.editing.ripple)

    def after(self, wanted: tuple[int, int]) -> None:
        """The selected range goes along; of copies the new clips are selected."""
        parts, target = self.parts, self._target
        if isinstance(target, TimeRange):
            parts.selection.set_time_range(moved_range(self.song, target, *wanted))
        elif self._copies:
            parts.selection.set_clips(new_clips(self.song, parts.bridge.song) or target)

    def restore(self) -> None:
        if isinstance(self._target, TimeRange):
            self.parts.selection.set_time_range(self._target)
        else:
            self.parts.selection.set_clips(self._target)


class SlipDrag(EditDrag):
    """Moves the audio inside of clips, whose edges stay."""

    def __init__(self, parts: LaneParts, start: QPointF, clips: frozenset[ClipId]) -> None:
        super().__init__(parts, start, label_for("Slip", clips))
        self._clips = clips
        files = {clip.file for clip in clips_of(self.song, clips)}
        self._lengths = media_lengths(parts.bridge.session.document.opened.folder, files)

    def values_at(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> int:
        return round(self.parts.frame_at(point) - self.start_frame)

    def edit_of(self, wanted: int) -> Edit:
        return slip_clips(self._clips, wanted, self._lengths)

    def text_of(self, wanted: int) -> str:
        """As far as the files allow, which may be less than the pointer has moved."""
        before = next(iter(clips_of(self.song, self._clips)))
        by = before.file_start_frame - self.shown(before).file_start_frame
        return slipped_by(values.format_offset(by, self.song.rate_hz))


class TrimDrag(EditDrag):
    """Moves an edge of a clip, and that edge of all selected clips by as much."""

    def __init__(self, parts: LaneParts, start: QPointF, clip: Clip, clips: frozenset[ClipId], at_end: bool) -> None:
        super().__init__(parts, start, label_for("Trim", clips))
        self._clip, self._clips, self._at_end = clip, clips, at_end
        self._edge = clip.timeline_end_frame if at_end else clip.timeline_start_frame
        parts.snapper.begin(clips, (self._edge,))

    def values_at(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> int:
        position = self._edge + self.parts.frame_at(point) - self.start_frame
        snapper, turned = self.parts.snapper, other_way(modifiers)
        edge = snapper.snap(position, turned)
        if snapper.finds_crossings(turned):
            edge = self.parts.crossings.near(self._clip, edge, self.song.rate_hz)
        by = edge - self._edge
        least = max(LEAST_FRAMES, round(LEAST_PX * self.parts.viewport.frames_per_px))
        most = max(0, self._clip.length_frames - least)
        return max(by, -most) if self._at_end else min(by, most)

    def edit_of(self, wanted: int) -> Edit:
        start, end = (0, wanted) if self._at_end else (wanted, 0)
        return trim_clips(self._clips, start, end, self.parts.editing.ripple)

    def text_of(self, wanted: int) -> str:
        return values.format_seconds(frames_to_seconds(self.shown(self._clip).length_frames, self.song.rate_hz))


class FadeDrag(EditDrag):
    """Sets the length of a fade, and up or down its shape; of all selected clips alike."""

    def __init__(self, parts: LaneParts, start: QPointF, clip: Clip, clips: frozenset[ClipId], at_end: bool) -> None:
        super().__init__(parts, start, steps.FADE_OUT if at_end else steps.FADE_IN)
        self._clip, self._clips, self._at_end = clip, clips, at_end

    def values_at(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> tuple[int, FadeShape]:
        clip, by = self._clip, round(self.parts.frame_at(point) - self.start_frame)
        if self._at_end:
            length = min(max(0, clip.fade_out_frames - by), clip.length_frames - clip.fade_in_frames)
        else:
            length = min(max(0, clip.fade_in_frames + by), clip.length_frames - clip.fade_out_frames)
        shape = clip.fade_out_shape if self._at_end else clip.fade_in_shape
        fuller = int((self.start.y() - point.y()) / SHAPE_PX)
        return length, SHAPES[min(max(SHAPES.index(shape) + fuller, 0), len(SHAPES) - 1)]

    def edit_of(self, wanted: tuple[int, FadeShape]) -> Edit:
        length, shape = wanted
        if self._at_end:
            return clip_properties.set_clip_fades(self._clips, fade_out_frames=length, out_shape=shape)
        return clip_properties.set_clip_fades(self._clips, fade_in_frames=length, in_shape=shape)

    def text_of(self, wanted: tuple[int, FadeShape]) -> str:
        length, shape = wanted
        seconds = values.format_seconds(frames_to_seconds(length, self.song.rate_hz))
        return fade_length(self.label, seconds, FADE_SHAPES[shape])


class GainDrag(EditDrag):
    """Raises or lowers the gain of a clip, and of all selected clips by as much. Shift: fine."""

    def __init__(self, parts: LaneParts, start: QPointF, clip: Clip, clips: frozenset[ClipId]) -> None:
        super().__init__(parts, start, steps.SET_CLIP_GAIN)
        self._clip, self._clips = clip, clips
        self._y, self._by_db = start.y(), 0.0

    def values_at(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> float:
        """Summed over the way, so that Shift may be pressed in the middle of it."""
        self._by_db += (self._y - point.y()) * (FINE_DB_PER_PX if other_way(modifiers) else GAIN_DB_PER_PX)
        self._y = point.y()
        return round(self._clip.gain_db + self._by_db, 1) - self._clip.gain_db

    def edit_of(self, wanted: float) -> Edit:
        return clip_properties.add_clip_gain_db(self._clips, wanted)

    def text_of(self, wanted: float) -> str:
        return values.format_decibels(self.shown(self._clip).gain_db, signed=True)


def clip_drag(
    parts: LaneParts, start: QPointF, zone: Zone, clip: Clip, modifiers: Qt.KeyboardModifier
) -> EditDrag | StretchDrag | None:
    """The drag that begins at a place of a clip; None where a drag selects time.

    Args:
        parts: Of the lanes, with the selection as it is after the press.
        start: Where the button was pressed.
        zone: What is there.
        clip: What is there.
        modifiers: Keys that are held: Ctrl copies, or stretches at an edge; Ctrl and Shift slip. Window managers take Alt
            with the mouse.
    """
    clips = parts.selection.clips if clip.id in parts.selection.clips else frozenset({clip.id})
    match zone:
        case "move" if slips(modifiers):
            return SlipDrag(parts, start, clips)
        case "move":
            copies = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
            return MoveDrag(parts, start, parts.range_at(start) or clips, copies)
        case "trim-start" | "trim-end" if modifiers & Qt.KeyboardModifier.ControlModifier:
            return StretchDrag(parts, start, clip, clips, zone == "trim-end")
        case "trim-start" | "trim-end":
            return TrimDrag(parts, start, clip, clips, zone == "trim-end")
        case "fade-in" | "fade-out":
            return FadeDrag(parts, start, clip, clips, zone == "fade-out")
        case "gain":
            return GainDrag(parts, start, clip, clips)
        case _:
            return None


def slips(modifiers: Qt.KeyboardModifier) -> bool:
    """Whether a drag of a clip with these keys moves its contents."""
    return bool(modifiers & Qt.KeyboardModifier.ControlModifier and modifiers & Qt.KeyboardModifier.ShiftModifier)
