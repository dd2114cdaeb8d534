"""Hazards: a slot that moves under a running filter, channels off by one, a media path that leaves the folder."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.edits import buses, strips, tracks
from app.edits.edit import EditRefused
from app.model.clip import Clip
from app.model.ids import ClipId, TrackId
from app.model.song import Song
from app.plan_builder import SlotAllocator, build_plan, build_timelines, bus_index
from tests.app.songs import song_with, with_clip

A, B, C = TrackId("A"), TrackId("B"), TrackId("C")
FOLDER = Path("/songs/Test.worktape")


def bus(song: Song, kind: str) -> str:
    return next(found.id for found in song.buses if found.kind == kind)


def test_a_track_keeps_its_slot_whatever_happens_to_the_others() -> None:
    slots = SlotAllocator()
    song = song_with("A", "B", "C")
    slots.follow(song)
    was = slots.slot(C)
    without = tracks.remove_track(A).apply(song)
    without = tracks.move_track(C, 0).apply(without)
    slots.follow(without)
    assert slots.slot(C) == was
    slots.follow(tracks.add_track(track_id=TrackId("D")).apply(without))
    assert slots.slot(TrackId("D")) != slots.slot(A), "undo must find the old slot free"


def test_a_stereo_track_begins_on_an_even_lane_and_shares_none() -> None:
    slots = SlotAllocator(8)
    song = song_with("A")
    song = tracks.add_track("S", channels=2, track_id=B).apply(song)
    song = tracks.add_track("M", track_id=C).apply(song)
    slots.follow(song)
    assert (slots.slot(A), slots.slot(B), slots.slot(C)) == (0, 2, 1)


def test_when_lanes_run_out_slots_of_removed_tracks_are_given_again() -> None:
    slots = SlotAllocator(2)
    slots.follow(song_with("A", "B"))
    slots.follow(song_with("A", "C"))
    assert slots.slot(A) == 0 and slots.slot(C) == 1
    with pytest.raises(EditRefused):
        slots.follow(song_with("A", "C", "D"))


def test_solo_silences_tracks_but_neither_returns_nor_headphones() -> None:
    song = strips.set_solo(A, True).apply(song_with("A", "B"))
    plan = build_plan(song, SlotAllocator())
    assert [channel.values.on for channel in plan.channels] == [1.0, 0.0]
    assert all(found.on == 1.0 for found in plan.buses)
    muted = strips.set_mute(A, True).apply(song)
    assert [channel.values.on for channel in build_plan(muted, SlotAllocator()).channels] == [0.0, 0.0]


def test_channels_become_zero_based_and_the_order_is_master_effects_headphones() -> None:
    song = song_with("A")
    song = tracks.set_inputs(A, (3,)).apply(song)
    song = replace(song, buses=tuple(reversed(song.buses)))
    song = buses.set_outputs(next(b.id for b in song.buses if b.kind == "headphones"), (3, 4)).apply(song)
    plan = build_plan(song, SlotAllocator())
    assert plan.channels[0].inputs == (2,)
    assert [found.kind for found in plan.buses] == ["master", "delay", "reverb", "headphones"]
    assert plan.buses[0].outputs == (0, 1) and plan.buses[3].outputs == (2, 3)
    for index, found in enumerate(plan.buses):
        assert bus_index(song, next(b.id for b in song.buses if b.kind == found.kind)) == index


def test_silence_is_gain_zero_and_sends_follow_the_order_of_effects() -> None:
    song = song_with("A")
    delay = next(b.id for b in song.buses if b.kind == "delay")
    song = strips.set_send_db(A, delay, -20.0).apply(song)
    song = strips.set_fader_db(A, float("-inf")).apply(song)
    values = build_plan(song, SlotAllocator()).channels[0].values
    assert values.fader_gain == 0.0
    assert values.send_gains == (0.0, pytest.approx(0.1))
    assert values.cue_gains == (1.0,), "headphones do not care for the fader"


def test_the_delay_follows_the_tempo() -> None:
    song = replace(song_with("A"), tempo_bpm=60.0)
    delay = next(found for found in build_plan(song, SlotAllocator()).buses if found.kind == "delay")
    assert delay.delay_frames == 36000  # 0.75 beats of a second each


def test_media_paths_are_absolute_and_one_that_escapes_is_refused() -> None:
    song = with_clip(song_with("A"), "A", 10, 20, file="audio/x.wav", offset=5)
    span = build_timelines(song, SlotAllocator(), FOLDER)[0].spans[0]
    assert Path(span.path) == FOLDER / "audio/x.wav"
    assert (span.timeline_start_frame, span.file_start_frame, span.length_frames) == (10, 5, 20)
    for file in ("../x.wav", "/etc/x.wav", "audio/../../x.wav", "C:\\x.wav", "..\\x.wav"):
        escaping = replace(song.tracks[0], clips=(Clip(ClipId("c"), "c", file, 0, 0, 1),))
        with pytest.raises(EditRefused):
            build_timelines(replace(song, tracks=(escaping,)), SlotAllocator(), FOLDER)


def test_a_removed_track_leaves_an_empty_tape_in_its_slot() -> None:
    slots = SlotAllocator()
    song = with_clip(song_with("A", "B"), "A", 0, 10)
    build_timelines(song, slots, FOLDER)
    sent = build_timelines(tracks.remove_track(A).apply(song), slots, FOLDER, {A})
    assert [(timeline.slot, timeline.spans) for timeline in sent] == [(0, ())]
