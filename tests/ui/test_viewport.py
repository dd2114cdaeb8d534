"""Hazards of the timeline's zoom and rows, without a window: a long song that never fits, a way back that is lost, a press
that reaches another lane than the one that is seen there."""

from dataclasses import replace

import pytest

from app.model.ids import FolderId
from app.model.song import Folder, Song
from tests.helpers.songs import song_with
from ui.arrange.viewport import FARTHEST_FRAMES_PER_PX, NEAREST_FRAMES_PER_PX, Viewport

RATE = 48000


@pytest.mark.parametrize("minutes", [3, 16, 31, 120, 600])
@pytest.mark.parametrize("width", [712, 1280, 1920])
def test_the_whole_song_is_shown_however_long_it_is(minutes: int, width: int) -> None:
    view, length = Viewport(), minutes * 60 * RATE
    view.set_size(width, 500)
    view.fit(length, RATE)
    assert view.left_px == 0 and 0.9 * width < view.x_of(length) <= width


def test_zooming_out_ends_where_a_long_song_is_whole() -> None:
    view, length = Viewport(), 120 * 60 * RATE
    view.set_size(1280, 500)
    view.song_frames = length
    for _ in range(60):
        view.zoom(1 / 1.5, 0)
    assert 0.9 * 1280 < view.x_of(length) <= 1280
    view.song_frames = 0
    view.zoom(1 / 1.5, 0)
    assert view.frames_per_px == FARTHEST_FRAMES_PER_PX


def folded_song(*, folded: bool) -> Song:
    """Five tracks: the second and third in a folder; the fourth 100 px high."""
    song = song_with("a", "b", "c", "d", "e")
    inside = {"b": FolderId("f"), "c": FolderId("f")}
    tracks = tuple(
        replace(track, folder=inside.get(track.name), lane_height_px=100 if track.name == "d" else 0)
        for track in song.tracks
    )
    return replace(song, tracks=tracks, folders=(Folder(FolderId("f"), "Drums", folded=folded),))


def test_every_place_belongs_to_the_lane_that_lies_there() -> None:
    view = Viewport()
    view.lanes.set_lane_height(50)
    view.lanes.show_song(folded_song(folded=False))
    view.lanes.set_unfolded((0, 42, 0, 0, 0))
    assert [view.lanes.top_px(lane) for lane in range(6)] == [0, 76, 168, 218, 318, 368]
    assert [view.lanes.height_px(lane) for lane in range(6)] == [50, 50, 50, 100, 50, 0]
    assert [view.lane_at(y) for y in (-1, 49, 75.9, 76, 167, 168, 317, 318, 367, 368)] == [
        -1,
        0,
        1,
        1,
        1,
        2,
        3,
        4,
        4,
        5,
    ]
    row = view.folder_at(50)
    assert row is not None and (row.first_lane, row.last_lane, row.folded) == (1, 2, False)
    assert view.folder_at(49) is None and view.folder_at(76) is None


def test_tracks_of_a_folded_folder_take_its_row_and_no_more() -> None:
    view = Viewport()
    view.lanes.set_lane_height(50)
    view.lanes.show_song(folded_song(folded=True))
    view.lanes.set_unfolded((0, 42, 0, 0, 0))
    assert [view.lanes.top_px(lane) for lane in range(6)] == [0, 50, 50, 76, 176, 226]
    assert [view.lanes.height_px(lane) for lane in range(5)] == [50, 0, 0, 100, 50]
    assert [view.lane_at(y) for y in (49, 50, 75, 76, 175, 176)] == [0, 1, 1, 3, 3, 4]


@pytest.mark.parametrize("width", [712, 1920])
@pytest.mark.parametrize(("start", "end"), [(0, 8), (48000, 96000), (10 * 3600 * RATE - 48000, 10 * 3600 * RATE)])
def test_a_range_fills_the_window_when_zoomed_to(width: int, start: int, end: int) -> None:
    view = Viewport()
    view.song_frames = 10 * 3600 * RATE
    view.set_size(width, 500)
    view.zoom_to(start, end)
    assert view.x_of(start) >= -1 and view.x_of(end) <= width + 1
    assert view.frames_per_px == NEAREST_FRAMES_PER_PX or view.x_of(end) - view.x_of(start) > 0.9 * width


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 1.75, 2.0])
def test_columns_of_the_screen_cover_the_same_frames_wherever_it_is_scrolled_to(ratio: float) -> None:
    """Else waveforms flicker while they move."""
    view = Viewport()
    frames = range(10_000, 40_000_000, 7_919_993)
    apart = set()
    for left in range(40):
        view.left_px = left
        apart.add(tuple(view.device_x(frame, ratio) - view.device_x(0, ratio) for frame in frames))
    assert len(apart) == 1
