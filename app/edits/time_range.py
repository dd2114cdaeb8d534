"""What a verb of the timeline applies to: some clips, or a range of time on some tracks.

Lives: any thread (pure).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from app.edits.clip_stack import cut
from app.edits.edit import find_track
from app.edits.stable_ids import StableIds, is_rest
from app.messages import steps
from app.messages.song import RANGE_EMPTY, gone
from app.model.clip import Clip
from app.model.ids import ClipId, TrackId
from app.model.song import Song
from app.problems import EditRefused


@dataclass(frozen=True, slots=True)
class TimeRange:
    """[start_frame, end_frame) of the timeline on some tracks."""

    start_frame: int
    end_frame: int
    tracks: tuple[TrackId, ...]

    @property
    def length_frames(self) -> int:
        """Its length in frames."""
        return self.end_frame - self.start_frame


Target = TimeRange | Iterable[ClipId]
"""Clips by their ids, or everything of a range: verbs split what lies across its edges."""


def fixed(target: Target) -> TimeRange | frozenset[ClipId]:
    """The target as a value that can be read again and again. Raises EditRefused for an empty range."""
    if isinstance(target, TimeRange):
        if target.length_frames <= 0 or target.start_frame < 0:
            raise EditRefused(RANGE_EMPTY)
        return target
    return frozenset(target)


def label_for(verb: str, target: TimeRange | Collection[ClipId]) -> str:
    """`Cut clip`, `Cut 3 clips`, `Cut range`."""
    if isinstance(target, TimeRange):
        return steps.of_range(verb)
    return steps.of_clips(verb, len(target))


def selected(song: Song, target: TimeRange | Collection[ClipId]) -> list[tuple[int, Clip]]:
    """The clips of a target with the index of their track, in order of tracks and stack.

    Those of a range are all that sound in it, whole.

    Raises:
        EditRefused: A clip or track is not in the song.
    """
    if isinstance(target, TimeRange):
        for track_id in target.tracks:
            find_track(song, track_id)
        return [
            (index, clip)
            for index, track in enumerate(song.tracks)
            if track.id in target.tracks
            for clip in track.clips
            if clip.timeline_start_frame < target.end_frame and target.start_frame < clip.timeline_end_frame
        ]
    found = [(index, clip) for index, track in enumerate(song.tracks) for clip in track.clips if clip.id in target]
    if len(found) != len(target):
        raise EditRefused(gone("clip"))
    return found


def new_clips(before: Song, after: Song) -> frozenset[ClipId]:
    """The clips that an edit made, without the parts that it only split off to open time."""
    known = {clip.id for track in before.tracks for clip in track.clips}
    return frozenset(
        clip.id
        for track in after.tracks
        for clip in track.clips
        if clip.id not in known and not is_rest(clip.id, clip.file, clip.file_start_frame)
    )


def moved_range(song: Song, time_range: TimeRange, frames: int, down: int = 0) -> TimeRange:
    """A range so many frames later, and so many tracks lower, no further than to the first and last track."""
    order = [track.id for track in song.tracks]
    lanes = [order.index(track) for track in time_range.tracks]
    down = min(max(down, -min(lanes)), len(order) - 1 - max(lanes))
    tracks = tuple(order[lane + down] for lane in lanes)
    return TimeRange(time_range.start_frame + frames, time_range.end_frame + frames, tracks)


def isolate(song: Song, target: TimeRange | Collection[ClipId], ids: StableIds) -> tuple[Song, frozenset[ClipId]]:
    """Make whole clips of what a target covers.

    Returns:
        The song with clips split at the edges of a range, and the ids of the clips in it.
    """
    if isinstance(target, TimeRange):
        selected(song, target)
        edges = (target.start_frame, target.end_frame)
        song = split_tracks(song, frozenset(target.tracks), edges, ids)
    return song, frozenset(clip.id for _, clip in selected(song, target))


def span_of(song: Song, target: TimeRange | Collection[ClipId]) -> tuple[int, int]:
    """First frame and the one after the last of a target; (0, 0) for no clips."""
    if isinstance(target, TimeRange):
        return target.start_frame, target.end_frame
    clips = [clip for _, clip in selected(song, target)]
    if not clips:
        return 0, 0
    return min(clip.timeline_start_frame for clip in clips), max(clip.timeline_end_frame for clip in clips)


def tracks_of(song: Song, target: TimeRange | Collection[ClipId]) -> tuple[TrackId, ...]:
    """Ids of the tracks that a target touches, in the song's order."""
    if isinstance(target, TimeRange):
        return tuple(track.id for track in song.tracks if track.id in target.tracks)
    touched = {index for index, _ in selected(song, target)}
    return tuple(track.id for index, track in enumerate(song.tracks) if index in touched)


def split_tracks(
    song: Song,
    tracks: Collection[TrackId],
    frames: Iterable[int],
    ids: StableIds,
    only: Collection[ClipId] | None = None,
) -> Song:
    """Split the clips of some tracks, or `only` some of them, at each frame that lies inside them."""
    at = sorted(set(frames))
    return replace(
        song,
        tracks=tuple(
            replace(track, clips=split_stack(track.clips, at, ids, only)) if track.id in tracks else track
            for track in song.tracks
        ),
    )


def split_stack(
    clips: tuple[Clip, ...], frames: Iterable[int], ids: StableIds, only: Collection[ClipId] | None = None
) -> tuple[Clip, ...]:
    """A stack with its clips split at some frames in rising order; the first part of each keeps its id."""
    at, parts = tuple(frames), list[Clip]()
    for clip in clips:
        inside = [frame for frame in at if clip.timeline_start_frame < frame < clip.timeline_end_frame]
        if not inside or (only is not None and clip.id not in only):
            parts.append(clip)
            continue
        edges = [clip.timeline_start_frame, *inside, clip.timeline_end_frame]
        for number, (start, end) in enumerate(zip(edges, edges[1:], strict=False)):
            part = cut(clip, start, end)
            parts.append(replace(part, id=ids.clip()) if number else part)
    return tuple(parts)
