"""Hazards: a folder that takes no more, and nobody says so; a save that breaks behind the song it wrote."""

import errno
import os
import stat
from contextlib import nullcontext
from pathlib import Path

import pytest

from app.edits import tracks
from app.open_song import OpenSong
from app.settings import Settings
from app.storage import recovery, song_store
from app.storage.problems import SongProblem
from app.storage.whole_file import write_whole
from app.studio import Studio
from tests.app.fake_engine import FakeController


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
    studio = Studio(FakeController, Settings())
    studio.new_song(tmp_path / "Song", "Song")
    studio.perform(tracks.add_track("Vox"))
    monkeypatch.setattr(song_store, "write_whole", refuse(errno.EACCES))
    studio.opened.autosave()
    studio.opened.finish_autosave()
    studio.poll()
    studio.poll()
    told = [notice.sentence for notice in studio.notices]
    assert len([sentence for sentence in told if "autosave.json cannot be written" in sentence]) == 1
    monkeypatch.undo()
    studio.close()


def test_a_pass_that_cannot_be_marked_does_not_break_the_save(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = OpenSong.new(tmp_path / "Song", "Song", 48000, "a test")
    (opened.folder.passes / "p1.jsonl").write_text("")
    opened.note_passes({"p1"})
    opened.history.perform(tracks.add_track("Vox"))

    def touch(path: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(recovery.Path, "touch", touch)
    opened.save()
    assert not opened.history.is_modified
    opened.close()


@pytest.mark.parametrize(("number", "accepted"), [(errno.EINVAL, True), (errno.ENOTSUP, True), (errno.EIO, False)])
def test_folders_that_know_no_sync_are_saved_in_and_ones_that_refuse_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, accepted: bool
) -> None:
    fsync = os.fsync

    def refuse_folders(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, os.strerror(number))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", refuse_folders)
    with nullcontext() if accepted else pytest.raises(OSError, match=os.strerror(number)):
        write_whole(tmp_path / "song.json", b"whole")
    assert (tmp_path / "song.json").read_bytes() == b"whole"
