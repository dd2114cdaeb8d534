"""The clipboard: clips and the automation over them, to be pasted anywhere.

Lives: any thread (frozen, pure).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.edits.clip_curves import Span, later, points_in, with_points, without_points
from app.edits.clip_stack import cut as cut_clip
from app.edits.clip_stack import with_fitting_fades
from app.edits.clips import without_clips
from app.edits.edit import Edit, find_track, on_timeline, replace_track
from app.edits.protection import protected_edit
from app.edits.ripple import Ripple, merged, open_time
from app.edits.stable_ids import StableIds
from app.edits.time_range import Target, TimeRange, fixed, label_for, selected, span_of, tracks_of
from app.edits.tracks import add_track
from app.messages import steps
from app.messages.song import NO_REPEATS
from app.model.automation import Curve
from app.model.clip import Clip
from app.model.ids import ClipId, TrackId
from app.model.song import Song
from app.problems import EditRefused


@dataclass(frozen=True, slots=True)
class ClipboardRow:
    """What is from one track. Frames count from the start of what was copied.

    Attributes:
        name: Of the track, for one that has to be added.
        channels: Of the track.
        clips: In stacking order.
        curves: Points over what was copied.
        spans: Frames of its clips, or of the whole range, in which the points replace those that are there.
    """

    name: str
    channels: int
    clips: tuple[Clip, ...]
    curves: tuple[Curve, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Clipboard:
    """Rows from the first to the last track of what was copied; those between may be empty."""

    rows: tuple[ClipboardRow, ...]
    length_frames: int

    @property
    def clip_count(self) -> int:
        """Number of clips in all rows."""
        return sum(len(row.clips) for row in self.rows)


def copy_clips(song: Song, target: Target) -> Clipboard:
    """Copy clips, or what sounds in a range, cut at its edges. Copies of locked clips are not locked.

    Raises:
        EditRefused: A clip or track is not in the song, or the range is empty.
    """
    chosen = fixed(target)
    start, end = span_of(song, chosen)
    found, touched = selected(song, chosen), tracks_of(song, chosen)
    indices = [index for index, track in enumerate(song.tracks) if track.id in touched]
    rows = []
    for index in range(min(indices, default=0), max(indices, default=-1) + 1):
        clips = [_within(clip, start, end) for at, clip in found if at == index]
        spans = _spans(chosen, clips) if index in indices else []
        track = song.tracks[index]
        points = later(points_in(track.curves, spans), -start) if song.curves_follow_clips else {}
        rows.append(
            ClipboardRow(
                track.name,
                track.channels,
                tuple(replace(c, timeline_start_frame=c.timeline_start_frame - start, locked=False) for c in clips),
                tuple(Curve(path, tuple(its)) for path, its in points.items()),
                tuple((first - start, last - start) for first, last in spans),
            )
        )
    return Clipboard(tuple(rows), end - start)


def carried_over(clipboard: Clipboard, files: Mapping[str, str], ratio: float) -> Clipboard:
    """A clipboard for another song.

    Args:
        clipboard: Copied from a song.
        files: The file that is played in place of each; without one for its original, a processed clip forgets that.
        ratio: Rate of the other song over that of the first.
    """

    def at(frame: int) -> int:
        return round(frame * ratio)

    def carried(clip: Clip) -> Clip:
        start, made = at(clip.timeline_start_frame), clip.processing
        if made is not None:
            length = max(at(made.length_frames), 1)
            made = replace(
                made,
                file=files.get(made.file, ""),
                file_start_frame=at(made.file_start_frame),
                length_frames=length,
            )
        return with_fitting_fades(
            replace(
                clip,
                file=files[clip.file],
                take=None,
                timeline_start_frame=start,
                file_start_frame=at(clip.file_start_frame),
                length_frames=max(at(clip.timeline_end_frame) - start, 1),
                fade_in_frames=at(clip.fade_in_frames),
                fade_out_frames=at(clip.fade_out_frames),
                cross_in_frames=at(clip.cross_in_frames),
                cross_out_frames=at(clip.cross_out_frames),
                processing=made if made is not None and made.file else None,
            )
        )

    def moved(curve: Curve) -> Curve:
        return Curve(
            curve.path, tuple(replace(point, timeline_frame=at(point.timeline_frame)) for point in curve.points)
        )

    rows = tuple(
        replace(
            row,
            clips=tuple(map(carried, row.clips)),
            curves=tuple(map(moved, row.curves)),
            spans=tuple((at(first), at(last)) for first, last in row.spans),
        )
        for row in clipboard.rows
    )
    return Clipboard(rows, at(clipboard.length_frames))


def cut_clips(song: Song, target: Target, ripple: Ripple = "off") -> tuple[Clipboard, Edit]:
    """Copy clips or a range, and the edit that removes them as `delete_clips` does, with the points that go along."""
    chosen = fixed(target)

    def apply(old: Song, ids: StableIds) -> Song:
        return without_clips(_without_curves(old, chosen), chosen, ripple, ids)

    return copy_clips(song, chosen), protected_edit(label_for("Cut", chosen), apply)


def paste_clips(clipboard: Clipboard, at_frame: int, first_track: TrackId | None, ripple: Ripple = "off") -> Edit:
    """Paste on top of what is there.

    Args:
        clipboard: What was copied.
        at_frame: Where its start comes to lie.
        first_track: Track of its first row; the others follow in the song's order. Where there is no track, one with
            the name and channels of the row is added at the end. None: all get new tracks.
        ripple: Time opens for it at that frame.
    """
    at = on_timeline(at_frame)

    def apply(song: Song, ids: StableIds) -> Song:
        first = len(song.tracks)
        if first_track is not None:
            first = song.tracks.index(find_track(song, first_track))
        return _opened_and_placed(song, clipboard, at, first, ripple, ids)

    return protected_edit(
        steps.PASTE if clipboard.clip_count < 2 else steps.of_clips("Paste", clipboard.clip_count), apply
    )


def copy_clips_by(target: Target, delta_frames: int, track_delta: int = 0, ripple: Ripple = "off") -> Edit:
    """Put a copy of clips or a range elsewhere, as by dragging with a key held.

    Args:
        target: Clips, or a range.
        delta_frames: How much later the copy lies.
        track_delta: How many tracks lower it lies, no further than to the first and last track.
        ripple: Time opens for it.
    """
    chosen = fixed(target)

    def apply(song: Song, ids: StableIds) -> Song:
        clipboard = copy_clips(song, chosen)
        if not clipboard.rows:
            return song
        first = _first_index(song, chosen) + track_delta
        first = min(max(first, 0), len(song.tracks) - len(clipboard.rows))
        at = max(span_of(song, chosen)[0] + delta_frames, 0)
        return _opened_and_placed(song, clipboard, at, first, ripple, ids)

    return protected_edit(label_for("Copy", chosen), apply)


def repeat_clips(target: Target, times: int, ripple: Ripple = "off", verb: str = "Repeat") -> Edit:
    """Put copies of clips or a range behind them, each as long after the last as they are.

    Args:
        target: Clips, or a range.
        times: Number of copies, at least 1.
        ripple: Time opens for all of them.
        verb: What Undo says.
    """
    chosen = fixed(target)

    def apply(song: Song, ids: StableIds) -> Song:
        if times < 1:
            raise EditRefused(NO_REPEATS)
        clipboard = copy_clips(song, chosen)
        if not clipboard.rows:
            return song
        first, end = _first_index(song, chosen), span_of(song, chosen)[1]
        touched = tracks_of(song, chosen)
        song = open_time(song, end, times * clipboard.length_frames, ripple, touched, ids)
        for number in range(times):
            song = _placed(song, clipboard, end + number * clipboard.length_frames, first, ids)
        return song

    return protected_edit(label_for(verb, chosen), apply)


def duplicate_clips(target: Target, ripple: Ripple = "off") -> Edit:
    """Put a copy of clips or a range right behind them."""
    return repeat_clips(target, 1, ripple, "Duplicate")


def _first_index(song: Song, target: TimeRange | frozenset[ClipId]) -> int:
    first = tracks_of(song, target)[0]
    return next(index for index, track in enumerate(song.tracks) if track.id == first)


def _spans(target: TimeRange | frozenset[ClipId], clips: list[Clip]) -> list[Span]:
    """Where points go along, on a track with these clips of the target."""
    if isinstance(target, TimeRange):
        return [(target.start_frame, target.end_frame)]
    return merged((clip.timeline_start_frame, clip.timeline_end_frame) for clip in clips)


def _without_curves(song: Song, target: TimeRange | frozenset[ClipId]) -> Song:
    if not song.curves_follow_clips:
        return song
    found, touched = selected(song, target), tracks_of(song, target)
    tracks = list(song.tracks)
    for index, track in enumerate(tracks):
        if track.id in touched and track.curves:
            spans = _spans(target, [clip for at, clip in found if at == index])
            tracks[index] = replace(track, curves=without_points(track.curves, spans))
    return replace(song, tracks=tuple(tracks))


def _within(clip: Clip, start: int, end: int) -> Clip:
    first, last = max(clip.timeline_start_frame, start), min(clip.timeline_end_frame, end)
    whole = (first, last) == (clip.timeline_start_frame, clip.timeline_end_frame)
    return clip if whole else cut_clip(clip, first, last)


def _opened_and_placed(song: Song, clipboard: Clipboard, at: int, first: int, ripple: Ripple, ids: StableIds) -> Song:
    rows = zip(song.tracks[first:], clipboard.rows, strict=False)
    touched = {track.id for track, row in rows if row.spans}
    song = open_time(song, at, clipboard.length_frames, ripple, touched, ids)
    return _placed(song, clipboard, at, first, ids)


def _placed(song: Song, clipboard: Clipboard, at: int, first: int, ids: StableIds) -> Song:
    """The song with the clipboard on top from frame `at` and the track with index `first` on."""
    for index, row in enumerate(clipboard.rows, start=first):
        if not row.clips and not row.curves:
            continue
        if index < len(song.tracks):
            track_id = song.tracks[index].id
        else:
            track_id = ids.track()
            song = add_track(row.name, row.channels, track_id=track_id).apply(song)
        song = _with_row(song, track_id, row, at, ids)
    return song


def _with_row(song: Song, track_id: TrackId, row: ClipboardRow, at: int, ids: StableIds) -> Song:
    clips = tuple(
        replace(clip, id=ids.clip(), timeline_start_frame=clip.timeline_start_frame + at, auto_edges=True)
        for clip in row.clips
    )
    points = later({curve.path: curve.points for curve in row.curves}, at)
    spans = [(start + at, end + at) for start, end in row.spans]
    track = find_track(song, track_id)
    placed = with_points(song, replace(track, clips=(*track.clips, *clips)), points, spans)
    return replace_track(song, track_id, lambda _: placed)
