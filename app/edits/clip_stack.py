"""A stack of overlapping clips: which parts are audible, and placing a phrase into it.

Lives: any thread (pure).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.edits.stable_ids import StableIds
from app.model.clip import Clip
from app.model.ids import TakeId
from app.model.take import Take


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is audible from one join to the next: the frames between the middles of both."""

    take: TakeId | None
    start_frame: int
    end_frame: int


def phrase_at(clips: tuple[Clip, ...], frame: int) -> Phrase | None:
    """The audible phrase at `frame`."""
    return next((phrase for phrase in phrases(clips) if phrase.start_frame <= frame < phrase.end_frame), None)


def phrases(clips: tuple[Clip, ...]) -> Iterator[Phrase]:
    """All audible phrases in order of time."""
    shown = visible(clips)
    for n, clip in enumerate(shown):
        before, after = shown[n - 1] if n else None, shown[n + 1] if n + 1 < len(shown) else None
        rise = clip.cross_in_frames
        if before is not None and before.timeline_end_frame > clip.timeline_start_frame:
            rise = before.timeline_end_frame - clip.timeline_start_frame
        fall = clip.cross_out_frames
        if after is not None and after.timeline_start_frame < clip.timeline_end_frame:
            fall = clip.timeline_end_frame - after.timeline_start_frame
        start, end = clip.timeline_start_frame + rise // 2, clip.timeline_end_frame - (fall - fall // 2)
        yield Phrase(clip.take, start, end)


def visible(clips: tuple[Clip, ...], ids: StableIds | None = None) -> tuple[Clip, ...]:
    """The audible parts of a stack in order of time: covered parts cut away, crossfades kept. Muted clips are not there."""
    ids = ids or StableIds()
    shown: list[Clip] = []
    for above in (clip for clip in clips if not clip.muted):
        start = above.timeline_start_frame + above.cross_in_frames
        end = above.timeline_end_frame - above.cross_out_frames  # under its cross-fades both are heard
        shown = [part for below in shown for part in _without(below, start, end, ids)]
        shown.append(above)
    return tuple(sorted(shown, key=lambda clip: clip.timeline_start_frame))


def with_phrase(
    clips: tuple[Clip, ...], take: Take, start: int, end: int, cross: int, ids: StableIds, keep_seams: bool = False
) -> tuple[Clip, ...]:
    """`clips` with [start, end) of a take on top, crossfaded over `cross` frames where the take extends beyond it.

    Parts of the take that are there already are merged, or with `keep_seams` stay separate. An edge of the take itself
    that meets no other clip is kept. Muted clips stay as they are, beneath.
    """
    muted = [clip for clip in clips if clip.muted]
    shown, half = _in_stacking_order(list(visible(clips, ids)), keep_seams=False), cross // 2
    first = max(start - half, take.timeline_start_frame)
    last = min(end + cross - half, take.timeline_end_frame)
    left = right = min(cross, (last - first) // 2)
    remaining: list[Clip] = []
    for clip in shown:
        remaining += [
            part
            for part in _without(clip, first + left, last - right, ids)
            if part.timeline_start_frame < first or part.timeline_end_frame > last  # no slivers inside a join
        ]
    if first == take.timeline_start_frame and not _covered(remaining, first):
        left = 0
    if last == take.timeline_end_frame and not _covered(remaining, last - 1):
        right = 0
    phrase = Clip(
        id=ids.clip(),
        name=take.name,
        file=take.file,
        timeline_start_frame=first,
        file_start_frame=take.file_start_frame + first - take.timeline_start_frame,
        length_frames=last - first,
        take=take.id,
        cross_in_frames=left,
        cross_out_frames=right,
    )
    return (*muted, *_in_stacking_order([*remaining, phrase], keep_seams))


def _covered(clips: list[Clip], frame: int) -> bool:
    return any(clip.timeline_start_frame <= frame < clip.timeline_end_frame for clip in clips)


def _in_stacking_order(clips: list[Clip], keep_seams: bool) -> tuple[Clip, ...]:
    """Clips by time, each fading in over the end of the one before.

    A clip that begins within the fade-out of another takes it as its own crossfade in; clips that continue seamlessly
    in the same file are merged.
    """
    ordered: list[Clip] = []
    for clip in sorted(clips, key=lambda clip: (clip.timeline_start_frame, clip.timeline_end_frame)):
        before = ordered[-1] if ordered else None
        if before is not None and _goes_on(before, clip):
            seam = (
                (before.timeline_end_frame + clip.timeline_start_frame) // 2 if keep_seams else clip.timeline_end_frame
            )
            ordered[-1] = _reaching(before, seam, clip)
            if keep_seams:
                ordered.append(replace(cut(clip, seam, clip.timeline_end_frame), cross_in_frames=0))
            continue
        if before is not None and before.timeline_end_frame > clip.timeline_start_frame:
            overlap = before.timeline_end_frame - clip.timeline_start_frame
            ordered[-1] = replace(before, cross_out_frames=0)
            clip = with_fitting_fades(
                replace(clip, cross_in_frames=min(overlap, clip.length_frames - clip.cross_out_frames))
            )
        ordered.append(clip)
    return tuple(ordered)


def _reaching(clip: Clip, end: int, following: Clip) -> Clip:
    """The clip up to `end`; if that includes the following clip, with that one's fade-out."""
    length = end - clip.timeline_start_frame
    ends_there = end >= following.timeline_end_frame
    reaching = replace(
        clip,
        length_frames=length,
        cross_out_frames=following.cross_out_frames if ends_there else 0,
        fade_out_frames=following.fade_out_frames if ends_there else 0,
        fade_out_shape=following.fade_out_shape if ends_there else clip.fade_out_shape,
    )
    return cut(reaching, clip.timeline_start_frame, end)


def _goes_on(before: Clip, clip: Clip) -> bool:
    """True for the same take at the same time, touching or overlapping: no join is needed."""
    same = (before.file, before.gain_db, before.take) == (clip.file, clip.gain_db, clip.take)
    offset = before.timeline_start_frame - before.file_start_frame
    return (
        same
        and offset == clip.timeline_start_frame - clip.file_start_frame
        and clip.timeline_start_frame <= before.timeline_end_frame
    )


def _without(clip: Clip, start: int, end: int, ids: StableIds) -> list[Clip]:
    """What is left of a clip when [start, end) is removed."""
    if end <= clip.timeline_start_frame or start >= clip.timeline_end_frame:
        return [clip]
    parts = []
    if clip.timeline_start_frame < start:
        parts.append(cut(clip, clip.timeline_start_frame, start))
    if clip.timeline_end_frame > end:
        parts.append(cut(replace(clip, id=ids.clip()) if parts else clip, end, clip.timeline_end_frame))
    return parts


def cut(clip: Clip, start: int, end: int) -> Clip:
    """[start, end) of a clip, in timeline frames; fades of edges that stay are kept as far as they fit."""
    at_start, at_end = start == clip.timeline_start_frame, end == clip.timeline_end_frame
    return with_fitting_fades(
        replace(
            clip,
            timeline_start_frame=start,
            file_start_frame=clip.file_start_frame + start - clip.timeline_start_frame,
            length_frames=end - start,
            fade_in_frames=clip.fade_in_frames if at_start else 0,
            cross_in_frames=clip.cross_in_frames if at_start else 0,
            fade_out_frames=clip.fade_out_frames if at_end else 0,
            cross_out_frames=clip.cross_out_frames if at_end else 0,
            auto_edges=True,
        )
    )


def with_fitting_fades(clip: Clip) -> Clip:
    """The clip with fades shortened to its length, the fade-in first."""
    length = clip.length_frames
    fall = length - min(max(clip.fade_in_frames, clip.cross_in_frames), length)
    return replace(
        clip,
        fade_in_frames=min(clip.fade_in_frames, length),
        cross_in_frames=min(clip.cross_in_frames, length),
        fade_out_frames=min(clip.fade_out_frames, fall),
        cross_out_frames=min(clip.cross_out_frames, fall),
    )
