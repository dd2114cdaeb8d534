"""Clips that play a processed file: reversed, stretched, transposed. The original stays in the song folder.

Lives: any thread (pure).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from app.edits.clip_source import source_of
from app.edits.clip_stack import with_fitting_fades
from app.edits.clips import change_clips
from app.edits.edit import Edit
from app.edits.protection import protected_edit
from app.edits.ripple import Ripple, close_gaps, make_room
from app.edits.stable_ids import StableIds
from app.edits.time_range import selected, tracks_of
from app.messages import steps
from app.messages.processing import changed_while_processing
from app.messages.song import CLIP_EMPTY, not_processed
from app.model.clip import Clip, Processing
from app.model.ids import ClipId
from app.model.song import Song
from app.problems import EditRefused


@dataclass(frozen=True, slots=True)
class ProcessedAudio:
    """What a clip plays from now on.

    Attributes:
        source: `source_of` the clip when the file was asked for.
        file: Path in the song folder.
        file_start_frame: Where the clip begins in it; what lies before and behind can be reached by trimming.
        length_frames: New length of the clip.
        processing: How the whole file was made; None: it is the original.
    """

    source: Processing
    file: str
    file_start_frame: int
    length_frames: int
    processing: Processing | None


def set_processed(
    made: Mapping[ClipId, ProcessedAudio], label: str = steps.PROCESS_CLIP, ripple: Ripple = "off"
) -> Edit:
    """Let clips play what was made of them. They start where they are, and keep fades as far as they fit.

    Args:
        made: What each clip plays.
        label: What Undo says, such as "Reverse clip".
        ripple: What lies behind a clip that becomes longer makes room, or comes closer, as by `trim_clips`.

    Raises:
        EditRefused: When it is applied: a clip is gone or protected, or plays another part of its original by now.
    """

    def apply(song: Song, ids: StableIds) -> Song:
        for _, clip in selected(song, made.keys()):
            if made[clip.id].length_frames < 1:
                raise EditRefused(CLIP_EMPTY)
            if source_of(clip) != made[clip.id].source:
                raise EditRefused(changed_while_processing(clip.name))
        return _placed(song, made, ripple, ids)

    return protected_edit(label, apply)


def keeping_ends(edit: Edit, clips: Collection[ClipId]) -> Edit:
    """An edit of `set_processed`, after which clips end where they did and not begin; never before the song's start."""

    def apply(song: Song) -> Song:
        changed = edit.apply(song)
        ends = {clip.id: clip.timeline_end_frame for _, clip in selected(song, clips)}
        moved = {
            clip.id: replace(clip, timeline_start_frame=max(0, ends[clip.id] - clip.length_frames))
            for _, clip in selected(changed, clips)
        }
        return change_clips(changed, moved)

    return Edit(edit.label, apply)


def restore_originals(clip_ids: Iterable[ClipId], ripple: Ripple = "off") -> Edit:
    """Play the part of the original file from which each clip was made, where the clip starts; `ripple` as above."""
    chosen = frozenset(clip_ids)

    def apply(song: Song, ids: StableIds) -> Song:
        made = {}
        for _, clip in selected(song, chosen):
            if clip.processing is None:
                raise EditRefused(not_processed(clip.name))
            made[clip.id] = original_of(clip)
        return _placed(song, made, ripple, ids)

    return protected_edit(steps.RESTORE_ORIGINAL, apply)


def original_of(clip: Clip) -> ProcessedAudio:
    """What a clip plays of its original file, so that it can play that."""
    part = source_of(clip)
    return ProcessedAudio(part, part.file, part.file_start_frame, part.length_frames, None)


def _placed(song: Song, made: Mapping[ClipId, ProcessedAudio], ripple: Ripple, ids: StableIds) -> Song:
    """The song with the files, and with what lies behind where ripple puts it: once for clips with the same edges."""
    alike: dict[tuple[int, int, int], list[ClipId]] = defaultdict(list)
    for _, clip in selected(song, made.keys()):
        alike[clip.timeline_start_frame, clip.timeline_end_frame, made[clip.id].length_frames].append(clip.id)
    for (start, end, length), group in sorted(alike.items(), reverse=True):
        clips = [clip for _, clip in selected(song, group)]
        song = make_room(song, clips, start + length - end, ripple, ids)
        song = change_clips(song, {clip.id: _with_file(clip, made[clip.id]) for clip in clips})
        if start + length < end:
            song = close_gaps(song, [(key, (start + length, end)) for key in tracks_of(song, group)], ripple, ids)
    return song


def _with_file(clip: Clip, audio: ProcessedAudio) -> Clip:
    changed = replace(
        clip,
        file=audio.file,
        file_start_frame=audio.file_start_frame,
        length_frames=audio.length_frames,
        processing=audio.processing,
        auto_edges=True,
    )
    return with_fitting_fades(changed)
