"""The engine's process: started, attached to, left and closed.

Lives: window, main thread.
"""

from collections.abc import Callable
from pathlib import Path

from app.engine.ports import Controller
from app.messages.devices import ENGINE_NOT_RUNNING
from app.problems import Refused
from audio_engine.client.process import EngineProblem


class EngineHandle:
    """Owns the controller. The parts of the session look it up for each call, since it may be another one by then."""

    def __init__(self, factory: Callable[[], Controller]) -> None:
        self._factory = factory
        self.waits = True  # for a new engine: not where a window would freeze meanwhile
        self._controller: Controller | None = None
        self.on_start: list[Callable[[Controller], None]] = []
        self.on_end: list[Callable[[], None]] = []

    @property
    def controller(self) -> Controller | None:
        """None before `start`, and after `close` or `detach`."""
        return self._controller

    @property
    def is_starting(self) -> bool:
        """Whether an engine was asked for and has not answered yet."""
        return self._controller is not None and self._controller.is_starting

    def require(self) -> Controller:
        """The controller.

        Raises:
            Refused: Before an engine was started.
        """
        if self._controller is None:
            raise Refused(ENGINE_NOT_RUNNING)
        return self._controller

    def start(self, folder: Path | None) -> None:
        """Start an engine, or attach to the one that records this song; nothing if there is one already.

        Without `waits` it returns at once: what is asked for meanwhile is done as soon as there is an engine, and the
        device that is opened next reports if there is none.

        Args:
            folder: The song's, by which the next window finds the engine; None without a song.

        Raises:
            Refused: If no engine starts.
        """
        self._start(folder, wait=self.waits)

    def attach(self, folder: Path) -> None:
        """Attach to the engine that records this song, whatever `waits` says: it hands the song over.

        Raises:
            Refused: If it does not answer.
        """
        self._start(folder, wait=True)

    def _start(self, folder: Path | None, *, wait: bool) -> None:
        if self._controller is not None:
            return
        controller = self._factory()
        try:
            controller.start(folder, wait=wait)
        except (EngineProblem, TimeoutError) as problem:
            raise Refused(str(problem)) from None
        self._controller = controller
        for listener in self.on_start:
            listener(controller)

    def close(self) -> None:
        """End the engine; a running pass is closed and kept."""
        if self._controller is not None:
            self._controller.close()
        self._end()

    def detach(self) -> None:
        """Leave the engine running, with the pass that it records."""
        if self._controller is not None:
            self._controller.detach()
        self._end()

    def _end(self) -> None:
        self._controller = None
        for listener in self.on_end:
            listener()
