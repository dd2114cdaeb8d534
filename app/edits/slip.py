"""Slipping: the audio of clips moves, and their edges stay.

Lives: any thread (pure).
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.edits.clips import change_clips
from app.edits.edit import Edit
from app.edits.protection import protected_edit
from app.edits.stable_ids import StableIds
from app.edits.time_range import label_for, selected
from app.model.ids import ClipId
from app.model.song import Song


def slip_clips(clip_ids: Iterable[ClipId], delta_frames: int, file_frames: Mapping[str, int]) -> Edit:
    """Move what is in clips, later if positive, by as much as all their files allow: clips that belong together stay so.

    Args:
        clip_ids: The clips.
        delta_frames: By how much.
        file_frames: Length of each clip's file in frames at the song's rate; a file that is not named ends with its clip.
    """
    chosen = frozenset(clip_ids)

    def apply(song: Song, ids: StableIds) -> Song:
        clips = [clip for _, clip in selected(song, chosen)]
        later = min((clip.file_start_frame for clip in clips), default=0)
        unused = (
            file_frames.get(clip.file, 0) - clip.file_start_frame - clip.length_frames for clip in clips
        )  # negative where a clip reaches beyond its file
        earlier = max(min(unused, default=0), 0)
        by = min(max(delta_frames, -earlier), later)
        if by == 0:
            return song
        moved = {clip.id: replace(clip, file_start_frame=clip.file_start_frame - by, auto_edges=True) for clip in clips}
        return change_clips(song, moved)

    return protected_edit(label_for("Slip", chosen), apply)
