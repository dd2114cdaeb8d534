"""Bounces and stems that are being rendered.

Lives: window, main thread.
"""

from collections.abc import Callable

from app.edits.edit import Edit, EditRefused
from app.edits.songs import note_bounce
from app.notices import NoticeBoard
from app.open_song import OpenSong
from app.release.jobs import Job
from app.stages.progress import mix_hash


class RunningJobs:
    """Polled by the studio; tells their end and performs what follows from it in the song."""

    def __init__(self, board: NoticeBoard) -> None:
        self._board = board
        self._jobs: list[tuple[Job, Callable[[], Edit], OpenSong]] = []  # job, what its end does, its song

    def add(self, job: Job, kind: str, opened: OpenSong) -> Job:
        """`kind` is mix or stems: the song notes that it was bounced."""
        rendered = mix_hash(opened.song)
        return self.add_with(job, lambda: note_bounce(kind, rendered), opened)

    def add_with(self, job: Job, finish: Callable[[], Edit], opened: OpenSong) -> Job:
        """`finish` makes the edit that is performed when the job ends well."""
        self._jobs.append((job, finish, opened))
        return job

    def poll(self, present: OpenSong | None) -> None:
        for entry in list(self._jobs):
            job, finish, opened = entry
            job.poll()
            if not job.finished:
                continue
            self._jobs.remove(entry)
            if job.cancelled:
                continue
            if not job.failed and opened is present and not opened.read_only:
                try:
                    opened.history.absorb(finish())
                except EditRefused as refusal:
                    job.failed, job.sentence = True, str(refusal)
            if not job.watched:
                self._board.post("error" if job.failed else "info", job.sentence)

    @property
    def busy(self) -> bool:
        return bool(self._jobs)

    def cancel(self) -> None:
        for job, _, _ in self._jobs:
            job.cancel()
        self._jobs.clear()
