"""Hazard: a song that cannot be saved on a drive whose folders know no sync, or that is called saved on one that refused."""

import errno
import os
import stat
from pathlib import Path

import pytest

from app.storage.whole_file import write_whole


def refuse_folders(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def fsync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, os.strerror(number))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP, errno.ENOSYS])
def test_a_folder_that_knows_no_sync_holds_files_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    refuse_folders(number, monkeypatch)
    write_whole(tmp_path / "song.json", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("song.json", b"new")]


def test_a_folder_that_refuses_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_folders(errno.EIO, monkeypatch)
    with pytest.raises(OSError, match="Input/output error"):
        write_whole(tmp_path / "song.json", b"new")


def test_a_drive_that_knows_no_sync_at_all_holds_files_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fsync(_descriptor: int) -> None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))

    monkeypatch.setattr(os, "fsync", fsync)
    write_whole(tmp_path / "song.json", b"new")
    assert (tmp_path / "song.json").read_bytes() == b"new"
