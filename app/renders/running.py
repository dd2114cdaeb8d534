"""Bounces, stems, freezes and bounces in place that are being rendered.

Lives: window, main thread.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from app.documents.notices import NoticeBoard
from app.edits.edit import Edit
from app.messages.mixing import render_cancelled
from app.problems import EditRefused
from app.renders.jobs import Job
from app.song.open_song import OpenSong

LONG_S = 1.0  # what takes longer shows that it runs, and can be cancelled


@dataclass
class _Running:
    job: Job
    finish: Callable[[], Edit]  # what its end does in the song
    opened: OpenSong
    doing: str
    since_s: float
    offered: bool = False  # to be cancelled, in a notice


class RunningJobs:
    """Polled by the session; tells their end and performs what follows from it in the song."""

    def __init__(self, board: NoticeBoard, now: Callable[[], float] = time.monotonic) -> None:
        self._board = board
        self._now = now
        self._jobs: list[_Running] = []

    def add(self, job: Job, finish: Callable[[], Edit], opened: OpenSong, doing: str) -> Job:
        """Follow a job.

        Args:
            job: A started job.
            finish: Makes the edit to perform when the job has succeeded.
            opened: The song that it is for.
            doing: Such as "Freezing Bass": unless a dialog watches it, a notice with Cancel shows it if it takes long.
        """
        self._jobs.append(_Running(job, finish, opened, doing, self._now()))
        return job

    def poll(self, present: OpenSong | None) -> None:
        """Report finished jobs and perform their edits, if their song is still open."""
        for running in list(self._jobs):
            running.job.poll()
            if running.job.finished:
                self._jobs.remove(running)
                self._end(running, present)
            elif not running.job.watched and not running.offered and self._is_long(running):
                running.offered = True
                self._board.post("info", _offer(running), "Cancel", running.job.cancel)

    def _end(self, running: _Running, present: OpenSong | None) -> None:
        job, opened = running.job, running.opened
        if running.offered:
            self._board.withdraw(_offer(running))
        if job.cancelled:
            if not job.watched:
                self._board.post("info", render_cancelled(running.doing))
            return
        if not job.failed and opened is present and not opened.read_only:
            try:
                opened.history.apply_beneath_gesture(running.finish())
            except EditRefused as refusal:
                job.failed, job.sentence = True, str(refusal)
        if not job.watched:
            self._board.post("error" if job.failed else "warn" if job.clips else "info", job.sentence)

    @property
    def progress(self) -> tuple[str, float] | None:
        """What it is and how far, 0 to 1, of what takes long and no dialog shows."""
        shown = next((one for one in self._jobs if not one.job.watched and self._is_long(one)), None)
        return None if shown is None else (shown.doing, shown.job.progress)

    def _is_long(self, running: _Running) -> bool:
        return self._now() - running.since_s >= LONG_S

    @property
    def unfinished(self) -> list[str]:
        """What each of them does."""
        return [running.doing for running in self._jobs]

    @property
    def busy(self) -> bool:
        """True while a job is running."""
        return bool(self._jobs)

    def cancel(self) -> None:
        """Cancel all jobs, and wait for their end."""
        for running in self._jobs:
            running.job.cancel()
        for running in self._jobs:
            running.job.settle()
            if running.offered:
                self._board.withdraw(_offer(running))
        self._jobs.clear()


def _offer(running: _Running) -> str:
    return f"{running.doing}\u2026"
