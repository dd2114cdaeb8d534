"""Ripple: whether what lies behind an edit moves along, on the tracks that it touches or on all.

Lives: any thread (pure).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Literal

from app.edits.song_time import change_song_time
from app.edits.stable_ids import StableIds
from app.edits.time_change import TimeChange
from app.edits.track_time import change_track_time
from app.model.clip import Clip
from app.model.ids import TrackId
from app.model.song import Song
from app.model.track import Track

Ripple = Literal["off", "track", "all"]
"""`track`: time opens and closes on the tracks that an edit touches. `all`: on all tracks, as by `insert_time` and
`delete_time`, with everything on the ruler."""

Span = tuple[int, int]


def open_time(
    song: Song, at_frame: int, length_frames: int, ripple: Ripple, tracks: Collection[TrackId], ids: StableIds
) -> Song:
    """The song with time opened at a frame; unchanged if ripple is off. Clips that lie across are split."""
    if length_frames <= 0:
        return song
    return _changed(song, TimeChange(at_frame, inserted_frames=length_frames), ripple, tracks, ids)


def close_time(song: Song, span: Span, ripple: Ripple, tracks: Collection[TrackId], ids: StableIds) -> Song:
    """The song with [start, end) removed, with what is left in it; unchanged if ripple is off."""
    start, end = span
    if end <= start:
        return song
    return _changed(song, TimeChange(start, removed_frames=end - start), ripple, tracks, ids)


def close_gaps(song: Song, gone: Iterable[tuple[TrackId, Span]], ripple: Ripple, ids: StableIds) -> Song:
    """The song with the gaps closed that clips have left.

    Args:
        song: Without the clips.
        gone: The track and the frames of each.
        ripple: With `track`, only time in which its track has no other clip is closed, so that nothing else is cut.
            With `all`, the whole time of the clips is removed from every track.
        ids: For what is split.
    """
    spans = list(gone)
    if ripple == "all":
        for span in reversed(merged(span for _, span in spans)):
            song = close_time(song, span, ripple, (), ids)
        return song
    for track in song.tracks if ripple == "track" else ():
        own = merged(span for track_id, span in spans if track_id == track.id)
        for span in reversed(without(own, [_span(clip) for clip in track.clips])):
            song = close_time(song, span, ripple, (track.id,), ids)
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


def _changed(song: Song, change: TimeChange, ripple: Ripple, tracks: Collection[TrackId], ids: StableIds) -> Song:
    if ripple == "off":
        return song
    if ripple == "all":
        return change_song_time(song, change, ids)

    def changed(track: Track) -> Track:
        return change_track_time(track, change, ids, song.curves_follow_clips) if track.id in tracks else track

    return replace(song, tracks=tuple(map(changed, song.tracks)))


def _span(clip: Clip) -> Span:
    return clip.timeline_start_frame, clip.timeline_end_frame
