"""Hazard: gestures in an order that nobody thought of that break the song, or a history that does not lead back."""

import random

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.edits.clip_properties import lock_clips
from app.model.invariants import check
from tests.helpers.songs import BAR
from tests.ui.conftest import WindowDriver, move_with
from tests.ui.lanes import CTRL, LEFT, NONE, RIGHT, SHIFT, Lanes, write_silence

GESTURES = 150
ENDS = ("release",) * 8 + ("escape", "other button", "undo")


class RandomHand:
    """Drags anything anywhere; what it does is told in `done`, so that a failure can be read."""

    def __init__(self, lanes: Lanes, seed: int) -> None:
        self.lanes, self.chance, self.done = lanes, random.Random(seed), list[str]()

    def gesture(self) -> None:
        chance, lanes, editing = self.chance, self.lanes, self.lanes.driver.window.editing
        editing.set_ripple(chance.choice(("off", "off", "track", "all")))
        editing.set_snap(chance.random() < 0.7)
        start = self._place()
        keys = chance.choice((NONE, NONE, NONE, CTRL, SHIFT, CTRL | SHIFT))
        self.done.append(f"{editing.ripple} {start.toTuple()} {keys}")
        QTest.mousePress(lanes.widget, LEFT, keys, start)
        at = start
        for _ in range(chance.randrange(0, 5)):
            at += QPoint(chance.randrange(-150, 151), chance.randrange(-70, 71))
            move_with(lanes.widget, at, keys)
        self._end(chance.choice(ENDS), at, keys)
        if chance.random() < 0.1:
            QTest.mouseDClick(lanes.widget, LEFT, NONE, self._place())

    def _place(self) -> QPoint:
        """A point in sight: often at an edge of a clip, where most happens."""
        lanes, chance = self.lanes, self.chance
        lane = chance.randrange(0, 8)
        clips = lanes.song.tracks[lane].clips
        if clips and chance.random() < 0.6:
            clip = chance.choice(clips)
            frame = chance.choice((clip.timeline_start_frame, clip.timeline_end_frame))
            point = lanes.at(lane, frame, chance.randrange(3, 55)) + QPoint(chance.randrange(-6, 7), 0)
            if 0 <= point.x() < lanes.widget.width():
                return point
        return QPoint(chance.randrange(0, lanes.widget.width()), lanes.view.y_of(lane) + chance.randrange(3, 55))

    def _end(self, how: str, at: QPoint, keys: Qt.KeyboardModifier) -> None:
        widget = self.lanes.widget
        self.done.append(how)
        if how == "escape":
            QTest.keyClick(widget, Qt.Key.Key_Escape)
        elif how == "other button":
            QTest.mousePress(widget, RIGHT, keys, at)
            QTest.mouseRelease(widget, RIGHT, keys, at)
        elif how == "undo" and self.lanes.mouse.busy:
            QTest.keyClick(widget, Qt.Key.Key_Z, CTRL)
        QTest.mouseRelease(widget, LEFT, keys, at)


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize("seed", [2, 4])
def test_random_gestures_keep_the_song_valid_and_lead_back(driver: WindowDriver, seed: int) -> None:
    lanes, document = Lanes(driver), driver.session.document
    for track in driver.song.tracks:
        write_silence(document.opened.folder.path / track.clips[0].file, 60 * BAR)
    document.perform(lock_clips([driver.song.tracks[6].clips[0].id], True))
    locked, hand, songs = driver.song.tracks[6].clips[0], RandomHand(lanes, seed), [driver.song]
    for _ in range(GESTURES):
        hand.gesture()
        assert not lanes.mouse.busy and not document.opened.history.in_gesture, hand.done[-6:]
        if driver.song is not songs[-1]:
            assert not check(driver.song), hand.done[-6:]
            assert any(clip == locked for clip in driver.song.tracks[6].clips), "it is locked"
            songs.append(driver.song)
    assert len(songs) > GESTURES / 8, "they do edit"
    for earlier in reversed(songs[:-1]):
        document.undo()
        assert driver.song is earlier, "each gesture is one step"
    for later in songs[1:]:
        document.redo()
        assert driver.song is later
