"""A song that another program has. Hazards: two that write it; a copy that lacks something; a window that stands still."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.messages.files import JOINING_RECORDING
from app.problems import LockHolder, SongBeingRecorded, SongLocked
from app.song.open_song import OpenSong
from tests.helpers.fake_engine import FakeEngine
from tests.ui.conftest import WindowDriver
from ui.dialogs.song_lock import LockDialog
from ui.dialogs.songs import SongsDialog


def test_a_locked_song_offers_to_read_or_copy(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    holder = LockHolder(4711, "Worktape's window")

    def locked(folder: Path, read_only: bool = False) -> None:
        if not read_only:
            raise SongLocked("It is open elsewhere.", holder)

    monkeypatch.setattr(driver.session, "open_song", locked)
    driver.window.dialogs.show_songs()
    dialog = driver.window.dialog
    assert isinstance(dialog, SongsDialog)
    dialog.open_folder(tmp_path / "Other.worktape")
    locks = driver.window.findChildren(LockDialog)
    assert len(locks) == 1 and locks[0].isVisible()


def test_work_on_a_copy_reads_it_back_and_leaves_the_lock(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot: QtBot
) -> None:
    place = tmp_path / "elsewhere"
    theirs = OpenSong.new(place / "Theirs", "Theirs", 48000, "Worktape's window")
    (theirs.folder.audio / "locked groove.wav").write_bytes(b"samples")
    monkeypatch.chdir(place)
    dialog = LockDialog(
        driver.window.bridge, driver.window, Path("Theirs.worktape"), LockHolder(4711, "Worktape"), lambda _: None
    )
    dialog.open_dialog()
    next(found for found in dialog.findChildren(QPushButton) if found.text() == "Work on a copy").click()
    copy = place / "Theirs 2.worktape"
    qtbot.waitUntil(lambda: driver.session.document.folder == copy, timeout=10000)
    assert (copy / "audio" / "locked groove.wav").read_bytes() == b"samples"
    assert not driver.session.document.read_only and driver.song.name == "Theirs"
    theirs.close()


@pytest.mark.parametrize("closed_meanwhile", [False, True])
def test_a_song_that_is_still_recorded_is_joined_while_the_window_goes_on(
    driver: WindowDriver, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, closed_meanwhile: bool
) -> None:
    """The window stood still for up to ten seconds."""
    answers, joined, opened = threading.Event(), FakeEngine(), list[object]()

    def join(_folder: Path) -> FakeEngine:
        assert threading.current_thread() is not threading.main_thread()
        answers.wait(20.0)
        return joined

    def open_song(folder: Path, *, read_only: bool = False, joined: FakeEngine | None = None) -> None:
        if joined is None:
            raise SongBeingRecorded("It is being recorded.", LockHolder(4711, "another program"))
        opened.append(joined)

    monkeypatch.setattr(driver.session.engine, "joined", join)
    monkeypatch.setattr(driver.session, "open_song", open_song)
    driver.window.dialogs.show_songs()
    dialog = driver.window.dialog
    assert isinstance(dialog, SongsDialog)
    dialog.open_folder(tmp_path / "Other.worktape")
    assert dialog.problem.text() == JOINING_RECORDING and opened == []
    if closed_meanwhile:
        dialog.close_dialog()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    answers.set()
    qtbot.waitUntil(lambda: bool(opened) or joined.called == ["detach"])
    assert opened == ([] if closed_meanwhile else [joined]) and driver.window.dialog is None
