"""A take, an overdub, a punch and three rounds of a loop, recorded with keys and comped with the mouse.

Hazards: a recording that lies elsewhere than the tape was; armed tracks that are recorded though they were disarmed; a comp
whose steps undo does not lead back from.
"""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.edits.clip_stack import phrase_at
from app.model.invariants import check
from app.model.song import Song
from app.model.track import Track
from app.storage.song_store import read_song
from audio_engine.protocol import FinishedFile, PassFinished, PassResult, Round
from tests.helpers.songs import BAR, RATE
from tests.ui.conftest import WindowDriver
from tests.ui.lanes import LEFT
from ui.arrange.ruler_rows import LOOP, PUNCH, RulerRow

MARGIN = RATE  # what the files hold beyond their rounds


class Studio:
    """Keys and mouse on the window, and a tape that rolls as far as it is told."""

    def __init__(self, driver: WindowDriver) -> None:
        self.driver = driver
        driver.engine.ends_passes = False
        driver.session.recorder.allow_virtual = True
        self.view = driver.window.arrange.viewport
        self.view.frames_per_px = BAR / 60

    @property
    def song(self) -> Song:
        return self.driver.song

    def press(self, *keys: str) -> None:
        for key in keys:
            QTest.keySequence(QApplication.focusWidget() or self.driver.window, key)  # type: ignore[call-overload]
            self.driver.tick()

    def add_track(self, name: str) -> None:
        self.press("Ctrl+T")
        QTest.keyClicks(QApplication.focusWidget(), name)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        self.driver.tick()

    def click_arm(self, lane: int) -> None:
        header = self.driver.window.arrange.headers.headers[self.song.tracks[lane].id]
        QTest.mouseClick(header.arm, LEFT)
        self.driver.tick()

    def draw(self, row: RulerRow, start: float, end: float) -> None:
        ruler = self.driver.window.arrange.ruler
        y = ruler.rows.top_of(row) + row.height_px // 2
        first, last = (QPoint(round(self.view.x_of(bar * BAR)), y) for bar in (start, end))
        self.driver.drag(ruler, first, last)
        self.driver.tick()

    def record(self, *spans: tuple[float, float]) -> set[str]:
        """From R to the Space bar: rounds from bar to bar. Returns the names of the tracks that were recorded."""
        self.press("R")
        request = self.driver.engine.running_pass
        assert request is not None and self.driver.engine.state == "rolling"
        self.driver.engine.frame = round(spans[-1][1] * BAR)
        self.press("Space")
        assert self.driver.engine.state == "stopped"
        self.driver.engine.running_pass = None
        rounds, at = [], 0
        for start, end in spans:
            rounds.append(Round(round(start * BAR), at, round((end - start) * BAR)))
            at += rounds[-1].length_frames
        files = []
        for file in request.files:
            sound = np.full((at + MARGIN, len(file.inputs)), 0.1, np.float32)
            Path(file.path).parent.mkdir(exist_ok=True)
            soundfile.write(file.path, sound, RATE, subtype="FLOAT", format="WAV")
            files.append(
                FinishedFile(
                    key=file.key, name=file.name, path=file.path, channels=1, length_frames=len(sound), peak=0.1
                )
            )
        result = PassResult(
            pass_id=request.pass_id, journal=request.journal, rate_hz=RATE, started_at="2026-01-01T12:00:00+00:00",
            latency_frames=request.latency_frames, latency_measured=True, files=tuple(files), rounds=tuple(rounds),
            gaps=(),
        )  # fmt: skip
        self.driver.engine.events.append(PassFinished(result))
        self.driver.tick(3)
        return {file.name for file in files}

    def swipe(self, track: Track, take: int, start: float, end: float) -> None:
        lane = self.driver.window.arrange.automation.takes.lanes[track.takes[take].id]
        first, last = (QPoint(round(self.view.x_of(bar * BAR)), 20) for bar in (start, end))
        self.driver.drag(lane, first, last)
        self.driver.tick()

    def take_at(self, lane: int, bar: float) -> str | None:
        """The take that is heard there."""
        track = self.song.tracks[lane]
        phrase = phrase_at(track.clips, round(bar * BAR))
        return next((take.name for take in track.takes if phrase is not None and take.id == phrase.take), None)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_takes_are_recorded_overdubbed_punched_looped_and_comped(empty_driver: WindowDriver) -> None:
    driver, studio = empty_driver, Studio(empty_driver)
    document, empty = driver.session.document, empty_driver.song

    studio.add_track("Vox")
    studio.press("Home")
    assert studio.record((0, 8)) == {"Vox"}
    assert [(c.timeline_start_frame, c.length_frames) for c in studio.song.tracks[0].clips] == [(0, 8 * BAR)]

    studio.add_track("Bass")
    assert [track.armed for track in studio.song.tracks] == [False, True], "what is new is recorded next"
    studio.press("Home")
    assert studio.record((0, 6)) == {"Bass"}, "the first take plays and is not recorded over"
    assert [len(track.takes) for track in studio.song.tracks] == [1, 1]

    studio.click_arm(0)
    studio.click_arm(1)
    studio.draw(PUNCH, 2, 4)
    assert studio.song.transport.punch_on
    assert studio.record((2, 4)) == {"Vox"}
    assert [studio.take_at(0, bar) for bar in (1, 3, 5)] == ["Vox 1", "Vox 2", "Vox 1"]
    studio.press("P")
    assert not studio.song.transport.punch_on

    studio.draw(LOOP, 4, 8)
    assert studio.song.transport.loop_on
    studio.record((4, 8), (4, 8), (4, 8))
    assert len(studio.song.tracks[0].takes) == 5 and studio.take_at(0, 6) == "Vox 5", "the last round plays"
    lanes = driver.window.arrange.automation.takes.lanes
    assert len(lanes) == 5, "what a loop brought unfolds"

    before, steps = studio.song, document.opened.history.position
    studio.swipe(before.tracks[0], 2, 4, 5)
    studio.swipe(before.tracks[0], 3, 5, 6)
    studio.swipe(before.tracks[0], 0, 7, 8)
    comped = studio.song
    assert document.opened.history.position == steps + 3 and not check(comped)
    assert [studio.take_at(0, bar + 0.5) for bar in range(8)] == [
        "Vox 1", "Vox 1", "Vox 2", "Vox 2", "Vox 3", "Vox 4", "Vox 5", "Vox 1",
    ]  # fmt: skip
    assert comped.tracks[1] == before.tracks[1], "the other track stays as it was"

    studio.press("Ctrl+S")
    assert read_song(document.opened.folder) == comped and not document.is_modified
    songs = [studio.song]
    while document.undo_label is not None:
        studio.press("Ctrl+Z")
        songs.append(studio.song)
    assert not studio.song.tracks and studio.song == empty
    for wanted in reversed(songs[:-1]):
        studio.press("Ctrl+Shift+Z")
        assert studio.song is wanted
