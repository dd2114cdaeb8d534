"""Hazards: a curve that the engine hears in another unit, a mute that fades, a curve that plays although it is off."""

import numpy as np
import pytest

from app.edits import buses, channels, tempo, tracks, vcas
from app.engine.plan_builder import build_plan
from app.engine.slots import SlotAllocator
from app.model.automation import Breakpoint
from app.model.curve import value_at
from app.model.ids import BusId, TrackId, VcaId
from app.model.parameters import parameter
from app.model.song import Song
from app.model.tempo import TempoChange
from app.model.tempo_map import tempo_map
from app.units import gain_to_db
from audio_engine.plan import CurvePlan
from tests.helpers.songs import song_with

A, B, V = TrackId("A"), TrackId("B"), VcaId("V")
SILENT = float("-inf")


def drawn(song: Song, path: str, *values: float, key: TrackId | BusId = A) -> Song:
    return channels.set_curve(key, path, [Breakpoint(100 * n, value) for n, value in enumerate(values)]).apply(song)


def planned(song: Song, key: TrackId | BusId = A) -> tuple[CurvePlan, ...]:
    slots = SlotAllocator()
    plan = build_plan(song, slots)
    if key in {track.id for track in song.tracks}:
        return next(channel for channel in plan.channels if channel.slot == slots.slot(TrackId(key))).curves
    return next(bus for bus in plan.buses if bus.number == slots.number(BusId(key))).curves


@pytest.mark.parametrize(
    ("path", "written", "row", "told", "geometric"),
    [
        ("fader_db", (SILENT, -20.0), "fader_gain", (0.0, 0.1), True),
        ("trim_db", (20.0, 0.0), "trim_gain", (10.0, 1.0), True),
        ("pan", (-1.0, 0.5), "pan", (-1.0, 0.5), False),
        ("eq/low/frequency_hz", (50.0, 100.0), "eq_low_frequency_hz", (50.0, 100.0), True),
        ("eq/low/gain_db", (-6.0, 6.0), "eq_low_gain_db", (-6.0, 6.0), False),
        ("compressor/attack_ms", (1.0, 10.0), "compressor_attack_ms", (1.0, 10.0), True),
        ("gate/hold_ms", (25.0, 100.0), "gate_hold_ms", (25.0, 100.0), False),
        ("width", (0.0, 2.0), "width", (0.0, 2.0), False),
    ],
)
def test_each_kind_of_value_arrives_in_the_engines_unit(
    path: str, written: tuple[float, ...], row: str, told: tuple[float, ...], geometric: bool
) -> None:
    (curve,) = planned(drawn(song_with("A"), path, *written))
    assert (curve.parameter, curve.index, curve.frames, curve.geometric) == (row, 0, (0, 100), geometric)
    assert curve.values == pytest.approx(told)


def test_sends_and_effects_have_rows_of_their_own() -> None:
    song = song_with("A")
    reverb, delay = (next(bus.id for bus in song.buses if bus.kind == kind) for kind in ("reverb", "delay"))
    (curve,) = planned(drawn(song, f"send/{delay}/level_db", -20.0, SILENT))
    assert (curve.parameter, curve.index, curve.geometric) == ("send_gain", 1, True)
    assert curve.values == pytest.approx((0.1, 0.0))
    (curve,) = planned(drawn(song, f"send/{reverb}/pan", -1.0, 1.0))
    assert (curve.parameter, curve.index, curve.values) == ("send_pan", 0, (-1.0, 1.0))
    (curve,) = planned(drawn(song, "time_beats", 0.5, 1.0, key=delay), delay)
    assert (curve.parameter, curve.values) == ("delay_time_frames", (12000.0, 24000.0))
    faster = tempo.set_tempo(240).apply(drawn(song, "time_beats", 0.5, 1.0, key=delay))
    assert planned(faster, delay)[0].values == (6000.0, 12000.0)
    (curve,) = planned(drawn(song, "limiter/ceiling_db", -3.0, key=song.master.id), song.master.id)
    assert (curve.parameter, curve.values) == ("limiter_ceiling_db", (-3.0,))


def test_every_value_that_can_be_automated_has_a_row() -> None:
    song = buses.add_bus("chorus").apply(song_with("A"))
    for channel in (song.tracks[0], *song.buses):
        from app.model.channel import parameters_of

        for path, entry in parameters_of(song, channel):
            if entry.automatable:
                value = 1.0 if entry.kind == "switch" else entry.high
                assert len(planned(drawn(song, path, value, key=channel.id), channel.id)) == 1, path


def test_a_mute_steps_and_never_fades() -> None:
    (curve,) = planned(drawn(song_with("A"), "mute", 0.0, 1.0, 1.0, 0.0))
    assert list(zip(curve.frames, curve.values, strict=True)) == [
        (0, 1.0), (99, 1.0), (100, 0.0), (200, 0.0), (299, 0.0), (300, 1.0),
    ]  # fmt: skip


def test_solo_and_vca_decide_over_a_mute_curve() -> None:
    song = drawn(song_with("A", "B"), "mute", 1.0, 0.0)
    assert planned(song) and not planned(channels.set_parameter(B, "solo", True).apply(song))
    assert not planned(channels.set_parameter(A, "solo", True).apply(song)), "a soloed track sounds"
    led = vcas.assign_vca(A, V).apply(vcas.add_vca(vca_id=V).apply(song))
    assert planned(led) and not planned(vcas.set_vca_parameter(V, "mute", True).apply(led))


def test_the_vca_moves_a_fader_curve() -> None:
    song = drawn(song_with("A"), "fader_db", -6.0)
    song = vcas.assign_vca(A, V).apply(vcas.add_vca(vca_id=V).apply(song))
    song = vcas.set_vca_parameter(V, "fader_db", -14.0).apply(song)
    assert planned(song)[0].values == pytest.approx((0.1,))


def test_curves_are_silent_while_automation_is_off() -> None:
    song = drawn(song_with("A"), "pan", 1.0)
    assert planned(song) and not planned(channels.set_automation_mode(A, "off").apply(song))


def test_an_inverted_trim_follows_the_same_way_with_the_sign_turned() -> None:
    song = drawn(song_with("A"), "trim_db", -20.0, 20.0)
    (curve,) = planned(channels.set_parameter(A, "polarity", True).apply(song))
    assert curve.geometric and curve.values == pytest.approx((-0.1, -10.0))


def test_document_and_engine_agree_on_every_point_of_a_bent_segment() -> None:
    """The screen draws what value_at says; the callback plays what its kernel says."""
    from audio_engine.rt.smoothing import curve_value

    for path, entry in (("fader_db", parameter("track", "fader_db")), ("pan", parameter("track", "pan"))):
        points = [
            Breakpoint(0, -30.0 if path != "pan" else -1.0, 0.4),
            Breakpoint(500, 0.0, -0.7),
            Breakpoint(900, 0.5),
        ]
        song = channels.set_curve(A, path, points).apply(song_with("A"))
        (curve,) = planned(song)
        arrays = (np.array(curve.frames), np.array(curve.values, np.float32), np.array(curve.bends, np.float32))
        for frame in range(-50, 1000, 37):
            played = curve_value(*arrays, 0, 3, int(curve.geometric), frame)
            told = value_at(points, entry, frame)
            assert (gain_to_db(played) if path == "fader_db" else played) == pytest.approx(told, abs=0.01), frame


def test_bends_travel_with_their_points() -> None:
    song = channels.set_curve(A, "pan", [Breakpoint(0, 0.0, 0.5), Breakpoint(9, 1.0)]).apply(song_with("A"))
    assert planned(song)[0].bends == (0.5, 0.0)


def test_only_what_comes_after_the_frozen_part_moves_a_frozen_track() -> None:
    from dataclasses import replace

    from app.model.track import FrozenAudio

    song = tracks.add_track(track_id=B).apply(song_with("A"))
    for path in ("pan", "trim_db", "eq/low/gain_db"):
        song = drawn(song, path, 0.5)
    frozen = replace(song.tracks[0], frozen=FrozenAudio("audio/f.wav", 0, 1, 1))
    assert [curve.parameter for curve in planned(replace(song, tracks=(frozen, *song.tracks[1:])))] == ["pan"]


def test_an_echo_follows_the_changes_of_tempo() -> None:
    song = tempo.set_tempo_change(TempoChange(3, 60.0)).apply(song_with("A"))
    delay = next(bus.id for bus in song.buses if bus.kind == "delay")
    (curve,) = planned(song, delay)
    third = tempo_map(song).bar_frame(3)
    assert (curve.parameter, curve.frames) == ("delay_time_frames", (0, third - 1, third))
    assert curve.values == (18000.0, 18000.0, 36000.0), "three sixteenths"
    drawn_over = drawn(song, "time_beats", 0.5, 1.0, key=delay)
    (curve,) = planned(drawn_over, delay)
    assert curve.parameter == "delay_time_frames" and curve.values[0] == 12000.0
