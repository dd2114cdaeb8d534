"""An idea at half speed, at the same pitch: rendered once in the background, then played as any file.

Lives: any thread that may wait; the stretcher in a process of its own.
"""

from concurrent.futures import CancelledError
from pathlib import Path

from app.ideas.folder import IdeasFolder
from app.ideas.idea import Idea
from app.messages.ideas import not_slowed, slowing
from app.problems import Refused
from app.tasks import Task
from audio_engine.stretch import StretchProblem, StretchRequest, render

SLOWER = 2  # times as long


class HalfSpeed(Task[Path]):
    """Makes the file of one idea."""

    def __init__(self, folder: IdeasFolder, idea: Idea) -> None:
        self._folder, self._idea = folder, idea
        self.doing = slowing(idea.name)

    def run(self) -> Path:
        """The file, made now or earlier. Raises Refused with a sentence if it cannot be made."""
        idea, target = self._idea, self._folder.half_speed_path(self._idea.id)
        if target.is_file():
            return target
        frames = idea.length_frames
        source = str(self._folder.audio_path(idea.id))
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            request = StretchRequest(source, 0, frames, SLOWER * frames, 0.0, False, str(target))
            render(request, lambda: self.cancelled)
        except (StretchProblem, CancelledError, OSError) as problem:
            raise Refused(not_slowed(idea.name, str(problem) or "it was stopped")) from problem
        return target
