"""Comps: phrases of takes put together, with a crossfade at each join.

The current comp is what is on the timeline; others are stored by name. Tracks of one comp group (a drum kit's
microphones) are edited together: in phrases if they have a take of the same pass, in joins if they have one at the same
place, in comps by name.

Lives: any thread (pure).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from app.edits.clip_stack import phrase_at, with_phrase
from app.edits.edit import Edit, clamp, clean_name, find_track, one_of_names, replace_track, text_for
from app.edits.joins import joins, with_join
from app.edits.protection import require_unprotected
from app.edits.stable_ids import StableIds
from app.edits.values import require_thawed
from app.messages import steps
from app.messages.song import (
    NO_PHRASE,
    comp_gone,
    gone,
    no_join,
    no_other_take,
    no_take_there,
    take_gone,
    take_silent_there,
)
from app.model.clip import Clip
from app.model.ids import ClipId, CompId, PassId, TakeId, TrackId, new_id
from app.model.song import Song
from app.model.take import Take
from app.model.track import Comp, Keeper, Track
from app.problems import EditRefused
from app.units import seconds_to_frames

CROSS_FADE_S = 0.010
LONGEST_CROSS_FADE_S = 2.0
MOST_STARS = 5


class FlatComp(NamedTuple):
    """A comp rendered into a file of the song, and its start on the timeline."""

    file: str
    start_frame: int
    length_frames: int
    peak_db: float


def put_phrase(
    track_id: TrackId, take_id: TakeId, start_frame: int, end_frame: int, *, keep_seams: bool = False
) -> Edit:
    """Use a take from `start_frame` to `end_frame` (exclusive), on all tracks of its comp group.

    Limited to what the take holds. A track whose take lies at another time, as after ripple on one track, stays as it
    is. Joins are 10 ms long, centred on the given frames.
    """
    seed = new_id()

    def apply(song: Song) -> Song:
        ids = StableIds(seed)
        track = find_track(song, track_id)
        take = take_of(track, take_id)
        start, end = max(start_frame, take.timeline_start_frame), min(end_frame, take.timeline_end_frame)
        if end <= start:
            raise EditRefused(take_silent_there(take.name))
        cross = max(2, seconds_to_frames(CROSS_FADE_S, song.rate_hz))
        for other, its_take in followers(song, track, take):
            require_thawed(other)
            if its_take.timeline_start_frame < end and start < its_take.timeline_end_frame:
                clips = with_phrase(other.clips, its_take, start, end, cross, ids, keep_seams)
                song = _protected(song, other, replace(other, clips=clips))
        return song

    return Edit(steps.CHOOSE_TAKE, apply)


def next_take(song: Song, track_id: TrackId, frame: int, direction: int) -> Edit:
    """Use the phrase under `frame` from the next take that has it (`direction` 1), or from the one before (-1)."""
    track = find_track(song, track_id)
    there = [take for take in track.takes if take.timeline_start_frame <= frame < take.timeline_end_frame]
    if not there:
        raise EditRefused(no_take_there(track.name))
    phrase = phrase_at(track.clips, frame)
    at = next((n for n, take in enumerate(there) if phrase is not None and take.id == phrase.take), None)
    if at is not None and len(there) == 1:
        raise EditRefused(no_other_take(track.name))
    chosen = there[0 if at is None else (at + direction) % len(there)]
    if phrase is None:
        return put_phrase(track_id, chosen.id, chosen.timeline_start_frame, chosen.timeline_end_frame)
    return put_phrase(track_id, chosen.id, phrase.start_frame, phrase.end_frame, keep_seams=True)


def set_cross_fade(clip_id: ClipId, frames: int, at_end: bool = False) -> Edit:
    """Set the length of a join around its middle: 2 frames to 2 s, and no longer than its clips allow."""

    def apply(song: Song) -> Song:
        holder = next((track for track in song.tracks if any(clip.id == clip_id for clip in track.clips)), None)
        if holder is None:
            raise EditRefused(gone("clip"))
        cross = int(clamp(frames, 2, seconds_to_frames(LONGEST_CROSS_FADE_S, song.rate_hz)))
        asked = next((j for j in joins(holder, song.rate_hz) if (j.clip, j.at_end) == (clip_id, at_end)), None)
        if asked is None:
            raise EditRefused(no_join(at_end))

        def change(track: Track) -> Track:
            there = joins(track, song.rate_hz)
            own = asked if track.id == holder.id else next((j for j in there if j[1:] == asked[1:]), None)
            return track if own is None else replace(track, clips=with_join(track.clips, own, cross, track.takes))

        return _on_group(holder.id, change)(song)

    return Edit(steps.SET_CROSSFADE, apply)


def new_comp(track_id: TrackId, name: str = "") -> Edit:
    """Store the current comp under its name, and continue with a copy under a new one; also with locked clips."""
    fixed = CompId(new_id())
    seed = new_id()

    def apply(song: Song) -> Song:
        ids = StableIds(seed)
        taken = {called for track in comped_together(song, track_id) for called in _comp_names(track)}
        called = one_of_names(name.strip() or f"Comp {len(taken) + 1}", taken)

        def change(track: Track) -> Track:
            copies = tuple(replace(clip, id=ids.clip()) for clip in track.clips)
            aside = Comp(fixed, track.comp_name, track.clips)
            return replace(track, comps=(*track.comps, aside), comp_name=called, clips=copies)

        for other in comped_together(song, track_id):
            require_thawed(other)
            song = replace_track(song, other.id, change)
        return song

    return Edit(steps.NEW_COMP, apply)


def choose_comp(track_id: TrackId, comp_id: CompId) -> Edit:
    """Make a stored comp the current one, and store the current one."""

    def change(track: Track, chosen: Comp) -> Track:
        aside = Comp(chosen.id, track.comp_name, track.clips)
        comps = tuple(aside if comp.id == chosen.id else comp for comp in track.comps)
        return replace(track, comps=comps, comp_name=chosen.name, clips=chosen.clips)

    return Edit(steps.CHOOSE_COMP, _with_comp(track_id, comp_id, change))


def flatten_comps(flats: Mapping[TrackId, FlatComp], at: str) -> Edit:
    """Replace the comp on each track by one rendered clip; its phrases are stored as a comp."""
    aside_id, pass_id = CompId(new_id()), PassId(new_id())
    ids = {track_id: (TakeId(new_id()), ClipId(new_id())) for track_id in flats}

    def change(track: Track) -> Track:
        flat, (take_id, clip_id) = flats[track.id], ids[track.id]
        name = one_of_names(f"{track.comp_name} flat", {take.name for take in track.takes})
        take = Take(
            take_id, pass_id, name, flat.file, flat.start_frame, 0, flat.length_frames, at, 0, True, flat.peak_db
        )
        clip = Clip(clip_id, name, flat.file, flat.start_frame, 0, flat.length_frames, take=take_id, auto_edges=False)
        return replace(
            track,
            takes=(*track.takes, take),
            clips=(clip,),
            comps=(*track.comps, Comp(aside_id, track.comp_name, track.clips)),
            comp_name=one_of_names(name, _comp_names(track)),
        )

    def apply(song: Song) -> Song:
        for track_id in flats:
            song = _on_track(track_id, change)(song)
        return song

    return Edit(steps.FLATTEN_COMP, apply)


def remove_comp(track_id: TrackId, comp_id: CompId) -> Edit:
    """Remove a stored comp."""

    def change(track: Track, chosen: Comp) -> Track:
        return replace(track, comps=tuple(comp for comp in track.comps if comp.id != chosen.id))

    return Edit(steps.REMOVE_COMP, _with_comp(track_id, comp_id, change))


def rename_comp(track_id: TrackId, name: str) -> Edit:
    """Rename the current comp."""
    called = clean_name(name, "comp")

    def apply(song: Song) -> Song:
        before = find_track(song, track_id).comp_name
        return _on_group(track_id, lambda t: replace(t, comp_name=called) if t.comp_name == before else t)(song)

    return Edit(steps.RENAME_COMP, apply)


def set_comp_group(track_ids: Iterable[TrackId], name: str) -> Edit:
    """Put tracks into one comp group; an empty name removes them from theirs."""
    chosen = frozenset(track_ids)

    def apply(song: Song) -> Song:
        for track_id in chosen:
            find_track(song, track_id)
        changed = (replace(t, comp_group=name) if t.id in chosen and t.comp_group != name else t for t in song.tracks)
        tracks = tuple(changed)
        return song if all(a is b for a, b in zip(tracks, song.tracks, strict=True)) else replace(song, tracks=tracks)

    return Edit(steps.COMP_TOGETHER if name else steps.COMP_APART, apply)


def set_keeper(track_id: TrackId, start_frame: int, end_frame: int, on: bool = True) -> Edit:
    """Mark a range as done, or remove the mark."""
    if end_frame <= start_frame:
        raise EditRefused(NO_PHRASE)

    def change(track: Track) -> Track:
        return replace(track, keepers=_marked(track.keepers, max(start_frame, 0), end_frame, on))

    return Edit(steps.MARK_KEEPER if on else steps.UNMARK_KEEPER, _on_track(track_id, change))


def set_rating(track_id: TrackId, take_id: TakeId, stars: int) -> Edit:
    """Rate a take, 1 to 5; 0 removes the rating."""
    rating = int(clamp(stars, 0, MOST_STARS))
    return Edit(steps.RATE_TAKE, _on_take(track_id, take_id, lambda take: replace(take, rating=rating)))


def set_take_note(track_id: TrackId, take_id: TakeId, note: str) -> Edit:
    """Write a note on a take."""
    return Edit(
        steps.NOTE_ON_TAKE,
        _on_take(track_id, take_id, lambda take: replace(take, note=text_for(Take, "note", note.strip()))),
    )


def rename_take(track_id: TrackId, take_id: TakeId, name: str) -> Edit:
    """Rename a take."""
    return Edit(
        steps.RENAME_TAKE, _on_take(track_id, take_id, lambda take: replace(take, name=clean_name(name, "take")))
    )


def followers(song: Song, track: Track, take: Take) -> list[tuple[Track, Take]]:
    """The track, and those of its comp group with a take of the same pass and round, printed if they print."""
    found = [(track, take)]
    for other in comped_together(song, track.id)[1:]:
        recorded = _recorded(track, take)
        same = [t for t in other.takes if t.dry is None and _place(t) == _place(recorded)]
        for its_dry in same[:1]:
            printed = [t for t in other.takes if t.dry == its_dry.id]
            found.append((other, (printed or [its_dry])[-1]))
    return found


def _recorded(track: Track, take: Take) -> Take:
    """The dry take of a printed one: only it lies in its file where it was recorded."""
    return next((dry for dry in track.takes if dry.id == take.dry), take)


def _place(take: Take) -> tuple[str, int]:
    return take.pass_id, take.file_start_frame


def _marked(keepers: tuple[Keeper, ...], start: int, end: int, on: bool) -> tuple[Keeper, ...]:
    spans: list[tuple[int, int]] = []
    for keeper in keepers:
        spans += [(a, b) for a, b in ((keeper.start_frame, min(keeper.end_frame, start)),
                                      (max(keeper.start_frame, end), keeper.end_frame)) if b > a]  # fmt: skip
    if on:
        spans.append((start, end))
    joined: list[tuple[int, int]] = []
    for a, b in sorted(spans):
        if joined and a <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(b, joined[-1][1]))
        else:
            joined.append((a, b))
    return tuple(Keeper(a, b) for a, b in joined)


def take_of(track: Track, take_id: TakeId) -> Take:
    """A take of the track. Raises EditRefused if it is not there."""
    for take in track.takes:
        if take.id == take_id:
            return take
    raise EditRefused(take_gone(track.name))


def _comp_names(track: Track) -> set[str]:
    return {track.comp_name, *(comp.name for comp in track.comps)}


def comped_together(song: Song, track_id: TrackId) -> list[Track]:
    """The track and all tracks of its comp group."""
    track = find_track(song, track_id)
    others = (other for other in song.tracks if other.id != track_id and other.comp_group == track.comp_group)
    return [track, *(others if track.comp_group else ())]


def _on_group(track_id: TrackId, change: Callable[[Track], Track]) -> Callable[[Song], Song]:
    def apply(song: Song) -> Song:
        for track in comped_together(song, track_id):
            song = _on_track(track.id, change)(song)
        return song

    return apply


def _with_comp(track_id: TrackId, comp_id: CompId, change: Callable[[Track, Comp], Track]) -> Callable[[Song], Song]:
    """Apply `change` to that comp of the track, and to comps of the same name of its comp group."""

    def apply(song: Song) -> Song:
        track = find_track(song, track_id)
        named = next((comp for comp in track.comps if comp.id == comp_id), None)
        if named is None:
            raise EditRefused(comp_gone(track.name))

        def change_its_own(other: Track) -> Track:
            same = named if other.id == track_id else next((c for c in other.comps if c.name == named.name), None)
            return other if same is None else change(other, same)

        return _on_group(track_id, change_its_own)(song)

    return apply


def _on_track(track_id: TrackId, change: Callable[[Track], Track]) -> Callable[[Song], Song]:
    def apply(song: Song) -> Song:
        track = find_track(song, track_id)
        require_thawed(track)
        changed = change(track)
        return song if changed == track else _protected(song, track, changed)

    return apply


def _protected(song: Song, before: Track, after: Track) -> Song:
    require_unprotected(before, after)
    return replace_track(song, before.id, lambda _: after)


def _on_take(track_id: TrackId, take_id: TakeId, change: Callable[[Take], Take]) -> Callable[[Song], Song]:
    def on_track(track: Track) -> Track:
        take_of(track, take_id)
        return replace(track, takes=tuple(change(take) if take.id == take_id else take for take in track.takes))

    return _on_track(track_id, on_track)
