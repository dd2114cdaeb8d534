"""Joining clips to one: as they are where they continue each other, else by a file that was rendered for it.

Lives: any thread (pure).
"""

from collections.abc import Collection, Iterable
from dataclasses import replace

from app.edits.clip_stack import with_fitting_fades
from app.edits.edit import Edit
from app.edits.protection import protected_edit
from app.edits.stable_ids import StableIds
from app.edits.time_range import label_for, selected, span_of
from app.messages.song import JOIN_NEEDS_RENDER, JOIN_ONE_TRACK, JOIN_TWO
from app.model.clip import Clip
from app.model.ids import ClipId
from app.model.song import Song
from app.model.track import Track
from app.problems import EditRefused


def needs_render(song: Song, clip_ids: Iterable[ClipId]) -> bool:
    """True if the clips of one track, or of several, are more than one part of one file each, with nothing in between.

    Raises:
        EditRefused: A clip is not in the song, or a track has only one of them.
    """
    chosen = frozenset(clip_ids)
    return any(_joined(track, chosen) is None for track in _tracks(song, chosen))


def join_continuous(clip_ids: Iterable[ClipId]) -> Edit:
    """Make one clip of the clips of each track, which continue each other in one file. Nothing sounds different."""
    chosen = frozenset(clip_ids)

    def apply(song: Song, ids: StableIds) -> Song:
        changed = {}
        for track in _tracks(song, chosen):
            joined = _joined(track, chosen)
            if joined is None:
                raise EditRefused(JOIN_NEEDS_RENDER)
            changed[track.id] = joined
        return replace(song, tracks=tuple(changed.get(track.id, track) for track in song.tracks))

    return protected_edit(label_for("Join", chosen), apply)


def join_rendered(clip_ids: Iterable[ClipId], file: str) -> Edit:
    """Put one clip of a rendered file in the place of clips of one track, from the start of the first to the last end.

    Silence is in the file where they leave a gap, and so are their edges and gains.

    Args:
        clip_ids: The clips.
        file: In the song folder; it begins where the first of them starts, and is as long as they reach.
    """
    chosen = frozenset(clip_ids)

    def apply(song: Song, ids: StableIds) -> Song:
        track, *others = _tracks(song, chosen)
        if others:
            raise EditRefused(JOIN_ONE_TRACK)
        start, end = span_of(song, chosen)
        first = min(_of(track, chosen), key=lambda clip: clip.timeline_start_frame)
        clip = Clip(ids.clip(), first.name, file, start, 0, end - start, auto_edges=False, colour=first.colour)
        last = max(number for number, clip in enumerate(track.clips) if clip.id in chosen)
        clips = [*track.clips[: last + 1], clip, *track.clips[last + 1 :]]
        joined = replace(track, clips=tuple(clip for clip in clips if clip.id not in chosen))
        return replace(song, tracks=tuple(joined if other is track else other for other in song.tracks))

    return protected_edit(label_for("Join", chosen), apply)


def _tracks(song: Song, chosen: frozenset[ClipId]) -> list[Track]:
    indices = [index for index, _ in selected(song, chosen)]
    if not indices or any(indices.count(index) < 2 for index in indices):
        raise EditRefused(JOIN_TWO)
    return [song.tracks[index] for index in sorted(set(indices))]


def _of(track: Track, chosen: Collection[ClipId]) -> list[Clip]:
    return [clip for clip in track.clips if clip.id in chosen]


def _joined(track: Track, chosen: frozenset[ClipId]) -> Track | None:
    """The track with its clips as one, in the place in the stack in which that sounds the same; None if there is none."""
    parts = sorted(_of(track, chosen), key=lambda clip: clip.timeline_start_frame)
    joined = parts[0]
    for part in parts[1:]:
        if not _continues(joined, part):
            return None
        joined = replace(
            joined,
            length_frames=part.timeline_end_frame - joined.timeline_start_frame,
            fade_out_frames=part.fade_out_frames,
            fade_out_shape=part.fade_out_shape,
            cross_out_frames=part.cross_out_frames,
        )
    joined = with_fitting_fades(joined)
    places = [number for number, clip in enumerate(track.clips) if clip.id in chosen]
    between = [clip for clip in track.clips[places[0] : places[-1]] if clip.id not in chosen]
    if any(_overlap(clip, joined) for clip in between):
        return None
    clips = [joined if number == places[-1] else clip for number, clip in enumerate(track.clips)]
    return replace(track, clips=tuple(clip for clip in clips if clip is joined or clip.id not in chosen))


def _continues(first: Clip, second: Clip) -> bool:
    """True if the second goes on where the first ends, in the same file, without a fade between them."""
    fades = (first.fade_out_frames, first.cross_out_frames, second.fade_in_frames, second.cross_in_frames)
    offset = first.timeline_start_frame - first.file_start_frame
    return (
        _sound(first) == _sound(second)
        and offset == second.timeline_start_frame - second.file_start_frame
        and not any(fades)
        and first.timeline_start_frame < second.timeline_start_frame <= first.timeline_end_frame
        and first.timeline_end_frame < second.timeline_end_frame
    )


def _sound(clip: Clip) -> tuple[object, ...]:
    return clip.file, clip.gain_db, clip.take, clip.auto_edges, clip.muted, clip.processing, clip.follows_tempo


def _overlap(a: Clip, b: Clip) -> bool:
    return a.timeline_start_frame < b.timeline_end_frame and b.timeline_start_frame < a.timeline_end_frame
