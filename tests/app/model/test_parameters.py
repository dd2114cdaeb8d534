"""Hazards: a default that the table and the document give differently, a value that no path reaches."""

from dataclasses import fields, is_dataclass

import pytest

from app.edits.songs import fresh_song
from app.model.bus import Bus
from app.model.bus_types import BusKind
from app.model.channel import Channel, kind_of, parameters_of, value_of
from app.model.ids import BusId, TrackId
from app.model.parameters import ChannelKind, label_of, parameter, parameters
from app.model.ranges import TEMPO_BPM
from app.model.strip import StripSettings
from app.model.track import Track
from audio_engine.capacity import LONGEST_DELAY_S

KINDS: tuple[ChannelKind, ...] = ("track", "group", "reverb", "delay", "chorus", "headphones", "master")


def channel(kind: ChannelKind) -> Channel:
    if kind == "track":
        return Track(TrackId("t"), "t")
    bus_kind: BusKind = kind
    return Bus(BusId("b"), "b", bus_kind)


@pytest.mark.parametrize("kind", KINDS)
def test_the_table_begins_where_the_document_begins(kind: ChannelKind) -> None:
    made = channel(kind)
    assert kind_of(made) == kind
    for entry in parameters(kind):
        assert value_of(made, entry.path) == entry.default, entry.path
        assert parameter(kind, entry.path) is entry and label_of(entry.path)
        if entry.kind in ("number", "level"):
            assert entry.default == float("-inf") or entry.low <= entry.default <= entry.high
        if entry.scale == "log":
            assert entry.low > 0.0
        if entry.kind == "choice":
            assert entry.default in entry.choices


def test_the_engine_holds_the_longest_echo_at_the_slowest_tempo() -> None:
    assert parameter("delay", "time_beats").high * 60.0 / TEMPO_BPM[0] <= LONGEST_DELAY_S


def leaves(holder: object, head: str = "") -> set[str]:
    found: set[str] = set()
    for field in fields(holder):  # type: ignore[arg-type]
        value = getattr(holder, field.name)
        found |= leaves(value, f"{head}{field.name}/") if is_dataclass(value) else {f"{head}{field.name}"}
    return found


def test_every_value_of_a_strip_has_a_path() -> None:
    elsewhere = {"sends", "cues", "compressor/key"}
    assert leaves(StripSettings()) - elsewhere == {entry.path for entry in parameters("track")}


def test_sends_and_headphone_levels_have_a_path_for_every_bus() -> None:
    song = fresh_song("X")
    paths = [path for path, _ in parameters_of(song, channel("track"))]
    assert sum(path.startswith("send/") for path in paths) == 2 * 4
    assert sum(path.startswith("cue/") for path in paths) == 4
    assert not any(
        "/" in path and path.split("/")[0] in ("send", "cue") for path, _ in parameters_of(song, song.master)
    )


@pytest.mark.parametrize("path", ["", "eq", "eq/low", "send/x", "send/x/loud", "cue/x/width", "strip/pan", "id"])
def test_what_is_no_path_is_a_key_error(path: str) -> None:
    for kind in KINDS:
        with pytest.raises(KeyError):
            parameter(kind, path)
