"""Joins. Hazards: a punch whose crossfade cannot be changed; a join longer than there is sound; one that moves away."""

import random
from dataclasses import replace

import pytest

from app.edits.comps import set_cross_fade
from app.edits.joins import Join, audible_segments, joins
from app.edits.songs import fresh_song
from app.model.clip import Clip
from app.model.ids import ClipId, PassId, TakeId, TrackId
from app.model.invariants import check
from app.model.song import Song
from app.model.take import Take
from app.model.track import Track
from app.problems import EditRefused

RATE = 48000
TEN_MS = RATE // 100
VOX = TrackId("vox")
OLD, NEW = ClipId("old"), ClipId("new")


def clip(name: str, start: int, length: int, offset: int, take: str = "", file: str = "") -> Clip:
    return Clip(
        ClipId(name), name, f"audio/{file or name}.wav", start, offset, length, take=TakeId(take) if take else None
    )


def take(name: str, start: int, length: int, offset: int) -> Take:
    return Take(TakeId(name), PassId(name), name, f"audio/{name}.wav", start, offset, length, "", 0, True, -6.0)


def song_of(*clips: Clip, takes: tuple[Take, ...] = ()) -> Song:
    return replace(fresh_song("Joins", RATE), tracks=(Track(VOX, "vox", clips=clips, takes=takes),))


def punched(offset: int = RATE) -> Song:
    """A take from second 1 to 2 over one of four seconds; its file begins `offset` frames earlier."""
    takes = take("old", 0, 4 * RATE, 0), take("new", RATE, RATE, offset)
    return song_of(clip("old", 0, 4 * RATE, 0, "old"), clip("new", RATE, RATE, offset, "new"), takes=takes)


def of(song: Song) -> list[Join]:
    return joins(song.tracks[0], RATE)


def test_a_punch_joins_at_both_edges_by_itself() -> None:
    assert of(punched()) == [
        Join(NEW, False, RATE - TEN_MS, RATE),
        Join(NEW, True, 2 * RATE - TEN_MS, 2 * RATE),
    ]
    assert of(punched(offset=100))[0] == Join(NEW, False, RATE, RATE + TEN_MS), "its file holds nothing before it"


@pytest.mark.parametrize("ms", [2, 20, 100])
def test_the_crossfades_of_a_punch_get_the_length_that_is_asked_for(ms: int) -> None:
    frames = RATE * ms // 1000
    song = set_cross_fade(NEW, frames).apply(punched())
    song = set_cross_fade(NEW, frames, at_end=True).apply(song)
    into, out = of(song)
    assert check(song) == [] and (into.length_frames, out.length_frames) == (frames, frames)
    assert into.middle_frame == RATE - TEN_MS // 2, "its middle stays"
    assert out.end_frame <= 2 * RATE, "behind the punch the take holds nothing"
    (new,) = (c for c in song.tracks[0].clips if c.id == NEW)
    assert new.timeline_start_frame - new.file_start_frame == 0, "what was played stays where it was"
    again = set_cross_fade(NEW, TEN_MS).apply(set_cross_fade(NEW, TEN_MS, at_end=True).apply(song))
    assert [join.length_frames for join in of(again)] == [TEN_MS, TEN_MS]


def test_what_goes_on_alone_or_seamlessly_joins_nothing() -> None:
    split = song_of(clip("a", 0, RATE, 0, file="x"), clip("b", RATE, RATE, RATE, file="x"))
    assert of(split) == [] and len(audible_segments(split.tracks[0].clips, RATE)) == 1
    with pytest.raises(EditRefused, match="touches no other clip at its start"):
        set_cross_fade(ClipId("b"), 480).apply(split)
    apart = song_of(clip("a", 0, RATE, 0), clip("b", RATE + 9000, RATE, 0))
    assert of(apart) == []


def test_clips_that_touch_join_over_what_the_later_file_holds_before_it() -> None:
    song = song_of(clip("a", 0, RATE, 0), clip("b", RATE, RATE, 5000))
    assert of(song) == [Join(ClipId("b"), False, RATE - TEN_MS, RATE)]
    under = song_of(clip("b", RATE, RATE, 5000), clip("a", 0, RATE, 0))
    assert of(under) == [Join(ClipId("a"), True, RATE - TEN_MS, RATE)], "the upper one has it"
    longer = set_cross_fade(ClipId("a"), 2 * TEN_MS, at_end=True).apply(under)
    assert check(longer) == [] and [j.length_frames for j in of(longer)] == [2 * TEN_MS]


def test_the_joins_of_an_old_song_are_those_that_it_asks_for() -> None:
    song = punched()
    old = replace(song.tracks[0], clips=tuple(replace(c, auto_edges=False) for c in song.tracks[0].clips))
    assert joins(old, RATE) == []


@pytest.mark.parametrize("seed", range(100))
def test_joins_of_any_length_leave_a_song_that_can_be_opened(seed: int) -> None:
    chance, clips = random.Random(seed), []
    for n in range(chance.randint(2, 5)):
        start = chance.choice((0, chance.randrange(20000), *(c.timeline_end_frame for c in clips)))
        clips.append(clip(f"c{n}", start, chance.choice((3, 400, 3000, 15000)), chance.choice((0, 30, 9000))))
    song = song_of(*clips)
    for _ in range(6):
        there = of(song)
        if there:
            join = chance.choice(there)
            song = set_cross_fade(join.clip, chance.choice((2, 96, 241, 2400, 12000)), join.at_end).apply(song)
        assert check(song) == []
