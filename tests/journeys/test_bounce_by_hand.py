"""Bounces and stems from the dialog through their real process: cancelled in the middle, begun again, and of what was split,
moved and put back.

Hazards: a cancelled bounce that leaves a part of a file; edits that were all taken back by hand and are still heard.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.model.song import Song
from tests.helpers.songs import BAR, RATE
from tests.helpers.widgets import chip_of
from tests.ui.conftest import WindowDriver
from tests.ui.lanes import CTRL, LEFT, LOWER, NONE, SHIFT, Lanes
from ui.dialogs.bounce import BounceDialog

KEY = Qt.Key
SECONDS = 100


@pytest.fixture
def sounding(driver: WindowDriver) -> WindowDriver:
    """The song's eight tracks have sound."""
    folder = driver.session.document.opened.folder
    for number, track in enumerate(driver.song.tracks):
        noise = np.random.default_rng(number).standard_normal((SECONDS * RATE, track.channels)) * 0.05
        soundfile.write(folder.path / track.clips[0].file, noise.astype(np.float32), RATE, subtype="FLOAT")
    return driver


def until(driver: WindowDriver, done: Callable[[], object], seconds: float = 120) -> None:
    for _ in range(round(seconds / 0.005)):
        driver.tick()
        QApplication.processEvents()
        if done():
            return
        QTest.qWait(5)
    pytest.fail("it did not end")


def opened(driver: WindowDriver, name: str, *chips: str) -> BounceDialog:
    """The dialog by its key, with these choices clicked and a name typed."""
    driver.key(KEY.Key_E, CTRL | SHIFT)
    dialog = driver.window.dialog
    assert isinstance(dialog, BounceDialog)
    for text in chips:
        row = dialog.what if dialog.what.findText(text) >= 0 else dialog.range
        QTest.mouseClick(chip_of(row, text), LEFT)
    dialog.path.setFocus()
    dialog.path.selectAll()
    QTest.keyClicks(dialog.path, name)
    return dialog


def run(driver: WindowDriver, dialog: BounceDialog) -> None:
    """To its end, and the dialog away."""
    QTest.mouseClick(dialog.go, LEFT)
    assert dialog.job is not None, dialog.sentence.text()
    until(driver, lambda: dialog.job is None)
    assert dialog.reveal.isVisible(), dialog.sentence.text()
    driver.key(KEY.Key_Escape)
    assert driver.window.dialog is None


def files(folder: Path) -> set[Path]:
    """Beside the song."""
    return {path.relative_to(folder) for path in folder.rglob("*") if "Song.worktape" not in path.parts}


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize(("name", "chips"), [("Rough.wav", ()), ("Rough stems", ("Stems of tracks",))])
def test_what_is_cancelled_in_the_middle_leaves_nothing_and_comes_whole_when_begun_again(
    sounding: WindowDriver, name: str, chips: tuple[str, ...]
) -> None:
    driver, song = sounding, sounding.song
    home = driver.session.document.opened.folder.path.parent
    driver.key(KEY.Key_A, CTRL)
    driver.key(KEY.Key_D, CTRL | SHIFT)  # nine times as long, so that there is a middle
    QTest.keyClicks(QApplication.focusWidget(), "8")
    QTest.keyClick(QApplication.focusWidget(), KEY.Key_Return)
    assert driver.song.length_frames > 8 * song.length_frames
    dialog = opened(driver, name, *chips)
    before = files(home)
    QTest.mouseClick(dialog.go, LEFT)
    until(driver, lambda: dialog.job is None or dialog.job.progress > 0)
    assert dialog.job is not None and dialog.progress.isVisible()
    assert files(home) != before, "a part of it is on the disk"
    QTest.mouseClick(dialog.cancel, LEFT)
    until(driver, lambda: dialog.job is None)
    assert dialog.sentence.text().startswith("Cancelled") and dialog.go.isEnabled()
    assert files(home) == before
    driver.key(KEY.Key_Escape)
    driver.key(KEY.Key_Z, CTRL)
    assert driver.song == song
    dialog = opened(driver, name, *chips)
    run(driver, dialog)
    written = files(home) - before
    sounds = [path for path in written if path.suffix == ".wav"]
    assert len(sounds) == (1 if not chips else sum(not track.strip.mute for track in song.tracks)), sounds
    assert {soundfile.info(home / path).frames >= song.length_frames for path in sounds} == {True}
    assert not [path for path in written if path.suffix not in (".wav", ".json", "")]


def places(song: Song) -> list[set[tuple[int, int, int]]]:
    return [{(c.timeline_start_frame, c.file_start_frame, c.length_frames) for c in t.clips} for t in song.tracks]


def hand_edits(lanes: Lanes) -> Iterable[Callable[[], None]]:
    """Each edits by hand and puts everything back by hand: no undo."""
    driver, bar, down = lanes.driver, lanes.px(BAR), lanes.view.lanes.lane_height

    def split_and_move(lane: int, at: int, across: int, lanes_down: int) -> None:
        lanes.click(lanes.at(lane, at, LOWER))
        driver.tick()
        driver.key(KEY.Key_E, CTRL)
        by = QPoint(across * bar, lanes_down * down)
        place = lanes.at(lane, at + BAR)
        lanes.drag(place, by)
        lanes.drag(place + by, -by)

    def cut_and_paste(lane: int, at: int) -> None:
        lanes.drag(lanes.at(lane, at, LOWER), QPoint(2 * bar, down))
        driver.tick()
        driver.key(KEY.Key_X, CTRL)
        driver.tick()
        driver.key(KEY.Key_V, CTRL)

    def insert_and_delete_time(lane: int, at: int) -> None:
        lanes.drag(lanes.at(lane, at, LOWER), QPoint(2 * bar, 0))
        driver.key(KEY.Key_Insert, SHIFT)
        lanes.drag(lanes.at(lane, at, LOWER), QPoint(2 * bar, 0))
        driver.key(KEY.Key_Delete, CTRL)

    yield lambda: split_and_move(0, 3 * BAR, 2, 0)
    yield lambda: split_and_move(1, 4 * BAR, 0, 5)
    yield lambda: split_and_move(6, 5 * BAR, 3, 1)
    yield lambda: cut_and_paste(3, 6 * BAR)
    yield lambda: insert_and_delete_time(4, 7 * BAR)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_bounce_of_what_was_split_moved_and_put_back_is_the_first_one_to_the_bit(sounding: WindowDriver) -> None:
    driver, lanes = sounding, Lanes(sounding)
    home, before = driver.session.document.opened.folder.path.parent, driver.song
    run(driver, opened(driver, "Before.wav"))
    for number, edit in enumerate(hand_edits(lanes)):
        was = driver.song
        edit()
        driver.tick()
        assert driver.song is not was, number
    parts = sum(len(track.clips) for track in driver.song.tracks)
    assert parts > sum(len(track.clips) for track in before.tracks) + 5 and places(driver.song) != places(before)
    run(driver, opened(driver, "After.wav"))
    first, second = ((home / name).read_bytes() for name in ("Before.wav", "After.wav"))
    assert first == second
    lanes.drag(lanes.at(0, 4 * BAR), QPoint(lanes.px(BAR), 0), NONE)
    run(driver, opened(driver, "Moved.wav"))
    assert (home / "Moved.wav").read_bytes() != first
