"""Hazard: a picture that is not drawn again after a drag, or at each of its movements."""

from app.edits.tracks import set_colour
from tests.ui.conftest import WindowDriver
from ui.state.at_rest import AtRest


def test_changes_of_a_drag_are_told_together_when_it_has_ended(driver: WindowDriver) -> None:
    told = []
    at_rest = AtRest(driver.window.bridge, driver.window)
    at_rest.changed.connect(told.append)
    first, second = (track.id for track in driver.song.tracks[:2])
    driver.session.document.perform(set_colour(first, 7))
    assert [changes.tracks for changes in told] == [{first}], "one step at once"
    gesture = driver.session.document.begin_gesture("Colour")
    gesture.update(set_colour(second, 3))
    gesture.update(set_colour(first, 3))
    driver.tick(3)
    assert len(told) == 1
    gesture.commit()
    driver.tick()
    assert len(told) == 2 and told[1].tracks == {first, second}
    driver.tick()
    assert len(told) == 2
