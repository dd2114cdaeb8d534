"""Hazards: parts of a header over each other; a drag that lands elsewhere than its line shows, or leaves a step behind when
it is cancelled; several selected tracks of which one click changes only one, or changes them in many steps."""

from dataclasses import replace
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.edits import folders
from app.edits.channels import set_exclusive_solo
from app.edits.tracks import rename_track, set_notes
from app.model.ids import FolderId, TrackId
from tests.ui.conftest import WindowDriver, move_with
from ui import theme
from ui.arrange.folder_header import FolderHeader
from ui.arrange.header_hand import LANE_PX
from ui.arrange.header_layout import header_layout
from ui.arrange.track_header import TrackHeader

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton
FREE = QPoint(4, 40)  # of a header: no part of it is there
DRUMS = FolderId("drums")


def ids(driver: WindowDriver) -> list[TrackId]:
    return [track.id for track in driver.song.tracks]


def header(driver: WindowDriver, lane: int) -> TrackHeader:
    return driver.window.arrange.headers.headers[driver.song.tracks[lane].id]


def folder_header(driver: WindowDriver) -> FolderHeader:
    return driver.window.arrange.headers.folders[DRUMS]


def select(driver: WindowDriver, *lanes: int) -> None:
    for n, lane in enumerate(lanes):
        modifier = CTRL if n else Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(header(driver, lane), LEFT, modifier, FREE)


def make_folder(driver: WindowDriver, *lanes: int) -> None:
    driver.session.document.perform(folders.make_folder([ids(driver)[n] for n in lanes], "Drums", DRUMS))
    driver.tick()


def carry(driver: WindowDriver, widget: QWidget, start: QPoint, y: int, *, release: bool = True) -> None:
    """Drag a header to a height of the column."""
    inside = driver.window.arrange.headers.inside
    driver.drag(widget, start, widget.mapFrom(inside, QPoint(60, y)), release=release)


# --- where parts lie
@pytest.mark.parametrize("inside_folder", [False, True])
@pytest.mark.parametrize("several_takes", [False, True])
def test_no_parts_of_a_header_overlap_at_any_height(inside_folder: bool, several_takes: bool) -> None:
    for height in range(LANE_PX[0], LANE_PX[1] + 1):
        places = header_layout(height, inside_folder, several_takes)
        parts = [places.name, *places.buttons, places.input, places.curves, places.takes]
        parts += [places.word, places.meter, places.level, places.notes]
        shown = [part for part in parts if part is not None]
        assert all(QRect(0, 0, theme.HEADER_WIDTH, height).contains(part) for part in shown), height
        assert not [pair for pair in combinations(shown, 2) if pair[0].intersects(pair[1])], height
        pressed = [*places.buttons, places.input, *(part for part in (places.curves, places.takes) if part)]
        assert all(part.width() >= theme.HIT and part.height() >= theme.HIT for part in pressed), height


@pytest.mark.parametrize(
    "name", ["A very long name " * 6, "\U0001f941\U0001f3b8" * 20, "\u05ea\u05d5\u05e4\u05d9\u05dd " * 12]
)
def test_names_stay_inside(driver: WindowDriver, name: str) -> None:
    driver.session.document.perform(rename_track(ids(driver)[0], name[:80].strip()))
    make_folder(driver, 0)
    driver.session.document.perform(folders.rename_folder(DRUMS, name[:80].strip()))
    driver.tick()
    made = header(driver, 0)
    assert made.name.geometry().right() < made.curves.geometry().left()
    row = folder_header(driver)
    before = row.grab(QRect(134, 0, 110, 26)).toImage()
    driver.session.document.perform(folders.rename_folder(DRUMS, "x"))
    driver.tick()
    assert row.grab(QRect(134, 0, 110, 26)).toImage() == before


# --- several tracks
def test_ctrl_adds_and_shift_extends(driver: WindowDriver) -> None:
    selection, known = driver.window.selection, ids(driver)
    select(driver, 1, 3)
    assert set(selection.tracks) == {known[1], known[3]} and selection.track == known[3]
    QTest.mouseClick(header(driver, 6), LEFT, SHIFT, FREE)
    assert set(selection.tracks) == set(known[3:7]) and selection.track == known[3]
    QTest.mouseClick(header(driver, 4), LEFT, CTRL, FREE)
    assert set(selection.tracks) == {known[3], known[5], known[6]}
    QTest.mouseClick(header(driver, 5), LEFT, pos=FREE)
    assert selection.tracks == (known[5],)


@pytest.mark.parametrize("part", ["mute", "solo", "arm", "monitor"])
def test_one_click_acts_on_all_selected_in_one_step(driver: WindowDriver, part: str) -> None:
    select(driver, 1, 3, 4)
    before = driver.song
    QTest.mouseClick(getattr(header(driver, 3), part), LEFT)
    seen = [
        {"mute": t.strip.mute, "solo": t.strip.solo, "arm": t.armed, "monitor": t.monitoring == "in"}[part]
        for t in driver.song.tracks
    ]
    others = [n for n, was in enumerate(before.tracks) if n not in (1, 3, 4)]
    assert seen[1] and seen[3] and seen[4]
    assert all(driver.song.tracks[n] == before.tracks[n] for n in others)
    assert "3 tracks" in driver.session.document.undo_label
    driver.session.document.undo()
    assert driver.song == before


def test_a_click_on_another_track_acts_on_that_one(driver: WindowDriver) -> None:
    select(driver, 1, 3)
    before = driver.song
    QTest.mouseClick(header(driver, 5).mute, LEFT)
    changed = [n for n, track in enumerate(driver.song.tracks) if track.strip.mute != before.tracks[n].strip.mute]
    assert changed == [5]
    assert driver.window.selection.tracks == (ids(driver)[5],)


def test_exclusive_solo_of_several_tracks_takes_the_others_out(driver: WindowDriver) -> None:
    driver.session.document.perform(set_exclusive_solo(True))
    QTest.mouseClick(header(driver, 0).solo, LEFT)
    select(driver, 2, 3)
    QTest.mouseClick(header(driver, 2).solo, LEFT)
    assert [n for n, track in enumerate(driver.song.tracks) if track.strip.solo] == [2, 3]


# --- reordering
def test_a_drag_moves_the_selected_tracks_to_the_line(driver: WindowDriver) -> None:
    known, before = ids(driver), driver.song
    select(driver, 1, 4)
    view = driver.window.arrange.viewport
    y = view.lanes.top_px(6) + 5
    carry(driver, header(driver, 4), FREE, y, release=False)
    line = driver.window.arrange.headers.hand.line
    assert line.isVisible() and abs(line.geometry().center().y() - view.lanes.top_px(6)) <= 1
    assert driver.song == before
    QTest.mouseRelease(header(driver, 4), LEFT)
    assert ids(driver) == [known[n] for n in (0, 2, 3, 5, 1, 4, 6, 7)] and not line.isVisible()
    assert driver.session.document.undo_label == "Move 2 tracks"
    assert set(driver.window.selection.tracks) == {known[1], known[4]}
    driver.session.document.undo()
    assert driver.song == before


def test_the_name_can_be_dragged_too(driver: WindowDriver) -> None:
    known = ids(driver)
    carry(driver, header(driver, 0).name, QPoint(20, 10), driver.window.arrange.viewport.lanes.top_px(2) + 3)
    assert ids(driver)[:3] == [known[1], known[0], known[2]]


def test_escape_and_a_lost_focus_cancel_a_drag(driver: WindowDriver) -> None:
    before, hand = driver.song, driver.window.arrange.headers.hand
    carry(driver, header(driver, 0), FREE, 300, release=False)
    driver.key(Qt.Key.Key_Escape)
    assert not hand.busy and not hand.line.isVisible()
    QTest.mouseRelease(header(driver, 0), LEFT)
    carry(driver, header(driver, 0), FREE, 300, release=False)
    driver.window.arrange.lanes.setFocus()
    assert not hand.busy
    QTest.mouseRelease(header(driver, 0), LEFT)
    assert driver.song == before


def test_a_press_without_movement_edits_nothing(driver: WindowDriver) -> None:
    label = driver.session.document.undo_label
    for at in (FREE, QPoint(100, header(driver, 0).height() - 2)):
        QTest.mouseClick(header(driver, 0), LEFT, pos=at)
    assert driver.session.document.undo_label == label


def test_a_drag_at_the_end_of_the_column_scrolls(driver: WindowDriver) -> None:
    arrange = driver.window.arrange
    arrange.viewport.lanes.set_lane_height(116)
    driver.tick()
    bottom = arrange.headers.inside.mapFrom(arrange.headers, QPoint(60, arrange.headers.height() - 3)).y()
    carry(driver, header(driver, 0), FREE, bottom, release=False)
    for _ in range(3):
        arrange.headers.hand._scroll()
    assert arrange.viewport.top_px > 0
    driver.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(header(driver, 0), LEFT)


# --- folders
def test_tracks_go_into_a_folder_and_out_of_it(driver: WindowDriver) -> None:
    make_folder(driver, 2, 3)
    view = driver.window.arrange.viewport
    moved = ids(driver)[6]
    carry(driver, header(driver, 6), FREE, view.lanes.top_px(2) + 5)
    assert ids(driver)[2] == moved and driver.song.tracks[2].folder == DRUMS
    driver.tick()
    carry(driver, header(driver, 2), FREE, view.lanes.top_px(1) + 5)
    assert ids(driver)[1] == moved and driver.song.tracks[1].folder is None
    driver.tick()
    carry(driver, header(driver, 1), FREE, view.lanes.rows.folders[0].top_px + 20)
    assert driver.song.tracks[2].folder == DRUMS, "the lower half of a folder's row is inside"


def test_a_folder_is_dragged_whole_and_never_into_another(driver: WindowDriver) -> None:
    make_folder(driver, 0, 1)
    driver.session.document.perform(folders.make_folder([ids(driver)[4], ids(driver)[5]], "Guitars", FolderId("g")))
    driver.tick()
    known = ids(driver)
    carry(driver, folder_header(driver), QPoint(160, 12), driver.window.arrange.viewport.lanes.top_px(5) + 50)
    assert ids(driver) == [known[n] for n in (2, 3, 4, 5, 0, 1, 6, 7)]
    assert [track.folder for track in driver.song.tracks][2:6] == [FolderId("g")] * 2 + [DRUMS] * 2


def test_a_folder_folds_by_its_arrow_and_by_keys(driver: WindowDriver) -> None:
    make_folder(driver, 2, 3)
    row = folder_header(driver)
    QTest.mouseClick(row.arrow, LEFT)
    driver.tick()
    assert driver.song.folders[0].folded and not header(driver, 2).isVisible() and header(driver, 4).isVisible()
    row.setFocus()
    driver.key(Qt.Key.Key_Right)
    assert not driver.song.folders[0].folded
    driver.key(Qt.Key.Key_Left)
    assert driver.song.folders[0].folded


def test_mute_and_solo_of_a_folder_act_on_all_inside(driver: WindowDriver) -> None:
    make_folder(driver, 2, 3)
    row = folder_header(driver)
    QTest.mouseClick(header(driver, 2).mute, LEFT)
    assert row.mute.isChecked() and row.mute.outlined, "some"
    for lit in (True, False):
        QTest.mouseClick(row.mute, LEFT)
        assert [track.strip.mute for track in driver.song.tracks[1:5]] == [False, lit, lit, False]
    QTest.mouseClick(row.solo, LEFT)
    assert [track.strip.solo for track in driver.song.tracks[1:5]] == [False, True, True, False]
    assert row.solo.isChecked() and not row.solo.outlined


def test_a_folder_is_renamed_in_place_and_a_click_selects_what_is_inside(driver: WindowDriver) -> None:
    make_folder(driver, 2, 3)
    row = folder_header(driver)
    QTest.mouseClick(row, LEFT, pos=QPoint(160, 12))
    assert driver.window.selection.tracks == (ids(driver)[2], ids(driver)[3])
    QTest.mouseDClick(row.name, LEFT)
    assert row.name.field is not None
    row.name.field.setText("Kit")
    QTest.keyClick(row.name.field, Qt.Key.Key_Return)
    assert driver.song.folders[0].name == "Kit" and row.name.text() == "Kit"


def test_a_folder_without_tracks_is_gone_with_its_header(driver: WindowDriver) -> None:
    make_folder(driver, 2)
    driver.session.document.perform(folders.dissolve_folder(DRUMS))
    driver.tick()
    assert not driver.window.arrange.headers.folders
    driver.session.document.undo()
    driver.tick()
    assert folder_header(driver).isVisible()


# --- heights
def test_a_lower_edge_sets_the_height_of_all_selected(driver: WindowDriver) -> None:
    select(driver, 1, 2)
    made, before = header(driver, 1), driver.song
    edge = QPoint(100, made.height() - 2)
    driver.drag(made, edge, edge + QPoint(0, 70))
    driver.tick()
    assert [header(driver, n).height() for n in range(4)] == [58, 128, 128, 58]
    assert driver.session.document.undo_label == "Set track height"
    driver.session.document.undo()
    driver.tick()
    assert driver.song == before and header(driver, 1).height() == 58
    driver.session.document.redo()
    driver.tick()
    QTest.mouseDClick(made, LEFT, pos=QPoint(100, made.height() - 2))
    driver.tick()
    assert [header(driver, n).height() for n in range(4)] == [58, 58, 58, 58]


def test_undo_in_a_drag_puts_a_height_back(driver: WindowDriver) -> None:
    made, before = header(driver, 1), driver.song
    edge = QPoint(100, made.height() - 2)
    driver.drag(made, edge, edge + QPoint(0, 70), release=False)
    assert driver.song != before
    driver.key(Qt.Key.Key_Delete)
    driver.key(Qt.Key.Key_Z, CTRL)
    assert driver.song == before
    move_with(made, QPoint(100, 300), Qt.KeyboardModifier.NoModifier)
    QTest.mouseRelease(made, LEFT)
    assert driver.song == before


def test_heights_end_where_a_header_can_still_be_read(driver: WindowDriver) -> None:
    made = header(driver, 1)
    edge = QPoint(100, made.height() - 2)
    driver.drag(made, edge, QPoint(100, -500))
    assert driver.song.tracks[1].lane_height_px == LANE_PX[0]


def test_a_tall_header_shows_the_notes(driver: WindowDriver) -> None:
    first = driver.song.tracks[0]
    driver.session.document.perform(set_notes(first.id, "Double the second verse"))
    driver.window.arrange.viewport.lanes.set_lane_height(116)
    driver.tick()
    place = header(driver, 0).layout_now.notes
    assert place is not None
    shown = header(driver, 0).grab(place).toImage()
    driver.session.document.perform(set_notes(first.id, ""))
    driver.tick()
    assert header(driver, 0).grab(place).toImage() != shown
    assert replace(driver.song.tracks[0], notes="") == first
    QApplication.processEvents()


def test_tab_follows_the_order_of_headers_and_of_headphone_rows_after_a_move(driver: WindowDriver) -> None:
    make_folder(driver, 2, 3)
    carry(driver, header(driver, 0), FREE, driver.window.arrange.viewport.lanes.top_px(5) + 50)
    driver.tick()
    rows = driver.window.record.phones.rows
    assert list(rows) == ids(driver)
    assert [row.y() for row in rows.values()] == sorted(row.y() for row in rows.values())
    for parts in ([header(driver, lane).mute for lane in range(8)], [row.mute for row in rows.values()]):
        seen, at = [], parts[0]
        for _ in range(2000):
            if at in parts:
                seen.append(at)
            at = at.nextInFocusChain()
            if at is parts[0]:
                break
        assert seen == parts


def test_a_name_stops_at_its_limit(driver: WindowDriver) -> None:
    """More letters were typed, and all of them were lost at Enter."""
    header = driver.window.arrange.headers.headers[driver.song.tracks[0].id]
    header.name.open_field()
    QTest.keyClicks(QApplication.focusWidget(), "x" * 90)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert driver.song.tracks[0].name == "x" * 80


@pytest.mark.parametrize("modifier", [Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier])
def test_only_plain_keys_open_a_name(driver: WindowDriver, modifier: Qt.KeyboardModifier) -> None:
    """Shift+F2 renamed the track that had the keyboard, in place of the song."""
    name = header(driver, 0).name
    name.setFocus()
    for key in (Qt.Key.Key_F2, Qt.Key.Key_Return):
        driver.key(key, modifier)
        assert name.field is None
        if driver.window.dialog is not None:
            driver.window.dialog.close_dialog()
    name.setFocus()
    driver.key(Qt.Key.Key_F2)
    assert name.field is not None
