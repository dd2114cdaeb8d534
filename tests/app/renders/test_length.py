"""How long a bounce is, before it is made: what is heard, and until what rings on has gone."""

import pytest

from app.edits import buses, channels, freezing, routing, strips, tracks
from app.edits.edit import find_track
from app.model.automation import Breakpoint
from app.model.channel import effect_buses
from app.model.ids import BusId, TrackId
from app.model.song import Song
from app.model.track import FrozenAudio
from app.renders.length import Span, audible_end_frame, part, track_end_frame, whole
from app.renders.stem_list import CONTENTS, counted, stems_of
from tests.helpers.songs import song_with, with_clip

RATE = 48000
SHORT, LONG = TrackId("Short"), TrackId("Long")
DRUMS = BusId("Drums")


def two_tracks() -> Song:
    """Two and five seconds long."""
    song = with_clip(song_with("Short", "Long"), "Short", 0, 2 * RATE)
    return with_clip(song, "Long", 0, 5 * RATE)


def grouped() -> Song:
    """The long track in a group, which sends into the reverb."""
    song = routing.set_output(LONG, DRUMS).apply(buses.add_bus("group", "Drums", DRUMS).apply(two_tracks()))
    return strips.set_send_db(DRUMS, effect_buses(song)[0].id, -6.0).apply(song)


def test_what_is_muted_makes_no_bounce_longer() -> None:
    song = two_tracks()
    assert whole(song) == Span(0, 5 * RATE)
    assert whole(channels.set_parameter(LONG, "mute", True).apply(song)) == Span(0, 2 * RATE)
    assert whole(channels.set_parameter(SHORT, "solo", True).apply(song)) == Span(0, 2 * RATE)
    muted_group = channels.set_parameter(DRUMS, "mute", True).apply(grouped())
    assert whole(muted_group).end_frame == 2 * RATE, "nor what its group mutes"
    nothing = channels.set_parameter(SHORT, "mute", True).apply(channels.set_parameter(LONG, "mute", True).apply(song))
    assert whole(nothing).frames == 0


def test_what_opens_on_the_way_is_heard() -> None:
    song = channels.set_parameter(LONG, "mute", True).apply(two_tracks())
    opening = channels.set_curve(LONG, "mute", [Breakpoint(0, 1.0), Breakpoint(RATE, 0.0)]).apply(song)
    assert whole(opening).end_frame == 5 * RATE
    assert whole(channels.set_automation_mode(LONG, "off").apply(opening)).end_frame == 2 * RATE


@pytest.mark.parametrize(
    ("kind", "values", "tail_s"),
    [
        ("reverb", {"decay_s": 20.0, "pre_delay_ms": 50.0}, 30.05),  # RT60 is 60 dB: 90 take half as long again
        ("delay", {"time_beats": 1.0, "feedback": 0.5}, 0.5 * 16),  # 120 bpm, 6.02 dB an echo
        ("delay", {"time_beats": 1.0, "feedback": 0.0}, 0.5),
    ],
)
def test_a_tail_lasts_until_it_is_ninety_decibels_down(kind: str, values: dict[str, float], tail_s: float) -> None:
    song = two_tracks()
    bus = next(found.id for found in effect_buses(song) if found.kind == kind)
    for path, value in values.items():
        song = channels.set_parameter(bus, path, value).apply(song)
    assert whole(song).end_frame == 5 * RATE, "nothing is sent there"
    song = strips.set_send_db(LONG, bus, -3.0).apply(song)
    assert whole(song) == Span(0, 5 * RATE + round(tail_s * RATE), 0, pytest.approx(tail_s))
    assert whole(channels.set_parameter(bus, "mute", True).apply(song)).end_frame == 5 * RATE
    assert whole(channels.set_parameter(LONG, "mute", True).apply(song)).end_frame == 2 * RATE


def test_a_tail_over_the_limit_fades_at_it() -> None:
    song = two_tracks()
    reverb = effect_buses(song)[0].id
    song = strips.set_send_db(LONG, reverb, 0.0).apply(channels.set_parameter(reverb, "decay_s", 20.0).apply(song))
    span = whole(song, 12.0)
    assert (span.end_frame, span.fade_out_frames) == (17 * RATE, 5 * RATE)
    assert span.full_tail_s == pytest.approx(30.012)
    assert whole(song, 0.0).end_frame == 5 * RATE
    assert whole(song, 0.0).fade_out_frames == RATE * 5 // 1000, "what is cut off at once does not click"


def test_a_part_fades_where_it_cuts_sound_off_and_not_where_it_is_to_be_joined_again() -> None:
    song, edge = two_tracks(), RATE * 5 // 1000

    def fades(first: int, last: int | None, *, seamless: bool = False) -> tuple[int, int]:
        span = part(song, first, last, 60.0, seamless)
        return span.fade_in_frames, span.fade_out_frames

    assert fades(RATE, 2 * RATE) == (edge, edge)
    assert fades(0, 2 * RATE) == (0, edge) and fades(RATE, None) == (edge, 0)
    assert fades(0, None) == fades(0, 5 * RATE) == fades(0, 9 * RATE) == (0, 0)
    assert fades(RATE, 2 * RATE, seamless=True) == (0, 0)


def test_a_compressor_on_the_way_gives_back_what_it_took_off_the_peak() -> None:
    song = two_tracks()
    reverb = effect_buses(song)[0].id
    song = strips.set_send_db(LONG, reverb, 0.0).apply(song)
    plain = whole(song).full_tail_s
    for path, value in (("compressor/on", True), ("compressor/threshold_db", -30.0), ("compressor/ratio", 2.0)):
        song = channels.set_parameter(song.master.id, path, value).apply(song)
    assert whole(song).full_tail_s - plain == pytest.approx(1.8 * 15.0 / 60.0)


def test_a_track_bounced_in_place_leaves_the_song_as_long_as_it_was() -> None:
    """Its file held half a second that nobody heard."""
    song = two_tracks()
    for path, value in (("eq/on", True), ("eq/low/gain_db", 12.0), ("high_pass/on", True), ("gate/on", True)):
        song = channels.set_parameter(LONG, path, value).apply(song)
    end = audible_end_frame(song)
    assert end - 5 * RATE == pytest.approx(0.101 * RATE, rel=0.01)  # 120 dB: 62 ms of the low band, 39 of the high-pass
    file = FrozenAudio("audio/x.wav", 0, track_end_frame(song, find_track(song, LONG)), 1)
    assert audible_end_frame(freezing.bounce_in_place(LONG, file, song).apply(song)) == end
    assert audible_end_frame(freezing.freeze_track(LONG, file, song).apply(song)) == end


@pytest.mark.parametrize(
    ("contents", "names", "summed"),
    [
        ("track", ["Short", "Long", "Reverb"], ["Short", "Long", "Reverb"]),
        ("group", ["Short", "Drums", "Reverb"], ["Short", "Drums", "Reverb"]),
        ("both", ["Short", "Long", "Drums", "Reverb"], ["Short", "Drums", "Reverb"]),
    ],
)
def test_there_is_a_stem_for_each_that_was_asked_for(contents: str, names: list[str], summed: list[str]) -> None:
    """A group swallowed its tracks, though a file for each track was promised."""
    song = tracks.add_track("Empty", 1).apply(grouped())
    stems = stems_of(song, contents)  # type: ignore[arg-type]
    assert [stem.name for stem in stems] == names
    assert [stem.name for stem in stems if stem.summed] == summed


def test_the_number_of_files_is_told_before() -> None:
    assert counted(stems_of(grouped(), "both")) == "4 files: 2 tracks, 1 group, 1 effect"
    assert counted(()) == "no files" and counted(stems_of(two_tracks(), "group")) == "2 files: 2 tracks"
    muted = channels.set_parameter(LONG, "mute", True).apply(grouped())
    assert [[stem.name for stem in stems_of(muted, contents)] for contents in CONTENTS] == [["Short"]] * 3
