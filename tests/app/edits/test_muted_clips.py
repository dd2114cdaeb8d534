"""Muted clips. Hazards: one that is heard, or hides what lies beneath; one that a new phrase takes away."""

from dataclasses import replace
from pathlib import Path

from app.edits.clip_stack import phrases, visible
from app.edits.comps import put_phrase, set_cross_fade
from app.edits.joins import audible_segments, joins
from app.edits.songs import fresh_song
from app.engine.plan_builder import build_timelines
from app.engine.slots import SlotAllocator
from app.model.clip import Clip
from app.model.ids import ClipId, PassId, TakeId, TrackId
from app.model.invariants import check
from app.model.song import Song
from app.model.take import Take
from app.model.track import Track
from app.renders.length import audible_end_frame
from app.renders.stem_list import stems_of

RATE = 48000
VOX = TrackId("vox")


def clip(name: str, start: int, length: int, *, muted: bool = False) -> Clip:
    return Clip(ClipId(name), name, f"audio/{name}.wav", start, RATE, length, take=TakeId(name), muted=muted)


def song_of(*clips: Clip) -> Song:
    takes = tuple(
        Take(c.take or TakeId(""), PassId(c.id), c.name, c.file, c.timeline_start_frame, RATE, c.length_frames, "", 0, True, -6.0)
        for c in clips
    )  # fmt: skip
    return replace(fresh_song("Muted", RATE), tracks=(Track(VOX, "vox", clips=clips, takes=takes),))


def below_muted() -> Song:
    """Four seconds, covered from second 1 to 2 by a muted clip; a third clip joins at second 3."""
    return song_of(clip("low", 0, 4 * RATE), clip("off", RATE, RATE, muted=True), clip("top", 3 * RATE, 2 * RATE))


def test_the_engine_gets_what_lies_beneath_and_nothing_of_it() -> None:
    (timeline,) = build_timelines(below_muted(), SlotAllocator(), Path("/s"))
    assert [Path(span.path).stem for span in timeline.spans] == ["low", "top"]


def test_the_engine_gets_the_shapes_of_fades() -> None:
    faded = replace(
        clip("a", 0, RATE), fade_in_frames=9, fade_in_shape="slow", fade_out_frames=8, fade_out_shape="fast"
    )
    (timeline,) = build_timelines(song_of(faded), SlotAllocator(), Path("/s"))
    (span,) = timeline.spans
    assert (span.fade_in_shape, span.fade_out_shape) == ("slow", "fast")


def test_its_edges_are_no_joins_and_those_above_it_know_their_clip() -> None:
    song = below_muted()
    without = song_of(song.tracks[0].clips[0], song.tracks[0].clips[2])
    assert joins(song.tracks[0], RATE) == joins(without.tracks[0], RATE)
    spans = {edge.span for s in audible_segments(song.tracks[0].clips, RATE) for edge in (s.rise, s.fall)}
    assert spans == {0, 2}, "indices of the whole stack"
    longer = set_cross_fade(ClipId("top"), 4800).apply(song)
    assert check(longer) == [] and [join.length_frames for join in joins(longer.tracks[0], RATE)] == [4800]


def test_it_is_no_phrase_and_a_new_phrase_leaves_it_there() -> None:
    song = below_muted()
    clips = song.tracks[0].clips
    assert [c.name for c in visible(clips)] == ["low", "top"]
    assert all(phrase.take != "off" for phrase in phrases(clips))
    comped = put_phrase(VOX, TakeId("low"), RATE // 2, RATE).apply(song)
    assert check(comped) == []
    assert [c for c in comped.tracks[0].clips if c.muted] == [clips[1]]


def test_a_bounce_ends_with_the_last_clip_that_sounds() -> None:
    song = song_of(clip("low", 0, RATE), clip("off", 0, 9 * RATE, muted=True))
    assert audible_end_frame(song) == RATE
    silent = song_of(clip("off", 0, RATE, muted=True))
    assert audible_end_frame(silent) == 0 and stems_of(silent, "track") == ()
