"""Hazards: a slot that moves under a running filter, channels off by one, a media path that leaves the folder."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.edits import buses, channels, monitor, routing, strips, track_order, tracks, vcas
from app.edits.songs import fresh_song
from app.edits.tempo import set_tempo_change
from app.engine.plan_builder import build_plan, build_timelines, without_listening
from app.engine.rows import strip_values
from app.engine.slots import SlotAllocator
from app.model.automation import Breakpoint
from app.model.bus_types import effect_kinds
from app.model.clip import Clip
from app.model.ids import BusId, ClipId, TrackId, VcaId
from app.model.parameters import parameters
from app.model.song import Song
from app.model.strip import StripSettings
from app.model.tempo import TempoChange
from app.model.track import FrozenAudio
from app.problems import EditRefused
from audio_engine.capacity import FIRST_CUE, group_number
from audio_engine.plan import (
    AS_WRITTEN,
    MonitorPlan,
    PracticeTime,
    StripValues,
)
from audio_engine.rt.effects import EFFECTS
from tests.helpers.songs import another_value, song_with, with_clip

A, B, C = TrackId("A"), TrackId("B"), TrackId("C")
FOLDER = Path("/songs/Test.worktape")


def bus(song: Song, kind: str) -> str:
    return next(found.id for found in song.buses if found.kind == kind)


def test_a_track_keeps_its_slot_whatever_happens_to_the_others() -> None:
    slots = SlotAllocator()
    song = song_with("A", "B", "C")
    slots.allocate_for(song)
    was = slots.slot(C)
    without = tracks.remove_track(A).apply(song)
    without = track_order.move_tracks([C], 0).apply(without)
    slots.allocate_for(without)
    assert slots.slot(C) == was
    slots.allocate_for(tracks.add_track(track_id=TrackId("D")).apply(without))
    assert slots.slot(TrackId("D")) != slots.slot(A), "undo must find the old slot free"


def test_a_stereo_track_begins_on_an_even_lane_and_shares_none() -> None:
    slots = SlotAllocator(8)
    song = song_with("A")
    song = tracks.add_track("S", channels=2, track_id=B).apply(song)
    song = tracks.add_track("M", track_id=C).apply(song)
    slots.allocate_for(song)
    assert (slots.slot(A), slots.slot(B), slots.slot(C)) == (0, 2, 1)


def test_when_lanes_run_out_slots_of_removed_tracks_are_given_again() -> None:
    slots = SlotAllocator(2)
    slots.allocate_for(song_with("A", "B"))
    slots.allocate_for(song_with("A", "C"))
    assert slots.slot(A) == 0 and slots.slot(C) == 1
    with pytest.raises(EditRefused):
        slots.allocate_for(song_with("A", "C", "D"))


def test_channels_become_zero_based_and_the_master_has_a_default_pair() -> None:
    song = song_with("A")
    song = tracks.set_inputs(A, (3,)).apply(song)
    song = buses.set_outputs(next(b.id for b in song.buses if b.kind == "headphones"), (3, 4)).apply(song)
    plan = build_plan(song, SlotAllocator())
    assert plan.channels[0].inputs == (2,)
    outputs = {found.kind: found.outputs for found in plan.buses}
    assert outputs["master"] == (0, 1) and outputs["headphones"] == (2, 3)


def test_buses_keep_their_numbers_whatever_happens_to_the_others() -> None:
    slots = SlotAllocator()
    song = song_with("A")
    slots.allocate_for(song)
    delay, reverb = BusId(bus(song, "delay")), BusId(bus(song, "reverb"))
    was = slots.number(delay)
    without = buses.remove_bus(reverb).apply(song)
    without = buses.add_bus("chorus", bus_id=BusId("C")).apply(without)
    slots.allocate_for(without)
    assert slots.number(delay) == was
    slots.allocate_for(song)
    assert slots.number(reverb) not in (was, slots.number(delay)), "undo must find the old number free"
    assert 1 <= slots.number(reverb) <= 8


def test_a_group_runs_after_all_that_feeds_it() -> None:
    slots = SlotAllocator()
    song = song_with("A")
    for name in "XYZ":
        song = buses.add_bus("group", bus_id=BusId(name)).apply(song)
    slots.allocate_for(song)
    alone = slots.number(BusId("Y"))
    song = routing.set_output(BusId("X"), BusId("Y")).apply(song)
    song = routing.set_output(BusId("Y"), BusId("Z")).apply(song)
    song = routing.set_output(A, BusId("X")).apply(song)
    plan = build_plan(song, slots)
    numbers = {name: slots.number(BusId(name)) for name in "XYZ"}
    assert numbers == {"X": group_number(1, 0), "Y": group_number(2, 0), "Z": group_number(3, 0)}
    assert plan.channels[0].output == numbers["X"]
    assert {p.number: p.output for p in plan.buses if p.kind == "group"} == {
        numbers["X"]: numbers["Y"],
        numbers["Y"]: numbers["Z"],
        numbers["Z"]: 0,
    }
    slots.allocate_for(routing.set_output(BusId("X"), None).apply(song))
    assert slots.number(BusId("Y")) == alone, "back on its level it has its old seat"


def test_silence_is_gain_zero_and_a_send_lies_at_its_bus_number() -> None:
    song = song_with("A")
    delay = next(b.id for b in song.buses if b.kind == "delay")
    song = strips.set_send_db(A, delay, -20.0).apply(song)
    song = channels.set_parameter(A, f"send/{delay}/pre", True).apply(song)
    song = strips.set_fader_db(A, float("-inf")).apply(song)
    slots = SlotAllocator()
    values = build_plan(song, slots).channels[0].values
    assert values.strip.fader_gain == 0.0
    sent = [(k, send.gain, send.pre) for k, send in enumerate(values.sends) if send.gain]
    assert sent == [(slots.number(delay) - 1, pytest.approx(0.1), 1.0)]
    assert values.cues[0].gain == 1.0, "headphones do not care for the fader"


def test_every_row_of_the_engine_is_set_from_the_document() -> None:
    """Moves each value of the table away from its default: a row must follow, and all rows must have moved."""
    song = song_with("A", "B")
    slots = SlotAllocator()
    before = build_plan(song, slots).channels[0].values.strip._asdict()
    moved = set()
    for entry in parameters("track"):
        other = another_value(entry)
        if other == entry.default:
            continue  # a choice of one: the middle bands are bells
        after = build_plan(channels.set_parameter(A, entry.path, other).apply(song), slots).channels[0].values.strip
        differing = {row for row, value in after._asdict().items() if value != before[row]}
        moved |= differing
        assert len(differing) == (0 if entry.path in ("solo", "solo_safe") else 1), (entry.path, differing)
    keyed = build_plan(routing.set_key(A, B).apply(song), slots).channels[0].values.strip
    assert keyed.compressor_key_lane == float(slots.slot(B))
    always = {"eq_low_mid_shape", "eq_high_mid_shape", "compressor_key_lane", "afl"}
    assert moved | always == set(StripValues._fields)
    afl = build_plan(channels.set_parameter(A, "listen", "afl").apply(song), slots).channels[0].values.strip
    assert (afl.pfl, afl.afl) == (0.0, 1.0)


def test_every_row_of_an_effect_is_set_from_the_document() -> None:
    for kind in effect_kinds():
        song = buses.add_bus(kind, bus_id=BusId("X")).apply(song_with("A"))
        plan = next(found for found in build_plan(song, SlotAllocator()).buses if found.effect and found.kind == kind)
        rows = next(effect.rows for effect in EFFECTS if effect.kind == kind)
        assert set(plan.effect) == {f"{kind}_{row}" for row in rows}


def test_polarity_is_the_sign_of_the_trim_and_choices_are_numbers() -> None:
    song = channels.set_parameter(A, "polarity", True).apply(song_with("A"))
    song = channels.set_parameter(A, "high_pass/slope", "24").apply(song)
    song = channels.set_parameter(A, "eq/low/shape", "bell").apply(song)
    strip = build_plan(song, SlotAllocator()).channels[0].values.strip
    assert (strip.trim_gain, strip.high_pass_slope, strip.eq_low_shape, strip.eq_high_shape) == (-1.0, 1.0, 0.0, 1.0)


def test_the_monitor_is_in_the_plan_and_never_in_what_leaves_the_program() -> None:
    song = monitor.set_monitor(level_db=-6.0, dim=True, mono=True).apply(song_with("A"))
    song = channels.set_parameter(A, "listen", "pfl").apply(song)
    plan = build_plan(song, SlotAllocator())
    assert plan.monitor == MonitorPlan(pytest.approx(0.0501, abs=1e-4), True)
    leaving = build_plan(without_listening(song), SlotAllocator())
    assert leaving.monitor == MonitorPlan() and leaving.channels[0].values.strip.pfl == 0.0


def test_a_vca_multiplies_the_faders_that_follow_it() -> None:
    song = vcas.assign_vca(A, VcaId("V")).apply(vcas.add_vca(vca_id=VcaId("V")).apply(song_with("A", "B")))
    song = strips.set_fader_db(A, -6.0).apply(vcas.set_vca_parameter(VcaId("V"), "fader_db", -14.0).apply(song))
    faders = [channel.values.strip.fader_gain for channel in build_plan(song, SlotAllocator()).channels]
    assert faders == pytest.approx([0.1, 1.0])


def test_a_frozen_track_plays_its_file_through_fader_pan_and_sends_only() -> None:
    song = with_clip(song_with("A"), "A", 10, 20)
    for path, value in (("eq/on", True), ("trim_db", 6.0), ("fader_db", -6.0), ("pan", 0.5)):
        song = channels.set_parameter(A, path, value).apply(song)
    frozen = FrozenAudio("audio/frozen.wav", 5, 100, 1)
    song = replace(song, tracks=(replace(song.tracks[0], frozen=frozen),))
    strip = build_plan(song, SlotAllocator()).channels[0].values.strip
    assert strip == strip_values(StripSettings())._replace(fader_gain=pytest.approx(0.501, abs=1e-3), pan=0.5)
    span = build_timelines(song, SlotAllocator(), FOLDER)[0].spans[0]
    assert (Path(span.path).name, span.timeline_start_frame, span.file_start_frame) == ("frozen.wav", 5, 0)


def test_the_delay_follows_the_tempo() -> None:
    song = replace(song_with("A"), tempo_bpm=60.0)
    delay = next(found for found in build_plan(song, SlotAllocator()).buses if found.kind == "delay")
    assert delay.effect["delay_time_frames"] == 36000  # 0.75 beats of a second each


def test_in_practice_everything_in_time_is_where_it_is_heard() -> None:
    """Click, curves and what is set in beats; the rest of the plan is the same."""
    song = song_with("Vox")
    points = (Breakpoint(1000, -6.0), Breakpoint(48000, 0.0))
    song = channels.set_curve(TrackId("Vox"), "fader_db", list(points)).apply(song)
    song = set_tempo_change(TempoChange(3, 90.0)).apply(song)
    plain, slow = (
        build_plan(song, SlotAllocator(), practice=time) for time in (AS_WRITTEN, PracticeTime(0.5, 300, 100.0))
    )
    assert [slow.click.segments[0].beat_frames, slow.click.segments[1].start_frame] == [
        48000.0,
        300 + (192000 - 100) * 2,
    ]
    (before,), (after,) = (plan.channels[0].curves for plan in (plain, slow))
    assert (
        before.frames == (1000, 48000) and after.frames == (300 + 1800, 300 + 95800) and before.values == after.values
    )
    echo = [next(bus for bus in plan.buses if bus.kind == "delay") for plan in (plain, slow)]
    assert [curve.frames[-1] for curve in (echo[0].curves[0], echo[1].curves[0])] == [192000, 300 + 191900 * 2]
    assert echo[1].curves[0].values[0] == 2 * echo[0].curves[0].values[0]
    assert plain == build_plan(song, SlotAllocator())


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


def test_comfort_reverb_is_a_bus_that_the_song_does_not_hold() -> None:
    song = tracks.add_track("Vox").apply(fresh_song("Comfort"))
    phones = next(bus for bus in song.buses if bus.kind == "headphones")
    armed = tracks.set_armed(song.tracks[0].id, True).apply(tracks.set_inputs(song.tracks[0].id, (1,)).apply(song))
    comfort = channels.set_parameter(phones.id, "comfort_reverb_db", -12.0).apply(armed)
    slots = SlotAllocator()
    assert not [bus for bus in build_plan(armed, slots).buses if bus.output >= FIRST_CUE and bus.kind == "reverb"]
    plan = build_plan(comfort, slots)
    hidden = next(bus for bus in plan.buses if bus.kind == "reverb" and bus.output == slots.number(phones.id))
    assert plan.channels[0].values.sends[hidden.number - 1].gain == 1.0
    disarmed = tracks.set_armed(song.tracks[0].id, False).apply(comfort)
    assert not build_plan(disarmed, slots).channels[0].values.sends


def test_a_headphone_mix_started_from_the_main_mix_stays_as_it_was() -> None:
    song = tracks.add_track("Vox").apply(fresh_song("Phones"))
    track, phones = song.tracks[0], next(bus for bus in song.buses if bus.kind == "headphones")
    for path, value in (("fader_db", -9.0), ("pan", -0.5), ("mute", True)):
        song = channels.set_parameter(track.id, path, value).apply(song)
    song = buses.start_from_main_mix(phones.id).apply(song)
    cue = song.tracks[0].strip.cues[0]
    assert (cue.level_db, cue.pan, cue.own_pan, cue.mute) == (-9.0, -0.5, True, True)
    louder = channels.set_parameter(track.id, "fader_db", 0.0).apply(song)
    assert louder.tracks[0].strip.cues == song.tracks[0].strip.cues


def test_lanes_of_tracks_that_stopped_printing_are_given_to_those_that_do() -> None:
    slots = SlotAllocator(lanes=6)
    song = song_with("A", "B", "C", "D")
    printing = [
        replace(track, printed_strip=StripSettings(trim_db=1.0), inputs=(1,), armed=True) for track in song.tracks
    ]
    first = replace(song, tracks=(*printing[:2], *song.tracks[2:]))
    slots.allocate_for(first)
    assert None not in (slots.input_slot(TrackId("A")), slots.input_slot(TrackId("B")))
    slots.allocate_for(replace(song, tracks=(*song.tracks[:2], *printing[2:])))
    assert None not in (slots.input_slot(TrackId("C")), slots.input_slot(TrackId("D")))
