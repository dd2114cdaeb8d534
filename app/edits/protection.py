"""What keeps clips as they are: the lock of a clip, and a frozen track.

Clips and curves are edited freely and compared afterwards. So no verb can forget a lock, and one that reaches further than
it looks, such as ripple, is refused where it would move a locked clip.

Lives: any thread (pure).
"""

from collections.abc import Callable, Collection
from dataclasses import replace

from app.edits.edit import Edit
from app.edits.stable_ids import StableIds
from app.edits.values import require_thawed
from app.messages.song import LONGER_THAN_A_DAY, clip_locked
from app.model.ids import ClipId, new_id
from app.model.ranges import FRAMES
from app.model.song import Song
from app.model.track import Track
from app.problems import EditRefused


def protected_edit(label: str, change: Callable[[Song, StableIds], Song]) -> Edit:
    """An edit of clips, takes or curves.

    Args:
        label: What Undo says.
        change: Makes the new song. The ids that it is given are the same at each application.

    Returns:
        An edit that gives the same object if nothing changes, and that refuses to change a locked clip or what a frozen
        track plays, or to make the song longer than a day.
    """
    seed = new_id()

    def apply(song: Song) -> Song:
        changed = change(song, StableIds(seed))
        if changed == song:
            return song
        after = {track.id: track for track in changed.tracks}
        for track in song.tracks:
            if track.id in after:
                require_unprotected(track, after[track.id])
        if _last_frame(changed) > FRAMES[1]:
            raise EditRefused(LONGER_THAN_A_DAY)
        return changed

    return Edit(label, apply)


def require_unprotected(before: Track, after: Track) -> None:
    """Refuse a change of a track's clips or curves that it is protected from.

    Raises:
        EditRefused: A locked clip is gone or differs, or the track is frozen.
    """
    if before.clips == after.clips and before.curves == after.curves:
        return
    require_thawed(before)
    remaining = {clip.id: clip for clip in after.clips}
    for clip in before.clips:
        if clip.locked and remaining.get(clip.id) != clip:
            raise EditRefused(clip_locked(clip.name))


def require_changeable(song: Song, clips: Collection[ClipId]) -> None:
    """Refuse at once what slow work on clips would be refused at its end.

    Raises:
        EditRefused: One of the clips is locked, or on a frozen track.
    """
    for track in song.tracks:
        others = tuple(clip for clip in track.clips if clip.id not in clips)
        require_unprotected(track, replace(track, clips=others))


def _last_frame(song: Song) -> int:
    """The last frame that anything names which may not lie behind the longest song."""
    takes = (take.timeline_end_frame for track in song.tracks for take in (*track.takes, *track.discarded))
    comps = (clip.timeline_end_frame for track in song.tracks for comp in track.comps for clip in comp.clips)
    ruler = (song.transport.punch_out_frame, *(marker.end_frame for marker in song.markers))
    return max(song.length_frames, *takes, *comps, *ruler)
