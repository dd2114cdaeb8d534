"""The lanes of a window for tests: places by lane and frame, clicks and drags."""

from pathlib import Path

import numpy as np
import soundfile
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.model.clip import Clip
from app.model.song import Song
from tests.helpers.songs import BAR
from tests.ui.conftest import WindowDriver
from ui.arrange.lane_mouse import LaneMouse

NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
UPPER, LOWER, HIGHEST = 20, 45, 6  # of a lane of 58 px: the clip itself, its time, its corners


class Lanes:
    """The lanes of a window, by lane and frame."""

    def __init__(self, driver: WindowDriver) -> None:
        self.driver, self.widget = driver, driver.window.arrange.lanes
        self.view, self.selection = driver.window.arrange.viewport, driver.window.selection
        self.view.frames_per_px = BAR / 60
        self.view.scroll_to(0, 0)
        self.widget.redraw()

    @property
    def song(self) -> Song:
        return self.driver.song

    @property
    def mouse(self) -> LaneMouse:
        return self.widget.mouse

    def at(self, lane: int, frame: float, down: int = UPPER) -> QPoint:
        return QPoint(round(self.view.x_of(frame)), self.view.y_of(lane) + down)

    def px(self, frames: float) -> int:
        return round(frames / self.view.frames_per_px)

    def handle(self, lane: int, clip: Clip) -> QPoint:
        """In the gain handle of a clip."""
        found = self.mouse.places.gain_handle(lane, clip)
        assert found is not None
        return found.center().toPoint()

    def drag(
        self,
        start: QPoint,
        by: QPoint,
        keys: Qt.KeyboardModifier = NONE,
        *,
        release: bool = True,
        button: Qt.MouseButton = LEFT,
    ) -> None:
        self.driver.drag(self.widget, start, start + by, keys, release=release, button=button)

    def release(self, at: QPoint | None = None) -> None:
        QTest.mouseRelease(self.widget, LEFT, NONE, at or QPoint(5, 5))

    def click(self, at: QPoint, keys: Qt.KeyboardModifier = NONE, button: Qt.MouseButton = LEFT) -> None:
        QTest.mouseClick(self.widget, button, keys, at)

    def clip(self, clip_id: str) -> Clip:
        return next(clip for track in self.song.tracks for clip in track.clips if clip.id == clip_id)

    def undone(self) -> Song:
        """The song after one undo."""
        self.driver.session.document.undo()
        return self.driver.song

    @property
    def readout(self) -> str | None:
        """What stands beside the pointer."""
        shown = self.mouse._parts.readout
        return shown.text if shown.isVisible() else None


def write_silence(path: Path, frames: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, np.zeros(frames, np.float32), 48000, subtype="FLOAT")
