"""The engine's process: started, attached to, left and closed.

Lives: window, main thread.
"""

from collections.abc import Callable
from pathlib import Path

from app.engine.ports import Controller
from app.engine.preparation import EnginePreparation
from app.messages.devices import ENGINE_NOT_RUNNING
from app.problems import Refused
from audio_engine.client.process import EngineProblem


class EngineHandle:
    """Owns the controller. The parts of the session look it up for each call, since it may be another one by then."""

    def __init__(self, factory: Callable[[], Controller]) -> None:
        self._factory = factory
        self.preparation: EnginePreparation | None = None  # says how far the first one is
        self.waits = True  # for an engine to start or to end: not where a window would freeze meanwhile
        self._controller: Controller | None = None
        self._has_ended: Callable[[], bool] = lambda: True  # the engine before
        self._afterwards: list[Callable[[], object]] = []
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

    @property
    def prepared(self) -> tuple[int, int] | None:
        """Kernels compiled, and all, while the first engine on a computer is prepared; else None."""
        return None if self.preparation is None else self.preparation.progress

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
        if self._controller is None:
            self.adopt(self._started(folder, wait=self.waits))

    def joined(self, folder: Path) -> Controller:
        """Join the engine that records this song, beside the one that there is: it hands the song over.

        Blocks up to 10 s; a window calls it on a worker. What it returns goes to `adopt`, or is detached.

        Raises:
            Refused: If it does not answer.
        """
        return self._started(folder, wait=True)

    def _started(self, folder: Path | None, *, wait: bool) -> Controller:
        controller = self._factory()
        try:
            controller.start(folder, wait=wait)
        except (EngineProblem, TimeoutError) as problem:
            raise Refused(str(problem)) from None
        return controller

    def adopt(self, controller: Controller) -> None:
        """From now on this is the engine; the one before has been closed or left."""
        self._controller = controller
        for listener in self.on_start:
            listener(controller)

    def close(self) -> None:
        """End the engine; a running pass is closed and kept. With `waits` it has ended then: see `when_ended`."""
        if self._controller is not None:
            self._has_ended = self._controller.close(wait=self.waits)
        self._end()

    def when_ended(self, call: Callable[[], object]) -> None:
        """Call once the engine that was closed last has ended: now, or in a later `poll`."""
        if self._has_ended():
            call()
        else:
            self._afterwards.append(call)

    def poll(self) -> None:
        """To be called often."""
        if self.preparation is not None:
            self.preparation.poll()
        if self._afterwards and self._has_ended():
            calls, self._afterwards = self._afterwards, []
            for call in calls:
                call()

    def detach(self) -> None:
        """Leave the engine running, with the pass that it records."""
        if self._controller is not None:
            self._controller.detach()
        self._end()

    def _end(self) -> None:
        self._controller = None
        for listener in self.on_end:
            listener()
