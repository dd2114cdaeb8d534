"""Time that is inserted into a track, or removed from it, with everything that lies behind.

Lives: any thread (pure).
"""

from collections.abc import Iterable
from dataclasses import replace

from app.edits.rejoining import joined_clips, joined_keepers, joined_takes
from app.edits.stable_ids import StableIds
from app.edits.take_time import TakeParts, moved_take, with_take_parts
from app.edits.time_change import TimeChange
from app.model.clip import Clip
from app.model.take import Take
from app.model.track import Keeper, Track


def change_track_time(track: Track, change: TimeChange, ids: StableIds, curves: bool) -> Track:
    """The track with clips, takes, stored comps and ranges that are done where they lie after the change.

    The same object if nothing of it moves. Takes of which nothing is left become discarded ones, so that they can be restored.

    Args:
        track: As it was.
        change: What is inserted or removed.
        ids: For what is split.
        curves: Its curves go along.
    """
    across = [] if change.cuts else _across(track, change)
    if across:
        return _moved_whole(track, change, max(clip.timeline_end_frame for clip in across), curves)
    takes, discarded = TakeParts(), TakeParts()
    for some, parts in ((track.takes, takes), (track.discarded, discarded)):
        for take in some:
            pieces = change.pieces(take.timeline_start_frame, take.timeline_end_frame)
            parts.add(take, pieces, change.at_frame, ids)
    takes, discarded = takes.relinked(), discarded.relinked()
    whole, whole_discarded, into = joined_takes(takes.takes, discarded.takes, change.at_frame)

    def stack(clips: tuple[Clip, ...]) -> tuple[Clip, ...]:
        parts = with_take_parts(change.clips(clips, ids), takes.split)
        return joined_clips(parts, into, change.at_frame)

    keepers = [
        Keeper(now, now + end - start)
        for keeper in track.keepers
        for start, end, now in change.pieces(keeper.start_frame, keeper.end_frame)
    ]
    changed = replace(
        track,
        clips=stack(track.clips),
        comps=tuple(replace(comp, clips=stack(comp.clips)) for comp in track.comps),
        takes=whole,
        discarded=(*whole_discarded, *discarded.removed, *takes.removed),
        keepers=joined_keepers(keepers, change.at_frame),
        curves=change.curves("track", track.curves) if curves else track.curves,
    )
    return track if changed == track else changed


def _across(track: Track, change: TimeChange) -> list[Clip]:
    """Clips that cutting would leave parts of, or nothing."""
    return [
        clip
        for clip in track.clips
        if clip.timeline_start_frame < change.resumes_frame and clip.timeline_end_frame > change.at_frame
    ]


def _moved_whole(track: Track, change: TimeChange, last_frame: int, curves: bool) -> Track:
    """The track with all moved that begins behind the change, and nothing cut; curves move from `last_frame` on."""

    def start(frame: int) -> int:
        return frame + change.shift_frames if frame >= change.resumes_frame else frame

    def clips(stack: Iterable[Clip]) -> tuple[Clip, ...]:
        return tuple(_at(clip, start(clip.timeline_start_frame)) for clip in stack)

    def takes(some: Iterable[Take]) -> tuple[Take, ...]:
        return tuple(moved_take(take, start(take.timeline_start_frame)) for take in some)

    moved = replace(
        track,
        clips=clips(track.clips),
        comps=tuple(replace(comp, clips=clips(comp.clips)) for comp in track.comps),
        takes=takes(track.takes),
        discarded=takes(track.discarded),
        keepers=tuple(
            Keeper(start(keeper.start_frame), start(keeper.start_frame) + keeper.end_frame - keeper.start_frame)
            for keeper in track.keepers
        ),
    )
    if curves:
        behind = max(last_frame, change.resumes_frame)
        at = TimeChange(behind - change.removed_frames, change.removed_frames, change.inserted_frames)
        moved = replace(moved, curves=at.curves("track", track.curves))
    return track if moved == track else moved


def _at(clip: Clip, frame: int) -> Clip:
    return clip if frame == clip.timeline_start_frame else replace(clip, timeline_start_frame=frame)
