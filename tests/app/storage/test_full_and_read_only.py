"""Hazards: a folder that takes no more, and nobody says so; a save that breaks behind the song it wrote."""

import errno
import os
from pathlib import Path

import pytest

from app.devices.settings import SettingsFile
from app.edits import tracks
from app.problems import SongProblem
from app.session.session import Session
from app.song.open_song import OpenSong
from app.storage import recovery, song_store
from tests.helpers.fake_engine import FakeEngine


def refuse(number: int) -> object:
    def write(path: Path, data: bytes) -> None:
        raise OSError(number, os.strerror(number), str(path))

    return write


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.EACCES, "make its folder writable"),
        (errno.ENOSPC, "make room"),
        (errno.EIO, "plug its drive in again"),
    ],
)
def test_what_cannot_be_saved_names_the_folder_and_another_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, remedy: str
) -> None:
    opened = OpenSong.new(tmp_path / "Song", "Song", 48000, "a test")
    opened.history.perform(tracks.add_track("Vox"))
    monkeypatch.setattr(song_store, "write_whole", refuse(number))
    with pytest.raises(SongProblem) as caught:
        opened.save()
    assert str(tmp_path / "Song.worktape") in str(caught.value)
    assert f"{remedy}, or save a copy elsewhere." in str(caught.value)
    assert opened.history.is_modified
    monkeypatch.undo()
    opened.close()


def test_an_autosave_that_fails_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(FakeEngine, SettingsFile())
    session.new_song(tmp_path / "Song", "Song")
    session.document.perform(tracks.add_track("Vox"))
    monkeypatch.setattr(song_store, "write_whole", refuse(errno.EACCES))
    session.document.opened.autosave()
    session.document.opened.finish_autosave()
    session.poll()
    session.poll()
    told = [notice.sentence for notice in session.board.notices]
    assert len([sentence for sentence in told if "cannot write" in sentence and "autosave.json" in sentence]) == 1
    monkeypatch.undo()
    session.close()


def test_a_pass_that_cannot_be_marked_does_not_break_the_save(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = OpenSong.new(tmp_path / "Song", "Song", 48000, "a test")
    (opened.folder.passes / "p1.jsonl").write_text("")
    opened.remember_passes({"p1"})
    opened.history.perform(tracks.add_track("Vox"))

    def touch(path: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(recovery.Path, "touch", touch)
    opened.save()
    assert not opened.history.is_modified
    opened.close()


def test_a_save_after_one_that_failed_leaves_no_part_of_a_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The failed one leaves backup and song as two names of one file."""
    opened = OpenSong.new(tmp_path / "S.worktape", "S", 48000, "test")
    opened.save()
    monkeypatch.setattr(song_store, "write_whole", refuse(errno.ENOSPC))
    with pytest.raises(SongProblem):
        opened.save()
    monkeypatch.undo()
    opened.save()
    opened.close()  # which waits for the history, written beside the song
    assert [path.name for path in opened.folder.path.rglob("*.part")] == []
    assert opened.folder.backup_file.is_file()
