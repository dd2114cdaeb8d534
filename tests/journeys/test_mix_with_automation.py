"""A mix whose faders are moved by mouse while the song plays: touch, latch and trim, a curve drawn by hand, and mute.

Hazards: a movement that is not where the song was; one that takes several steps of undo; a curve that a save loses.
"""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from app.model.curve import value_at
from app.model.parameters import parameter
from app.model.track import Track
from app.storage.song_store import read_song
from tests.helpers.songs import RATE
from tests.ui.conftest import WindowDriver, move_with
from tests.ui.lanes import CTRL, LEFT, NONE, SHIFT

FADER, PAN = parameter("track", "fader_db"), parameter("track", "pan")


class Mixer:
    """The hand on the Mix page, while the tape moves on at every step of it."""

    def __init__(self, driver: WindowDriver) -> None:
        self.driver, self.window = driver, driver.window

    def track(self, lane: int) -> Track:
        return self.driver.song.tracks[lane]

    def points(self, lane: int, path: str) -> int:
        return next((len(curve.points) for curve in self.track(lane).curves if curve.path == path), 0)

    def value(self, lane: int, path: str, seconds: float) -> float:
        curve = next(curve for curve in self.track(lane).curves if curve.path == path)
        return float(value_at(curve.points, parameter("track", path), round(seconds * RATE)))

    def press(self, key: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
        self.driver.key(key, keys)
        self.driver.tick(6)

    def play_from(self, seconds: float) -> None:
        self.driver.engine.frame = round(seconds * RATE)
        self.press(Qt.Key.Key_Space)
        assert self.driver.engine.state == "rolling"

    def roll(self, seconds: float) -> None:
        for _ in range(round(seconds * 20)):
            self.driver.engine.frame += RATE // 20
            self.driver.tick()

    def mode(self, lane: int, name: str) -> None:
        strip = self.window.mix.console.tracks[self.track(lane).id]
        QTest.mouseClick(strip.mode, LEFT)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        wanted = next(entry for entry in menu.actions() if entry.text().startswith(name))
        QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(wanted).center())
        self.driver.tick()

    def move(self, control: QWidget, start: QPointF, by: QPoint, seconds: float) -> None:
        """Take hold, move for that long, and let go."""
        at = start.toPoint()
        QTest.mousePress(control, LEFT, NONE, at)
        for part in range(1, 11):
            move_with(control, at + by * part / 10, NONE)
            self.roll(seconds / 10)
        QTest.mouseRelease(control, LEFT, NONE, at + by)
        self.driver.tick()

    def fader(self, lane: int) -> tuple[QWidget, QPointF]:
        fader = self.window.mix.console.tracks[self.track(lane).id].fader
        return fader, QPointF(12, fader.y_of(fader.value))


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_mix_is_automated_by_hand_undone_redone_and_saved(driver: WindowDriver) -> None:
    mixer, document, before = Mixer(driver), driver.session.document, driver.song
    mixer.press(Qt.Key.Key_3, CTRL)
    for lane, name in ((0, "Touch"), (1, "Latch"), (3, "Touch")):
        mixer.mode(lane, name)
    assert [mixer.track(lane).automation for lane in (0, 1, 3)] == ["touch", "latch", "touch"]

    steps, resting = document.opened.history.position, mixer.track(0).strip.fader_db
    mixer.play_from(2)
    mixer.roll(1)
    mixer.move(*mixer.fader(0), QPoint(0, 60), 2)
    mixer.roll(2)
    assert document.opened.history.position == steps + 1 and document.undo_label == "Automate fader"
    low = min(mixer.value(0, "fader_db", 3 + second / 10) for second in range(22))
    assert mixer.value(0, "fader_db", 2.5) == pytest.approx(resting, abs=0.1)
    assert low < resting - 3 and mixer.value(0, "fader_db", 4.9) < mixer.value(0, "fader_db", 3.5) - 1
    assert mixer.value(0, "fader_db", 6.5) == pytest.approx(resting, abs=0.1), "touch goes back"
    assert 2 <= mixer.points(0, "fader_db") < 40, "thinned to what is heard"

    steps = document.opened.history.position
    mixer.move(*mixer.fader(1), QPoint(0, 40), 1)
    mixer.roll(2)
    mixer.press(Qt.Key.Key_Space)
    assert driver.engine.state == "stopped" and document.opened.history.position == steps + 1
    held = mixer.value(1, "fader_db", 9.5)
    assert (
        held == pytest.approx(mixer.value(1, "fader_db", 8.5), abs=0.1) and held < before.tracks[1].strip.fader_db - 2
    )

    steps = document.opened.history.position
    mixer.play_from(1)
    strip = driver.window.mix.console.tracks[mixer.track(3).id]
    mixer.move(strip.pan, QPointF(strip.pan.rect().center()), QPoint(30, 0), 1)
    mixer.roll(1)
    mixer.press(Qt.Key.Key_Space)
    assert document.opened.history.position == steps + 1
    assert mixer.value(3, "pan", 1.9) > mixer.value(3, "pan", 1.1)

    mixer.mode(0, "Trim")
    lower = mixer.value(0, "fader_db", 3.8)
    mixer.play_from(2)
    mixer.roll(1)
    mixer.move(*mixer.fader(0), QPoint(0, -20), 1)
    mixer.roll(3)
    mixer.press(Qt.Key.Key_Space)
    assert mixer.value(0, "fader_db", 3.8) > lower + 0.5, "trim lifts the curve"

    mixed = driver.song
    mixer.press(Qt.Key.Key_S, CTRL)
    assert read_song(document.opened.folder) == mixed
    songs = [mixed]
    while driver.song is not before:
        mixer.press(Qt.Key.Key_Z, CTRL)
        songs.append(driver.song)
        assert len(songs) < 20
    for wanted in reversed(songs[:-1]):
        mixer.press(Qt.Key.Key_Z, CTRL | SHIFT)
        assert driver.song is wanted
    assert any(plan.curves for plan in driver.engine.plans[-1].channels), "the engine has them"
