"""Hazards: sections that are moved, copied or deleted leave something of their music behind, or tear something apart.

The oracle is a list of bars: an edit of sections puts the numbers of bars into another order, and what lies in a bar
afterwards is what lay in the bar of that number.
"""

from dataclasses import dataclass, replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.edits.arrangements import switch_form, try_form
from app.edits.section_order import delete_section, duplicate_section, reorder_section
from app.edits.sections import add_section
from app.edits.tempo import set_tempo, set_tempo_change
from app.edits.transport import set_loop, set_punch
from app.model.arrangement import FIRST, Arrangements
from app.model.automation import Curve
from app.model.channel import channels, kind_of
from app.model.curve import value_at
from app.model.ids import SectionId
from app.model.invariants import check
from app.model.parameters import parameter
from app.model.section_frames import section_at, section_frames
from app.model.song import Song
from app.model.tempo import Meter, TempoChange
from app.model.tempo_map import tempo_map
from app.model.track import Track
from tests.app.edits.busy_song import BASS, KEYS, applied, busy_song, track_of, with_track

FORM = (("Intro", 1, 2), ("Verse", 3, 4), ("Chorus", 7, 3), ("Bridge", 12, 2), ("Outro", 14, 3))  # a gap before Bridge
BARS = 18
TEMPOS = (120.0, 117.3)


@cache
def song_at(tempo_bpm: float, bends: bool = False) -> Song:
    """The busy song in sections. Where bent segments of curves are cut, their shape is only nearly kept."""
    song = replace(with_track(busy_song(), KEYS, frozen=None), sections=(), mix_versions=())
    bass = (
        replace(clip, auto_edges=clip.id != "bass-4") for clip in track_of(song, "Bass").clips
    )  # as an older version
    song = with_track(song, BASS, clips=tuple(bass))
    for name, bar, length in FORM:
        song = add_section(name, bar, length, section_id=SectionId(name)).apply(song)
    song = applied(song, set_tempo(tempo_bpm), set_tempo_change(TempoChange(5, 101.0, Meter(4, 4, "XxXx"))))
    bar = tempo_map(song).bar_frame
    song = applied(song, set_loop(True, bar(3), bar(5)), set_punch(True, bar(8), bar(9)))
    return song if bends else replace(song, tracks=tuple(unbent(track) for track in song.tracks))


def unbent(track: Track) -> Track:
    curves = (Curve(one.path, tuple(replace(point, bend=0.0) for point in one.points)) for one in track.curves)
    return replace(track, curves=tuple(curves))


@dataclass(frozen=True)
class Moment:
    """What there is at a frame: audio of each track, values of curves, marks, tempo."""

    audio: tuple[object, ...]
    values: tuple[float, ...]
    tempo: tuple[object, ...]


def moments(song: Song, bar: int) -> list[Moment]:
    tempo = tempo_map(song)
    start, end = tempo.bar_frame(bar), tempo.bar_frame(bar + 1)
    return [moment(song, start + (end - start) * part // 16) for part in (1, 9, 15)]


@cache
def moments_before(tempo_bpm: float, bar: int) -> list[Moment]:
    return moments(song_at(tempo_bpm), bar)


def moment(song: Song, frame: int) -> Moment:
    audio = []
    for track in song.tracks:
        for number, stack in enumerate((track.clips, *(comp.clips for comp in track.comps))):
            on_top = [one for one in stack if one.timeline_start_frame <= frame < one.timeline_end_frame]
            for clip in on_top[-1:]:
                audio.append((track.id, number, clip.file, frame - clip.timeline_start_frame + clip.file_start_frame))
        if any(keeper.start_frame <= frame < keeper.end_frame for keeper in track.keepers):
            audio.append((track.id, "kept"))
    audio += [marker.name for marker in song.markers if marker.start_frame <= frame < marker.end_frame]
    section = section_at(song, frame)
    audio.append(None if section is None else section.name)
    values = tuple(
        value_at(curve.points, parameter(kind_of(channel), curve.path), frame)
        for channel in channels(song)
        for curve in channel.curves
    )
    here = tempo_map(song).at(frame)
    return Moment(tuple(audio), values, (here.tempo_bpm, here.meter))


def same(now: Moment, was: Moment, frames: int) -> bool:
    """Equal, but for so many frames by which bars are rounded."""

    def near(a: object, b: object) -> bool:
        if isinstance(a, tuple) and isinstance(b, tuple):
            return len(a) == len(b) and all(map(near, a, b))
        return abs(a - b) <= frames if isinstance(a, int) and isinstance(b, int) else a == b

    values = all(a == b or abs(a - b) <= 1e-6 + frames * 1e-3 for a, b in zip(now.values, was.values, strict=True))
    return near(now.audio, was.audio) and values and now.tempo == was.tempo


STEPS = st.lists(
    st.tuples(st.sampled_from(["move", "copy", "delete"]), st.integers(0, 9), st.integers(0, 9)), max_size=6
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(TEMPOS), STEPS)
def test_what_lies_in_a_bar_goes_along_with_it(tempo_bpm: float, steps: list[tuple[str, int, int]]) -> None:
    song = song_at(tempo_bpm)
    bars = list(range(1, BARS + 1))
    for verb, which, place in steps:
        if not song.sections:
            break
        at = which % len(song.sections)
        spans = [(int(one.start_bar) - 1, int(one.end_bar) - 1) for one in song.sections]
        one, (first, last) = song.sections[at].id, spans[at]
        if verb == "move":
            place %= len(spans)
            song = reorder_section(one, place).apply(song)
            gaps = [bars[end:start] for (_, end), (start, _) in zip(spans, [*spans[1:], (len(bars), 0)], strict=True)]
            order = [bars[start:end] for start, end in spans]
            order.insert(place, order.pop(at))
            bars = bars[: spans[0][0]] + [
                bar for pair in zip(order, gaps, strict=True) for part in pair for bar in part
            ]
        elif verb == "copy":
            song = duplicate_section(one).apply(song)
            bars[last:last] = bars[first:last]
        else:
            song = delete_section(one).apply(song)
            del bars[first:last]
    assert check(song) == []
    frames = 3
    for bar, number in enumerate(bars, start=1):
        for now, was in zip(moments(song, bar), moments_before(tempo_bpm, number), strict=True):
            assert same(now, was, frames), (bar, number)


@pytest.mark.parametrize("tempo_bpm", TEMPOS)
def test_there_and_back_is_the_identity(tempo_bpm: float) -> None:
    before = song_at(tempo_bpm, bends=True)
    for at, section in enumerate(before.sections):
        for place in range(len(FORM)):
            there = reorder_section(section.id, place).apply(before)
            assert (there == before) == (place == at)
            assert reorder_section(section.id, at).apply(there) == before, (section.name, place)
        copied = duplicate_section(section.id).apply(before)
        assert delete_section(copied.sections[at + 1].id).apply(copied) == before, section.name


@settings(max_examples=60, deadline=None)
@given(st.floats(20, 400), st.integers(2, 20), st.floats(20, 400), st.booleans(), st.integers(1, 16))
def test_bars_of_sections_survive_any_change_of_tempo(
    tempo_bpm: float, bar: int, later_bpm: float, gradual: bool, beats: int
) -> None:
    before = song_at(120.0)
    meter = Meter(beats, 4)
    after = applied(before, set_tempo(tempo_bpm), set_tempo_change(TempoChange(bar, later_bpm, meter, gradual)))
    tempo = tempo_map(after)
    assert after.sections == before.sections
    for section in after.sections:
        assert section_frames(after, section) == (
            tempo.bar_frame(int(section.start_bar)),
            tempo.bar_frame(int(section.end_bar)),
        )


@settings(max_examples=25, deadline=None)
@given(STEPS)
def test_a_form_that_was_left_is_found_as_it_was(steps: list[tuple[str, int, int]]) -> None:
    song = try_form().apply(song_at(117.3))
    for verb, which, place in steps:
        if song.sections:
            one = song.sections[which % len(song.sections)].id
            edits = {"move": reorder_section(one, place), "copy": duplicate_section(one), "delete": delete_section(one)}
            song = edits[verb].apply(song)
    back = switch_form(FIRST).apply(song)
    assert check(song) == [] and replace(back, arrangements=Arrangements()) == song_at(117.3)
    assert switch_form(song.arrangements.current).apply(back) == song
