"""Trimming: the edges of clips move, and their audio stays.

Lives: any thread (pure).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from app.edits.clip_stack import cut
from app.edits.clips import change_clips
from app.edits.edit import Edit
from app.edits.protection import protected_edit
from app.edits.ripple import Ripple, close_gaps, make_room, open_time
from app.edits.stable_ids import StableIds
from app.edits.time_range import label_for, selected, tracks_of
from app.model.clip import Clip
from app.model.ids import ClipId
from app.model.song import Song


def trim_clips(clip_ids: Iterable[ClipId], start_delta: int, end_delta: int, ripple: Ripple = "off") -> Edit:
    """Move the starts and ends of clips by frames, later if positive; their audio stays in place.

    A start stops at its file's first frame and at the song's start, and leaves a frame of the clip. An end may exceed the
    file, which adds silence.

    Args:
        clip_ids: The clips. Those with the same edges, such as of several microphones, move what lies behind them once.
        start_delta: By how much their starts move.
        end_delta: By how much their ends move.
        ripple: What lies behind the moved edge comes closer, or makes room. A start that is trimmed stays where it was.
    """
    chosen = frozenset(clip_ids)

    def apply(song: Song, ids: StableIds) -> Song:
        alike: dict[tuple[int, int, int, int], list[ClipId]] = defaultdict(list)
        for _, clip in selected(song, chosen):
            start = max(clip.timeline_start_frame + start_delta, _earliest_start(clip, ripple))
            start = min(start, clip.timeline_end_frame - 1)
            end = max(clip.timeline_end_frame + end_delta, start + 1)
            alike[clip.timeline_start_frame, clip.timeline_end_frame, start, end].append(clip.id)
        for (old_start, _, start, end), group in sorted(alike.items(), reverse=True):
            clips = [clip for _, clip in selected(song, group)]
            moved = clips[0].timeline_start_frame - old_start  # by ripple of a group that lies behind it in the stack
            song = _trimmed(song, clips, start + moved, end + moved, ripple, ids)
        return song

    return protected_edit(label_for("Trim", chosen), apply)


def _trimmed(song: Song, clips: list[Clip], start: int, end: int, ripple: Ripple, ids: StableIds) -> Song:
    """The song with the edges of clips that have the same ones at these frames, which count before anything moves."""
    old_start, old_end = clips[0].timeline_start_frame, clips[0].timeline_end_frame
    touched = tracks_of(song, [clip.id for clip in clips])
    song = make_room(song, clips, end - old_end, ripple, ids)
    song = _with_edges(song, clips, start if ripple == "off" else max(start, old_start), end)
    if ripple == "off":
        return song
    trimmed = [(end, old_end)] if end < old_end else []
    trimmed += [(old_start, start)] if start > old_start else []
    song = close_gaps(song, [(track_id, span) for track_id in touched for span in trimmed], ripple, ids)
    if start < old_start:
        song = open_time(song, old_start, old_start - start, ripple, touched, ids, cuts=False)
        now = [clip for _, clip in selected(song, [clip.id for clip in clips])]
        song = _with_edges(song, now, old_start, now[0].timeline_end_frame)
    return song


def _earliest_start(clip: Clip, ripple: Ripple) -> int:
    """Where its file begins; with ripple that may lie before the song's start, as the clip makes room for it."""
    begins = clip.timeline_start_frame - clip.file_start_frame
    return max(begins, 0) if ripple == "off" else begins


def _with_edges(song: Song, clips: list[Clip], start: int, end: int) -> Song:
    """The song with the edges of clips at timeline frames, their audio in place; clips that have them stay as they are."""
    return change_clips(song, {clip.id: _moved_edges(clip, start, end) for clip in clips})


def _moved_edges(clip: Clip, start: int, end: int) -> Clip:
    if (start, end) == (clip.timeline_start_frame, clip.timeline_end_frame):
        return clip
    shifted = start - clip.timeline_start_frame
    moved = replace(
        clip,
        timeline_start_frame=start,
        file_start_frame=clip.file_start_frame + shifted,
        length_frames=end - start,
    )
    return cut(moved, start, end)
