"""Hazards of the overview: a frame that is not where the lanes are, a hand that cannot take hold of it, a song without one."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.edits.edit import Edit
from tests.ui.conftest import WindowDriver
from ui import theme
from ui.arrange.lane_picture import LiveClip
from ui.arrange.minimap import HEIGHT_PX, LATE_EVERY, Minimap
from ui.arrange.viewport import Viewport

SECOND = 48000


@pytest.fixture
def minimap(driver: WindowDriver) -> Minimap:
    """Twenty seconds of the song are shown, from second 30 on."""
    driver.window.arrange.viewport.zoom_to(30 * SECOND, 50 * SECOND, margin=0.0)
    driver.tick()
    return driver.window.arrange.minimap


def x_of(driver: WindowDriver, minimap: Minimap, second: float) -> float:
    """Where a second lies: the song and 3 % fill the strip."""
    return second * SECOND / (driver.song.length_frames * 1.03) * minimap.width()


def test_what_is_being_recorded_is_seen_and_the_strip_makes_room_for_it(driver: WindowDriver) -> None:
    minimap, end = driver.window.arrange.minimap, driver.song.length_frames
    whole = minimap.high
    live = (LiveClip(0, "audio/none.wav", end, end + 60 * SECOND),)
    minimap._live = lambda: live
    driver.tick(LATE_EVERY)
    assert minimap.high > whole
    picture, x = minimap.grab().toImage(), round(minimap.width() * 0.95)
    tones = [picture.pixelColor(x, y) for y in range(HEIGHT_PX)]
    assert any(tone.red() > 2 * max(tone.green(), tone.blue()) > 0 for tone in tones), "dimmed, as it is out of sight"


def drag(minimap: Minimap, start_x: float, end_x: float, release: bool = True) -> None:
    for kind, x in (
        (QEvent.Type.MouseButtonPress, start_x),
        (QEvent.Type.MouseMove, (start_x + end_x) / 2),
        (QEvent.Type.MouseMove, end_x),
        *(((QEvent.Type.MouseButtonRelease, end_x),) if release else ()),
    ):
        point = QPointF(x, HEIGHT_PX / 2)
        event = QMouseEvent(
            kind, point, minimap.mapToGlobal(point), Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(minimap, event)


def shown(view: Viewport) -> tuple[float, float]:
    """Seconds at both edges of the lanes."""
    return view.frame_at(0) / SECOND, view.frame_at(view.width_px) / SECOND


def test_the_frame_is_around_what_the_lanes_show(driver: WindowDriver, minimap: Minimap) -> None:
    left, right = minimap.frame()
    assert left == pytest.approx(x_of(driver, minimap, 30), abs=1) and right == pytest.approx(
        x_of(driver, minimap, 50), abs=1
    )


def test_dragging_the_frame_scrolls(driver: WindowDriver, minimap: Minimap) -> None:
    at = x_of(driver, minimap, 40)
    drag(minimap, at, at + x_of(driver, minimap, 12))
    assert shown(driver.window.arrange.viewport) == pytest.approx((42, 62), abs=0.3)


def test_dragging_an_edge_zooms_and_the_other_one_stays(driver: WindowDriver, minimap: Minimap) -> None:
    drag(minimap, x_of(driver, minimap, 50), x_of(driver, minimap, 70))
    assert shown(driver.window.arrange.viewport) == pytest.approx((30, 70), abs=0.4)
    drag(minimap, x_of(driver, minimap, 30), x_of(driver, minimap, 60))
    assert shown(driver.window.arrange.viewport) == pytest.approx((60, 70), abs=0.4)
    drag(minimap, x_of(driver, minimap, 60), x_of(driver, minimap, 79))
    left, right = shown(driver.window.arrange.viewport)
    assert right > left, "an edge dragged over the other one"


def test_a_click_beside_the_frame_goes_there(driver: WindowDriver, minimap: Minimap) -> None:
    at = x_of(driver, minimap, 12)
    drag(minimap, at, at)
    assert sum(shown(driver.window.arrange.viewport)) / 2 == pytest.approx(12, abs=0.4)


def test_escape_puts_the_view_back(driver: WindowDriver, minimap: Minimap) -> None:
    before = shown(driver.window.arrange.viewport)
    drag(minimap, x_of(driver, minimap, 50), x_of(driver, minimap, 75), release=False)
    assert shown(driver.window.arrange.viewport) != pytest.approx(before, abs=1)
    QTest.keyClick(minimap, Qt.Key.Key_Escape)
    assert shown(driver.window.arrange.viewport) == pytest.approx(before, abs=0.1)


def test_a_double_click_shows_the_whole_song(driver: WindowDriver, minimap: Minimap) -> None:
    QTest.mouseDClick(minimap, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    left, right = shown(driver.window.arrange.viewport)
    assert left == 0 and right >= driver.song.length_frames / SECOND


def test_it_is_a_slider_to_the_keyboard_and_to_screen_readers(driver: WindowDriver, minimap: Minimap) -> None:
    minimap.setFocus()
    QTest.keyClick(minimap, Qt.Key.Key_Right)
    assert shown(driver.window.arrange.viewport) == pytest.approx((32, 52), abs=0.2), "a tenth of what is shown"
    QTest.keyClick(minimap, Qt.Key.Key_Left)
    assert shown(driver.window.arrange.viewport) == pytest.approx((30, 50), abs=0.2)
    driver.window.arrange.viewport.scroll_by(50, 0)
    read = QAccessible.queryAccessibleInterface(minimap)
    assert read.role() == QAccessible.Role.Slider and "Overview" in read.text(QAccessible.Text.Name)
    assert read.text(QAccessible.Text.Value) == "0:31", "the value follows the lanes"


def test_what_sounds_is_seen_in_its_colour_where_it_sounds(driver: WindowDriver, minimap: Minimap) -> None:
    """One track alone, in the middle of the song."""

    def alone(song):  # type: ignore[no-untyped-def]
        tracks = tuple(replace(track, clips=track.clips[1:2] if n == 1 else ()) for n, track in enumerate(song.tracks))
        return replace(song, tracks=tracks, sections=())

    driver.session.document.perform(Edit("Alone", alone))
    driver.window.arrange.fit()
    driver.tick()
    clip = driver.song.tracks[1].clips[0]
    picture = minimap.grab().toImage()
    wanted = theme.mix(theme.track_colour(driver.song.tracks[1].colour), theme.BG, 0.75).rgb()
    columns = [x for x in range(picture.width()) if any(picture.pixel(x, y) == wanted for y in range(8, HEIGHT_PX - 1))]
    start, end = (x_of(driver, minimap, f / SECOND) for f in (clip.timeline_start_frame, clip.timeline_end_frame))
    assert min(columns) == pytest.approx(start, abs=3) and max(columns) == pytest.approx(end, abs=3)
    assert len(columns) > 0.6 * (end - start)


@pytest.mark.parametrize("seconds", [0, 1, 10 * 3600])
def test_songs_of_any_length_have_one(driver: WindowDriver, minimap: Minimap, seconds: int) -> None:
    def as_long(song):  # type: ignore[no-untyped-def]
        clip = replace(song.tracks[0].clips[0], timeline_start_frame=0, length_frames=max(1, seconds * SECOND))
        clips = (clip,) if seconds else ()
        return replace(song, tracks=(replace(song.tracks[0], clips=clips),), sections=())

    driver.session.document.perform(Edit("Length", as_long))
    driver.tick()
    assert not minimap.grab().isNull()
    for zoom in (1e9, 1e-9):
        driver.window.arrange.viewport.zoom(zoom, 100)
        left, right = minimap.frame()
        assert 0 <= left < right <= minimap.width() and right - left >= 8
        assert np.isfinite((left, right)).all() and not minimap.grab().isNull()
