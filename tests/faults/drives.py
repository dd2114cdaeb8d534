"""Faults 11 and 12: the drive that a song lies on is pulled out, or stands still for a while."""

import fcntl
import os
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.edits import tracks
from app.problems import SongProblem
from app.session.session import Session
from audio_engine.protocol import PassRequest
from tests.faults.disks import NotPossible
from tests.faults.rig import RATE_HZ, TURN_S, Verdict, begin_pass, end_pass, make_song, roll_for, until, window
from tests.faults.table import Row

LONGEST_TURN_S = 0.5
DRIVE_BYTES = 256 << 20
EXT4_SHUTDOWN = 0x8004587D  # EXT4_IOC_SHUTDOWN of linux/fs/ext4/ext4.h
WITHOUT_FLUSH = struct.pack("I", 2)  # EXT4_GOING_FLAGS_NOLOGFLUSH: what was not synced is gone


class Drive:
    """An ext4 file system of its own in a file; needs root and a loop device."""

    def __init__(self, scratch: Path) -> None:
        self.folder = scratch / "drive"
        self.folder.mkdir(parents=True)
        self._image = scratch / "drive.img"
        with self._image.open("wb") as image:
            image.truncate(DRIVE_BYTES)
        _run("mkfs.ext4", "-q", str(self._image))

    def plug_in(self) -> None:
        _run("mount", "-o", "loop", str(self._image), str(self.folder))

    def pull_out(self) -> None:
        """From here on every read and write of it fails with EIO; what was not synced never reaches it."""
        root = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.ioctl(root, EXT4_SHUTDOWN, WITHOUT_FLUSH)
        finally:
            os.close(root)

    def take_away(self) -> None:
        _run("umount", "-l", str(self.folder))

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Inside, whoever writes to it waits."""
        _run("fsfreeze", "--freeze", str(self.folder))
        try:
            yield
        finally:
            _run("fsfreeze", "--unfreeze", str(self.folder))


def _run(*command: str) -> None:
    try:
        answer = subprocess.run(command, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise NotPossible(f"a drive of its own needs {error.filename}") from None
    if answer.returncode:
        raise NotPossible(f"a drive of its own needs root and a loop device ({answer.stderr.strip()})")


@contextmanager
def plugged_in(scratch: Path) -> Iterator[Drive]:
    drive = Drive(scratch)
    drive.plug_in()
    try:
        yield drive
    finally:
        drive.take_away()


def drive_removed(scratch: Path, tries: int) -> Row:
    """Without warning: what was synced is there when it is plugged in again, at most a second short."""
    row = Row("song's drive pulled out", allowed_frames=RATE_HZ)
    for number in range(tries):
        with plugged_in(scratch / f"{number}") as drive:
            song = make_song(drive.folder / "Song")
            with window(song) as session:
                request = begin_pass(session)
                roll_for(session, 1.5)
                frame = session.transport.clock.frame
                drive.pull_out()
                until(session, lambda: session.passes.recording is None, "the pass ends")
                told = " ".join([notice.sentence for notice in session.board.notices] + [_refusal(session)])
            drive.take_away()
            drive.plug_in()
            _judge(song, row, request, frame, told)
    return row


def _refusal(session: Session) -> str:
    try:
        session.document.save()
    except SongProblem as problem:
        return str(problem)
    return "it was saved"


def _judge(song: Path, row: Row, request: PassRequest, frame: int, told: str) -> None:
    with window(song) as again:
        again.document.inbox.restore()
        verdict = Verdict(again, request, frame)
    row.add(verdict.lost, verdict.wrong, told, verdict.device_losses)
    if verdict.wrong:
        row.problems.append(f"try {row.tries}: {verdict.takes} takes {verdict.marked} {verdict.detail[:2]}")


def drive_stalled(scratch: Path, tries: int, stalled_s: float = 10.0) -> Row:
    """The writer's thread waits in the kernel while all other threads run."""
    row = Row(f"song's drive stands still for {stalled_s:g} s")
    for number in range(tries):
        with plugged_in(scratch / f"{number}") as drive, window(make_song(drive.folder / "Song")) as session:
            request = begin_pass(session)
            roll_for(session, 0.5)
            with drive.standing_still():
                _watch(session, stalled_s, row)
            roll_for(session, 0.5)
            frame = session.transport.clock.frame
            end_pass(session)
            session.document.save()
            verdict = Verdict(session, request, frame)
            told = " ".join(notice.sentence for notice in session.board.notices) or "nothing: it is all there"
            row.add(verdict.lost, verdict.wrong, told, verdict.device_losses)
            if verdict.wrong:
                row.problems.append(f"try {row.tries}: {verdict.takes} takes {verdict.detail[:2]}")
    return row


def _watch(session: Session, seconds: float, row: Row) -> None:
    """The window goes on while its drive does not: edits, autosaves, meters."""
    longest, end = 0.0, time.monotonic() + seconds
    while (begun := time.monotonic()) < end:
        session.document.perform(tracks.rename_track(session.document.song.tracks[0].id, f"In at {begun:.3f}"))
        session.poll()
        longest = max(longest, time.monotonic() - begun)
        time.sleep(TURN_S)
    if longest > LONGEST_TURN_S:
        row.problems.append(f"try {row.tries + 1}: the window stood still for {longest:.2f} s with its drive")
