"""Curves under their track, by hand: unfold, add, move, lift, bend, delete, keys, snap; one drag is one step."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.edits.buses import remove_bus
from app.edits.channels import set_curve
from app.model.automation import Breakpoint
from app.model.song import Song
from tests.helpers.songs import BAR
from tests.ui.conftest import WindowDriver, move_with
from ui.arrange.automation_lane import AutomationLane

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def lane(driver: WindowDriver) -> AutomationLane:
    driver.window.show_page(3)
    driver.window.selection.set_track(driver.song.tracks[0].id)
    driver.key(Qt.Key.Key_A, SHIFT)
    driver.tick()
    QApplication.processEvents()
    return driver.window.arrange.automation.lanes[driver.song.tracks[0].id, "fader_db"]


def points(driver: WindowDriver, path: str = "fader_db") -> tuple[Breakpoint, ...]:
    return next((curve.points for curve in driver.song.tracks[0].curves if curve.path == path), ())


def draw(driver: WindowDriver, *levels: float) -> None:
    """Points of these levels, four bars apart."""
    made = [Breakpoint(4 * BAR * n, level) for n, level in enumerate(levels)]
    driver.session.document.perform(set_curve(driver.song.tracks[0].id, "fader_db", made))


def at(lane: AutomationLane, frame: int, value: float) -> QPoint:
    return QPoint(round(lane.viewport.x_of(frame)), round(lane.scale.y_of(value)))


def test_shift_a_unfolds_under_its_track_and_folds_again(driver: WindowDriver, lane: AutomationLane) -> None:
    view = driver.window.arrange.viewport
    assert lane.isVisible() and lane.y() == view.y_of(0) + view.lanes.lane_height
    assert view.y_of(1) == lane.y() + lane.height()
    header = driver.window.arrange.headers.headers[driver.song.tracks[1].id]
    assert header.y() == view.lanes.top_px(1)
    assert view.lane_at(lane.y() + 5) == 0 and view.lane_at(view.y_of(1) + 1) == 1
    driver.key(Qt.Key.Key_A, SHIFT)
    driver.tick()
    assert not driver.window.arrange.automation.lanes and view.y_of(1) == view.y_of(0) + view.lanes.lane_height


def test_the_header_button_unfolds_too(driver: WindowDriver) -> None:
    driver.window.show_page(3)
    header = driver.window.arrange.headers.headers[driver.song.tracks[2].id]
    QTest.mouseClick(header.curves, Qt.MouseButton.LeftButton)
    assert (driver.song.tracks[2].id, "fader_db") in driver.window.arrange.automation.lanes


def test_a_click_adds_a_point_on_the_grid_and_with_shift_off_it(driver: WindowDriver, lane: AutomationLane) -> None:
    QTest.mouseClick(lane, Qt.MouseButton.LeftButton, pos=QPoint(203, 30))
    added = points(driver)
    assert len(added) == 1 and added[0].timeline_frame % (BAR // 4) == 0
    QTest.mouseClick(lane, Qt.MouseButton.LeftButton, SHIFT, QPoint(403, 50))
    assert len(points(driver)) == 2 and points(driver)[1].timeline_frame == lane.viewport.frame_at(403)
    driver.key(Qt.Key.Key_Z, CTRL)
    assert points(driver) == added


def test_a_drag_of_a_point_is_one_step_and_stays_between_its_neighbours(
    driver: WindowDriver, lane: AutomationLane
) -> None:
    draw(driver, 0.0, -6.0, -12.0)
    before = driver.song
    start = at(lane, 4 * BAR, -6.0)
    driver.drag(lane, start, QPoint(lane.width() - 5, start.y() + 8))
    moved = points(driver)
    assert len(moved) == 3 and moved[1].value < -6.0
    assert moved[0].timeline_frame < moved[1].timeline_frame < moved[2].timeline_frame
    driver.key(Qt.Key.Key_Z, CTRL)
    assert driver.song == before


def test_escape_leaves_the_curve_as_it_was(driver: WindowDriver, lane: AutomationLane) -> None:
    draw(driver, 0.0, -6.0)
    before = driver.song
    start = at(lane, 0, 0.0) + QPoint(1, 0)
    driver.drag(lane, start, start + QPoint(30, 20), release=False)
    assert driver.song != before
    QTest.keyClick(lane, Qt.Key.Key_Escape)
    QTest.mouseRelease(lane, Qt.MouseButton.LeftButton)
    assert driver.song == before


def test_dragging_the_line_lifts_both_ends(driver: WindowDriver, lane: AutomationLane) -> None:
    draw(driver, -10.0, -10.0, -30.0)
    start = at(lane, 2 * BAR, -10.0)
    driver.drag(lane, start, start - QPoint(0, 15))
    first, second, third = points(driver)
    assert first.value == pytest.approx(second.value) and first.value > -9 and third.value == -30.0
    assert (first.timeline_frame, second.timeline_frame) == (0, 4 * BAR)


def test_alt_drag_bends_the_line(driver: WindowDriver, lane: AutomationLane) -> None:
    draw(driver, -30.0, 0.0)
    x = round(lane.viewport.x_of(2 * BAR))
    start = QPoint(x, round(lane.scale.y_at(points(driver), x)))
    driver.drag(lane, start, start + QPoint(0, 25), CTRL)
    first, second = points(driver)
    assert first.bend != 0.0 and (first.value, second.value) == (-30.0, 0.0)


def test_double_click_deletes_a_point(driver: WindowDriver, lane: AutomationLane) -> None:
    draw(driver, 0.0, -6.0)
    QTest.mouseDClick(lane, Qt.MouseButton.LeftButton, pos=at(lane, 4 * BAR, -6.0))
    assert [point.value for point in points(driver)] == [0.0]


def test_a_curve_by_keys_alone(driver: WindowDriver, lane: AutomationLane) -> None:
    lane.setFocus()
    driver.engine.frame = BAR
    driver.tick()
    QTest.keyClick(lane, Qt.Key.Key_Return)
    driver.engine.frame = 5 * BAR
    driver.tick()
    QTest.keyClick(lane, Qt.Key.Key_Return)
    assert [point.timeline_frame for point in points(driver)] == [BAR, 5 * BAR]
    assert driver.engine.frame == 5 * BAR, "Enter is a point here, not a return to the start"
    for _ in range(3):
        QTest.keyClick(lane, Qt.Key.Key_Down)
    assert points(driver)[1].value == pytest.approx(points(driver)[0].value - 1.5)
    QTest.keyClick(lane, Qt.Key.Key_Backtab, SHIFT)
    assert lane.curve.selected == 0 and "Point 1" in lane.accessibleName()
    QTest.keyClick(lane, Qt.Key.Key_Right)
    assert points(driver)[0].timeline_frame > BAR
    QTest.keyClick(lane, Qt.Key.Key_Delete)
    assert len(points(driver)) == 1 and len(driver.song.tracks[0].clips) == 2


def test_another_value_in_the_same_place_and_one_more_below(driver: WindowDriver, lane: AutomationLane) -> None:
    automation = driver.window.arrange.automation
    track_id = driver.song.tracks[0].id
    header = automation.headers[track_id, "fader_db"]
    entry = next(action for action in header.value_menu().actions() if action.text() == "Pan")
    entry.trigger()
    assert set(automation.lanes) == {(track_id, "pan")}
    header = automation.headers[track_id, "pan"]
    next(action for action in header.value_menu().actions() if action.text().startswith("One more")).trigger()
    assert set(automation.lanes) == {(track_id, "pan"), (track_id, "fader_db")}
    QTest.mouseClick(automation.headers[track_id, "pan"].fold, Qt.MouseButton.LeftButton)
    assert set(automation.lanes) == {(track_id, "fader_db")}


def test_mute_has_two_places(driver: WindowDriver, lane: AutomationLane) -> None:
    automation, track_id = driver.window.arrange.automation, driver.song.tracks[0].id
    automation.shown.swap(track_id, "fader_db", "mute")
    mute = automation.lanes[track_id, "mute"]
    QTest.mouseClick(mute, Qt.MouseButton.LeftButton, pos=QPoint(200, 12))
    QTest.mouseClick(mute, Qt.MouseButton.LeftButton, pos=QPoint(400, 60))
    assert [point.value for point in points(driver, "mute")] == [1.0, 0.0]


def test_a_removed_track_takes_its_curves_off_the_screen(driver: WindowDriver, lane: AutomationLane) -> None:
    driver.key(Qt.Key.Key_Backspace, CTRL)
    driver.tick()
    assert not driver.window.arrange.automation.lanes
    assert driver.window.arrange.viewport.lanes.unfolded_px == ()


def test_the_picture_is_drawn_and_the_figure_follows_the_playhead(driver: WindowDriver, lane: AutomationLane) -> None:
    draw(driver, -20.0, 0.0)
    driver.engine.state, driver.engine.frame = "rolling", 2 * BAR
    driver.tick(4)
    header = driver.window.arrange.automation.headers[driver.song.tracks[0].id, "fader_db"]
    assert header._figure == "−10.0 dB"
    image = lane.grab().toImage()
    colours = {image.pixelColor(x, lane.height() // 2).name() for x in range(0, lane.width(), 3)}
    assert len(colours) > 3


@pytest.mark.parametrize("kind", ["reverb", "master"])
def test_the_curves_of_a_bus_lie_below_all_tracks(driver: WindowDriver, kind: str) -> None:
    bus = next(bus for bus in driver.song.buses if bus.kind == kind)
    driver.window.show_page(3)
    driver.window.selection.set_bus(bus.id)
    driver.key(Qt.Key.Key_A, SHIFT)
    driver.tick()
    QApplication.processEvents()
    automation, view = driver.window.arrange.automation, driver.window.arrange.viewport
    lane, header = automation.lanes[bus.id, "fader_db"], automation.headers[bus.id, "fader_db"]
    assert view.y_of(len(driver.song.tracks)) < lane.y() and 0 <= lane.y() <= view.height_px - lane.height()
    assert header.y() == lane.y() + view.top_px and bus.name in header.value.caption
    QTest.mouseClick(lane, Qt.MouseButton.LeftButton, pos=QPoint(203, 30))
    curves = next(b for b in driver.song.buses if b.id == bus.id).curves
    assert [len(curve.points) for curve in curves] == [1] and "1 points" in lane.accessibleName()
    menu = header.value_menu()
    assert menu.actions()
    menu.deleteLater()
    driver.session.document.undo()
    driver.key(Qt.Key.Key_A, SHIFT)
    driver.tick()
    assert not automation.lanes and view.lanes.below_px == 0
    assert view.lanes.content_height_px == view.lanes.top_px(len(driver.song.tracks)) + 48


def test_a_bus_that_goes_takes_its_curves_along(driver: WindowDriver) -> None:
    bus = next(bus for bus in driver.song.buses if bus.kind == "reverb")
    driver.window.arrange.toggle_automation(bus.id)
    driver.session.document.perform(remove_bus(bus.id))
    driver.tick()
    assert not driver.window.arrange.automation.lanes and driver.window.arrange.viewport.lanes.below_px == 0


def test_a_curve_is_drawn_freehand_in_few_points_as_one_step(driver: WindowDriver, lane: AutomationLane) -> None:
    draw(driver, -6.0, -6.0, -6.0)
    before, start = driver.song, at(lane, BAR, 0.0)
    assert abs(lane.scale.y_of(0.0) - lane.scale.y_of(-6.0)) > 8, "beside the line"
    QTest.mousePress(lane, Qt.MouseButton.LeftButton, CTRL, start)
    for x in range(1, 60):
        move_with(lane, start + QPoint(x, x // 6), CTRL)
    QTest.mouseRelease(lane, Qt.MouseButton.LeftButton, CTRL, start + QPoint(59, 9))
    drawn = points(driver)
    inside = [point for point in drawn if BAR / 2 < point.timeline_frame < lane.viewport.frame_at(start.x() + 61)]
    assert 2 <= len(inside) <= 40 and inside[0].value > inside[-1].value
    assert {point.timeline_frame for point in drawn} >= {0, 8 * BAR}, "what is beside it stays"
    driver.run("song.undo")
    assert driver.song == before
    driver.drag(lane, at(lane, 4 * BAR, -6.0), at(lane, 6 * BAR, -20.0), CTRL | SHIFT, release=False)
    assert points(driver) != points_of(before)
    driver.key(Qt.Key.Key_Escape)
    assert driver.song == before, "also over the line, and Escape takes it back"


def points_of(song: Song) -> tuple[Breakpoint, ...]:
    return next(curve.points for curve in song.tracks[0].curves)
