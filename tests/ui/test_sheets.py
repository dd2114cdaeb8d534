"""Dialogs inside the window: device, bounce, songs, a locked song, steps; and the notices."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.studio import DeviceInfo, Job, LockHolder, SongLocked
from tests.ui.conftest import Desk
from ui.dialogs.bounce import BounceSheet
from ui.dialogs.device import DeviceSheet
from ui.dialogs.songs import LockSheet, SongsSheet
from ui.dialogs.steps import StepsSheet


class FakeJob:
    def __init__(self) -> None:
        self.progress, self.finished, self.failed, self.cancelled, self.sentence = 0.25, False, False, False, ""

    def cancel(self) -> None:
        self.finished = self.cancelled = True


def test_bounce_shows_progress_and_its_end(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    job = FakeJob()
    asked: list[object] = []
    monkeypatch.setattr(desk.studio, "bounce", lambda options: asked.append(options) or job)
    desk.key(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    sheet = desk.window.sheet
    assert isinstance(sheet, BounceSheet)
    sheet.path.setText(str(tmp_path / "mix.wav"))
    sheet.go.click()
    desk.tick()
    assert asked and sheet.progress.isVisible() and sheet.progress.value() == 250 and not sheet.go.isEnabled()
    job.progress, job.finished, job.sentence = 1.0, True, "mix.wav is written: 1:20, peak -1.2 dB."
    desk.tick()
    assert sheet.sentence.text() == job.sentence and sheet.go.isEnabled() and not sheet.progress.isVisible()


def test_bounce_can_be_cancelled(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    job = FakeJob()
    monkeypatch.setattr(desk.studio, "stems", lambda folder, options: job)
    desk.window.show_bounce()
    sheet = desk.window.sheet
    assert isinstance(sheet, BounceSheet)
    sheet.what.setCurrentIndex(1)
    sheet.go.click()
    desk.tick()
    sheet.cancel.click()
    desk.tick()
    assert job.cancelled and sheet.sentence.text().startswith("Cancelled")


def test_bounce_never_writes_over_a_file(desk: Desk, tmp_path: Path) -> None:
    there = tmp_path / "mix.wav"
    there.write_bytes(b"mine")
    desk.window.show_bounce()
    sheet = desk.window.sheet
    assert isinstance(sheet, BounceSheet)
    sheet.path.setText(str(there))
    sheet.go.click()
    assert sheet.job is None and "there already" in sheet.sentence.text()


def test_job_has_what_the_sheet_reads() -> None:
    assert all(name in dir(Job) for name in ("progress", "cancel", "poll"))


def test_device_sheet_lists_and_opens(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        DeviceInfo("JACK", "USB interface", 8, 8, 48000, True, True),
        DeviceInfo("ALSA", "Built-in", 2, 2, 48000, False, False),
    ]
    monkeypatch.setattr(desk.studio, "list_devices", lambda: found)
    desk.window.show_devices()
    sheet = desk.window.sheet
    assert isinstance(sheet, DeviceSheet)
    qtbot.waitUntil(lambda: sheet.system.count() == 2)
    assert "USB interface" in sheet.sentence.text()
    sheet.system.setCurrentIndex(1)
    sheet.open.click()
    name, request = [call for call in desk.engine.calls if call[0] == "open_device"][-1]
    assert request.host_api == "ALSA" and request.output_device == "Built-in"  # type: ignore[attr-defined]


def test_device_sheet_without_devices_says_so(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk.studio, "list_devices", list)
    desk.window.show_devices()
    sheet = desk.window.sheet
    assert isinstance(sheet, DeviceSheet)
    qtbot.waitUntil(lambda: "No audio device was found" in sheet.hint.text())
    assert not sheet.open.isEnabled()


def test_new_song(desk: Desk, tmp_path: Path) -> None:
    desk.key(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    sheet = desk.window.sheet
    assert isinstance(sheet, SongsSheet)
    QTest.keyClicks(sheet.name, "Second tape")
    QTest.keyClick(sheet.name, Qt.Key.Key_Return)
    assert desk.song.name == "Second tape" and desk.window.sheet is None
    assert desk.window.arrange.empty.isVisible()


def test_a_locked_song_offers_to_read_or_copy(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    holder = LockHolder(4711, "Worktape's window")

    def locked(folder: Path, read_only: bool = False) -> None:
        if not read_only:
            raise SongLocked("It is open elsewhere.", holder)

    monkeypatch.setattr(desk.studio, "open_song", locked)
    desk.window.show_songs()
    sheet = desk.window.sheet
    assert isinstance(sheet, SongsSheet)
    sheet.open_folder(tmp_path / "Other.worktape")
    locks = desk.window.findChildren(LockSheet)
    assert len(locks) == 1 and locks[0].isVisible()


def test_a_second_click_on_the_stage_shows_its_steps(desk: Desk) -> None:
    tab = desk.window.stages.tabs[1]
    QTest.mouseClick(tab, Qt.MouseButton.LeftButton)
    assert isinstance(desk.window.sheet, StepsSheet)


def test_a_step_confirmed_by_hand(desk: Desk) -> None:
    desk.window.show_page(4)
    from ui.stages.step_list import NextStep

    card = desk.window.pages.currentWidget().findChild(NextStep)
    assert card.confirm.isVisible()
    card.confirm.click()
    assert len(desk.song.confirmed_steps) == 1
    desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not desk.song.confirmed_steps


def test_notices_act_and_go(desk: Desk) -> None:
    done: list[bool] = []
    desk.studio.board.post("error", "The device is gone.", "Open it again", lambda: done.append(True))
    card = desk.window.notices.cards[-1]
    from PySide6.QtWidgets import QPushButton

    next(b for b in card.findChildren(QPushButton) if b.text() == "Open it again").click()
    assert done == [True] and not desk.window.notices.cards
