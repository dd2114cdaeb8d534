"""Hazards: a bar line that reads as the bar before, a change that loses or doubles a beat, a pre-roll measured in the wrong
tempo, a line of the grid that the click does not fall on."""

import math
from dataclasses import replace

import pytest

from app.edits import tempo as edits
from app.edits.songs import fresh_song
from app.engine.plan_builder import build_plan
from app.engine.slots import SlotAllocator
from app.model.song import Song
from app.model.tempo import Meter, TempoChange
from app.model.tempo_map import nearest, tempo_map
from app.problems import EditRefused

RATE = 48000


def song(bpm: float = 120.0, *changes: TempoChange, rate_hz: int = RATE) -> Song:
    made = edits.set_tempo(bpm).apply(fresh_song("Song", rate_hz))
    for change in changes:
        made = edits.set_tempo_change(change).apply(made)
    return made


WALTZ = TempoChange(3, 90.0, Meter(3, 4))
FAST = TempoChange(5, 180.0, Meter(6, 8, "X..x.."))


@pytest.mark.parametrize("bpm", [61.7, 92.0, 120.0, 133.3])
@pytest.mark.parametrize("rate_hz", [44100, 48000])
def test_every_bar_line_reads_as_beat_one_tick_zero_however_the_tempo_rounds(bpm: float, rate_hz: int) -> None:
    tempo = tempo_map(song(bpm, TempoChange(50, 77.7, Meter(7, 8)), rate_hz=rate_hz))
    for bar in range(1, 200):
        frame = tempo.bar_frame(bar)
        assert tempo.position(frame) == (bar, 1, 0)
        before, last = bar - 1, tempo.meter_of(bar - 1).beats_per_bar
        assert tempo.position(frame - 1)[:2] == (before, last) and tempo.position(frame - 1)[2] >= 950


def test_the_bar_before_the_start_is_bar_zero() -> None:
    assert tempo_map(song()).position(-1) == (0, 4, 959)


def test_a_change_of_tempo_and_meter_begins_on_its_bar() -> None:
    tempo = tempo_map(song(120.0, WALTZ, FAST))
    third = 2 * 4 * 24000
    fifth = third + 2 * 3 * 32000
    assert [tempo.bar_frame(bar) for bar in (1, 2, 3, 4, 5, 6)] == [
        0,
        96000,
        third,
        third + 96000,
        fifth,
        fifth + 48000,
    ]
    assert tempo.position(third + 32000) == (3, 2, 0)
    assert tempo.position(fifth + 5 * 8000 + 4000) == (5, 6, 480), "an eighth is half a quarter"
    assert tempo.at(third - 1).tempo_bpm == 120 and tempo.at(third).tempo_bpm == 90
    assert tempo.quarter_frames(fifth) == 16000


def test_pre_roll_and_count_in_take_the_tempo_of_where_they_are() -> None:
    tempo = tempo_map(song(120.0, WALTZ, FAST))
    third = tempo.bar_frame(3)
    assert tempo.moved(third, -1) == 96000 and tempo.moved(third, 1) == third + 96000
    assert tempo.moved(tempo.bar_frame(5), -3) == 96000
    assert tempo.moved(third + 48000, 2) == tempo.bar_frame(5) + 24000, "half a bar stays half a bar"
    assert tempo.count_in_frames(third, 2) == 2 * 3 * 32000
    assert tempo.count_in_frames(tempo.bar_frame(5), 1) == 6 * 8000


@pytest.mark.parametrize("rate_hz", [44100, 48000])
def test_a_count_in_begins_on_the_frame_of_its_first_click(rate_hz: int) -> None:
    for bpm in range(40, 240):
        tempo = tempo_map(replace(fresh_song("Song", rate_hz), tempo_bpm=float(bpm)))
        for bar in range(2, 40):
            frame = tempo.bar_frame(bar)
            assert frame - tempo.count_in_frames(frame, 1) == tempo.bar_frame(bar - 1), (bpm, bar)


def test_bars_later_and_earlier_meet_again() -> None:
    tempo = tempo_map(song(97.3, TempoChange(9, 151.1, Meter(5, 4)), TempoChange(17, 61.3, Meter(7, 8)), rate_hz=44100))
    for bar in range(1, 40):
        for step in (1, 4, 8):
            assert tempo.moved(tempo.bar_frame(bar), step) == tempo.bar_frame(bar + step)
            assert tempo.moved(tempo.bar_frame(bar + step), -step) == tempo.bar_frame(bar)


def test_a_gradual_change_arrives_beat_by_beat() -> None:
    tempo = tempo_map(song(120.0, TempoChange(3, 60.0, gradual=True)))
    lengths = [tempo.frame_of(1 + (n + 1) // 4, (n + 1) % 4) - tempo.frame_of(1 + n // 4, n % 4) for n in range(9)]
    assert lengths[0] == pytest.approx(24000) and lengths[8] == pytest.approx(48000)
    assert lengths[:9] == sorted(lengths) and len(set(lengths)) == 9
    assert tempo.position(tempo.bar_frame(3)) == (3, 1, 0)


def test_lines_are_beats_or_every_so_many_bars() -> None:
    tempo = tempo_map(song(120.0, WALTZ))
    beats = tempo.lines(96000, tempo.bar_frame(4), 0)
    assert [(line.bar, line.beat) for line in beats][:7] == [(2, 0), (2, 1), (2, 2), (2, 3), (3, 0), (3, 1), (3, 2)]
    assert [line.bar for line in tempo.lines(tempo.bar_frame(6), tempo.bar_frame(13), 4)][:3] == [5, 9, 13]


def test_the_click_falls_on_the_lines_of_the_grid() -> None:
    made = song(97.3, TempoChange(5, 120.7, Meter(3, 4), gradual=True), FAST, rate_hz=44100)
    segments = build_plan(made, SlotAllocator()).click.segments
    clicks = []
    for segment, following in zip(segments, [*segments[1:], None], strict=True):
        end = 2_000_000 if following is None else following.start_frame - 0.5
        count = math.ceil((end - segment.start_frame) / segment.beat_frames)
        for n in range(count):
            sign = segment.accents[(segment.first_beat + n) % len(segment.accents)]
            clicks.append((nearest(segment.start_frame + n * segment.beat_frames), sign))
    tempo = tempo_map(made)
    lines = [(nearest(line.frame), tempo.meter_of(line.bar).click[line.beat]) for line in tempo.lines(0, 2_000_000, 0)]
    assert clicks == lines[: len(clicks)] and len(clicks) > 60


def test_maps_of_the_same_tempo_are_one_object() -> None:
    assert tempo_map(song(97.0, WALTZ)) is tempo_map(song(97.0, WALTZ))


@pytest.mark.parametrize(
    ("edit", "text"),
    [
        (edits.set_tempo_change(TempoChange(0, 90)), "start of a bar, from 1"),
        (edits.set_tempo_change(TempoChange(3, 90, Meter(17, 4))), "1 to 16 beats"),
        (edits.set_tempo_change(TempoChange(3, 90, Meter(4, 3))), "2, 4, 8 or 16"),
        (edits.set_accents("Xxy"), "sign for each of the 4 beats"),
        (edits.set_accents("Xxxxx"), "sign for each of the 4 beats"),
        (edits.remove_tempo_change(7), "do not change at bar 7"),
        (edits.move_tempo_change(3, 5), "Bar 5 already has a tempo change"),
        (edits.move_tempo_change(7, 9), "do not change at bar 7"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(edit: edits.Edit, text: str) -> None:
    with pytest.raises(EditRefused, match=text):
        edit.apply(song(120.0, WALTZ, FAST))


def test_a_change_is_moved_replaced_and_removed() -> None:
    made = song(120.0, WALTZ, FAST)
    moved = edits.move_tempo_change(3, 9).apply(made)
    assert [change.bar for change in moved.tempo_changes] == [5, 9]
    again = edits.set_tempo_change(TempoChange(5, 70.0)).apply(moved)
    assert [change.tempo_bpm for change in again.tempo_changes] == [70.0, 90.0]
    assert edits.remove_tempo_change(5).apply(again).tempo_changes == (TempoChange(9, 90.0, Meter(3, 4)),)
    assert edits.set_tempo_change(TempoChange(1, 99.0, Meter(5, 4))).apply(made).meter == Meter(5, 4)


def test_typing_a_tempo_changes_what_holds_at_the_playhead() -> None:
    made = song(120.0, WALTZ)
    third = tempo_map(made).bar_frame(3)
    assert edits.set_tempo_at(third - 1, 99.0).apply(made).tempo_bpm == 99.0
    changed = edits.set_tempo_at(third + 5, 99.0).apply(made)
    assert changed.tempo_bpm == 120.0 and changed.tempo_changes[0].tempo_bpm == 99.0
