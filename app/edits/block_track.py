"""A track whose time is put into another order: clips, takes, stored comps, ranges that are done, curves.

Lives: any thread (pure).
"""

from dataclasses import replace

from app.edits.blocks import BlockTime
from app.edits.rejoining import joined_clips, joined_keepers, joined_takes
from app.edits.stable_ids import StableIds
from app.edits.take_time import TakeParts, with_take_parts
from app.model.clip import Clip
from app.model.ids import TakeId
from app.model.take import Take
from app.model.track import Keeper, Track


def change_track_blocks(track: Track, time: BlockTime, ids: StableIds) -> Track:
    """The track as the blocks put it together; the same object if nothing of it moves.

    What had been split is joined again where it meets. Takes of which nothing is left become discarded ones; copies of
    clips name the take that they are from.
    """
    takes, discarded, gone = TakeParts(), TakeParts(), TakeParts()
    for some, parts in ((track.takes, takes), (track.discarded, discarded)):
        for take in some:
            pieces = time.takes(take.timeline_start_frame, take.timeline_end_frame)
            (parts if pieces else gone).add(take, pieces, take.timeline_start_frame, ids)
    takes, discarded = takes.relinked(), discarded.relinked()
    whole, whole_discarded, into = _joined_takes(time, takes.takes, discarded.takes)

    def stack(clips: tuple[Clip, ...]) -> tuple[Clip, ...]:
        made = with_take_parts(time.clips(clips, ids), takes.split)
        for seam, joined in zip(time.seams, into, strict=True):
            made = joined_clips(made, joined, seam)
        return made

    keepers = sorted(span[:2] for keeper in track.keepers for span in time.spans(keeper.start_frame, keeper.end_frame))
    kept = tuple(Keeper(start, end) for start, end in keepers)
    for seam in time.seams:
        kept = joined_keepers(kept, seam)
    changed = replace(
        track,
        clips=stack(track.clips),
        comps=tuple(replace(comp, clips=stack(comp.clips)) for comp in track.comps),
        takes=whole,
        discarded=(*whole_discarded, *gone.removed),
        keepers=kept,
        curves=time.curves("track", track.curves),
    )
    return track if changed == track else changed


def _joined_takes(
    time: BlockTime, takes: list[Take], discarded: list[Take]
) -> tuple[tuple[Take, ...], tuple[Take, ...], list[dict[TakeId, TakeId]]]:
    """Takes and discarded ones, and for each seam what was joined there."""
    whole, whole_discarded, into = tuple(takes), tuple(discarded), []
    for seam in time.seams:
        whole, whole_discarded, joined = joined_takes(whole, whole_discarded, seam)
        into.append(joined)
    return whole, whole_discarded, into
