"""Trimming a clip to given frames, as the drag of both of its edges would."""

from app.edits.edit import Edit
from app.edits.ripple import Ripple
from app.edits.trimming import trim_clips
from app.model.ids import ClipId
from app.model.song import Song
from app.verbs.target import clips_of


def trim_clip(clip_id: ClipId, start_frame: int, end_frame: int, ripple: Ripple = "off") -> Edit:
    """Move the edges of a clip to timeline frames."""

    def apply(song: Song) -> Song:
        (clip,) = clips_of(song, [clip_id])
        by = start_frame - clip.timeline_start_frame, end_frame - clip.timeline_end_frame
        return trim_clips([clip_id], *by, ripple).apply(song)

    return Edit("Trim clip", apply)
