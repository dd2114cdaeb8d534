"""Hazards: the timeline pulled from under a hand that scrolls while the song plays, or lost for good after it."""

import pytest

from tests.ui.conftest import WindowDriver
from ui.arrange.viewport import Viewport
from ui.state.editing import Follow

SECOND = 48000


@pytest.fixture
def view(driver: WindowDriver) -> Viewport:
    """Ten seconds fill the window; the song plays at 1 s."""
    view = driver.window.arrange.viewport
    view.zoom_to(0, 10 * SECOND)
    roll(driver, 1.0)
    return view


def roll(driver: WindowDriver, second: float) -> None:
    """Play on to a place, without a jump."""
    driver.engine.state = "rolling"
    while driver.engine.frame < second * SECOND:
        driver.engine.frame = min(driver.engine.frame + SECOND // 4, round(second * SECOND))
        driver.tick()


def test_by_pages_the_view_stands_until_the_playhead_leaves_it(driver: WindowDriver, view: Viewport) -> None:
    roll(driver, 9.5)
    assert view.left_px == 0
    roll(driver, 10.5)
    assert view.left_px > 0 and 0 <= view.x_of(driver.engine.frame) < 0.15 * view.width_px


def test_centred_the_playhead_stays_in_the_middle(driver: WindowDriver, view: Viewport) -> None:
    driver.window.editing.set_follow("centre")
    roll(driver, 3.0)
    assert view.left_px == 0, "nothing lies before the start"
    for second in (7.0, 20.0, 40.0):
        roll(driver, second)
        assert abs(view.x_of(driver.engine.frame) - view.width_px / 2) <= 1


def test_without_following_nothing_scrolls(driver: WindowDriver, view: Viewport) -> None:
    driver.window.editing.set_follow("off")
    roll(driver, 15.0)
    assert view.left_px == 0


@pytest.mark.parametrize("follow", ["page", "centre"])
def test_a_hand_that_scrolls_away_is_let_go_until_the_playhead_is_in_view(
    driver: WindowDriver, view: Viewport, follow: Follow
) -> None:
    driver.window.editing.set_follow(follow)
    roll(driver, 6.0)
    view.scroll_by(2 * view.width_px, 0)
    here = view.left_px
    roll(driver, 8.0)
    assert view.left_px == here
    roll(driver, 45.0)
    assert view.left_px > here and 0 <= view.x_of(driver.engine.frame) <= view.width_px


@pytest.mark.parametrize("follow", ["page", "centre"])
def test_play_takes_up_following_again(driver: WindowDriver, view: Viewport, follow: Follow) -> None:
    driver.window.editing.set_follow(follow)
    roll(driver, 6.0)
    view.scroll_by(3 * view.width_px, 0)
    driver.engine.state = "stopped"
    driver.tick()
    roll(driver, 6.5)
    assert 0 <= view.x_of(driver.engine.frame) <= view.width_px


@pytest.mark.parametrize("second", [0.0, 40.0])
def test_a_playhead_that_a_key_sends_out_of_view_is_shown(driver: WindowDriver, view: Viewport, second: float) -> None:
    roll(driver, 5.0)
    driver.engine.state = "stopped"
    driver.tick()
    view.scroll_by(2 * view.width_px, 0)
    driver.tick()
    assert not 0 <= view.x_of(driver.engine.frame) <= view.width_px, "a hand may look elsewhere"
    driver.engine.frame = round(second * SECOND)
    driver.tick()
    assert 0 <= view.x_of(driver.engine.frame) <= view.width_px
