"""Bounces and stems that are being rendered.

Lives: window, main thread.
"""

from app.edits.songs import note_bounce
from app.notices import NoticeBoard
from app.open_song import OpenSong
from app.release.jobs import Job
from app.stages.progress import mix_hash


class RunningJobs:
    """Polled by the studio; tells their end and notes in the song what was bounced."""

    def __init__(self, board: NoticeBoard) -> None:
        self._board = board
        self._jobs: list[tuple[Job, str, str, OpenSong]] = []  # job, kind, hash of the mix it renders, its song

    def add(self, job: Job, kind: str, opened: OpenSong) -> Job:
        """`kind` is mix or stems."""
        self._jobs.append((job, kind, mix_hash(opened.song), opened))
        return job

    def poll(self, present: OpenSong | None) -> None:
        for entry in list(self._jobs):
            job, kind, rendered, opened = entry
            job.poll()
            if not job.finished:
                continue
            self._jobs.remove(entry)
            if job.cancelled:
                continue
            self._board.post("error" if job.failed else "info", job.sentence)
            if not job.failed and opened is present and not opened.read_only:
                opened.history.absorb(note_bounce(kind, rendered))

    def cancel(self) -> None:
        for job, _, _, _ in self._jobs:
            job.cancel()
        self._jobs.clear()
