"""Hazards of the timeline's zoom, without a window: a long song that never fits, and a way back that is lost."""

import pytest

from ui.arrange.viewport import FARTHEST_FRAMES_PER_PX, Viewport

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
