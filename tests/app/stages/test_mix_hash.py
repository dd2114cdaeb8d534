"""Hazards: a class renamed, or a field added, and every stored bounce counts as stale; a setting that no bounce notices."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.edits import buses, channels
from app.model.automation import Breakpoint
from app.model.ids import BusId, TrackId
from app.model.song import Song
from app.model.strip import StripSettings
from app.model.track import FrozenAudio
from app.stages import mix_hash as module
from app.stages.mix_hash import mix_hash
from tests.helpers.songs import song_with, with_clip

VOX, BASS = TrackId("Vox"), TrackId("Bass")


def mixed_song() -> Song:
    """A song with one of each class that a bounce depends on."""
    song = with_clip(song_with("Vox", "Bass"), VOX, 0, 48000)
    song = replace(song, buses=tuple(replace(bus, id=BusId(bus.kind)) for bus in song.buses))
    for kind in ("group", "chorus"):
        song = buses.add_bus(kind, bus_id=BusId(kind)).apply(song)  # type: ignore[arg-type]
    song = channels.set_curve(VOX, "fader_db", [Breakpoint(0, float("-inf")), Breakpoint(4800, -3.0, 0.5)]).apply(song)
    song = channels.set_parameter(VOX, "send/chorus/level_db", -12.0).apply(song)
    vox, bass = song.tracks
    bass = replace(bass, frozen=FrozenAudio("audio/frozen.wav", 0, 9600, 2))
    return replace(song, tracks=(vox, bass))


def forget() -> None:
    module._last_texts.clear()
    module._last_hash.clear()
    module._fields.cache_clear()


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    forget()
    yield
    forget()


def test_a_hash_stays_what_version_6_made_it() -> None:
    assert mix_hash(mixed_song()) == "001ff43d0bd6"


@pytest.mark.parametrize("renamed", module._VERSION_6)
def test_the_name_of_a_class_is_not_in_it(renamed: type) -> None:
    before, name = mix_hash(mixed_song()), renamed.__qualname__
    renamed.__qualname__ = "Renamed"  # what its repr says
    forget()
    try:
        assert mix_hash(mixed_song()) == before
    finally:
        renamed.__qualname__ = name


def test_a_field_that_is_added_is_in_it_once_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every stored bounce would count as stale after an update of the program."""
    name, known = module._VERSION_6[StripSettings]
    monkeypatch.setitem(module._VERSION_6, StripSettings, (name, known.replace(" saturation", "")))  # as if it were new
    song = mixed_song()
    assert "saturation" not in module._text(song.tracks[0].strip)
    driven = channels.set_parameter(VOX, "saturation/drive_db", 9.0).apply(song)
    assert "saturation=" in module._text(driven.tracks[0].strip) and mix_hash(driven) != mix_hash(song)
