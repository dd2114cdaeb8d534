"""A kind of bus and a section of the strip that only a test adds. Hazards: a list beside the records that forgets them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated

import pytest

from app.edits import buses, channels, strips
from app.edits.songs import fresh_song
from app.engine.plan_builder import build_plan
from app.engine.slots import SlotAllocator
from app.model import parameters
from app.model.bus import Bus
from app.model.bus_types import BUS_TYPES, CHORUS, every_effect
from app.model.channel import effect_buses
from app.model.ids import BusId
from app.model.invariants import check
from app.model.parameters import STRIP, label_of, numbers_in, parameter, table
from app.model.song import Song
from app.model.strip import SECTIONS, StripSettings, sections
from app.model.value_spec import Section, number, switch
from app.problems import EditRefused
from app.renders.length import tail_s
from app.song.changes import diff
from app.song.presets import Preset
from app.stages.mix_hash import mix_hash
from app.text.paths import parse_assignment, settings
from app.text.strips import describe_pre_fader, sections_on, short_sections_on
from app.verbs.channels import kinds_to_add
from audio_engine.capacity import FIRST_EFFECT
from tests.helpers.songs import song_with, with_clip
from ui.arrange.automation_header import submenu_of
from ui.mixer.send_row import short_name

FLANGER = replace(CHORUS, kind="flanger", name="Flanger", short="Fla", plural="flangers")  # on the settings of a chorus
KEY = BusId("F")


def forget() -> None:
    """Tables are made once; here they change."""
    for cached in (
        parameters.own_settings, parameters.settings_of_buses, parameters.parameters, parameters.parameter,
        parameters.label_of,
    ):  # fmt: skip
        cached.cache_clear()


@pytest.fixture
def song(monkeypatch: pytest.MonkeyPatch) -> Iterator[Song]:
    """A track that sends into a flanger."""
    monkeypatch.setitem(BUS_TYPES, "flanger", FLANGER)
    forget()
    made = buses.add_bus("flanger", bus_id=KEY).apply(with_clip(song_with("A"), "A", 0, 48000))
    yield strips.set_send_db(made.tracks[0].id, KEY, 0.0).apply(made)
    forget()


def test_a_kind_of_effect_is_found_wherever_effects_are_listed(song: Song) -> None:
    flanger = next(bus for bus in song.buses if bus.id == KEY)
    assert flanger.name == "Flanger" and flanger in effect_buses(song) and not check(song)
    assert [made.name for made in kinds_to_add()][-1] == "Flanger"
    assert short_name(flanger) == "Fla" and "flangers" in every_effect() and "flanger" in BUS_TYPES
    paths = {setting.path for setting in settings(song)}
    assert {"bus/Flanger/rate_hz", "bus/Flanger/eq/on", "track/A/send/Flanger/level_db"} <= paths
    assert parse_assignment(song, "bus/Flanger/rate_hz=2").apply(song).buses[-1].chorus.rate_hz == 2.0
    assert not check(buses.remove_bus(KEY).apply(song))


def test_a_send_elsewhere_is_refused_with_every_kind_of_effect(song: Song) -> None:
    with pytest.raises(EditRefused, match=r"Sends go to .* and flangers\."):
        channels.set_parameter(song.tracks[0].id, f"send/{song.master.id}/level_db", 0.0).apply(song)


def test_a_kind_of_effect_reaches_the_engine_and_whoever_looks_for_changes(song: Song) -> None:
    slots = SlotAllocator()
    plan = next(bus for bus in build_plan(song, slots).buses if bus.kind == "flanger")
    assert plan.number >= FIRST_EFFECT and plan.effect["chorus_rate_hz"] == 0.6
    faster = channels.set_parameter(KEY, "rate_hz", 2.0).apply(song)
    assert diff(song, faster).buses == {KEY} and not diff(song, faster).structure
    assert mix_hash(song) != mix_hash(faster), "a bounce before it is stale"
    assert tail_s(song) == pytest.approx((15.0 + 2.5) / 1000.0)


def test_a_preset_may_be_meant_for_a_kind_of_bus(song: Song) -> None:
    preset = Preset("Slow", ("flanger",), ())
    assert set(preset.kinds) <= {"track", *BUS_TYPES}


@dataclass(frozen=True, slots=True)
class TransientSettings:
    on: Annotated[bool, switch("Transient shaper")] = False
    attack_db: Annotated[float, number("Transient attack", -12.0, 12.0, "dB", caption="Attack")] = 0.0


@dataclass(frozen=True, slots=True)
class LongerStrip(StripSettings):
    """A strip with one more section."""

    transient: Annotated[TransientSettings, Section("Transients", "transient shaper", "Trans")] = TransientSettings()


@pytest.fixture
def longer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Song]:
    """A track that has the section."""
    monkeypatch.setitem(SECTIONS, "transient", sections(LongerStrip)["transient"])
    monkeypatch.setattr(parameters, "STRIP", table("strip", LongerStrip()))
    forget()
    made = fresh_song("X")
    track = replace(song_with("A").tracks[0], strip=LongerStrip())
    yield replace(made, tracks=(track,), buses=tuple(replace(bus, strip=LongerStrip()) for bus in made.buses))
    forget()


def test_a_section_is_found_wherever_sections_are_listed(longer: Song) -> None:
    key = longer.tracks[0].id
    assert label_of("transient/attack_db") == "Transient attack"
    entry = parameter("track", "transient/attack_db")
    assert (entry.caption, entry.row, entry.low, entry.default) == ("Attack", "transient_attack_db", -12.0, 0.0)
    assert [found.path for found in numbers_in("transient")] == ["transient/attack_db"]
    assert submenu_of("transient/attack_db") == "Transients"
    assert "track/A/transient/on" in {setting.path for setting in settings(longer)}
    on = channels.set_parameter(key, "transient/on", True).apply(longer)
    strip = on.tracks[0].strip
    assert sections_on(strip) == ["transient shaper"] and short_sections_on(strip) == ["Trans"]
    assert describe_pre_fader(strip) == "transient shaper"
    assert diff(longer, on).strips == {key} and mix_hash(on) != mix_hash(longer)


def test_a_section_without_a_row_in_the_engine_cannot_be_forgotten() -> None:
    """Every row that the table names is one of the engine's: a plan could not be made otherwise."""
    added = {entry.row for entry in table("strip", LongerStrip())} - {entry.row for entry in STRIP}
    assert added == {"transient_on", "transient_attack_db"}


def test_every_bus_has_its_record() -> None:
    assert all(Bus(BusId(kind), kind, kind).type is made for kind, made in BUS_TYPES.items())
