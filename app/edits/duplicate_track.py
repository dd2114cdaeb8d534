"""Copies of tracks: clips, takes, strip and curves.

Lives: any thread (pure).
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.edits.edit import Edit, find_track, one_of_names
from app.edits.stable_ids import StableIds
from app.edits.tracks import lanes_used
from app.messages import steps
from app.messages.song import too_many_channels
from app.model.clip import Clip
from app.model.ids import TakeId, TrackId, new_id
from app.model.song import Song
from app.model.take import Take
from app.model.track import Track
from app.problems import EditRefused
from audio_engine.capacity import LANES


def duplicate_tracks(track_ids: Iterable[TrackId]) -> Edit:
    """Put a copy of each track below it, in the same folder.

    A copy plays the same files through the same strip, under a name of its own. It is not armed, is in no comp group,
    and its clips are not locked.
    """
    chosen, seed = frozenset(track_ids), new_id()

    def apply(song: Song) -> Song:
        ids = StableIds(seed)
        for track_id in chosen:
            find_track(song, track_id)
        taken, tracks = {track.name for track in song.tracks}, list[Track]()
        for track in song.tracks:
            tracks.append(track)
            if track.id in chosen:
                tracks.append(_copy(track, one_of_names(track.name, taken), ids))
                taken.add(tracks[-1].name)
        copied = replace(song, tracks=tuple(tracks)) if chosen else song
        if lanes_used(copied) > LANES:
            raise EditRefused(too_many_channels(LANES))
        return copied

    return Edit(steps.of("Duplicate", len(chosen), "track"), apply)


def _copy(track: Track, name: str, ids: StableIds) -> Track:
    take_ids = {take.id: ids.take() for take in (*track.takes, *track.discarded)}
    return replace(
        track,
        id=ids.track(),
        name=name,
        armed=False,
        comp_group="",
        clips=_clips(track.clips, take_ids, ids),
        takes=_takes(track.takes, take_ids),
        discarded=_takes(track.discarded, take_ids),
        comps=tuple(replace(comp, id=ids.comp(), clips=_clips(comp.clips, take_ids, ids)) for comp in track.comps),
    )


def _clips(clips: Iterable[Clip], take_ids: Mapping[TakeId, TakeId], ids: StableIds) -> tuple[Clip, ...]:
    return tuple(
        replace(
            clip, id=ids.clip(), locked=False, take=None if clip.take is None else take_ids.get(clip.take, clip.take)
        )
        for clip in clips
    )


def _takes(takes: Iterable[Take], take_ids: Mapping[TakeId, TakeId]) -> tuple[Take, ...]:
    return tuple(
        replace(take, id=take_ids[take.id], dry=None if take.dry is None else take_ids.get(take.dry, take.dry))
        for take in takes
    )
