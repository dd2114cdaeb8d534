"""The picture of the mix by hand: place by pan and depth, level by wheel, all of it by keys."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.edits.buses import remove_bus
from app.edits.channels import set_parameter, set_values
from app.model.channel import send_to
from app.model.strip import SendSettings
from tests.ui.conftest import Desk
from ui.mixer.mix_picture import MixPicture
from ui.mixer.picture_body import radius_of, reverb_of

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def picture(desk: Desk) -> MixPicture:
    desk.window.resize(1920, 1080)
    desk.window.show_page(3)
    desk.key(Qt.Key.Key_P, ALT)
    desk.tick()
    QApplication.processEvents()
    return desk.window.mix.picture


def send(desk: Desk, index: int) -> SendSettings:
    reverb = reverb_of(desk.song)
    assert reverb is not None
    return send_to(desk.song.tracks[index], reverb)


def place(picture: MixPicture, desk: Desk, index: int) -> QPoint:
    return picture.place_of(desk.song.tracks[index]).toPoint()


def test_alt_p_shows_the_picture_and_the_timeline_again(desk: Desk, picture: MixPicture) -> None:
    assert picture.isVisible() and not desk.window.arrange.isVisible()
    desk.key(Qt.Key.Key_P, ALT)
    assert not picture.isVisible() and desk.window.arrange.isVisible()


def test_the_timeline_comes_back_to_the_record_page(desk: Desk, picture: MixPicture) -> None:
    desk.window.show_page(2)
    assert desk.window.arrange.isVisible()
    desk.window.show_page(3)
    assert picture.isVisible() and not desk.window.arrange.isVisible()


def test_a_drag_sets_pan_and_depth_as_one_step(desk: Desk, picture: MixPicture) -> None:
    before = desk.song
    start = place(picture, desk, 7)
    desk.drag(picture, start, start + QPoint(120, -60))
    track = desk.song.tracks[7]
    assert track.strip.pan > before.tracks[7].strip.pan + 0.1 and send(desk, 7).level_db > -60
    assert (picture.place_of(track).toPoint() - start - QPoint(120, -60)).manhattanLength() <= 4
    assert desk.window.selection.track == track.id
    desk.key(Qt.Key.Key_Z, CTRL)
    assert desk.song == before


def test_escape_puts_a_body_back(desk: Desk, picture: MixPicture) -> None:
    before = desk.song
    start = place(picture, desk, 7)
    desk.drag(picture, start, start + QPoint(60, -40), release=False)
    assert desk.song != before
    QTest.keyClick(picture, Qt.Key.Key_Escape)
    QTest.mouseRelease(picture, Qt.MouseButton.LeftButton)
    assert desk.song == before


def test_in_front_means_dry(desk: Desk, picture: MixPicture) -> None:
    desk.session.document.perform(set_parameter(desk.song.tracks[7].id, f"send/{reverb_of(desk.song)}/level_db", -6.0))
    start = place(picture, desk, 7)
    desk.drag(picture, start, QPoint(start.x(), picture.height() - 4))
    assert send(desk, 7).level_db == float("-inf")


def test_a_mix_placed_by_keys_alone(desk: Desk, picture: MixPicture) -> None:
    desk.window.selection.set_track(None)
    picture.setFocus()
    QTest.keyClick(picture, Qt.Key.Key_Tab)
    assert desk.window.selection.track == desk.song.tracks[0].id
    start = desk.song.tracks[0].strip
    QTest.keyClick(picture, Qt.Key.Key_Right)
    QTest.keyClick(picture, Qt.Key.Key_Up)
    QTest.keyClick(picture, Qt.Key.Key_PageDown)
    strip = desk.song.tracks[0].strip
    assert strip.pan == pytest.approx(start.pan + 0.05) and strip.fader_db == pytest.approx(start.fader_db - 0.5)
    assert send(desk, 0).level_db > -60
    assert "Kick" in picture.accessibleName() and "back" in picture.accessibleName()
    for _ in range(3):
        desk.key(Qt.Key.Key_Z, CTRL)
    assert desk.song.tracks[0].strip == start


def test_louder_is_larger_and_follows_undo(desk: Desk, picture: MixPicture) -> None:
    quiet = radius_of(desk.song.tracks[1])
    desk.session.document.perform(set_parameter(desk.song.tracks[1].id, "fader_db", 3.0))
    assert radius_of(desk.song.tracks[1]) > quiet


def test_without_a_reverb_only_pan_moves(desk: Desk, picture: MixPicture) -> None:
    reverb = reverb_of(desk.song)
    assert reverb is not None
    desk.session.document.perform(remove_bus(reverb))
    start = place(picture, desk, 7)
    desk.drag(picture, start, start + QPoint(80, -60))
    assert not desk.song.tracks[7].strip.sends and desk.song.tracks[7].strip.pan > 0
    picture.grab()


def test_double_click_opens_the_editor(desk: Desk, picture: MixPicture) -> None:
    QTest.mouseDClick(picture, Qt.MouseButton.LeftButton, pos=place(picture, desk, 7))
    assert desk.window.mix.dock_open and desk.window.mix.editor.channel_id == desk.song.tracks[7].id


def test_names_do_not_lie_on_each_other_where_tracks_stand_in_one_place(desk: Desk, picture: MixPicture) -> None:
    for track in desk.song.tracks[:3]:
        desk.session.document.perform(set_values(track.id, {"pan": 0.0, "fader_db": -4.0}, "Middle"))
    places = [place for _, _, place in picture.names(picture.fontMetrics())]
    assert len(places) == len(desk.song.tracks)
    assert not [1 for n, one in enumerate(places) for other in places[:n] if one.intersects(other)]
