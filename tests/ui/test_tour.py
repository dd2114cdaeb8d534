"""Hazards: a tour that cannot be left, comes again, points at nothing, lies over what it points at or blocks the window."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.devices.settings import SettingsFile
from tests.ui.conftest import WindowDriver
from ui.window.tour import STOPS, Tour


def ring(tour: Tour) -> QRect:
    return tour._ring.geometry()


@pytest.mark.parametrize("size", [(1024, 700), (1280, 800), (1920, 1080)])
def test_each_stop_points_at_a_control_that_it_does_not_cover(driver: WindowDriver, size: tuple[int, int]) -> None:
    driver.window.resize(*size)
    driver.run("program.tour")
    tour = driver.window.tour
    for number, (_, heading, sentence, _) in enumerate(STOPS):
        QApplication.processEvents()
        assert tour.isVisible() and heading in tour.heading.text() and sentence in tour.accessibleName()
        assert f"{number + 1} of 5" in tour.number.text()
        assert tour._ring.isVisible() and not ring(tour).intersects(tour.geometry())
        assert driver.window.rect().contains(tour.geometry()) and driver.window.rect().intersects(ring(tour))
        assert QApplication.focusWidget() is tour.next, "the keyboard goes along"
        QTest.keyClick(tour.next, Qt.Key.Key_Return)
    assert tour.stop is None and not tour.isVisible() and not tour._ring.isVisible()


def test_it_goes_back_is_left_by_escape_and_is_remembered(driver: WindowDriver) -> None:
    tour = driver.window.tour
    driver.run("program.tour")
    tour.next.click()
    tour.back.click()
    assert tour.stop == 0 and not tour.back.isVisible()
    driver.key(Qt.Key.Key_Escape)
    assert tour.stop is None and not tour.isVisible()
    assert SettingsFile(driver.session._settings_file.path.parent).settings.tour_seen
    driver.run("program.tour")
    assert tour.isVisible(), "again from the Help menu"
    tour.skip.click()
    assert not tour.isVisible()


def test_a_control_that_is_scrolled_away_has_no_ring_over_what_lies_there(driver: WindowDriver) -> None:
    tour, headers = driver.window.tour, driver.window.arrange.headers
    driver.run("program.tour")
    driver.window.arrange.viewport.lanes.set_lane_height(160)
    driver.window.arrange.viewport.scroll_to(0, 0)
    QApplication.processEvents()
    tour.place()
    assert headers.add_button.mapTo(headers, QPoint(0, 0)).y() > headers.height()
    assert tour.isVisible() and not tour._ring.isVisible()


def test_the_window_can_be_used_meanwhile_and_a_dialog_goes_first(driver: WindowDriver) -> None:
    tour = driver.window.tour
    driver.run("program.tour")
    count = len(driver.song.tracks)
    add = driver.window.arrange.headers.add_button
    at = add.mapTo(driver.window, QPoint(add.width() // 2, add.height() // 2))
    assert driver.window.childAt(at) is add, "the ring lets the mouse through"
    add.click()
    assert len(driver.song.tracks) == count + 1
    driver.window.dialogs.show_bounce()
    assert not tour.isVisible() and not tour._ring.isVisible()
    driver.window.dialog.close_dialog()  # type: ignore[union-attr]
    assert tour.isVisible()


def test_in_a_song_without_tracks_it_points_at_the_button_that_adds_one(empty_driver: WindowDriver) -> None:
    empty_driver.run("program.tour")
    empty_driver.window.tour.next.click()
    assert empty_driver.window.tour._ring.isVisible()


def test_the_tour_does_not_lie_over_another_page(driver: WindowDriver) -> None:
    window = driver.window
    window.tour.begin()
    assert window.tour.isVisible()
    window.show_page(5)
    window.tour.place()
    assert not window.tour.isVisible()
    window.show_page(2)
    window.tour.place()
    assert window.tour.isVisible(), "it goes on where its control is"


def test_escape_ends_it_wherever_the_keyboard_is(driver: WindowDriver) -> None:
    driver.run("program.tour")
    driver.window.arrange.lanes.setFocus()
    driver.key(Qt.Key.Key_Escape)
    assert driver.window.tour.stop is None and not driver.window.tour.isVisible()


def test_its_control_comes_into_view_again_when_the_window_gets_its_size(driver: WindowDriver) -> None:
    """At the first start the window is larger before the window manager has had its say."""
    window = driver.window
    window.resize(1280, 1000)
    QApplication.processEvents()
    window.tour.begin()
    window.resize(1024, 620)
    QApplication.processEvents()
    driver.tick(2)
    target = window.tour._target
    assert target is not None and not target.visibleRegion().isEmpty() and window.tour._ring.isVisible()
