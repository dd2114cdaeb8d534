"""Faults 5 and 6: a disk that is full to its last block, and a song's folder that becomes read-only."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.model.song import Song
from app.problems import SongProblem
from app.session.session import Session
from audio_engine import kernel_cache
from tests.faults.rig import Verdict, begin_pass, make_song, roll_for, until, window
from tests.faults.table import Row

DISK_BYTES = 64 << 20
NOBODY = 65534
FILL = """
import os, sys
file = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT)
size = 1 << 20
while size:
    try:
        os.write(file, bytes(size))
    except OSError:
        size //= 2
"""


class NotPossible(Exception):
    """One sentence: why this fault cannot be had here."""


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """64 MB of its own; needs root."""
    folder.mkdir(parents=True)
    answer = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder)])
    if answer.returncode:
        raise NotPossible("a small disk needs root, who may mount one")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def disk_full(scratch: Path, tries: int) -> Row:
    """Another program fills the disk to its last block: what was captured before the disk refused a write is kept."""
    row = Row("disk full to its last block", allowed_frames=4800)
    for number in range(tries):
        with small_disk(scratch / f"disk-{number}") as disk:
            song = make_song(disk / "Song")
            with window(song) as session:
                _fill(session, disk, row)
    return row


def _fill(session: Session, disk: Path, row: Row) -> None:
    request = begin_pass(session)
    roll_for(session, 1.0)
    frame = session.transport.clock.frame
    subprocess.run([sys.executable, "-c", FILL, str(disk / "filler")], check=True)
    until(session, lambda: session.passes.recording is None, "the pass is kept")
    saved, sentence = session.document.song, ""
    try:
        session.document.save()
    except SongProblem as problem:
        sentence = str(problem)
    told = " ".join(notice.sentence for notice in session.board.notices) + " " + sentence
    verdict = Verdict(session, request, frame)
    row.add(verdict.lost, verdict.wrong, told.strip(), verdict.device_losses)
    if verdict.wrong:
        row.problems.append(f"try {row.tries}: {verdict.takes} takes {verdict.detail[:2]}")
    (disk / "filler").unlink()
    _saves_again(session, saved, row)


def _saves_again(session: Session, saved: Song, row: Row) -> None:
    """With room again, the song as it was is written."""
    try:
        session.document.save()
    except SongProblem as problem:
        row.problems.append(f"with room again: {problem}")
    if session.document.song != saved:
        row.problems.append("the song changed while the disk was full")


def read_only(scratch: Path, tries: int) -> Row:
    """In a process of a user who may read everything and write only what is its own (root is never refused)."""
    row = Row("song's folder made read-only")
    for number in range(tries):
        folder = scratch / f"Elsewhere {number}"
        song = make_song(scratch / f"Song {number}")
        with window(song) as session:
            request = begin_pass(session)
            roll_for(session, 0.5)
            _set_writable(song, False)
            roll_for(session, 1.0)
            frame = session.transport.clock.frame
            session.transport.stop()
            until(session, lambda: session.passes.recording is None, "the pass ends")
            verdict = Verdict(session, request, frame)
            sentence = _refusal(session)
            row.add(verdict.lost, verdict.wrong, sentence, verdict.device_losses)
            if str(song) not in sentence or "copy" not in sentence:
                row.problems.append(f"the sentence does not name the folder and another place: {sentence}")
            copy = session.document.opened.copy_to(folder).run()
            again = Session(program="the copy")
            again.open_song(copy, read_only=True)
            second = Verdict(again, request, frame)
            if second.wrong or second.lost:
                row.problems.append(f"the copy elsewhere is not whole: {second.detail[:2]}")
        _set_writable(song, True)
    return row


def _refusal(session: Session) -> str:
    try:
        session.document.save()
    except SongProblem as problem:
        return str(problem)
    return "it was saved"


def _set_writable(song: Path, writable: bool) -> None:
    for folder in (song, *(entry for entry in song.iterdir() if entry.is_dir())):
        folder.chmod(0o755 if writable else 0o555)


def in_another_user(scratch: Path) -> Row:
    """`read_only` run by a user without rights, who reads what root may read and writes only below `scratch`."""
    home = scratch / "home"
    home.mkdir(parents=True)
    kernels = home / "kernels"
    shutil.copytree(os.environ.get("NUMBA_CACHE_DIR", kernel_cache.folder()), kernels)
    for folder, _, names in os.walk(scratch):
        for path in (folder, *(os.path.join(folder, name) for name in names)):
            os.chown(path, NOBODY, NOBODY)
    scratch.parent.chmod(0o755)
    answer = subprocess.run(
        [
            "setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups",
            "--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search", "env", f"HOME={home}",
            f"TMPDIR={home}", f"XDG_CACHE_HOME={home}/cache", f"XDG_STATE_HOME={home}/state",
            f"XDG_CONFIG_HOME={home}/config", f"WORKTAPE_RUNTIME={home}/run", f"WORKTAPE_CONFIG={home}/config",
            f"NUMBA_CACHE_DIR={kernels}", "PYTHONDONTWRITEBYTECODE=1",
            sys.executable, "-m", "tests.faults", "--only", "read-only", "--json",
        ],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        return Row(**json.loads(answer.stdout))
    except ValueError:
        return Row("song's folder made read-only", problems=["it could not be run as another user"])
