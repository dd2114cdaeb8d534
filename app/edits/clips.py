"""Clips: add, move, trim, split, delete. What lies beneath a clip stays there, and is heard again when it moves away.

Lives: any thread (pure).
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.edits.clip_curves import Points, Span, later, points_in, with_points, without_points
from app.edits.clip_stack import cut
from app.edits.edit import Edit, replace_track
from app.edits.protection import protected_edit
from app.edits.ripple import Ripple, close_gaps, close_time, free_frames_before, open_time
from app.edits.stable_ids import StableIds
from app.edits.time_range import (
    Target,
    TimeRange,
    fixed,
    isolate,
    label_for,
    selected,
    span_of,
    split_tracks,
    tracks_of,
)
from app.messages import steps
from app.messages.song import SPLIT_OUTSIDE
from app.model.clip import Clip
from app.model.ids import ClipId, TrackId
from app.model.song import Song
from app.problems import EditRefused

Shifted = tuple[Span, int]
"""Frames of the timeline, and by how many they move."""


def add_clip(track_id: TrackId, clip: Clip) -> Edit:
    """Add a clip on top of a track's clips."""

    def apply(song: Song, ids: StableIds) -> Song:
        return replace_track(song, track_id, lambda track: replace(track, clips=(*track.clips, clip)))

    return protected_edit(steps.ADD_CLIP, apply)


def move_clips(target: Target, delta_frames: int, track_delta: int = 0, ripple: Ripple = "off") -> Edit:
    """Move clips in time and by `track_delta` tracks down, on top of what is there.

    With `curves_follow_clips`, breakpoints under them, or all of a range, move along and replace those at the destination.
    Clips stop at the song's start and at the first and last track. As a gesture starts from the song before it, clips that
    are dragged away and back leave curves and clips as they were.

    Args:
        target: Clips, or a range.
        delta_frames: Later if positive.
        track_delta: Tracks down if positive.
        ripple: Later clips move along; earlier by no more than the time that is free. No effect between tracks.
    """
    chosen = fixed(target)

    def apply(before: Song, ids: StableIds) -> Song:
        song, clips = isolate(before, chosen, ids)
        places = selected(song, clips)
        if delta_frames == 0 and track_delta == 0:
            return before
        if ripple != "off" and track_delta == 0:
            return _rippled(song, places, delta_frames, ripple, ids) if places else before
        if isinstance(chosen, TimeRange):
            first, indices = chosen.start_frame, [n for n, track in enumerate(song.tracks) if track.id in chosen.tracks]
        else:
            first = min((clip.timeline_start_frame for _, clip in places), default=0)
            indices = [index for index, _ in places] or [0]
        shift = max(delta_frames, -first)
        down = min(max(track_delta, -min(indices)), len(song.tracks) - 1 - max(indices))
        if not shift and not down:
            return before
        whole = [((chosen.start_frame, chosen.end_frame), shift)] if isinstance(chosen, TimeRange) else []
        return raise_clips(song, dict.fromkeys(clips, shift), down, dict.fromkeys(indices, whole) if whole else None)

    return protected_edit(label_for("Move", chosen), apply)


def frames_moved(song: Song, target: Target, delta_frames: int, ripple: Ripple = "off") -> int:
    """How much later a target comes to lie by `move_clips` with these arguments, on the same or on other tracks."""
    chosen = fixed(target)
    if ripple == "off":
        return max(delta_frames, -span_of(song, chosen)[0])
    song, clips = isolate(song, chosen, StableIds())
    places = selected(song, clips)
    return _frames_rippled(song, places, delta_frames, ripple) if places else 0


def shift_clips(song: Song, shifts: Mapping[ClipId, int]) -> Song:
    """The song with each clip its number of frames later, in its place in the stack; points go along as by `raise_clips`."""
    places = [(index, clip) for index, clip in selected(song, shifts.keys()) if shifts[clip.id]]
    clips = {
        clip.id: replace(clip, timeline_start_frame=clip.timeline_start_frame + shifts[clip.id], auto_edges=True)
        for _, clip in places
    }
    moved = change_clips(song, clips)
    return _with_moved_curves(moved, _under(places, shifts), 0) if song.curves_follow_clips else moved


def raise_clips(
    song: Song, shifts: Mapping[ClipId, int], down: int, spans: Mapping[int, Iterable[Shifted]] | None = None
) -> Song:
    """The song with each clip its number of frames later, and all `down` tracks lower, on top of what is there.

    Args:
        song: The song.
        shifts: By how much for each clip.
        down: By how many tracks.
        spans: What of the curves goes along, by the index of the track, with `curves_follow_clips`; None: what lies under
            the clips.
    """
    places = [(index, clip) for index, clip in selected(song, shifts.keys()) if shifts[clip.id] or down]
    if not places and spans is None:
        return song
    moving = {clip.id for _, clip in places}
    arriving: dict[int, list[Clip]] = {}
    for index, clip in places:
        start = clip.timeline_start_frame + shifts[clip.id]
        arriving.setdefault(index + down, []).append(replace(clip, timeline_start_frame=start, auto_edges=True))
    tracks = list(song.tracks)
    for index in arriving.keys() | {index for index, _ in places}:
        staying = tuple(clip for clip in tracks[index].clips if clip.id not in moving)
        tracks[index] = replace(tracks[index], clips=(*staying, *arriving.get(index, ())))
    moved = replace(song, tracks=tuple(tracks))
    if not song.curves_follow_clips:
        return moved
    return _with_moved_curves(moved, _under(places, shifts) if spans is None else spans, down)


def delete_clips(target: Target, ripple: Ripple = "off") -> Edit:
    """Remove clips, or what sounds in a range, from the timeline; takes, files and curves stay.

    Args:
        target: Clips, or a range.
        ripple: The time closes: of a range all of it; of clips that in which nothing else lies (`close_gaps`).
    """
    chosen = fixed(target)
    return protected_edit(label_for("Delete", chosen), lambda song, ids: without_clips(song, chosen, ripple, ids))


def without_clips(song: Song, target: TimeRange | frozenset[ClipId], ripple: Ripple, ids: StableIds) -> Song:
    """The song after `delete_clips`."""
    song, clips = isolate(song, target, ids)
    gone = [
        (song.tracks[n].id, (clip.timeline_start_frame, clip.timeline_end_frame)) for n, clip in selected(song, clips)
    ]
    touched = {track_id for track_id, _ in gone}
    remaining = replace(
        song,
        tracks=tuple(
            replace(track, clips=tuple(clip for clip in track.clips if clip.id not in clips))
            if track.id in touched
            else track
            for track in song.tracks
        ),
    )
    if isinstance(target, TimeRange):
        return close_time(remaining, (target.start_frame, target.end_frame), ripple, target.tracks, ids)
    return close_gaps(remaining, gone, ripple, ids)


def split_clip(clip_id: ClipId, frame: int) -> Edit:
    """Split a clip at a timeline frame; the sound stays the same but for fades at the cut."""
    return split_clips({clip_id}, (frame,))


def split_clips(target: Target, frames: Iterable[int] = ()) -> Edit:
    """Split clips at timeline frames, such as the playhead or all markers.

    Args:
        target: Clips, of which those are split that a frame lies in; or a range, whose tracks are split at both edges.
        frames: Further ones for a range.
    """
    chosen, at = fixed(target), tuple(frames)

    def apply(song: Song, ids: StableIds) -> Song:
        if isinstance(chosen, TimeRange):
            every = (*at, chosen.start_frame, chosen.end_frame)
            split = split_tracks(song, chosen.tracks, every, ids)
        else:
            selected(song, chosen)
            split = split_tracks(song, tracks_of(song, chosen), at, ids, chosen)
        if split == song:
            raise EditRefused(SPLIT_OUTSIDE)
        return split

    return protected_edit(label_for("Split", chosen), apply)


def crop_clips(time_range: TimeRange) -> Edit:
    """Cut the clips that sound in a range, on its tracks, to that range; other clips stay."""
    fixed(time_range)

    def apply(song: Song, ids: StableIds) -> Song:
        cropped = {clip.id: clip for _, clip in selected(song, time_range)}

        def within(clip: Clip) -> Clip:
            start = max(clip.timeline_start_frame, time_range.start_frame)
            end = min(clip.timeline_end_frame, time_range.end_frame)
            return (
                clip if (start, end) == (clip.timeline_start_frame, clip.timeline_end_frame) else cut(clip, start, end)
            )

        return change_clips(song, {clip_id: within(clip) for clip_id, clip in cropped.items()})

    return protected_edit(steps.CROP_TO_RANGE, apply)


def change_clips(song: Song, changed: Mapping[ClipId, Clip]) -> Song:
    """The song with clips replaced in their places, by their ids. Raises EditRefused if one is gone."""
    touched = set(tracks_of(song, changed.keys()))
    return replace(
        song,
        tracks=tuple(
            replace(track, clips=tuple(changed.get(clip.id, clip) for clip in track.clips))
            if track.id in touched
            else track
            for track in song.tracks
        ),
    )


def _rippled(song: Song, places: list[tuple[int, Clip]], delta: int, ripple: Ripple, ids: StableIds) -> Song:
    """Move clips by opening time in front of the first of them, or closing what is free."""
    first = min(clip.timeline_start_frame for _, clip in places)
    touched = {song.tracks[index].id for index, _ in places}
    shift = _frames_rippled(song, places, delta, ripple)
    if shift > 0:
        return open_time(song, first, shift, ripple, touched, ids, cuts=False)
    return close_time(song, (first + shift, first), ripple, touched, ids)


def _frames_rippled(song: Song, places: list[tuple[int, Clip]], delta: int, ripple: Ripple) -> int:
    """`delta`, but earlier by no more than the time that is free."""
    first = min(clip.timeline_start_frame for _, clip in places)
    touched = {song.tracks[index].id for index, _ in places}
    concerned = {track.id for track in song.tracks} if ripple == "all" else touched
    return max(delta, -free_frames_before(song, first, concerned, [clip for _, clip in places]))


def _under(places: Iterable[tuple[int, Clip]], shifts: Mapping[ClipId, int]) -> dict[int, list[Shifted]]:
    """What clips cover as they were, and by how much they move, by the index of their track."""
    found: dict[int, list[Shifted]] = {}
    for index, clip in places:
        found.setdefault(index, []).append(((clip.timeline_start_frame, clip.timeline_end_frame), shifts[clip.id]))
    return found


def _with_moved_curves(song: Song, spans: Mapping[int, Iterable[Shifted]], down: int) -> Song:
    """Take the points from some spans of each track, and put them where the spans are now."""
    tracks = list(song.tracks)
    lifted = dict[int, list[Points]]()
    landing = dict[int, list[Span]]()
    for index in sorted(index for index in spans if tracks[index].curves):
        together: dict[int, list[Span]] = {}  # what moves by the same number of frames
        for span, shift in spans[index]:
            together.setdefault(shift, []).append(span)
        curves = tracks[index].curves
        for shift, under in together.items():
            lifted.setdefault(index + down, []).append(later(points_in(curves, under), shift))
            landing.setdefault(index + down, []).extend((start + shift, end + shift) for start, end in under)
            curves = without_points(curves, under)
        tracks[index] = replace(tracks[index], curves=curves)
    for index, arriving in lifted.items():
        tracks[index] = with_points(song, tracks[index], _together(arriving), landing[index])
    return replace(song, tracks=tuple(tracks))


def _together(points: Iterable[Points]) -> Points:
    every: Points = {}
    for some in points:
        for path, its in some.items():
            every.setdefault(path, []).extend(its)
    return every
