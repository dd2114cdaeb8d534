"""Discarding takes: out of lanes and comps into the track's discarded takes, and back. Files stay.

Lives: any thread (pure).
"""

from collections.abc import Iterable
from dataclasses import replace

from app.edits.comps import followers, take_of
from app.edits.edit import Edit, find_track, replace_track
from app.edits.protection import require_unprotected
from app.edits.values import require_thawed
from app.messages import steps
from app.messages.song import take_not_discarded
from app.model.clip import Clip
from app.model.ids import ClipId, PassId, TakeId, TrackId, new_id
from app.model.song import Song
from app.model.take import Take
from app.model.track import Track
from app.problems import EditRefused


def discard_take(track_id: TrackId, take_id: TakeId) -> Edit:
    """Discard a take, with its dry or printed version and what its comp group recorded with it."""

    def apply(song: Song) -> Song:
        track = find_track(song, track_id)
        for other, its_take in followers(song, track, take_of(track, take_id)):
            song = replace_track(song, other.id, lambda found, gone=its_take: _without(found, [gone]))  # type: ignore[misc]
        return song

    return Edit(steps.DISCARD_TAKE, apply)


def discard_pass(pass_id: PassId) -> Edit:
    """Discard every take of a pass, on all tracks."""

    def apply(song: Song) -> Song:
        for track in song.tracks:
            gone = [take for take in track.takes if take.pass_id == pass_id]
            if gone:
                song = replace_track(song, track.id, lambda found, gone=gone: _without(found, gone))  # type: ignore[misc]
        return song

    return Edit(steps.DISCARD_TAKES, apply)


def restore_take(track_id: TrackId, take_id: TakeId) -> Edit:
    """Restore a discarded take; on the timeline too if nothing is in its place."""
    clip_id = ClipId(new_id())

    def change(track: Track) -> Track:
        take = next((take for take in track.discarded if take.id == take_id), None)
        if take is None:
            raise EditRefused(take_not_discarded(track.name))
        taken = any(
            clip.timeline_start_frame < take.timeline_end_frame and take.timeline_start_frame < clip.timeline_end_frame
            for clip in track.clips
        )
        clips = track.clips if taken else (*track.clips, _whole(take, clip_id))
        remaining = tuple(other for other in track.discarded if other.id != take_id)
        return replace(track, takes=(*track.takes, take), discarded=remaining, clips=clips)

    return Edit(steps.RESTORE_TAKE, lambda song: replace_track(song, track_id, change))


def takes_of(song: Song, pass_id: PassId) -> list[Take]:
    """The takes of a pass that are not discarded, on all tracks."""
    return [take for track in song.tracks for take in track.takes if take.pass_id == pass_id]


def latest_pass(song: Song) -> PassId | None:
    """Id of the most recent pass in the song."""
    takes = [take for track in song.tracks for take in track.takes if take.dry is None]
    return max(takes, key=lambda take: take.recorded_at).pass_id if takes else None


def _without(track: Track, gone: Iterable[Take]) -> Track:
    require_thawed(track)
    ids = {take.id for take in gone}
    ids |= {take.dry for take in track.takes if take.id in ids and take.dry is not None}
    ids |= {take.id for take in track.takes if take.dry in ids}
    remaining = replace(
        track,
        takes=tuple(take for take in track.takes if take.id not in ids),
        discarded=(*track.discarded, *(take for take in track.takes if take.id in ids)),
        clips=_unused(track.clips, ids),
        comps=tuple(replace(comp, clips=_unused(comp.clips, ids)) for comp in track.comps),
    )
    require_unprotected(track, remaining)
    return remaining


def _unused(clips: tuple[Clip, ...], takes: set[TakeId]) -> tuple[Clip, ...]:
    return tuple(clip for clip in clips if clip.take not in takes)


def _whole(take: Take, clip_id: ClipId) -> Clip:
    return Clip(
        clip_id,
        take.name,
        take.file,
        take.timeline_start_frame,
        take.file_start_frame,
        take.length_frames,
        take=take.id,
    )
