"""Thirty different edits of a song with mouse and keys, then all of them undone and done again.

Hazard: an edit by hand that is two steps of the history or none, or that undo does not lead back from.
"""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.model.clip import Clip
from app.model.invariants import check
from app.model.song import Song
from tests.helpers.songs import BAR
from tests.ui.conftest import WindowDriver
from tests.ui.lanes import CTRL, HIGHEST, LEFT, LOWER, NONE, SHIFT, Lanes, write_silence

ALT, KEY = Qt.KeyboardModifier.AltModifier, Qt.Key


def clip_of(lanes: Lanes, lane: int, number: int = 0) -> Clip:
    return lanes.song.tracks[lane].clips[number]


def thirty_edits(lanes: Lanes) -> list[tuple[str, Callable[[], None]]]:
    """Name of the step, and what the hand does for it."""
    driver, px, view = lanes.driver, lanes.px, lanes.view
    down = view.lanes.lane_height

    def press(key: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
        driver.tick()
        driver.key(key, keys)

    def move(lane: int, frame: int, across: int, lanes_down: int = 0, keys: Qt.KeyboardModifier = NONE) -> None:
        lanes.drag(lanes.at(lane, frame), QPoint(across, lanes_down * down), keys)

    def select_time(lane: int, start: int, end: int, lanes_down: int = 0) -> None:
        lanes.drag(lanes.at(lane, start, LOWER), QPoint(px(end - start), lanes_down * down))

    def after_click(lane: int, frame: int, key: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> Callable[[], None]:
        return lambda: (lanes.click(lanes.at(lane, frame, LOWER)), press(key, keys))[-1]

    def after_range(key: Qt.Key, keys: Qt.KeyboardModifier = NONE, lane: int = 3) -> Callable[[], None]:
        return lambda: (select_time(lane, 9 * BAR // 2, 11 * BAR // 2, 1), press(key, keys))[-1]

    def fade(at_end: bool, by: QPoint) -> None:
        clip = clip_of(lanes, 0)
        frame = clip.timeline_end_frame if at_end else clip.timeline_start_frame
        lanes.drag(lanes.at(0, frame, HIGHEST) + QPoint(-2 if at_end else 2, 0), by)

    def trim(at_end: bool, by: int) -> None:
        clip = clip_of(lanes, 1)
        frame = clip.timeline_end_frame if at_end else clip.timeline_start_frame
        lanes.drag(lanes.at(1, frame) + QPoint(-2 if at_end else 2, 0), QPoint(by, 0))

    def type_gain() -> None:
        QTest.mouseDClick(lanes.widget, LEFT, NONE, lanes.handle(7, clip_of(lanes, 7)))
        field = QApplication.focusWidget()
        QTest.keyClicks(field, "-3")
        QTest.keyClick(field, KEY.Key_Return)

    def rippled(edit: Callable[[], None]) -> Callable[[], None]:
        def edit_with_ripple() -> None:
            driver.window.editing.set_ripple("track")
            edit()
            driver.window.editing.set_ripple("off")

        return edit_with_ripple

    def move_banded() -> None:
        lanes.selection.set_clips(())
        lanes.drag(lanes.at(5, 6 * BAR, LOWER), QPoint(px(BAR), down), CTRL)
        move(5, 6 * BAR, px(BAR))

    def move_range() -> None:
        select_time(6, 4 * BAR, 6 * BAR)
        move(6, 5 * BAR, px(BAR))

    return [
        ("Move clip", lambda: move(2, 4 * BAR, px(BAR))),
        ("Move clip", lambda: move(2, 5 * BAR, 0, 1)),
        ("Move clip", lambda: move(3, 6 * BAR, 7, 0, SHIFT)),
        ("Copy clip", lambda: move(4, 3 * BAR, px(2 * BAR), 1, CTRL)),
        ("Slip clip", lambda: move(0, 2 * BAR, -20, 0, CTRL | SHIFT)),
        ("Trim clip", lambda: trim(False, px(BAR))),
        ("Trim clip", lambda: trim(True, -px(BAR))),
        ("Fade in", lambda: fade(False, QPoint(30, 0))),
        ("Fade out", lambda: fade(True, QPoint(-30, 40))),
        ("Set clip gain", lambda: lanes.drag(lanes.handle(0, clip_of(lanes, 0)), QPoint(0, 15))),
        ("Set clip gain", type_gain),
        ("Move 3 clips", move_banded),
        ("Move range", move_range),
        ("Copy range", lambda: move(6, 6 * BAR, px(3 * BAR), 1, CTRL)),
        ("Move clip", rippled(lambda: move(1, 4 * BAR, px(BAR)))),
        ("Trim clip", rippled(lambda: trim(True, -px(BAR)))),
        ("Split clip", after_click(0, 4 * BAR, KEY.Key_S)),
        ("Split clip", after_click(0, 6 * BAR, KEY.Key_E, CTRL)),
        ("Duplicate clip", after_click(7, 4 * BAR, KEY.Key_D, CTRL)),
        ("Set clip gain", after_click(7, 4 * BAR, KEY.Key_Up, CTRL)),
        ("Set clip gain", after_click(4, 4 * BAR, KEY.Key_Down, CTRL)),
        ("Move clip", after_click(4, 4 * BAR, KEY.Key_Right, CTRL)),
        ("Move clip", after_click(4, 4 * BAR, KEY.Key_Right, CTRL | SHIFT)),
        ("Fade in", after_click(4, 5 * BAR, KEY.Key_BracketLeft, ALT)),
        ("Mute clip", after_click(4, 5 * BAR, KEY.Key_M, CTRL)),
        ("Delete clip", after_click(0, 5 * BAR, KEY.Key_Delete)),
        ("Crop to range", after_range(KEY.Key_C, CTRL | SHIFT, lane=5)),
        ("Delete range", after_range(KEY.Key_Delete)),
        ("Duplicate range", after_range(KEY.Key_D, CTRL, lane=6)),
        ("Cut range", after_range(KEY.Key_X, CTRL, lane=6)),
        ("Paste", lambda: press(KEY.Key_V, CTRL)),
    ]


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_thirty_edits_by_hand_are_thirty_steps_that_undo_and_redo(driver: WindowDriver) -> None:
    lanes, songs, document = Lanes(driver), list[Song](), driver.session.document
    for track in driver.song.tracks:
        write_silence(document.opened.folder.path / track.clips[0].file, 60 * BAR)
    songs.append(driver.song)
    edits = thirty_edits(lanes)
    assert len(edits) >= 30
    for number, (name, edit) in enumerate(edits):
        edit()
        driver.tick()
        assert driver.song != songs[-1], (number, name)
        assert str(document.undo_label).startswith(name.split(" clip")[0].split(" range")[0]), (number, name)
        assert not check(driver.song), (number, name)
        songs.append(driver.song)
    for number in range(len(edits) - 1, -1, -1):
        driver.key(Qt.Key.Key_Z, CTRL)
        assert driver.song is songs[number], (number, edits[number][0], "one step")
    for number in range(1, len(edits) + 1):
        driver.key(Qt.Key.Key_Z, CTRL | SHIFT)
        assert driver.song is songs[number], (number, edits[number - 1][0])
