"""Ripple: whether what lies behind an edit moves along, on the tracks that it touches or on all.

Lives: any thread (pure).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Literal

from app.edits.song_time import change_song_time
from app.edits.stable_ids import StableIds
from app.edits.time_change import TimeChange
from app.edits.time_range import tracks_of
from app.edits.track_time import change_track_time
from app.model.clip import Clip
from app.model.ids import TrackId
from app.model.song import Song
from app.model.track import Track

Ripple = Literal["off", "track", "all"]
"""`track`: time opens and closes on the tracks that an edit touches. `all`: on all tracks, with everything on the ruler."""

Span = tuple[int, int]


def open_time(
    song: Song,
    at_frame: int,
    length_frames: int,
    ripple: Ripple,
    tracks: Collection[TrackId],
    ids: StableIds,
    *,
    cuts: bool = True,
) -> Song:
    """The song with time opened at a frame; unchanged if ripple is off.

    Args:
        song: As it was.
        at_frame: What begins there or behind moves.
        length_frames: How far.
        ripple: On which tracks.
        tracks: Those that the edit touches.
        ids: For what is split.
        cuts: Whether clips of these tracks that lie across are split; if not, they stay as they are, as on other tracks.
    """
    if length_frames <= 0:
        return song
    change = TimeChange(at_frame, inserted_frames=length_frames, cuts=cuts)
    whole = [track.id for track in song.tracks if track.id not in tracks]
    return _changed(song, change, ripple, tracks, ids, whole)


def make_room(song: Song, clips: Sequence[Clip], by_frames: int, ripple: Ripple, ids: StableIds) -> Song:
    """The song with time opened behind clips that start and end together, before they become longer. Nothing is cut.

    What begins inside of them and ends behind them moves too, so that a crossfade stays as it is.
    """
    first, last = _span(clips[0])
    touched = tracks_of(song, [clip.id for clip in clips])
    others = [clip for track in song.tracks if track.id in touched for clip in track.clips]
    following = (_span(clip) for clip in others if first < clip.timeline_start_frame < last < clip.timeline_end_frame)
    at = min((start for start, _ in following), default=last)
    return open_time(song, at, by_frames, ripple, touched, ids, cuts=False)


def close_time(song: Song, span: Span, ripple: Ripple, tracks: Collection[TrackId], ids: StableIds) -> Song:
    """The song with [start, end) removed, with what is left in it; unchanged if ripple is off."""
    start, end = span
    if end <= start:
        return song
    return _changed(song, TimeChange(start, removed_frames=end - start), ripple, tracks, ids)


def close_gaps(song: Song, gone: Iterable[tuple[TrackId, Span]], ripple: Ripple, ids: StableIds) -> Song:
    """The song with the gaps closed that clips have left. No clip is cut.

    Args:
        song: Without the clips.
        gone: The track and the frames of each.
        ripple: Only time in which its track has no other clip is closed. With `all`, what begins behind it moves on every
            track by as much; clips that lie across stay as they are.
        ids: For what is split.
    """
    spans = list(gone)
    free = {
        track.id: without(merged(span for key, span in spans if key == track.id), [_span(clip) for clip in track.clips])
        for track in song.tracks
    }
    if ripple == "all":
        for start, end in reversed(merged(span for its in free.values() for span in its)):
            song = _changed(song, TimeChange(start, removed_frames=end - start, cuts=False), ripple, (), ids)
        return song
    for track_id, its in free.items():
        for span in reversed(its):
            song = close_time(song, span, ripple, (track_id,), ids)
    return song


def free_frames_before(song: Song, frame: int, tracks: Collection[TrackId], leaving: Collection[Clip]) -> int:
    """How many frames before `frame` no clip of these tracks sounds, other than those that leave."""
    others = [clip for track in song.tracks if track.id in tracks for clip in track.clips if clip not in leaving]
    ends = [clip.timeline_end_frame for clip in others if clip.timeline_start_frame < frame]
    return max(0, frame - max(ends, default=0))


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order of time, those that touch or overlap as one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def without(spans: Iterable[Span], taken: Sequence[Span]) -> list[Span]:
    """What is left of the spans outside of those that are taken."""
    remaining = list(spans)
    for start, end in taken:
        remaining = [
            part
            for first, last in remaining
            for part in ((first, min(last, start)), (max(first, end), last))
            if part[0] < part[1]
        ]
    return remaining


def _changed(
    song: Song,
    change: TimeChange,
    ripple: Ripple,
    tracks: Collection[TrackId],
    ids: StableIds,
    whole: Collection[TrackId] = (),
) -> Song:
    if ripple == "off":
        return song
    if ripple == "all":
        return change_song_time(song, change, ids, whole)

    def changed(track: Track) -> Track:
        return change_track_time(track, change, ids, song.curves_follow_clips) if track.id in tracks else track

    return replace(song, tracks=tuple(map(changed, song.tracks)))


def _span(clip: Clip) -> Span:
    return clip.timeline_start_frame, clip.timeline_end_frame
