"""What can be wrong with a song folder, told in one sentence.

Lives: any thread.
"""

from dataclasses import dataclass
from pathlib import Path

from app.problems import Problem


class SongProblem(Problem):
    """The text names file and field; nothing was changed."""


@dataclass(frozen=True, slots=True)
class LockHolder:
    """Who has the song open. `started_at` is ISO 8601 in UTC; pid 0 where the lock does not say."""

    pid: int
    program: str
    host: str = ""
    started_at: str = ""


class SongDamaged(SongProblem):
    """Its song.json cannot be read: `folder` may hold an earlier version."""

    def __init__(self, sentence: str, folder: Path) -> None:
        super().__init__(sentence)
        self.folder = folder


class SongTooNew(SongProblem):
    """A later version of the program wrote it. Nothing is wrong with it, and nothing may take its place."""


class SongUnwritable(SongProblem):
    """Its folder takes no writes: it can only be read, or copied elsewhere."""


class SongLocked(SongProblem):
    """Another program has the song open."""

    def __init__(self, sentence: str, holder: LockHolder) -> None:
        super().__init__(sentence)
        self.holder = holder
