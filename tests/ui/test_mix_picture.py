"""The picture of the mix by hand: place by pan and depth, level by wheel, all of it by keys."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.edits.buses import remove_bus
from app.edits.channels import set_parameter, set_values
from app.model.channel import send_to
from app.model.strip import SendSettings
from tests.ui.conftest import WindowDriver
from ui.mixer.mix_picture import MixPicture
from ui.mixer.picture_body import radius_of, reverb_of

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def picture(driver: WindowDriver) -> MixPicture:
    driver.window.resize(1920, 1080)
    driver.window.show_page(3)
    driver.key(Qt.Key.Key_P, ALT)
    driver.tick()
    QApplication.processEvents()
    return driver.window.mix.picture


def send(driver: WindowDriver, index: int) -> SendSettings:
    reverb = reverb_of(driver.song)
    assert reverb is not None
    return send_to(driver.song.tracks[index], reverb)


def place(picture: MixPicture, driver: WindowDriver, index: int) -> QPoint:
    return picture.place_of(driver.song.tracks[index]).toPoint()


def test_alt_p_shows_the_picture_and_the_timeline_again(driver: WindowDriver, picture: MixPicture) -> None:
    assert picture.isVisible() and not driver.window.arrange.isVisible()
    driver.key(Qt.Key.Key_P, ALT)
    assert not picture.isVisible() and driver.window.arrange.isVisible()


def test_the_timeline_comes_back_to_the_record_page(driver: WindowDriver, picture: MixPicture) -> None:
    driver.window.show_page(2)
    assert driver.window.arrange.isVisible()
    driver.window.show_page(3)
    assert picture.isVisible() and not driver.window.arrange.isVisible()


def test_a_drag_sets_pan_and_depth_as_one_step(driver: WindowDriver, picture: MixPicture) -> None:
    before = driver.song
    start = place(picture, driver, 7)
    driver.drag(picture, start, start + QPoint(120, -60))
    track = driver.song.tracks[7]
    assert track.strip.pan > before.tracks[7].strip.pan + 0.1 and send(driver, 7).level_db > -60
    assert (picture.place_of(track).toPoint() - start - QPoint(120, -60)).manhattanLength() <= 4
    assert driver.window.selection.track == track.id
    driver.key(Qt.Key.Key_Z, CTRL)
    assert driver.song == before


def test_escape_puts_a_body_back(driver: WindowDriver, picture: MixPicture) -> None:
    before = driver.song
    start = place(picture, driver, 7)
    driver.drag(picture, start, start + QPoint(60, -40), release=False)
    assert driver.song != before
    QTest.keyClick(picture, Qt.Key.Key_Escape)
    QTest.mouseRelease(picture, Qt.MouseButton.LeftButton)
    assert driver.song == before


def test_in_front_means_dry(driver: WindowDriver, picture: MixPicture) -> None:
    driver.session.document.perform(
        set_parameter(driver.song.tracks[7].id, f"send/{reverb_of(driver.song)}/level_db", -6.0)
    )
    start = place(picture, driver, 7)
    driver.drag(picture, start, QPoint(start.x(), picture.height() - 4))
    assert send(driver, 7).level_db == float("-inf")


def test_a_mix_placed_by_keys_alone(driver: WindowDriver, picture: MixPicture) -> None:
    driver.window.selection.set_track(None)
    picture.setFocus()
    QTest.keyClick(picture, Qt.Key.Key_Tab)
    assert driver.window.selection.track == driver.song.tracks[0].id
    start = driver.song.tracks[0].strip
    QTest.keyClick(picture, Qt.Key.Key_Right)
    QTest.keyClick(picture, Qt.Key.Key_Up)
    QTest.keyClick(picture, Qt.Key.Key_PageDown)
    strip = driver.song.tracks[0].strip
    assert strip.pan == pytest.approx(start.pan + 0.05) and strip.fader_db == pytest.approx(start.fader_db - 0.5)
    assert send(driver, 0).level_db > -60
    assert "Kick" in picture.accessibleName() and "back" in picture.accessibleName()
    for _ in range(3):
        driver.key(Qt.Key.Key_Z, CTRL)
    assert driver.song.tracks[0].strip == start


def test_louder_is_larger_and_follows_undo(driver: WindowDriver, picture: MixPicture) -> None:
    quiet = radius_of(driver.song.tracks[1])
    driver.session.document.perform(set_parameter(driver.song.tracks[1].id, "fader_db", 3.0))
    assert radius_of(driver.song.tracks[1]) > quiet


def test_without_a_reverb_only_pan_moves(driver: WindowDriver, picture: MixPicture) -> None:
    reverb = reverb_of(driver.song)
    assert reverb is not None
    driver.session.document.perform(remove_bus(reverb))
    start = place(picture, driver, 7)
    driver.drag(picture, start, start + QPoint(80, -60))
    assert not driver.song.tracks[7].strip.sends and driver.song.tracks[7].strip.pan > 0
    picture.grab()


def test_double_click_opens_the_editor(driver: WindowDriver, picture: MixPicture) -> None:
    QTest.mouseDClick(picture, Qt.MouseButton.LeftButton, pos=place(picture, driver, 7))
    assert driver.window.mix.dock_open and driver.window.mix.editor.channel_id == driver.song.tracks[7].id


def test_names_do_not_lie_on_each_other_where_tracks_stand_in_one_place(
    driver: WindowDriver, picture: MixPicture
) -> None:
    for track in driver.song.tracks[:3]:
        driver.session.document.perform(set_values(track.id, {"pan": 0.0, "fader_db": -4.0}, "Middle"))
    places = [place for _, _, place in picture.names(picture.fontMetrics())]
    assert len(places) == len(driver.song.tracks)
    assert not [1 for n, one in enumerate(places) for other in places[:n] if one.intersects(other)]
