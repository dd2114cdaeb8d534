"""Clips that follow the tempo: where a change of tempo moves them, and what has to be rendered so that they fit.

Lives: any thread (pure).
"""

from dataclasses import dataclass, replace

from app.edits.clip_source import source_of
from app.edits.clips import shift_clips
from app.edits.edit import Edit
from app.edits.protection import protected_edit
from app.edits.stable_ids import StableIds
from app.messages.song import stretch_limit
from app.model.clip import Processing
from app.model.ids import ClipId
from app.model.ranges import STRETCH
from app.model.section_frames import section_frames
from app.model.song import Song
from app.model.tempo_map import TempoMap, tempo_map
from app.problems import EditRefused


@dataclass(frozen=True, slots=True)
class WantedStretch:
    """A clip that is to be rendered anew after a change of tempo.

    Attributes:
        clip: The clip, which plays its old file until then.
        start_frame: Where it starts after the change.
        length_frames: How long it is then, to the frame.
        processing: What to render, in the clip's present settings but for `stretch`.
    """

    clip: ClipId
    start_frame: int
    length_frames: int
    processing: Processing


def wanted_stretches(before: Song, after: Song) -> tuple[WantedStretch, ...]:
    """What a change from one tempo to another asks of the clips that follow it, in order of tracks and stack.

    Start and end of a clip stay at the beats at which they are. Clips whose length does not change need no rendering.

    Args:
        before: The song with its old tempo.
        after: The same song with another tempo, meter or other changes of them.
    """
    old, new = tempo_map(before), tempo_map(after)
    wanted = []
    for track in before.tracks:
        for clip in track.clips:
            if not clip.follows_tempo:
                continue
            start = _moved(old, new, clip.timeline_start_frame)
            length = max(_moved(old, new, clip.timeline_end_frame) - start, 1)
            if length != clip.length_frames:
                source = source_of(clip)
                stretch = length / source.length_frames
                wanted.append(WantedStretch(clip.id, start, length, replace(source, stretch=stretch)))
    return tuple(wanted)


def following(edit: Edit) -> Edit:
    """A tempo edit that also moves the clips that follow the tempo, and a loop of sections; other frames stay.

    Render `wanted_stretches` of the songs before and after it, and place the files with `set_processed`.

    Raises:
        EditRefused: When it is applied: a clip that follows is locked, its track is frozen, or it would be stretched
            further than a clip can be.
    """

    def apply(song: Song, ids: StableIds) -> Song:
        changed = edit.apply(song)
        if changed.tempo == song.tempo:
            return changed
        names = {clip.id: clip.name for track in song.tracks for clip in track.clips}
        for wanted in wanted_stretches(song, changed):
            if not STRETCH[0] <= wanted.processing.stretch <= STRETCH[1]:
                raise EditRefused(stretch_limit(names[wanted.clip]))
        old, new = tempo_map(song), tempo_map(changed)
        shifts = {
            clip.id: _moved(old, new, clip.timeline_start_frame) - clip.timeline_start_frame
            for track in song.tracks
            for clip in track.clips
            if clip.follows_tempo
        }
        return shift_clips(_with_loop_of_sections(song, changed), shifts)

    return protected_edit(edit.label, apply)


def _with_loop_of_sections(before: Song, after: Song) -> Song:
    """The song with another tempo, whose loop is still that of the sections on whose edges it lay."""
    loop, edges = before.transport, dict[int, int]()
    for old, new in zip(before.sections, after.sections, strict=True):
        edges |= dict(zip(section_frames(before, old), section_frames(after, new), strict=True))
    start, end = edges.get(loop.loop_start_frame), edges.get(loop.loop_end_frame)
    if start is None or end is None or after.transport != loop:
        return after
    return replace(after, transport=replace(loop, loop_start_frame=start, loop_end_frame=end))


def _moved(old: TempoMap, new: TempoMap, frame: int) -> int:
    """The frame at which the same bar and part of a beat lie in the new map."""
    return new.moved(0, old.bars_at(frame))
