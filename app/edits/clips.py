"""Clips: add, move, trim, split, gain, fades, delete.

Lives: any thread (pure).
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from app.edits.clip_stack import cut
from app.edits.edit import Edit, clamp, find_track, replace_track
from app.edits.values import require_thawed
from app.messages.song import CLIP_EMPTY, SPLIT_OUTSIDE, gone
from app.model.automation import Breakpoint, Curve
from app.model.clip import Clip
from app.model.ids import ClipId, TrackId, new_id
from app.model.ranges import CLIP_GAIN_DB
from app.model.song import Song
from app.model.track import Track
from app.problems import EditRefused


def add_clip(track_id: TrackId, clip: Clip) -> Edit:
    """Add a clip on top of a track's clips."""

    def apply(song: Song) -> Song:
        require_thawed(find_track(song, track_id))
        return replace_track(song, track_id, lambda track: replace(track, clips=(*track.clips, clip)))

    return Edit("Add clip", apply)


def move_clips(clip_ids: Iterable[ClipId], delta_frames: int, track_delta: int = 0) -> Edit:
    """Move clips in time and by `track_delta` tracks down, on top of what is there.

    With `curves_follow_clips`, breakpoints move with them and replace those at the destination. Clips stop at the
    song's start and at the first and last track.
    """
    selected = frozenset(clip_ids)

    def apply(song: Song) -> Song:
        places = [
            (index, clip) for index, track in enumerate(song.tracks) for clip in track.clips if clip.id in selected
        ]
        _require_all(selected, (clip for _, clip in places))
        if not places:
            return song
        earliest = min(clip.timeline_start_frame for _, clip in places)
        shift = max(delta_frames, -earliest)
        first = min(index for index, _ in places)
        last = max(index for index, _ in places)
        down = min(max(track_delta, -first), len(song.tracks) - 1 - last)
        if shift == 0 and down == 0:
            return song
        arriving: dict[int, list[Clip]] = {}
        for index, clip in places:
            moved = replace(clip, timeline_start_frame=clip.timeline_start_frame + shift, auto_edges=True)
            arriving.setdefault(index + down, []).append(moved)
        tracks = list(song.tracks)
        for index, _ in places:
            require_thawed(song.tracks[index])
            require_thawed(song.tracks[index + down])
        for index, track in enumerate(song.tracks):
            leaves = any(clip.id in selected for clip in track.clips)
            if leaves or index in arriving:
                staying = [clip for clip in track.clips if clip.id not in selected]
                tracks[index] = replace(track, clips=(*staying, *arriving.get(index, ())))
        if song.curves_follow_clips:
            _move_curves(tracks, places, shift, down)
        return replace(song, tracks=tuple(tracks))

    return Edit("Move clip" if len(selected) == 1 else "Move clips", apply)


def delete_clips(clip_ids: Iterable[ClipId]) -> Edit:
    """Remove clips from the timeline; takes and files stay."""
    selected = frozenset(clip_ids)

    def apply(song: Song) -> Song:
        _require_all(selected, (clip for track in song.tracks for clip in track.clips))
        if not selected:
            return song
        for track in song.tracks:
            if any(clip.id in selected for clip in track.clips):
                require_thawed(track)
        tracks = tuple(
            replace(track, clips=tuple(clip for clip in track.clips if clip.id not in selected))
            if any(clip.id in selected for clip in track.clips)
            else track
            for track in song.tracks
        )
        return replace(song, tracks=tracks)

    return Edit("Delete clip" if len(selected) == 1 else "Delete clips", apply)


def trim_clip(clip_id: ClipId, start_frame: int, end_frame: int) -> Edit:
    """Move the edges of a clip to timeline frames; its audio stays in place.

    The start stops at the file's first frame and at the song's start. The end may exceed the file, which adds silence.
    """

    def change(clip: Clip) -> Clip:
        earliest = max(clip.timeline_start_frame - clip.file_start_frame, 0)
        start = max(start_frame, earliest)
        if end_frame <= start:
            raise EditRefused(CLIP_EMPTY)
        shifted = start - clip.timeline_start_frame
        trimmed = replace(
            clip,
            timeline_start_frame=start,
            file_start_frame=clip.file_start_frame + shifted,
            length_frames=end_frame - start,
        )
        return cut(trimmed, start, end_frame)

    return Edit("Trim clip", lambda song: _change_clip(song, clip_id, lambda clip: (change(clip),)))


def split_clip(clip_id: ClipId, frame: int) -> Edit:
    """Split a clip at a timeline frame; the sound stays the same but for fades at the cut."""
    right_id = ClipId(new_id())

    def change(clip: Clip) -> tuple[Clip, ...]:
        start, end = clip.timeline_start_frame, clip.timeline_end_frame
        if not start < frame < end:
            raise EditRefused(SPLIT_OUTSIDE)
        return cut(clip, start, frame), replace(cut(clip, frame, end), id=right_id)

    return Edit("Split clip", lambda song: _change_clip(song, clip_id, change))


def set_clip_gain_db(clip_id: ClipId, gain_db: float) -> Edit:
    """Set the gain of a clip, -48 to +24 dB."""
    gain = clamp(gain_db, *CLIP_GAIN_DB)
    return Edit(
        "Clip gain",
        lambda song: _change_clip(song, clip_id, lambda clip: (replace(clip, gain_db=gain, auto_edges=True),)),
    )


def set_clip_fades(clip_id: ClipId, fade_in_frames: int, fade_out_frames: int) -> Edit:
    """Set fade lengths in frames; together with the clip's crossfades they are limited to its length."""

    def change(clip: Clip) -> tuple[Clip, ...]:
        fade_in = min(max(fade_in_frames, 0), clip.length_frames - clip.cross_out_frames)
        rise = max(fade_in, clip.cross_in_frames)
        fade_out = min(max(fade_out_frames, 0), clip.length_frames - rise)
        return (replace(clip, fade_in_frames=fade_in, fade_out_frames=fade_out, auto_edges=True),)

    return Edit("Clip fades", lambda song: _change_clip(song, clip_id, change))


def _change_clip(song: Song, clip_id: ClipId, change: Callable[[Clip], tuple[Clip, ...]]) -> Song:
    for track in song.tracks:
        for index, clip in enumerate(track.clips):
            if clip.id == clip_id:
                new = change(clip)
                if tuple(replace(one, auto_edges=clip.auto_edges) for one in new) == (clip,):
                    return song  # nothing else changed: an old clip stays as it was
                require_thawed(track)
                changed = replace(track, clips=(*track.clips[:index], *new, *track.clips[index + 1 :]))
                return replace(song, tracks=tuple(changed if other is track else other for other in song.tracks))
    raise EditRefused(gone("clip"))


def _move_curves(tracks: list[Track], places: list[tuple[int, Clip]], shift: int, down: int) -> None:
    """Remove the points under the moved clips and insert them where the clips are now."""
    moved: dict[tuple[int, str], list[Breakpoint]] = {}
    for index in sorted({index for index, _ in places}):
        spans = [(clip.timeline_start_frame, clip.timeline_end_frame) for at, clip in places if at == index]
        track, staying = tracks[index], list[Curve]()
        for curve in track.curves:
            under = [point for point in curve.points if _lies_in(point, spans)]
            moved.setdefault((index + down, curve.path), []).extend(
                replace(point, timeline_frame=point.timeline_frame + shift) for point in under
            )
            staying.append(replace(curve, points=tuple(p for p in curve.points if not _lies_in(p, spans))))
        tracks[index] = replace(track, curves=tuple(curve for curve in staying if curve.points))
    landing: dict[int, list[tuple[int, int]]] = {}
    for index, clip in places:
        span = (clip.timeline_start_frame + shift, clip.timeline_end_frame + shift)
        landing.setdefault(index + down, []).append(span)
    for (index, path), arriving in moved.items():
        if not arriving:
            continue
        track = tracks[index]
        existing = next((curve.points for curve in track.curves if curve.path == path), ())
        points = [point for point in existing if not _lies_in(point, landing[index])] + arriving
        points.sort(key=lambda point: point.timeline_frame)
        others = [curve for curve in track.curves if curve.path != path]
        curves = sorted((*others, Curve(path, _one_a_frame(points))), key=lambda curve: curve.path)
        tracks[index] = replace(track, curves=tuple(curves))


def _lies_in(point: Breakpoint, spans: list[tuple[int, int]]) -> bool:
    return any(start <= point.timeline_frame < end for start, end in spans)


def _one_a_frame(points: list[Breakpoint]) -> tuple[Breakpoint, ...]:
    """Keep the later of points at the same frame, as after moving clips onto each other."""
    return tuple({point.timeline_frame: point for point in points}.values())


def _require_all(selected: frozenset[ClipId], found: Iterable[Clip]) -> None:
    if not selected <= {clip.id for clip in found}:
        raise EditRefused(gone("clip"))
