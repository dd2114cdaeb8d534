"""Joins: where a clip crossfades with the sound beneath it, by request or automatically.

Lives: any thread (pure).
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from app.edits.clip_stack import with_fitting_fades
from app.model.clip import Clip
from app.model.ids import ClipId, TakeId
from app.model.take import Take
from app.model.track import Track
from app.units import db_to_gain
from audio_engine.edges import CROSS_FADE_S, Segment, segments
from audio_engine.plan import ClipSpan, TrackTimeline


class Join(NamedTuple):
    """The crossfade at the start or end of a clip."""

    clip: ClipId
    at_end: bool
    start_frame: int
    end_frame: int

    @property
    def length_frames(self) -> int:
        """Length of the crossfade."""
        return self.end_frame - self.start_frame

    @property
    def middle_frame(self) -> int:
        """Timeline frame of its middle."""
        return self.start_frame + self.length_frames // 2


def clip_span(clip: Clip, path: str) -> ClipSpan:
    """A clip as the engine plays it; `path` is its file."""
    return ClipSpan(
        path=path,
        timeline_start_frame=clip.timeline_start_frame,
        file_start_frame=clip.file_start_frame,
        length_frames=clip.length_frames,
        gain=db_to_gain(clip.gain_db),
        fade_in_frames=clip.fade_in_frames,
        fade_out_frames=clip.fade_out_frames,
        cross_in_frames=clip.cross_in_frames,
        cross_out_frames=clip.cross_out_frames,
        auto_edges=clip.auto_edges,
        fade_in_shape=clip.fade_in_shape,
        fade_out_shape=clip.fade_out_shape,
    )


def audible_segments(clips: tuple[Clip, ...], rate_hz: int) -> tuple[Segment, ...]:
    """What is rendered of a stack of clips; the spans of its edges are indices of `clips`. Muted ones are not."""
    audible = [n for n, clip in enumerate(clips) if not clip.muted]
    spans = tuple(clip_span(clips[n], clips[n].file) for n in audible)
    return tuple(
        segment._replace(
            rise=segment.rise._replace(span=audible[segment.rise.span]),
            fall=segment.fall._replace(span=audible[segment.fall.span]),
        )
        for segment in segments(TrackTimeline(0, 1, spans, rate_hz))
    )


def longest_edge_frames(clips: Iterable[Clip], rate_hz: int) -> float:
    """How long the crossfades and automatic fades of some clips are at most, in frames."""
    asked = (max(clip.cross_in_frames, clip.cross_out_frames) for clip in clips)
    return max(CROSS_FADE_S * rate_hz, max(asked, default=0))


def joins(track: Track, rate_hz: int) -> list[Join]:
    """All audible joins of a track."""
    found = []
    for segment in audible_segments(track.clips, rate_hz):
        start, end = segment.start_frame, segment.end_frame
        for edge, at_end in ((segment.rise, False), (segment.fall, True)):
            if edge.shows_frames:
                first = end - edge.cross_frames if at_end else start
                found.append(Join(track.clips[edge.span].id, at_end, first, first + edge.cross_frames))
    return found


def with_join(clips: tuple[Clip, ...], join: Join, cross: int, takes: Iterable[Take]) -> tuple[Clip, ...]:
    """The clips with a join of `cross` frames, or as long as both sides allow.

    Its middle stays, except at the end of a take, where the join grows into the clip.
    """
    at = next(n for n, clip in enumerate(clips) if clip.id == join.clip)
    by_id = {take.id: take for take in takes}
    return _at_end(clips, at, join, cross, by_id) if join.at_end else _at_start(clips, at, join, cross, by_id)


def _at_start(clips: tuple[Clip, ...], at: int, join: Join, cross: int, takes: dict[TakeId, Take]) -> tuple[Clip, ...]:
    """Extend what ends over the clip's start to the end of the join."""
    clip, middle = _from(clips[at], join.start_frame), join.middle_frame
    earliest = max(clip.timeline_start_frame - clip.file_start_frame, 0)
    space = min(middle - earliest, clip.timeline_end_frame - max(clip.cross_out_frames, clip.fade_out_frames) - middle)
    under = [
        n for n, other in enumerate(clips[:at])
        if other.timeline_start_frame < join.start_frame <= other.timeline_end_frame <= max(join.end_frame, middle + 1)
        and not other.muted
    ]  # fmt: skip
    if under:
        below = clips[under[-1]]
        space = min(space, middle - below.timeline_start_frame - max(below.cross_in_frames, below.fade_in_frames))
        space = min(space, _last_frame(below, takes) - middle)
    if space < 1:
        return clips
    cross = min(cross, 2 * space)
    first = middle - cross // 2
    changed = list(clips)
    changed[at] = with_fitting_fades(replace(_from(clip, first), cross_in_frames=cross))
    if under:
        changed[under[-1]] = with_fitting_fades(
            replace(below, length_frames=first + cross - below.timeline_start_frame)
        )
    return tuple(changed)


def _at_end(clips: tuple[Clip, ...], at: int, join: Join, cross: int, takes: dict[TakeId, Take]) -> tuple[Clip, ...]:
    """Start what continues beneath the clip's end no later than the join."""
    clip = clips[at]
    beneath = [
        n for n, other in enumerate(clips[:at])
        if other.timeline_start_frame <= join.end_frame < other.timeline_end_frame and not other.muted
    ]  # fmt: skip
    if not beneath:
        return clips
    below = clips[beneath[-1]]
    latest = min(max(_last_frame(clip, takes), join.end_frame), below.timeline_end_frame - 1)
    end = min(join.middle_frame + cross - cross // 2, latest)
    earliest = clip.timeline_start_frame + max(clip.cross_in_frames, clip.fade_in_frames)
    if below.timeline_start_frame > join.start_frame:
        earliest = max(earliest, below.timeline_start_frame - below.file_start_frame)
    else:
        earliest = max(earliest, below.timeline_start_frame)
    cross = min(cross, end - earliest)
    if cross < 1:
        return clips
    changed = list(clips)
    length = end - clip.timeline_start_frame
    changed[at] = with_fitting_fades(replace(clip, length_frames=length, cross_out_frames=cross, auto_edges=True))
    if below.timeline_start_frame > end - cross:
        changed[beneath[-1]] = _from(below, end - cross)
    return tuple(changed)


def _from(clip: Clip, start: int) -> Clip:
    """The clip with its start at another frame, its audio in place."""
    earlier = clip.timeline_start_frame - start
    return replace(
        clip,
        timeline_start_frame=start,
        file_start_frame=clip.file_start_frame - earlier,
        length_frames=clip.length_frames + earlier,
        auto_edges=True,
    )


def _last_frame(clip: Clip, takes: dict[TakeId, Take]) -> int:
    """Last frame up to which its file is known to have audio."""
    made = clip.processing
    if made is not None:
        return clip.timeline_start_frame - clip.file_start_frame + round(made.length_frames * made.stretch)
    take = takes.get(clip.take) if clip.take is not None else None
    if take is None:
        return clip.timeline_end_frame
    return clip.timeline_start_frame - clip.file_start_frame + take.file_start_frame + take.length_frames
