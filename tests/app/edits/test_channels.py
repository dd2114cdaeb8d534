"""Hazards: a path that sets another value, a paste that un-mutes or feeds itself, a B that loses A, solos that pile up."""

from dataclasses import replace

import pytest

from app.edits import buses, channels, routing, strips, tracks, vcas
from app.model.automation import Breakpoint
from app.model.channel import Channel, ChannelId, find_channel, parameters_of, value_of
from app.model.ids import BusId, TrackId, VcaId
from app.model.invariants import check
from app.model.song import Song
from app.model.strip import StripSettings
from app.model.track import FrozenAudio
from app.problems import EditRefused
from audio_engine.capacity import LARGEST_SHELF_Q
from tests.helpers.songs import another_value, song_with

A, B, DRUMS = TrackId("A"), TrackId("B"), BusId("Drums")


@pytest.fixture
def song() -> Song:
    return buses.add_bus("group", "Drums", DRUMS).apply(song_with("A", "B"))


def bus(song: Song, kind: str) -> BusId:
    return next(found.id for found in song.buses if found.kind == kind)


def strip(song: Song, channel_id: ChannelId = A) -> StripSettings:
    return find_channel(song, channel_id).strip


def test_a_shelf_is_as_sharp_as_it_sounds(song: Song) -> None:
    def with_values(song: Song, **values: object) -> Song:
        for name, value in values.items():
            song = channels.set_parameter(A, f"eq/low/{name}", value).apply(song)  # type: ignore[arg-type]
        return song

    assert strip(with_values(song, q=9.0)).eq.low.q == LARGEST_SHELF_Q
    bell = with_values(song, shape="bell", q=9.0)
    assert strip(bell).eq.low.q == 9.0
    assert strip(with_values(bell, shape="shelf")).eq.low.q == LARGEST_SHELF_Q
    assert dict(parameters_of(song, song.tracks[0]))["eq/low/q"].high == LARGEST_SHELF_Q
    assert dict(parameters_of(bell, bell.tracks[0]))["eq/low/q"].high == 18.0


@pytest.mark.parametrize("kind", ["track", "group", "reverb", "delay", "chorus", "headphones", "master"])
def test_each_value_of_each_kind_is_set_alone_and_reset_to_what_it_was(kind: str, song: Song) -> None:
    song = buses.add_bus("chorus").apply(song)
    channel: Channel = song.tracks[0] if kind == "track" else find_channel(song, bus(song, kind))
    places = list(parameters_of(song, channel))
    before = {path: value_of(channel, path) for path, _ in places}
    for path, entry in places:
        if (value := another_value(entry)) == entry.default:
            continue  # a choice of one
        changed = channels.set_parameter(channel.id, path, value).apply(song)
        after = {path: value_of(find_channel(changed, channel.id), path) for path, _ in places}
        assert after.pop(path) == value
        assert all(before[other] == kept for other, kept in after.items()), path
        reset = channels.set_parameter(channel.id, path, entry.default).apply(changed)
        assert value_of(find_channel(reset, channel.id), path) == entry.default
        assert check(changed) == []


def test_a_value_that_changes_nothing_is_no_new_song(song: Song) -> None:
    assert channels.set_parameter(A, "eq/low/gain_db", 0.0).apply(song) is song


def test_what_a_channel_does_not_have_is_refused_with_its_name(song: Song) -> None:
    reverb, phones = bus(song, "reverb"), bus(song, "headphones")
    wrong: list[tuple[ChannelId, str, float | bool | str]] = [
        (A, "decay_s", 1.0),
        (A, "eq/lowest/gain_db", 1.0),
        (A, "", 1.0),
        (reverb, f"send/{bus(song, 'delay')}/level_db", 0.0),
        (A, f"send/{DRUMS}/level_db", 0.0),
        (A, f"cue/{reverb}/level_db", 0.0),
        (DRUMS, f"cue/{phones}/level_db", 0.0),
        (song.master.id, "solo", True),
        (phones, "eq/on", True),
        (A, "eq/low/shape", "notch"),
        (A, "pan", float("nan")),
        (A, "pan", "left"),
        (A, "trim_db", float("nan")),
    ]
    for channel_id, path, value in wrong:
        with pytest.raises(EditRefused) as caught:
            channels.set_parameter(channel_id, path, value).apply(song)
        assert str(caught.value).endswith("."), path


def test_infinities_stop_at_the_range_and_only_levels_fall_silent(song: Song) -> None:
    infinite = float("inf")
    for path, low, high in (("pan", -1.0, 1.0), ("compressor/ratio", 1.0, 100.0), ("fader_db", -infinite, 6.0)):
        assert value_of(find_channel(channels.set_parameter(A, path, infinite).apply(song), A), path) == high
        assert value_of(find_channel(channels.set_parameter(A, path, -infinite).apply(song), A), path) == low


def test_a_send_with_settings_of_its_own_survives_silence(song: Song) -> None:
    reverb = bus(song, "reverb")
    sent = channels.set_parameter(A, f"send/{reverb}/pre", True).apply(song)
    silent = strips.set_send_db(A, reverb, float("-inf")).apply(strips.set_send_db(A, reverb, -3).apply(sent))
    assert [send.pre for send in strip(silent).sends] == [True]
    assert strip(channels.set_parameter(A, f"send/{reverb}/pre", False).apply(silent)).sends == ()


def test_a_pasted_strip_keeps_mute_solo_listening_and_headphones(song: Song) -> None:
    reverb, phones = bus(song, "reverb"), bus(song, "headphones")
    song = channels.set_parameter(B, "mute", True).apply(song)
    song = channels.set_parameter(B, f"cue/{phones}/level_db", -20).apply(song)
    for edit in (
        channels.set_parameter(A, "eq/low/gain_db", 5.0),
        strips.set_fader_db(A, -7),
        strips.set_send_db(A, reverb, -3),
        channels.set_parameter(A, "solo", True),
        routing.set_key(A, B),
    ):
        song = edit.apply(song)
    pasted = strip(channels.set_strip(B, strip(song)).apply(song), B)
    assert (pasted.eq.low.gain_db, pasted.fader_db, pasted.sends) == (5.0, -7.0, strip(song).sends)
    assert (pasted.mute, pasted.solo, pasted.cues[0].level_db) == (True, False, -20.0)
    assert pasted.compressor.key is None, "a channel must not key itself"


def test_a_strip_pasted_where_nothing_can_be_sent_or_where_buses_are_gone(song: Song) -> None:
    reverb = bus(song, "reverb")
    song = strips.set_send_db(A, reverb, -3).apply(song)
    held = strip(song)
    on_master = channels.set_strip(song.master.id, held).apply(song)
    assert strip(on_master, song.master.id).sends == () and check(on_master) == []
    without = buses.remove_bus(reverb).apply(song)
    assert check(channels.set_strip(B, held).apply(without)) == []
    with pytest.raises(EditRefused):
        channels.set_strip(bus(song, "headphones"), held).apply(song)


def test_a_and_b_change_places_and_nothing_is_lost(song: Song) -> None:
    song = strips.set_fader_db(A, -7).apply(channels.set_parameter(A, "eq/on", True).apply(song))
    b = channels.swap_strips(A).apply(song)
    assert (strip(b).eq.on, strip(b).fader_db) == (False, -7.0), "the first B is plain and as loud"
    b = channels.set_parameter(A, "mute", True).apply(channels.set_parameter(A, "gate/on", True).apply(b))
    a = channels.swap_strips(A).apply(b)
    assert strip(a) == replace(strip(song), mute=True), "mute is the channel's, not the strip's"
    assert strip(channels.swap_strips(A).apply(a)).gate.on


def test_exclusive_solo_takes_everyone_else_out(song: Song) -> None:
    song = vcas.assign_vca(B, VcaId("v")).apply(vcas.add_vca(vca_id=VcaId("v")).apply(song))
    song = channels.set_parameter(A, "solo", True).apply(vcas.set_vca_parameter(VcaId("v"), "solo", True).apply(song))
    both = channels.set_parameter(B, "solo", True).apply(song)
    assert strip(both, A).solo and strip(both, B).solo and both.vcas[0].solo
    exclusive = channels.set_parameter(B, "solo", True).apply(channels.set_exclusive_solo(True).apply(song))
    assert not strip(exclusive, A).solo and strip(exclusive, B).solo and not exclusive.vcas[0].solo
    assert not strip(channels.set_parameter(B, "solo", False).apply(exclusive), B).solo
    by_vca = vcas.set_vca_parameter(VcaId("v"), "solo", True).apply(exclusive)
    assert by_vca.vcas[0].solo and not strip(by_vca, B).solo


def test_a_curve_is_sorted_inside_its_range_and_gone_without_points(song: Song) -> None:
    points = [Breakpoint(100, 99.0, 7.0), Breakpoint(-9, 0.0), Breakpoint(-5, float("-inf")), Breakpoint(100, -3.0)]
    drawn = channels.set_curve(A, "fader_db", points).apply(song)
    assert drawn.tracks[0].curves[0].points == (Breakpoint(0, float("-inf")), Breakpoint(100, -3.0))
    muted = channels.set_curve(A, "mute", [Breakpoint(0, 0.7)]).apply(drawn)
    assert [curve.path for curve in muted.tracks[0].curves] == ["fader_db", "mute"]
    assert muted.tracks[0].curves[1].points[0].value == 1.0
    assert channels.set_curve(A, "fader_db", []).apply(drawn).tracks[0].curves == ()
    for path in ("eq/on", "nonsense", "listen", f"cue/{bus(song, 'headphones')}/level_db"):
        with pytest.raises(EditRefused):
            channels.set_curve(A, path, [Breakpoint(0, 0.0)]).apply(song)


def test_a_frozen_track_lets_only_that_be_changed_which_is_heard(song: Song) -> None:
    frozen = replace(song.tracks[0], frozen=FrozenAudio("audio/f.wav", 0, 10, 1))
    song = replace(song, tracks=(frozen, *song.tracks[1:]))
    for edit in (
        channels.set_parameter(A, "eq/on", True),
        channels.swap_strips(A),
        channels.set_strip(A, StripSettings(width=0.5)),
        routing.set_key(A, B),
        tracks.set_armed(A, True),
    ):
        with pytest.raises(EditRefused):
            edit.apply(song)
    assert strip(strips.set_fader_db(A, -3).apply(song)).fader_db == -3.0
    assert strip(strips.set_send_db(A, bus(song, "reverb"), -3).apply(song)).sends
