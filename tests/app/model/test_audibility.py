"""Hazards: a solo that nobody hears, a mute that nobody keeps, a return silenced by a track's solo."""

import pytest

from app.edits import buses, channels, routing, vcas
from app.edits.edit import Edit
from app.model.audibility import audibility
from app.model.channel import channels as every_channel
from app.model.ids import BusId, TrackId, VcaId
from app.model.song import Song
from tests.helpers.songs import song_with

A, B, C = TrackId("A"), TrackId("B"), TrackId("C")
IN, OUT, FX, FX2, V = BusId("In"), BusId("Out"), BusId("Fx"), BusId("Fx2"), VcaId("V")


@pytest.fixture
def song() -> Song:
    """A -> In -> Out -> master, B -> Out, C -> master; C follows V; two more returns."""
    made = song_with("A", "B", "C")
    for edit in (
        buses.add_bus("group", "In", IN),
        buses.add_bus("group", "Out", OUT),
        buses.add_bus("chorus", "Fx", FX),
        buses.add_bus("chorus", "Fx2", FX2),
        routing.set_output(A, IN),
        routing.set_output(IN, OUT),
        routing.set_output(B, OUT),
        vcas.add_vca("V", V),
        vcas.assign_vca(C, V),
    ):
        made = edit.apply(made)
    return made


def solo(key: TrackId | BusId) -> Edit:
    return channels.set_parameter(key, "solo", True)


def mute(key: TrackId | BusId) -> Edit:
    return channels.set_parameter(key, "mute", True)


def safe(key: TrackId | BusId) -> Edit:
    return channels.set_parameter(key, "solo_safe", True)


MIX = {"A", "B", "C", "In", "Out"}


@pytest.mark.parametrize(
    ("edits", "sounding"),
    [
        ([], MIX),
        ([mute(A)], MIX - {"A"}),
        ([solo(A)], {"A", "In", "Out"}),
        ([solo(B)], {"B", "Out"}),
        ([solo(IN)], {"A", "In", "Out"}),
        ([solo(OUT)], {"A", "B", "In", "Out"}),
        ([solo(OUT), mute(A)], {"B", "In", "Out"}),
        ([solo(A), mute(A)], {"A", "In", "Out"}),
        ([solo(A), mute(OUT)], {"A", "In", "Out"}),
        ([solo(C), safe(A)], {"C", "A", "In", "Out"}),
        ([solo(C), safe(A), mute(A)], {"C", "In", "Out"}),
        ([solo(C), safe(OUT)], {"C", "Out"}),
        ([vcas.set_vca_parameter(V, "mute", True)], MIX - {"C"}),
        ([vcas.set_vca_parameter(V, "solo", True)], {"C"}),
        ([vcas.set_vca_parameter(V, "solo", True), mute(C)], {"C"}),
        ([vcas.set_vca_parameter(V, "mute", True), solo(C)], {"C"}),
    ],
)
def test_who_sounds(song: Song, edits: list[Edit], sounding: set[str]) -> None:
    for edit in edits:
        song = edit.apply(song)
    heard = audibility(song)
    names = {channel.name for channel in every_channel(song) if heard.sounds(channel)}
    assert names & MIX == sounding
    assert {"Fx", "Fx2", "Reverb", "Delay", "Master", "Phones 1"} <= names


def test_only_a_return_silences_returns_and_not_those_that_are_safe(song: Song) -> None:
    song = safe(FX2).apply(solo(FX).apply(song))
    heard = audibility(song)
    returns = {bus.name: heard.sounds(bus) for bus in song.buses if bus.kind in ("chorus", "reverb", "delay")}
    assert returns == {"Fx": True, "Fx2": True, "Reverb": False, "Delay": False}
    assert all(heard.sounds(track) for track in song.tracks)


def test_the_vca_adds_to_the_fader(song: Song) -> None:
    song = vcas.set_vca_parameter(V, "fader_db", -6.0).apply(song)
    heard = audibility(song)
    assert [heard.vca_db(track) for track in song.tracks] == [0.0, 0.0, -6.0]
