"""Stripping silence: of each clip, only the parts that sound stay.

Lives: any thread (pure).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.edits.edit import Edit
from app.edits.protection import protected_edit
from app.edits.ripple import Span, merged
from app.edits.stable_ids import StableIds
from app.edits.time_range import label_for, selected, split_stack
from app.model.clip import Clip
from app.model.ids import ClipId
from app.model.song import Song


def strip_silence(sounding: Mapping[ClipId, Sequence[Span]]) -> Edit:
    """Keep the parts of clips that sound, in their places, and remove the rest from the timeline.

    Args:
        sounding: Start and end of the parts by clip, in timeline frames. A clip without any is removed.
    """
    parts = {clip_id: merged(spans) for clip_id, spans in sounding.items()}

    def apply(song: Song, ids: StableIds) -> Song:
        chosen = {clip.id for _, clip in selected(song, parts.keys())}
        return replace(
            song,
            tracks=tuple(
                replace(track, clips=tuple(part for clip in track.clips for part in _sounding(clip, parts, ids)))
                if any(clip.id in chosen for clip in track.clips)
                else track
                for track in song.tracks
            ),
        )

    return protected_edit(label_for("Strip silence of", parts), apply)


def _sounding(clip: Clip, parts: Mapping[ClipId, Sequence[Span]], ids: StableIds) -> tuple[Clip, ...]:
    if clip.id not in parts:
        return (clip,)
    spans = parts[clip.id]
    pieces = split_stack((clip,), [frame for span in spans for frame in span], ids)
    return tuple(
        piece
        for piece in pieces
        if any(start <= piece.timeline_start_frame and piece.timeline_end_frame <= end for start, end in spans)
    )
