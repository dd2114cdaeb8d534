"""Takes and clips that inserted time had split: whole again where that time is removed.

Lives: any thread (pure).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.edits.stable_ids import is_rest
from app.model.clip import Clip
from app.model.ids import TakeId
from app.model.take import Take
from app.model.track import Keeper


def joined_takes(
    takes: Sequence[Take], discarded: Sequence[Take], frame: int
) -> tuple[tuple[Take, ...], tuple[Take, ...], dict[TakeId, TakeId]]:
    """Join takes that touch at a frame and continue each other, if nobody gave the second one a name, rating or note.

    A take that another one was printed from stays as it is, unless that one is joined too.

    Args:
        takes: Of one track.
        discarded: Of the same track.
        frame: Where they may touch.

    Returns:
        The takes and the discarded ones; and the ids of those that are gone, with the id of what each is part of now.
    """
    pairs = _pairs(takes, frame) | _pairs(discarded, frame)
    every = {take.id: take for take in (*takes, *discarded)}
    while loose := _loose(pairs, every):
        pairs = {second: first for second, first in pairs.items() if second not in loose}
    rests = {first.id: every[second] for second, first in pairs.items()}

    def whole(some: Sequence[Take]) -> tuple[Take, ...]:
        return tuple(_joined(take, rests.get(take.id)) for take in some if take.id not in pairs)

    return whole(takes), whole(discarded), {second: first.id for second, first in pairs.items()}


def joined_clips(clips: Sequence[Clip], takes: Mapping[TakeId, TakeId], frame: int) -> tuple[Clip, ...]:
    """Join clips that inserted time split, where they touch at a frame and are alike.

    Args:
        clips: A stack.
        takes: As `joined_takes` returns them, for the takes that clips name.
        frame: Where they may touch.
    """
    whole: list[Clip] = []
    for clip in clips:
        if clip.take is not None and clip.take in takes:
            clip = replace(clip, take=takes[clip.take])
        if whole and clip.timeline_start_frame == frame and _continues(whole[-1], clip):
            whole[-1] = _with_rest(whole[-1], clip)
        else:
            whole.append(clip)
    return tuple(whole)


def joined_keepers(keepers: Sequence[Keeper], frame: int) -> tuple[Keeper, ...]:
    """Join ranges that are done, where they touch at a frame."""
    whole: list[Keeper] = []
    for keeper in keepers:
        if whole and whole[-1].end_frame == keeper.start_frame == frame:
            whole[-1] = replace(whole[-1], end_frame=keeper.end_frame)
        else:
            whole.append(keeper)
    return tuple(whole)


def _pairs(takes: Sequence[Take], frame: int) -> dict[TakeId, Take]:
    """The take that each one goes on from, by its id."""
    firsts = [take for take in takes if take.timeline_end_frame == frame]
    seconds = [take for take in takes if take.timeline_start_frame == frame]
    return {second.id: first for second in seconds for first in firsts if _goes_on(first, second)}


def _loose(pairs: Mapping[TakeId, Take], every: Mapping[TakeId, Take]) -> set[TakeId]:
    """Those that a take was printed from which is not joined, and those whose own dry takes are not joined."""
    needed = {take.dry for take in every.values() if take.id not in pairs}

    def dry_stays(second: TakeId, first: Take) -> bool:
        dry = every[second].dry
        whole = pairs[dry].id if dry is not None and dry in pairs else dry
        return whole == first.dry

    return {second for second, first in pairs.items() if second in needed or not dry_stays(second, first)}


def _goes_on(first: Take, second: Take) -> bool:
    """Whether the second take is the rest of the first, but for the take that it was printed from."""
    alike = replace(
        second,
        id=first.id,
        name=first.name,
        timeline_start_frame=first.timeline_start_frame,
        file_start_frame=first.file_start_frame,
        length_frames=first.length_frames,
        dropouts=first.dropouts,
        dry=first.dry,
    )
    named = re.fullmatch(re.escape(first.name) + r"(?: \d+)*", second.name)  # as `one_of_names` does
    return (
        alike == first and named is not None and first.file_start_frame + first.length_frames == second.file_start_frame
    )


def _joined(take: Take, rest: Take | None) -> Take:
    if rest is None:
        return take
    length = take.length_frames + rest.length_frames
    return replace(take, length_frames=length, dropouts=(*take.dropouts, *rest.dropouts))


def _continues(first: Clip, rest: Clip) -> bool:
    split_off = is_rest(rest.id, rest.file, rest.file_start_frame) or _hard(rest)
    return split_off and first == replace(
        rest,
        id=first.id,
        timeline_start_frame=rest.timeline_start_frame - first.length_frames,
        file_start_frame=rest.file_start_frame - first.length_frames,
        length_frames=first.length_frames,
        fade_in_frames=first.fade_in_frames + rest.fade_in_frames,
        cross_in_frames=first.cross_in_frames + rest.cross_in_frames,
        fade_out_frames=0,
        cross_out_frames=0,
    )


def _hard(rest: Clip) -> bool:
    """Whether it was split off a clip without automatic edges."""
    return is_rest(rest.id, rest.file, rest.file_start_frame, hard_edges=True)


def _with_rest(first: Clip, rest: Clip) -> Clip:
    return replace(
        first,
        length_frames=first.length_frames + rest.length_frames,
        fade_out_frames=rest.fade_out_frames,
        cross_out_frames=rest.cross_out_frames,
        auto_edges=first.auto_edges and not _hard(rest),
    )
