"""Clips that play a processed file: reversed, stretched, transposed. The original stays in the song folder.

Lives: any thread (pure).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.edits.clip_source import source_of
from app.edits.clip_stack import with_fitting_fades
from app.edits.clips import change_clips
from app.edits.edit import Edit
from app.edits.protection import protected_edit
from app.edits.stable_ids import StableIds
from app.edits.time_range import selected
from app.messages import steps
from app.messages.processing import changed_while_processing
from app.messages.song import CLIP_EMPTY, not_processed
from app.model.clip import Processing
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


def set_processed(made: Mapping[ClipId, ProcessedAudio], label: str = steps.PROCESS_CLIP) -> Edit:
    """Let clips play what was made of them. They start where they are, and keep fades as far as they fit.

    Args:
        made: What each clip plays.
        label: What Undo says, such as "Reverse clip".

    Raises:
        EditRefused: When it is applied: a clip is gone or protected, or plays another part of its original by now.
    """

    def apply(song: Song, ids: StableIds) -> Song:
        for _, clip in selected(song, made.keys()):
            audio = made[clip.id]
            if audio.length_frames < 1:
                raise EditRefused(CLIP_EMPTY)
            if source_of(clip) != audio.source:
                raise EditRefused(changed_while_processing(clip.name))
            song = _with_file(song, clip.id, audio.file, audio.file_start_frame, audio.length_frames, audio.processing)
        return song

    return protected_edit(label, apply)


def restore_original(clip_id: ClipId) -> Edit:
    """Play the part of the original file from which a clip was made, where the clip starts."""

    def apply(song: Song, ids: StableIds) -> Song:
        clip = selected(song, {clip_id})[0][1]
        if clip.processing is None:
            raise EditRefused(not_processed(clip.name))
        source = source_of(clip)
        return _with_file(song, clip_id, source.file, source.file_start_frame, source.length_frames, None)

    return protected_edit(steps.RESTORE_ORIGINAL, apply)


def _with_file(
    song: Song, clip_id: ClipId, file: str, file_start: int, length: int, processing: Processing | None
) -> Song:
    clip = selected(song, {clip_id})[0][1]
    changed = replace(
        clip,
        file=file,
        file_start_frame=file_start,
        length_frames=length,
        processing=processing,
        auto_edges=True,
    )
    return change_clips(song, {clip_id: with_fitting_fades(changed)})
