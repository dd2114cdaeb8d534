"""Hazards: a version that comes back as another mix, one that names what is gone, a VCA that leaves orphans."""

from dataclasses import replace

import msgspec
import pytest

from app.edits import buses, channels, routing, strips, tracks, vcas, versions
from app.edits.monitor import set_monitor
from app.engine.plan_builder import build_plan
from app.engine.slots import SlotAllocator
from app.model.automation import Breakpoint
from app.model.ids import BusId, TrackId, VcaId, VersionId
from app.model.invariants import check
from app.model.song import Song
from app.problems import EditRefused
from audio_engine.plan import MixPlan
from tests.helpers.songs import song_with

A, B, X, V, ONE = TrackId("A"), TrackId("B"), BusId("X"), VcaId("v"), VersionId("one")


@pytest.fixture
def mixed() -> Song:
    song = buses.add_bus("group", "Drums", X).apply(song_with("A", "B"))
    reverb = next(bus.id for bus in song.buses if bus.kind == "reverb")
    for edit in (
        routing.set_output(A, X),
        strips.set_send_db(A, reverb, -9),
        channels.set_parameter(A, "eq/high/gain_db", 4.0),
        channels.set_curve(A, f"send/{reverb}/level_db", [Breakpoint(0, -9.0), Breakpoint(9, -3.0)]),
        routing.set_key(X, B),
        vcas.add_vca("Band", V),
        vcas.assign_vca(X, V),
        channels.set_parameter(song.master.id, "limiter/on", True),
        versions.save_version("First", -14.2, version_id=ONE),
    ):
        song = edit.apply(song)
    return song


def planned(song: Song) -> MixPlan:
    plan = build_plan(song, SlotAllocator())
    return msgspec.structs.replace(plan, buses=tuple(sorted(plan.buses, key=lambda bus: bus.number)))


def test_a_recalled_version_is_the_mix_that_was_saved_whatever_was_done_since(mixed: Song) -> None:
    saved = planned(mixed)
    reverb = next(bus.id for bus in mixed.buses if bus.kind == "reverb")
    later = mixed
    for edit in (
        buses.remove_bus(X),
        buses.remove_bus(reverb),
        buses.add_bus("group", "Drums"),
        buses.add_bus("chorus"),
        vcas.remove_vca(V),
        channels.set_parameter(A, "eq/high/gain_db", -4.0),
        strips.set_fader_db(B, -20),
        channels.set_parameter(mixed.master.id, "limiter/on", False),
        channels.set_automation_mode(A, "off"),
    ):
        later = edit.apply(later)
    back = versions.recall_version(ONE).apply(later)
    assert check(later) == [] and check(back) == []
    assert planned(back) == saved


def test_a_recall_leaves_players_and_ears_alone(mixed: Song) -> None:
    phones = next(bus.id for bus in mixed.buses if bus.kind == "headphones")
    later = mixed
    for edit in (
        channels.set_parameter(A, f"cue/{phones}/level_db", -12),
        strips.set_fader_db(phones, -3),
        channels.set_parameter(B, "solo", True),
        channels.set_parameter(A, "listen", "pfl"),
        buses.set_outputs(mixed.master.id, (3, 4)),
        set_monitor(dim=True),
    ):
        later = edit.apply(later)
    back = versions.recall_version(ONE).apply(later)
    assert back.tracks[0].strip.cues == later.tracks[0].strip.cues
    assert back.tracks[1].strip.solo and back.tracks[0].strip.listen == "pfl"
    assert back.master.outputs == (3, 4) and back.monitor.dim
    assert next(bus for bus in back.buses if bus.id == phones) == next(bus for bus in later.buses if bus.id == phones)


def test_a_track_newer_than_the_version_keeps_its_strip_but_nothing_that_is_gone(mixed: Song) -> None:
    later = buses.add_bus("group", "New", BusId("new")).apply(tracks.add_track("C", track_id=TrackId("C")).apply(mixed))
    later = buses.add_bus("chorus", bus_id=BusId("c")).apply(later)
    later = routing.set_output(TrackId("C"), BusId("new")).apply(later)
    later = strips.set_send_db(TrackId("C"), BusId("c"), -3).apply(later)
    later = channels.set_parameter(TrackId("C"), "eq/on", True).apply(later)
    later = tracks.remove_track(B).apply(later)  # the key of the saved group
    back = versions.recall_version(ONE).apply(later)
    assert check(back) == []
    newest = back.tracks[-1]
    assert newest.strip.eq.on and newest.output is None and newest.strip.sends == ()


def test_versions_have_names_of_their_own_and_a_loudness_that_is_a_number(mixed: Song) -> None:
    song = versions.save_version("First", float("-inf")).apply(mixed)
    assert [version.name for version in song.mix_versions] == ["First", "First 2"]
    assert [version.loudness_lufs for version in song.mix_versions] == [-14.2, None]
    named = versions.rename_version(ONE, "Old").apply(song)
    assert versions.remove_version(ONE).apply(named).mix_versions == song.mix_versions[1:]
    with pytest.raises(EditRefused):
        versions.recall_version(VersionId("gone")).apply(song)


def test_a_vca_that_goes_is_followed_by_nobody(mixed: Song) -> None:
    without = vcas.remove_vca(V).apply(mixed)
    assert all(channel.vca is None for channel in (*without.tracks, *without.buses)) and check(without) == []
    with pytest.raises(EditRefused):
        vcas.assign_vca(A, V).apply(without)
    with pytest.raises(EditRefused):
        vcas.assign_vca(mixed.master.id, V).apply(mixed)
    with pytest.raises(EditRefused):
        vcas.set_vca_parameter(V, "pan", 0.0).apply(mixed)


def test_invariants_look_into_versions_too(mixed: Song) -> None:
    version = mixed.mix_versions[0]
    broken = replace(version, buses=tuple(bus for bus in version.buses if bus.kind != "master"))
    assert any("mix_versions[0]" in problem for problem in check(replace(mixed, mix_versions=(broken,))))
    orphan = replace(version, buses=tuple(bus for bus in version.buses if bus.id != X))
    assert any("no group" in problem for problem in check(replace(mixed, mix_versions=(orphan,))))


@pytest.mark.parametrize("loudness", [float("nan"), float("inf"), 1e9 + 1, -300.0])
def test_a_loudness_of_no_sound_is_not_kept(loudness: float) -> None:
    song = versions.save_version("Loud", loudness).apply(song_with("A"))
    assert song.mix_versions[0].loudness_lufs is None and check(song) == []
