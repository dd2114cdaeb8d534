"""Clips that play a processed file: reversed, stretched, transposed. The original stays in the song folder.

Lives: any thread (pure).
"""

from dataclasses import replace

from app.edits.clip_stack import with_fitting_fades
from app.edits.clips import change_clips
from app.edits.edit import Edit
from app.edits.protection import protected_edit
from app.edits.stable_ids import StableIds
from app.edits.time_range import selected
from app.messages import steps
from app.messages.song import CLIP_EMPTY, not_processed
from app.model.clip import Clip, Processing
from app.model.ids import ClipId
from app.model.song import Song
from app.problems import EditRefused


def source_of(clip: Clip) -> Processing:
    """The part of the original file that a clip plays, with the processing that it has.

    To process a clip again, change its settings and render this part: the second time does not lose more than the first.
    """
    made = clip.processing
    if made is None:
        return Processing(clip.file, clip.file_start_frame, clip.length_frames)
    first = min(round(clip.file_start_frame / made.stretch), made.length_frames - 1)
    length = min(max(round(clip.length_frames / made.stretch), 1), made.length_frames - first)
    if made.reversed:
        first = made.length_frames - first - length
    return replace(made, file_start_frame=made.file_start_frame + first, length_frames=length)


def set_processed(
    clip_id: ClipId, file: str, length_frames: int, processing: Processing, label: str = steps.PROCESS_CLIP
) -> Edit:
    """Play a processed file in the place of a clip's own; it starts where it did.

    Args:
        clip_id: The clip.
        file: In the song folder; it holds `processing` from its first frame on.
        length_frames: Length of that file.
        processing: How the file was made, as `source_of` gives it with other settings.
        label: What Undo says, such as "Reverse clip".
    """

    def apply(song: Song, ids: StableIds) -> Song:
        if length_frames < 1:
            raise EditRefused(CLIP_EMPTY)
        return _with_file(song, clip_id, file, 0, length_frames, processing)

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
