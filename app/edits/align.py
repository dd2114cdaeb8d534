"""Microphones of one source brought into line: clips by frames, strips by polarity.

Lives: any thread (pure).
"""

from collections.abc import Mapping
from dataclasses import replace

from app.edits.clips import shift_clips
from app.edits.edit import Edit, replace_track
from app.edits.protection import protected_edit
from app.edits.stable_ids import StableIds
from app.edits.time_range import label_for, selected
from app.edits.values import require_thawed
from app.messages.song import align_before_start
from app.model.ids import ClipId, TrackId
from app.model.song import Song
from app.model.track import Track
from app.problems import EditRefused


def align_clips(shifts: Mapping[ClipId, int], polarity: Mapping[TrackId, bool] | None = None) -> Edit:
    """Move each clip by its own number of frames, later if positive, and set the polarity of strips.

    Args:
        shifts: Frames by clip.
        polarity: True for a strip that is to be inverted, by track.

    Raises:
        EditRefused: When it is applied: a clip would start before the song, or is protected.
    """
    by_clip, by_track = dict(shifts), dict(polarity or {})

    def apply(song: Song, ids: StableIds) -> Song:
        for _, clip in selected(song, by_clip.keys()):
            if clip.timeline_start_frame + by_clip[clip.id] < 0:
                raise EditRefused(align_before_start(clip.name))
        song = shift_clips(song, by_clip)
        for track_id, inverted in by_track.items():
            song = replace_track(song, track_id, lambda track, on=inverted: _with_polarity(track, on))  # type: ignore[misc]
        return song

    return protected_edit(label_for("Align", by_clip), apply)


def _with_polarity(track: Track, inverted: bool) -> Track:
    if track.strip.polarity == inverted:
        return track
    require_thawed(track)
    return replace(track, strip=replace(track.strip, polarity=inverted))
