"""Phone memos on their way into the ideas folder.

Lives: `IdeaImport` window and command line, main thread; its `run` on a worker.
"""

from collections.abc import Sequence
from pathlib import Path

from app.ideas.folder import IdeasFolder
from app.ideas.idea import Idea
from app.problems import Refused, encodable
from app.tasks import Task


class IdeaImport(Task[None]):
    """Copies files into the folder, one after the other; those that were read stay if it is cancelled.

    Attributes:
        ideas: What came of the files.
        problems: One sentence for each file that could not be read.
        notes: One sentence for each damage or repair of the others.
    """

    def __init__(self, folder: IdeasFolder, files: Sequence[Path], place: str = "") -> None:
        self._folder, self._files, self._place = folder, files, place
        self.ideas: list[Idea] = []
        self.problems: list[str] = []
        self.notes: list[str] = []

    def run(self) -> None:
        """Read them; takes as long as it takes."""
        for number, file in enumerate(self._files):
            self.doing = encodable(file.name)
            try:
                idea, notes = self._folder.add_file(file, self._place, lambda share, n=number: self._report(n, share))  # type: ignore[misc]
            except Refused as refusal:
                if self.cancelled:
                    return
                self.problems.append(str(refusal))
                continue
            self.ideas.append(idea)
            self.notes += notes

    def _report(self, number: int, share: float) -> bool:
        self.progress = (number + share) / len(self._files)
        return not self.cancelled
