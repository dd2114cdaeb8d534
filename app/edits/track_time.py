"""Time that is inserted into a track, or removed from it, with everything that lies behind.

Lives: any thread (pure).
"""

from dataclasses import replace

from app.edits.stable_ids import StableIds
from app.edits.take_time import TakeParts, with_take_parts
from app.edits.time_change import TimeChange
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
    takes, discarded = TakeParts(), TakeParts()
    for take in track.takes:
        takes.add(take, change, ids)
    for take in track.discarded:
        discarded.add(take, change, ids)
    takes, discarded = takes.relinked(), discarded.relinked()
    changed = replace(
        track,
        clips=with_take_parts(change.clips(track.clips, ids), takes.split),
        comps=tuple(
            replace(comp, clips=with_take_parts(change.clips(comp.clips, ids), takes.split)) for comp in track.comps
        ),
        takes=tuple(takes.takes),
        discarded=(*discarded.takes, *discarded.removed, *takes.removed),
        keepers=tuple(
            Keeper(now, now + end - start)
            for keeper in track.keepers
            for start, end, now in change.pieces(keeper.start_frame, keeper.end_frame)
        ),
        curves=change.curves("track", track.curves) if curves else track.curves,
    )
    return track if changed == track else changed
