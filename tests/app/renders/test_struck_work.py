"""Joining, pasting from another song and importing when something happens to them. Hazards: an original that is changed, a
file that nobody uses, more than one sentence or none, after a kill, a full disk, a lost device or Ctrl+C."""

import errno
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from app.cli import interrupt
from app.cli.main import app
from app.edits.clipboard import copy_clips
from app.edits.edit import Edit
from app.messages.command_line import CANCELLED
from app.model.clip import Clip
from app.model.ids import ClipId
from app.problems import Refused
from app.renders.joining import JoinClips
from app.renders.pasting import Copied, PasteFromSong
from app.song.importing import AudioImport
from app.song.open_song import OpenSong
from app.tasks import Task
from audio_engine.disk import new_media
from audio_engine.disk.new_media import NewMedia
from audio_engine.protocol import DeviceLost
from tests.helpers.session_rig import SessionRig
from tests.helpers.songs import song_with

RATE = 48000
ROOT = Path(__file__).parents[3]
APART = [ClipId("a"), ClipId("b")]  # a gap lies between them
WORK = ("join", "paste", "import")


def fill(opened: OpenSong) -> None:
    """Two clips of a file on a track, a second apart."""
    noise = np.random.default_rng(3).standard_normal(2 * RATE) * 0.1
    soundfile.write(opened.folder.audio / "Vox-1.wav", noise, RATE, subtype="FLOAT")
    first = Clip(APART[0], "Vox", "audio/Vox-1.wav", 0, 0, RATE)
    song = song_with("Vox")
    track = replace(song.tracks[0], clips=(first, replace(first, id=APART[1], timeline_start_frame=2 * RATE)))
    opened.history.perform(Edit("Make", lambda _: replace(song, name=opened.song.name, tracks=(track,))))


def begin(work: str, opened: OpenSong, other: OpenSong) -> Task[Any]:
    """Work in `opened`, with what is brought in from `other`."""
    if work == "join":
        return JoinClips(opened.song, opened, APART)
    if work == "paste":
        return PasteFromSong(opened, Copied.of(copy_clips(other.song, APART), other), 0, None, "off")
    return AudioImport(opened, [other.folder.audio / "Vox-1.wav"], 0)


def audio_in(*songs: OpenSong) -> dict[str, bytes]:
    """What lies in the folders of media and peaks, with what is in it."""
    places = [place for song in songs for place in (song.folder.audio, song.folder.peaks)]
    return {str(path): path.read_bytes() for place in places for path in place.iterdir()}


@pytest.fixture
def songs(tmp_path: Path) -> Iterator[list[OpenSong]]:
    """The song that is worked in, and another one."""
    made = [OpenSong.new(tmp_path / name, name, RATE, "test") for name in ("Song", "Other")]
    for opened in made:
        fill(opened)
        opened.save()
    yield made
    for opened in made:
        opened.close()


# --- killed

KILLED = """
import sys
from pathlib import Path
from tests.app.renders.test_struck_work import all_at_once
all_at_once(*map(Path, sys.argv[1:]))
"""


def all_at_once(folder: Path, other: Path) -> None:
    """Begin all of it, and stay for ever where each has written half. Says so each time."""
    write = NewMedia.write

    def half(media: NewMedia, block: Any) -> None:
        write(media, block[: len(block) // 2])
        media._file.flush()
        os.write(1, b"half\n")
        threading.Event().wait()

    NewMedia.write = half  # type: ignore[method-assign]
    opened, from_other = OpenSong.existing(folder, "test"), OpenSong.existing(other, "test")
    for work in WORK:
        threading.Thread(target=begin(work, opened, from_other).run).start()


def test_a_kill_in_the_middle_leaves_the_songs_as_they_were(songs: list[OpenSong]) -> None:
    folders, before, saved = [one.folder.path for one in songs], audio_in(*songs), [one.song for one in songs]
    for one in songs:
        one.close()
    window = subprocess.Popen(
        [sys.executable, "-c", KILLED, *map(str, folders)], cwd=ROOT, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL
    )
    assert window.stdout is not None
    assert [window.stdout.readline() for _ in WORK] == [b"half\n"] * len(WORK)
    assert len(list(folders[0].rglob("*.partial"))) == 2 * len(WORK), "audio and peaks of each"
    os.kill(window.pid, signal.SIGKILL)
    window.wait(10)
    window.stdout.close()
    songs[:] = [OpenSong.existing(folder, "test") for folder in folders]
    assert audio_in(*songs) == before and [one.song for one in songs] == saved


# --- a full disk


@pytest.mark.parametrize("call", ["open", "write", "sync", "rename"])
@pytest.mark.parametrize("work", WORK)
def test_a_full_disk_is_one_sentence_and_changes_nothing(
    songs: list[OpenSong], work: str, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, before, song = os.replace, audio_in(*songs), songs[0].song
    task = begin(work, *songs)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def full_at_the_last(source: Path, target: Path) -> None:
        real(source, target) if target.suffix == ".peaks" else full()

    if call == "open":
        monkeypatch.setattr(new_media, "open", full, raising=False)
    elif call == "write":
        monkeypatch.setattr(new_media.wav, "to_bytes", full)
    elif call == "sync":
        monkeypatch.setattr(new_media.os, "fsync", full)
    else:
        monkeypatch.setattr(new_media.os, "replace", full_at_the_last)
    if isinstance(task, AudioImport):
        task.run()
        (sentence,) = task.problems
        assert task.edit(song) is None
    else:
        with pytest.raises(Refused) as refused:
            task.run()
        sentence = str(refused.value)
    monkeypatch.undo()
    assert sentence in (
        "Worktape cannot process Vox: No space left on device.",
        "Vox-1.wav could not be imported: No space left on device.",
    )
    assert audio_in(*songs) == before and songs[0].song is song


# --- cancelled, also by Ctrl+C, and without a device


@pytest.mark.parametrize("work", WORK)
def test_a_cancel_in_the_middle_leaves_nothing(
    songs: list[OpenSong], work: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, write, task = audio_in(*songs), NewMedia.write, begin(work, *songs)
    monkeypatch.setattr(NewMedia, "write", lambda media, block: (write(media, block), task.cancel()))
    assert task.run() is None
    assert audio_in(*songs) == before and songs[0].song.tracks[0].clips[0].id == APART[0]


def test_ctrl_c_in_the_middle_of_a_join_says_that_nothing_was_written(
    songs: list[OpenSong], monkeypatch: pytest.MonkeyPatch
) -> None:
    before, write, cancelled = audio_in(*songs), NewMedia.write, threading.Event()
    saved, path = songs[0].song, songs[0].folder.path
    songs[0].close()

    def press(media: NewMedia, block: Any) -> None:
        write(media, block)
        os.kill(os.getpid(), signal.SIGINT)
        assert cancelled.wait(30)

    def cancel(task: JoinClips) -> None:
        Task.cancel(task)
        cancelled.set()

    monkeypatch.setattr(NewMedia, "write", press)
    monkeypatch.setattr(JoinClips, "cancel", cancel)
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)  # it is ignored in the background of a shell
    interrupt.listen()
    try:
        ended = CliRunner().invoke(app, ["edit", str(path), "clips.join", "--all"])
    finally:
        signal.signal(signal.SIGINT, handler)
        interrupt.forget()
    assert (ended.exit_code, ended.stderr.strip()) == (interrupt.EXIT_CODE, CANCELLED)
    songs[0] = OpenSong.existing(path, "test")
    assert audio_in(*songs) == before and songs[0].song == saved


@pytest.mark.parametrize("work", ["join", "paste"])
def test_a_device_that_is_lost_meanwhile_is_one_sentence_and_the_work_goes_on(
    songs: list[OpenSong], tmp_path: Path, work: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig, write, go_on = SessionRig(tmp_path / "rig"), NewMedia.write, threading.Event()
    rig.start()
    document = rig.session.document
    fill(document.opened)
    monkeypatch.setattr(NewMedia, "write", lambda media, block: (go_on.wait(30), write(media, block)))
    task = rig.session.renders.clips.prepare(begin(work, document.opened, songs[1]), work)
    rig.engine.events.append(DeviceLost("The audio device stopped answering. Nothing recorded was lost."))
    rig.session.poll()
    go_on.set()
    task.wait()
    rig.session.poll()
    told = [notice.sentence for notice in rig.session.board.notices if "device" in notice.sentence]
    assert len(told) == 1 and not rig.session.renders.clips.busy
    clips = [clip for track in document.song.tracks for clip in track.clips]
    assert len(clips) == (1 if work == "join" else 4)
    rig.session.close()
