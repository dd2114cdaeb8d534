"""A frozen track. Hazards: nothing says that it is, no way back where one looks, a freeze that cannot be stopped."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QWidget

from app.documents.notices import NoticeBoard
from app.edits.edit import Edit, replace_track
from app.edits.freezing import freeze_track
from app.model.track import FrozenAudio
from app.renders.running import RunningJobs
from tests.ui.conftest import WindowDriver

MIX, HINT = 3, "Frozen: right-click, Thaw to edit"


def freeze(driver: WindowDriver) -> None:
    track = driver.song.tracks[1]
    audio = FrozenAudio("audio/frozen.wav", 0, 48000, track.channels)
    driver.session.document.perform(
        Edit("Freeze", lambda song: replace_track(song, track.id, lambda t: replace(t, frozen=audio)))
    )
    driver.tick()


def places(driver: WindowDriver) -> dict[str, QWidget]:
    key = driver.song.tracks[1].id
    return {"header": driver.window.arrange.headers.headers[key], "strip": driver.window.mix.console.tracks[key]}


def words_on(part: QWidget) -> list[str]:
    return [one.text() for one in part.findChildren(QLabel) if one.isVisible()]


@pytest.mark.parametrize("place", ["header", "strip", "narrow strip", "low header"])
def test_a_frozen_track_says_so_in_a_word_and_how_to_thaw_it(driver: WindowDriver, place: str) -> None:
    if "strip" in place:
        driver.window.show_page(MIX)
    if place == "narrow strip":
        driver.window.mix.toggle_narrow()
    if place == "low header":
        driver.window.arrange.viewport.lanes.set_lane_height(46)
    driver.tick()
    part = places(driver)[place.split()[-1]]
    assert "Frozen" not in words_on(part) and part.toolTip() == ""
    freeze(driver)
    assert "Frozen" in words_on(part) and part.toolTip() == HINT
    word = part.frozen  # type: ignore[attr-defined]
    assert part.rect().contains(word.geometry()) and word.width() >= word.sizeHint().width()
    driver.run("song.undo")
    driver.tick()
    assert "Frozen" not in words_on(part) and part.toolTip() == ""


@pytest.mark.parametrize("place", ["header", "strip"])
def test_the_right_click_that_the_tooltip_names_thaws(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    if place == "strip":
        driver.window.show_page(MIX)
    freeze(driver)
    part = places(driver)[place]
    monkeypatch.setattr(QMenu, "exec", lambda menu, _at: _choose(menu, "Thaw"))
    monkeypatch.setattr(QMenu, "popup", lambda menu, _at: _choose(menu, "Thaw"))
    at = QPoint(10, 2)
    QApplication.sendEvent(part, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, part.mapToGlobal(at)))
    assert driver.song.tracks[1].frozen is None


def _choose(menu: QMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text().startswith(text)).trigger()


class SlowJob:
    """A rendering that lasts until it is cancelled, or the test ends it."""

    def __init__(self) -> None:
        self.progress, self.finished, self.failed, self.cancelled, self.watched = 0.4, False, False, False, False
        self.clips = False
        self.sentence = "Bass is frozen."

    def poll(self) -> None: ...

    def cancel(self) -> None:
        self.finished = self.cancelled = True


def test_a_long_freeze_shows_how_far_it_is_and_can_be_cancelled(driver: WindowDriver) -> None:
    now, job, before = [0.0], SlowJob(), driver.song
    jobs = driver.session.renders.jobs = RunningJobs(driver.session.board, lambda: now[0])
    jobs.add(job, lambda: freeze_track, driver.session.document.opened, "Freezing Bass")  # type: ignore[arg-type,return-value]
    now[0] = 0.9
    driver.tick(31)
    assert driver.window.notices.cards == [], "what is done within a second shows nothing"
    now[0] = 1.1
    driver.tick(31)
    (card,) = driver.window.notices.cards
    assert card.accessibleName() == "Freezing Bass\u2026" and driver.window.status.right.text() == "Freezing Bass, 40 %"
    next(one for one in card.findChildren(QPushButton) if one.text() == "Cancel").click()
    driver.tick(31)
    assert job.cancelled and driver.song is before
    (card,) = driver.window.notices.cards
    assert card.accessibleName() == "Freezing Bass was cancelled. Nothing was changed."
    assert "Freezing" not in driver.window.status.right.text()


def test_the_notice_of_a_long_freeze_goes_when_it_is_done() -> None:
    now, job, board, gone = [0.0], SlowJob(), NoticeBoard(), list[str]()
    board.on_settled.append(gone.append)
    jobs = RunningJobs(board, lambda: now[0])
    jobs.add(job, lambda: None, None, "Freezing Bass")  # type: ignore[arg-type,return-value]
    now[0] = 2.0
    jobs.poll(None)
    job.finished = job.failed = True
    jobs.poll(None)
    assert gone == ["Freezing Bass\u2026"] and [one.sentence for one in board.notices] == ["Bass is frozen."]
