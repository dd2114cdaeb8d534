"""Hazards: two tracks of one name, a headphone mix that hears nothing, sends into a removed bus, wild values."""

import pytest

from app.edits import buses, channels, sections, strips, tracks, transport
from app.edits.edit import Edit
from app.edits.songs import fresh_song
from app.model.ids import BusId, SectionId, TrackId
from app.model.invariants import check
from app.model.ranges import FRAMES
from app.model.section_frames import section_frames
from app.model.song import Song
from app.problems import EditRefused
from tests.helpers.songs import song_with

A = TrackId("A")


def bus(song: Song, kind: str) -> BusId:
    return next(found.id for found in song.buses if found.kind == kind)


def test_a_fresh_song_has_its_four_buses() -> None:
    assert [found.name for found in fresh_song("X").buses] == ["Master", "Reverb", "Delay", "Phones 1"]


def test_new_tracks_are_numbered_coloured_and_heard_in_the_headphones() -> None:
    song = fresh_song("X")
    for _ in range(3):
        song = tracks.add_track().apply(song)
    song = tracks.add_track("Track 2").apply(song)
    assert [track.name for track in song.tracks] == ["Track 1", "Track 2", "Track 3", "Track 2 2"]
    assert [track.colour for track in song.tracks] == [0, 1, 2, 3]
    assert all(track.strip.cues[0].level_db == 0.0 for track in song.tracks)


def test_a_new_headphone_mix_hears_every_track() -> None:
    song = buses.add_bus("headphones").apply(song_with("A"))
    assert len(song.tracks[0].strip.cues) == 2 and song.buses[-1].name == "Phones 2"
    assert check(song) == []


def test_removing_a_bus_removes_what_feeds_it() -> None:
    song = song_with("A")
    song = strips.set_send_db(A, bus(song, "reverb"), -6).apply(song)
    for kind in ("reverb", "headphones"):
        song = buses.remove_bus(bus(song, kind)).apply(song)
    assert song.tracks[0].strip.sends == () and song.tracks[0].strip.cues == () and check(song) == []


def test_a_send_at_minus_infinity_is_no_send() -> None:
    sent = song_with("A")
    sent = strips.set_send_db(A, bus(sent, "reverb"), -6).apply(sent)
    assert strips.set_send_db(A, bus(sent, "reverb"), float("-inf")).apply(sent).tracks[0].strip.sends == ()


def test_values_stop_at_their_range() -> None:
    song = song_with("A")
    song = strips.set_fader_db(A, 99).apply(song)
    song = strips.set_pan(A, -7).apply(song)
    song = channels.set_parameter(A, "trim_db", 99).apply(song)
    strip = song.tracks[0].strip
    assert (strip.fader_db, strip.pan, strip.trim_db) == (6.0, -1.0, 24.0)
    with pytest.raises(EditRefused):
        strips.set_pan(A, float("nan")).apply(song)


def test_edits_that_make_no_sense_are_refused_with_a_sentence() -> None:
    song = song_with("A")
    refused: list[Edit] = [
        strips.set_send_db(A, bus(song, "headphones"), 0),
        channels.set_parameter(A, f"cue/{bus(song, 'reverb')}/level_db", 0),
        buses.remove_bus(bus(song, "master")),
        buses.add_bus("master"),
        buses.set_outputs(bus(song, "reverb"), (1, 2)),
        buses.set_outputs(bus(song, "master"), (1, 2, 3)),
        channels.set_parameter(bus(song, "delay"), "decay_s", 1.0),
        channels.set_parameter(bus(song, "delay"), "click_level_db", 0),
        tracks.add_track(channels=3),
        tracks.set_inputs(A, (1, 2)),
        tracks.rename_track(A, "   "),
        tracks.remove_track(TrackId("gone")),
        transport.set_loop(True, 5, 5),
        sections.remove_section(SectionId("gone")),
    ]
    for edit in refused:
        with pytest.raises(EditRefused) as caught:
            edit.apply(song)
        assert str(caught.value).endswith(".")


def test_there_is_an_end_to_tracks_and_buses() -> None:
    song = fresh_song("X")
    for _ in range(15):
        song = buses.add_bus("headphones").apply(song)
    with pytest.raises(EditRefused):
        buses.add_bus("headphones").apply(song)
    for _ in range(128):
        song = tracks.add_track(channels=2).apply(song)
    with pytest.raises(EditRefused):
        tracks.add_track().apply(song)


def test_sections_cut_each_other_and_stay_in_order() -> None:
    song = fresh_song("X")
    song = sections.add_section("Verse", 3, 8).apply(song)
    song = sections.add_section("Intro", 1, 8).apply(song)
    assert [(found.name, found.start_bar, found.length_bars) for found in song.sections] == [
        ("Intro", 1, 2),
        ("Verse", 3, 8),
    ]


def test_a_section_ends_within_the_longest_song() -> None:
    song = sections.add_section("Endless", 1, 10**13).apply(song_with())
    assert check(song) == [] and section_frames(song, song.sections[0]) == FRAMES
