"""Hazards: a group that feeds itself, a bus that is gone and still named somewhere."""

import pytest

from app.edits import buses, channels, routing, strips, tracks
from app.model.automation import Breakpoint
from app.model.ids import BusId, TrackId
from app.model.invariants import check
from app.model.routing import group_levels
from app.model.song import Song
from app.problems import EditRefused
from tests.helpers.songs import song_with

A, B = TrackId("A"), TrackId("B")
X, Y, Z, W = BusId("X"), BusId("Y"), BusId("Z"), BusId("W")


@pytest.fixture
def song() -> Song:
    made = song_with("A", "B")
    for name in (X, Y, Z, W):
        made = buses.add_bus("group", name, name).apply(made)
    return made


def chained(song: Song, *way: TrackId | BusId) -> Song:
    for source, target in zip(way, way[1:], strict=False):
        song = routing.set_output(source, BusId(target)).apply(song)
    return song


def test_groups_nest_three_deep_and_no_deeper(song: Song) -> None:
    nested = chained(song, A, X, Y, Z)
    assert [group_levels(nested)[name] for name in (X, Y, Z, W)] == [1, 2, 3, 1]
    with pytest.raises(EditRefused, match="3 deep"):
        chained(nested, Z, W)
    with pytest.raises(EditRefused, match="3 deep"):
        chained(nested, W, X)


@pytest.mark.parametrize("way", [(X, X), (X, Y, X), (X, Y, Z, X)])
def test_no_circle_can_be_made(song: Song, way: tuple[BusId, ...]) -> None:
    *open_route, _ = way
    made = chained(song, *open_route)
    with pytest.raises(EditRefused, match="feed itself"):
        chained(made, *way[-2:])


def test_only_tracks_and_groups_go_into_groups_and_only_into_groups(song: Song) -> None:
    reverb = next(bus.id for bus in song.buses if bus.kind == "reverb")
    for source, target in ((reverb, X), (song.master.id, X), (A, reverb), (A, song.master.id), (A, BusId("gone"))):
        with pytest.raises(EditRefused):
            routing.set_output(source, target).apply(song)
    assert routing.set_output(A, None).apply(chained(song, A, X)).tracks[0].output is None


def test_what_fed_a_removed_group_goes_where_it_went(song: Song) -> None:
    without = buses.remove_bus(Y).apply(chained(song, A, X, Y, Z))
    assert next(bus for bus in without.buses if bus.id == X).output == Z
    assert check(without) == [] and group_levels(without)[Z] == 2
    assert buses.remove_bus(X).apply(chained(song, A, X)).tracks[0].output is None


def test_a_removed_effect_leaves_no_send_no_curve_and_no_trace_in_b(song: Song) -> None:
    reverb = next(bus.id for bus in song.buses if bus.kind == "reverb")
    for key in (A, X):
        song = strips.set_send_db(key, reverb, -3).apply(song)
        song = channels.set_curve(key, f"send/{reverb}/level_db", [Breakpoint(0, -3.0)]).apply(song)
        song = channels.swap_strips(key).apply(song)
    without = buses.remove_bus(reverb).apply(song)
    assert check(without) == []
    assert reverb not in repr(without)


def test_a_removed_track_keys_nothing_any_more(song: Song) -> None:
    for key in (A, X, song.master.id):
        song = channels.swap_strips(key).apply(routing.set_key(key, B).apply(song))
        song = routing.set_key(key, B).apply(song)
    without = tracks.remove_track(B).apply(song)
    assert check(without) == [] and "key='B'" in repr(song) and "key='B'" not in repr(without)


def test_what_a_removal_does_not_concern_stays_the_same_object(song: Song) -> None:
    without = buses.remove_bus(Y).apply(song)
    assert all(kept is held for kept, held in zip(without.tracks, song.tracks, strict=True))
