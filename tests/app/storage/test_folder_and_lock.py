"""Hazards: two programs in one song, a lock that outlives its holder, a take written over another."""

import errno
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

import pytest

from app.problems import LockHolder, SongLocked, SongProblem
from app.storage.folder import SongFolder, create_song_folder, safe_stem, song_folder
from app.storage.lock import SongLock, describe, read_holder
from app.storage.media_pool import MediaPool
from audio_engine.disk import song_lock
from tests.helpers.songs import song_with, with_clip

HOLD = """
import sys, time
from pathlib import Path
from app.storage.lock import SongLock
lock = SongLock(Path(sys.argv[1]), "another window")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_lock_names_its_holder_and_ends_with_its_process(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None and other.stdin is not None
    assert other.stdout.readline() == "held\n"
    with pytest.raises(SongLocked, match=f"another window .process {other.pid}") as caught:
        SongLock(path, "me")
    assert caught.value.holder.pid == other.pid
    other.kill()
    other.wait()
    other.stdin.close()
    other.stdout.close()
    lock = SongLock(path, "me")
    assert read_holder(path).program == "me"
    lock.release()
    lock.release()
    SongLock(path, "the next").release()


def test_a_lock_on_a_drive_that_is_gone_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "lock"
    lock = SongLock(path, "me")
    monkeypatch.setattr(song_lock, "clear_holder", _gone)
    lock.release()
    SongLock(path, "the next").release()


def _gone(_file: IO[bytes]) -> None:
    raise OSError(errno.EIO, "Input/output error")


def test_an_unreadable_lock_text_still_locks_and_names_somebody(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    lock = SongLock(path, "me")
    path.write_text("nonsense")
    with pytest.raises(SongLocked) as caught:
        SongLock(path, "you")
    assert describe(caught.value.holder) == "another program"
    lock.release()


def test_a_song_folder_is_never_made_over_something(tmp_path: Path) -> None:
    folder = create_song_folder(tmp_path / "My Song")
    assert folder.path.name == "My Song.worktape"
    with pytest.raises(SongProblem, match="already exists"):
        create_song_folder(tmp_path / "My Song")
    (tmp_path / "File.worktape").write_text("x")
    with pytest.raises(SongProblem, match="already exists"):
        create_song_folder(tmp_path / "File")


def test_a_song_is_found_by_folder_name_or_song_file(tmp_path: Path) -> None:
    folder = create_song_folder(tmp_path / "S")
    folder.song_file.write_text("{}")
    for given in (tmp_path / "S", tmp_path / "S.worktape", folder.song_file):
        assert song_folder(given).path == folder.path


def test_take_names_count_on_and_are_never_given_twice(tmp_path: Path) -> None:
    folder = create_song_folder(tmp_path / "S")
    (folder.audio / "vox-7.WAV").write_text("x")
    pool = MediaPool(folder)
    names = [pool.new_take_path("Vox").name for _ in range(2)]
    assert names == ["Vox-8.wav", "Vox-9.wav"]
    assert pool.new_path("vox-7").name == "vox-7-2.wav"


def test_a_missing_file_keeps_its_name(tmp_path: Path) -> None:
    """What plays it must not play another one until it is brought back."""
    folder = create_song_folder(tmp_path / "S")
    song = with_clip(song_with("Vox"), "Vox", 0, 100, file="audio/Vox-3.wav")
    assert MediaPool(folder, [song]).new_take_path("Vox").name == "Vox-4.wav"
    assert MediaPool(folder, [song]).new_path("vox-3").name == "vox-3-2.wav"
    (folder.peaks / "Vox-5.wav.peaks").write_text("x")
    assert MediaPool(folder, [song]).new_take_path("Vox").name == "Vox-6.wav"


def test_two_names_that_become_one_file_name_still_get_two_files(tmp_path: Path) -> None:
    pool = MediaPool(SongFolder(tmp_path))
    assert pool.new_take_path("A/B") != pool.new_take_path("A:B")


@pytest.mark.parametrize(
    ("name", "stem"),
    [("A/B", "A_B"), ("..", "Untitled"), ("con", "con_"), ("  x. ", "x"), ("a\0b", "a_b"), ("", "Untitled")],
)
def test_any_track_name_makes_a_file_name_for_every_system(name: str, stem: str) -> None:
    assert safe_stem(name) == stem
    assert len(safe_stem("ü" * 500).encode()) <= 120


def test_a_folder_whose_name_is_no_text_is_refused_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"S\xe9")
    for finds in (song_folder, create_song_folder):
        with pytest.raises(
            SongProblem, match=r"S\? contains characters that Worktape cannot read .*Rename that folder"
        ) as caught:
            finds(path)
        str(caught.value).encode()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_whose_drive_is_not_there_is_named(tmp_path: Path) -> None:
    folder = create_song_folder(tmp_path / "S")
    folder.audio.rmdir()
    folder.audio.symlink_to(tmp_path / "drive")
    with pytest.raises(SongProblem, match="audio points to .*drive, which is missing. Connect that drive"):
        folder.make_subfolders()


@pytest.mark.parametrize("text", [b"", b"[" * 100_000, b'{"pid": "x"}', b'{"pid": 1, "program": "\xe9"}', b"\0" * 99])
def test_a_lock_whose_text_says_nothing_names_another_program(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "lock").write_bytes(text)
    assert describe(read_holder(tmp_path / "lock")) == "another program"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2026-01-02T10:00:31+00:00", "2026-01-02 11:00"),
        ("a while ago", "a while ago"),
        ("0001-01-01T00:00:00+14:00", ""),
    ],
)
def test_since_when_a_song_is_open_is_told_as_a_clock_shows_it(
    written: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "XYZ-1")  # an hour ahead of UTC
    time.tzset()
    try:
        text = describe(LockHolder(812, "Worktape's window", "session", written))
    finally:
        monkeypatch.undo()
        time.tzset()
    assert text == f"Worktape's window (process 812 on session, since {told or written})"
