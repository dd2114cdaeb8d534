"""Curves under their track, by hand: unfold, add, move, lift, bend, delete, keys, snap; one drag is one step."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.edits.buses import remove_bus
from app.edits.channels import set_curve
from app.model.automation import Breakpoint
from tests.ui.conftest import Desk
from tests.ui.songs import BAR
from ui.arrange.automation_lane import AutomationLane

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def lane(desk: Desk) -> AutomationLane:
    desk.window.show_page(3)
    desk.window.selection.set_track(desk.song.tracks[0].id)
    desk.key(Qt.Key.Key_A, SHIFT)
    desk.tick()
    QApplication.processEvents()
    return desk.window.arrange.automation.lanes[desk.song.tracks[0].id, "fader_db"]


def points(desk: Desk, path: str = "fader_db") -> tuple[Breakpoint, ...]:
    return next((curve.points for curve in desk.song.tracks[0].curves if curve.path == path), ())


def draw(desk: Desk, *levels: float) -> None:
    """Points of these levels, four bars apart."""
    made = [Breakpoint(4 * BAR * n, level) for n, level in enumerate(levels)]
    desk.session.document.perform(set_curve(desk.song.tracks[0].id, "fader_db", made))


def at(lane: AutomationLane, frame: int, value: float) -> QPoint:
    return QPoint(round(lane.viewport.x_of(frame)), round(lane.scale.y_of(value)))


def test_shift_a_unfolds_under_its_track_and_folds_again(desk: Desk, lane: AutomationLane) -> None:
    view = desk.window.arrange.viewport
    assert lane.isVisible() and lane.y() == view.y_of(0) + view.lane_height
    assert view.y_of(1) == lane.y() + lane.height()
    header = desk.window.arrange.headers.headers[desk.song.tracks[1].id]
    assert header.y() == view.start_px(1)
    assert view.lane_at(lane.y() + 5) == 0 and view.lane_at(view.y_of(1) + 1) == 1
    desk.key(Qt.Key.Key_A, SHIFT)
    desk.tick()
    assert not desk.window.arrange.automation.lanes and view.y_of(1) == view.y_of(0) + view.lane_height


def test_the_header_button_unfolds_too(desk: Desk) -> None:
    desk.window.show_page(3)
    header = desk.window.arrange.headers.headers[desk.song.tracks[2].id]
    QTest.mouseClick(header.curves, Qt.MouseButton.LeftButton)
    assert (desk.song.tracks[2].id, "fader_db") in desk.window.arrange.automation.lanes


def test_a_click_adds_a_point_on_the_grid_and_with_shift_off_it(desk: Desk, lane: AutomationLane) -> None:
    QTest.mouseClick(lane, Qt.MouseButton.LeftButton, pos=QPoint(203, 30))
    added = points(desk)
    assert len(added) == 1 and added[0].timeline_frame % (BAR // 4) == 0
    QTest.mouseClick(lane, Qt.MouseButton.LeftButton, SHIFT, QPoint(403, 50))
    assert len(points(desk)) == 2 and points(desk)[1].timeline_frame == lane.viewport.frame_at(403)
    desk.key(Qt.Key.Key_Z, CTRL)
    assert points(desk) == added


def test_a_drag_of_a_point_is_one_step_and_stays_between_its_neighbours(desk: Desk, lane: AutomationLane) -> None:
    draw(desk, 0.0, -6.0, -12.0)
    before = desk.song
    start = at(lane, 4 * BAR, -6.0)
    desk.drag(lane, start, QPoint(lane.width() - 5, start.y() + 8))
    moved = points(desk)
    assert len(moved) == 3 and moved[1].value < -6.0
    assert moved[0].timeline_frame < moved[1].timeline_frame < moved[2].timeline_frame
    desk.key(Qt.Key.Key_Z, CTRL)
    assert desk.song == before


def test_escape_leaves_the_curve_as_it_was(desk: Desk, lane: AutomationLane) -> None:
    draw(desk, 0.0, -6.0)
    before = desk.song
    start = at(lane, 0, 0.0) + QPoint(1, 0)
    desk.drag(lane, start, start + QPoint(30, 20), release=False)
    assert desk.song != before
    QTest.keyClick(lane, Qt.Key.Key_Escape)
    QTest.mouseRelease(lane, Qt.MouseButton.LeftButton)
    assert desk.song == before


def test_dragging_the_line_lifts_both_ends(desk: Desk, lane: AutomationLane) -> None:
    draw(desk, -10.0, -10.0, -30.0)
    start = at(lane, 2 * BAR, -10.0)
    desk.drag(lane, start, start - QPoint(0, 15))
    first, second, third = points(desk)
    assert first.value == pytest.approx(second.value) and first.value > -9 and third.value == -30.0
    assert (first.timeline_frame, second.timeline_frame) == (0, 4 * BAR)


def test_alt_drag_bends_the_line(desk: Desk, lane: AutomationLane) -> None:
    draw(desk, -30.0, 0.0)
    x = round(lane.viewport.x_of(2 * BAR))
    start = QPoint(x, round(lane.scale.y_at(points(desk), x)))
    desk.drag(lane, start, start + QPoint(0, 25), CTRL)
    first, second = points(desk)
    assert first.bend != 0.0 and (first.value, second.value) == (-30.0, 0.0)


def test_double_click_deletes_a_point(desk: Desk, lane: AutomationLane) -> None:
    draw(desk, 0.0, -6.0)
    QTest.mouseDClick(lane, Qt.MouseButton.LeftButton, pos=at(lane, 4 * BAR, -6.0))
    assert [point.value for point in points(desk)] == [0.0]


def test_a_curve_by_keys_alone(desk: Desk, lane: AutomationLane) -> None:
    lane.setFocus()
    desk.engine.frame = BAR
    desk.tick()
    QTest.keyClick(lane, Qt.Key.Key_Return)
    desk.engine.frame = 5 * BAR
    desk.tick()
    QTest.keyClick(lane, Qt.Key.Key_Return)
    assert [point.timeline_frame for point in points(desk)] == [BAR, 5 * BAR]
    assert desk.engine.frame == 5 * BAR, "Enter is a point here, not a return to the start"
    for _ in range(3):
        QTest.keyClick(lane, Qt.Key.Key_Down)
    assert points(desk)[1].value == pytest.approx(points(desk)[0].value - 1.5)
    QTest.keyClick(lane, Qt.Key.Key_Backtab, SHIFT)
    assert lane.curve.selected == 0 and "Point 1" in lane.accessibleName()
    QTest.keyClick(lane, Qt.Key.Key_Right)
    assert points(desk)[0].timeline_frame > BAR
    QTest.keyClick(lane, Qt.Key.Key_Delete)
    assert len(points(desk)) == 1 and len(desk.song.tracks[0].clips) == 2


def test_another_value_in_the_same_place_and_one_more_below(desk: Desk, lane: AutomationLane) -> None:
    automation = desk.window.arrange.automation
    track_id = desk.song.tracks[0].id
    header = automation.headers[track_id, "fader_db"]
    entry = next(action for action in header.value_menu().actions() if action.text() == "Pan")
    entry.trigger()
    assert set(automation.lanes) == {(track_id, "pan")}
    header = automation.headers[track_id, "pan"]
    next(action for action in header.value_menu().actions() if action.text().startswith("One more")).trigger()
    assert set(automation.lanes) == {(track_id, "pan"), (track_id, "fader_db")}
    QTest.mouseClick(automation.headers[track_id, "pan"].fold, Qt.MouseButton.LeftButton)
    assert set(automation.lanes) == {(track_id, "fader_db")}


def test_mute_has_two_places(desk: Desk, lane: AutomationLane) -> None:
    automation, track_id = desk.window.arrange.automation, desk.song.tracks[0].id
    automation.shown.swap(track_id, "fader_db", "mute")
    mute = automation.lanes[track_id, "mute"]
    QTest.mouseClick(mute, Qt.MouseButton.LeftButton, pos=QPoint(200, 12))
    QTest.mouseClick(mute, Qt.MouseButton.LeftButton, pos=QPoint(400, 60))
    assert [point.value for point in points(desk, "mute")] == [1.0, 0.0]


def test_a_removed_track_takes_its_curves_off_the_screen(desk: Desk, lane: AutomationLane) -> None:
    desk.key(Qt.Key.Key_Backspace, CTRL)
    desk.tick()
    assert not desk.window.arrange.automation.lanes
    assert desk.window.arrange.viewport.unfolded_px == ()


def test_the_picture_is_drawn_and_the_figure_follows_the_playhead(desk: Desk, lane: AutomationLane) -> None:
    draw(desk, -20.0, 0.0)
    desk.engine.state, desk.engine.frame = "rolling", 2 * BAR
    desk.tick(4)
    header = desk.window.arrange.automation.headers[desk.song.tracks[0].id, "fader_db"]
    assert header._figure == "−10.0 dB"
    image = lane.grab().toImage()
    colours = {image.pixelColor(x, lane.height() // 2).name() for x in range(0, lane.width(), 3)}
    assert len(colours) > 3


@pytest.mark.parametrize("kind", ["reverb", "master"])
def test_the_curves_of_a_bus_lie_below_all_tracks(desk: Desk, kind: str) -> None:
    bus = next(bus for bus in desk.song.buses if bus.kind == kind)
    desk.window.show_page(3)
    desk.window.selection.set_bus(bus.id)
    desk.key(Qt.Key.Key_A, SHIFT)
    desk.tick()
    QApplication.processEvents()
    automation, view = desk.window.arrange.automation, desk.window.arrange.viewport
    lane, header = automation.lanes[bus.id, "fader_db"], automation.headers[bus.id, "fader_db"]
    assert view.y_of(len(desk.song.tracks)) < lane.y() and 0 <= lane.y() <= view.height_px - lane.height()
    assert header.y() == lane.y() + view.top_px and bus.name in header.value.caption
    QTest.mouseClick(lane, Qt.MouseButton.LeftButton, pos=QPoint(203, 30))
    curves = next(b for b in desk.song.buses if b.id == bus.id).curves
    assert [len(curve.points) for curve in curves] == [1] and "1 points" in lane.accessibleName()
    menu = header.value_menu()
    assert menu.actions()
    menu.deleteLater()
    desk.session.document.undo()
    desk.key(Qt.Key.Key_A, SHIFT)
    desk.tick()
    assert not automation.lanes and view.below_px == 0
    assert view.content_height_px == view.start_px(len(desk.song.tracks)) + 48


def test_a_bus_that_goes_takes_its_curves_along(desk: Desk) -> None:
    bus = next(bus for bus in desk.song.buses if bus.kind == "reverb")
    desk.window.arrange.toggle_automation(bus.id)
    desk.session.document.perform(remove_bus(bus.id))
    desk.tick()
    assert not desk.window.arrange.automation.lanes and desk.window.arrange.viewport.below_px == 0
