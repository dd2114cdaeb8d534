"""Hazards: a preset that the table refuses or clamps, one without reasons, one that moves a fader or wakes a mute."""

import pytest

from app.edits import buses, channels, strips
from app.model.channel import ChannelId
from app.model.ids import BusId, TrackId
from app.model.invariants import check
from app.model.parameters import parameter
from app.model.song import Song
from app.problems import EditRefused
from app.song.presets import Preset, apply_preset, find_preset, presets
from tests.helpers.songs import song_with

A, DRUMS = TrackId("A"), BusId("Drums")


def song() -> Song:
    return buses.add_bus("group", "Drums", DRUMS).apply(song_with("A"))


def channel_for(kind: str, made: Song) -> ChannelId:
    return {"track": A, "group": DRUMS, "master": made.master.id}[kind]


def test_every_source_has_its_preset() -> None:
    assert {preset.name for preset in presets()} >= {
        "Vocal", "Acoustic guitar", "Electric guitar", "Bass", "Kick", "Snare", "Drum bus", "Keys", "Master",
    }  # fmt: skip


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.name)
def test_every_value_is_in_the_table_inside_its_range_once_and_has_a_reason(preset: Preset) -> None:
    paths = [value.path for value in preset.values]
    assert len(set(paths)) == len(paths) and preset.kinds
    for kind in preset.kinds:
        for value in preset.values:
            entry = parameter(kind, value.path)
            assert value.reason.endswith(".") and len(value.reason) > 12
            if entry.kind == "switch":
                assert value.value is True
            elif entry.kind == "choice":
                assert value.value in entry.choices
            else:
                assert not isinstance(value.value, (bool, str)) and entry.low <= value.value <= entry.high, value.path


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.name)
def test_a_section_that_is_set_is_also_on(preset: Preset) -> None:
    switched = {value.path for value in preset.values if value.path.endswith("/on")}
    sections = {f"{value.path.split('/')[0]}/on" for value in preset.values if "/" in value.path}
    assert sections == switched


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.name)
def test_it_lands_where_it_is_meant_and_leaves_the_channels_place_alone(preset: Preset) -> None:
    made = song()
    for kind in preset.kinds:
        key = channel_for(kind, made)
        before = channels.set_parameter(key, "mute", True).apply(strips.set_fader_db(key, -7).apply(made))
        before = channels.set_parameter(key, "width", 0.5).apply(before)
        after = apply_preset(key, preset.name).apply(before)
        found = next(channel for channel in (*after.tracks, *after.buses) if channel.id == key)
        assert (found.strip.fader_db, found.strip.mute, found.strip.width) == (-7.0, True, 1.0)
        assert check(after) == []
        again = apply_preset(key, preset.name.upper().replace(" ", "-")).apply(after)
        assert again is after


def test_the_master_gets_its_limiter_and_a_track_is_refused_it() -> None:
    made = song()
    assert apply_preset(made.master.id, "master").apply(made).master.limiter.on
    with pytest.raises(EditRefused, match="for the master"):
        apply_preset(A, "master").apply(made)
    with pytest.raises(EditRefused, match="Choose one of Acoustic guitar, Bass"):
        find_preset("triangle")
