"""Markers, and places to snap to. Hazards: markers out of order or behind the longest song; a drag that snaps to itself."""

import pytest

from app.edits import markers, sections, transport
from app.edits.snapping import next_point, previous_point, snap_points
from app.model.ids import ClipId, MarkerId
from app.model.invariants import check
from app.model.marker import Marker
from app.model.ranges import FRAMES
from app.model.song import Song
from app.problems import EditRefused
from tests.app.edits.busy_song import applied
from tests.helpers.songs import song_with, with_clip

A, B = MarkerId("a"), MarkerId("b")


def marked() -> Song:
    return applied(
        song_with("Vox"),
        markers.add_marker(5000, 0, "Later", marker_id=A),
        markers.add_marker(1000, 500, marker_id=B),
    )


def marker(song: Song, marker_id: MarkerId) -> Marker:
    return next(found for found in song.markers if found.id == marker_id)


def test_markers_lie_in_order_of_time_and_are_numbered() -> None:
    song = marked()
    assert [found.id for found in song.markers] == [B, A] and marker(song, B).name == "Marker 2"
    moved = markers.move_marker(B, 9000).apply(song)
    assert [found.id for found in moved.markers] == [A, B]
    assert (marker(moved, B).start_frame, marker(moved, B).end_frame) == (9000, 9500)
    assert check(moved) == []


def test_ranges_are_resized_by_either_edge_and_turn_into_places() -> None:
    song = markers.resize_marker(B, 3000, 2000).apply(marked())
    assert (marker(song, B).start_frame, marker(song, B).length_frames) == (2000, 1000)
    assert marker(markers.resize_marker(B, 7, 7).apply(song), B).length_frames == 0
    assert marker(markers.resize_marker(A, 7, 90).apply(song), A).end_frame == 90


def test_names_and_colours_and_removing() -> None:
    song = applied(marked(), markers.rename_marker(A, " Solo "), markers.colour_marker(A, 12))
    assert (marker(song, A).name, marker(song, A).colour) == ("Solo", 2)
    assert markers.remove_markers([A, B]).apply(song).markers == ()
    assert [markers.remove_markers(ids).label for ids in ([A], [A, B])] == ["Remove marker", "Remove 2 markers"]


def test_a_marker_that_is_gone_or_nameless_is_refused() -> None:
    for edit in (
        markers.move_marker(MarkerId("x"), 0),
        markers.resize_marker(MarkerId("x"), 0, 1),
        markers.rename_marker(MarkerId("x"), "Y"),
        markers.remove_markers([A, MarkerId("x")]),
    ):
        with pytest.raises(EditRefused, match="marker is no longer"):
            edit.apply(marked())
    with pytest.raises(EditRefused, match="name"):
        markers.rename_marker(A, " ")


@pytest.mark.parametrize("frame", [-5, FRAMES[1] - 1, FRAMES[1] + 10**6])
def test_no_marker_lies_outside_of_a_song(frame: int) -> None:
    for edit in (
        markers.add_marker(frame, 10**6),
        markers.move_marker(B, frame),
        markers.resize_marker(B, frame, frame + 10**6),
    ):
        assert check(edit.apply(marked())) == []


def places() -> Song:
    song = with_clip(with_clip(marked(), "Vox", 100, 50, "c"), "Vox", 150, 70, "d")
    song = applied(song, sections.add_section("Verse", 1, 4), transport.set_loop(False, 600, 700))
    return transport.set_punch(False, 650, 650).apply(song)


def test_what_there_is_to_snap_to() -> None:
    song = places()
    assert snap_points(song, ["clips"]) == (100, 150, 220)
    assert snap_points(song, ["clips"], {ClipId("d")}) == (100, 150)
    assert snap_points(song, ["markers"]) == (1000, 1500, 5000)
    assert snap_points(song, ["sections", "loop"]) == (0, 600, 700, 4 * 96000)
    assert snap_points(song, ["punch"]) == (), "an empty punch is no place"
    assert snap_points(song, []) == ()


def test_the_next_and_the_previous_point() -> None:
    points = (100, 200, 300)
    assert [next_point(points, frame) for frame in (0, 100, 299, 300)] == [100, 200, 300, None]
    assert [previous_point(points, frame) for frame in (100, 101, 300, 900)] == [None, 100, 200, 300]
