"""A bounce as window or command line see it: a process of its own, its progress and its result.

Lives: window or command line, main thread; a listener thread for each job.
"""

import contextlib
import json
import logging
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from audio_engine import launcher
from audio_engine.bounce.request import BounceProblem, BounceRequest, BounceResult

ENDED_EARLY = "The bounce ended early; nothing was written."
CANCEL_S = 3.0  # for the process to remove its unfinished files
_log = logging.getLogger(__name__)


class BounceJob:
    """A running bounce. Poll `progress` (0 to 1) and `finished`; then `result` or `problem` is there. Neither blocks.

    Raises:
        OSError: Its process could not be started.
    """

    def __init__(self, request: BounceRequest) -> None:
        self.progress = 0.0
        self.result: BounceResult | None = None
        self.problem = ""
        self._child = launcher.start("bounce-job", output=subprocess.PIPE, feed=True)
        data = msgspec.msgpack.encode(request)
        self._thread = threading.Thread(target=self._run, args=(data,), name="bounce listener", daemon=True)
        self._thread.start()

    @property
    def finished(self) -> bool:
        """Whether its process has ended."""
        return not self._thread.is_alive()

    @property
    def process(self) -> int:
        """The number of its process, which is in the names of its unfinished files."""
        return self._child.pid

    def cancel(self) -> None:
        """Stop; blocks at most CANCEL_S, in which the process removes its unfinished files where the system lets it."""
        self.problem = self.problem or "The bounce was cancelled; nothing was written."
        self._child.terminate()
        self._thread.join(CANCEL_S)
        if self._thread.is_alive():
            _log.warning("A cancelled bounce does not end: it is killed.")
            self._child.kill()

    def wait(self, on_progress: Callable[[float], None] | None = None) -> BounceResult:
        """Block until done. Raises BounceProblem."""
        while not self.finished:
            self._thread.join(0.1)
            if on_progress:
                on_progress(self.progress)
        if self.result is None:
            raise BounceProblem(self.problem)
        return self.result

    def _run(self, data: bytes) -> None:
        """Listener thread: hand the request over, and take what comes back."""
        try:
            assert self._child.stdin is not None
            with contextlib.suppress(OSError), self._child.stdin as stream:  # it has ended: nothing comes back
                stream.write(data)
            self._listen()
        except Exception:
            _log.exception("A bounce said what cannot be read.")
        finally:
            launcher.end(self._child)
            if self.result is None and not self.problem:
                self.problem = ENDED_EARLY

    def _listen(self) -> None:
        assert self._child.stdout is not None
        with self._child.stdout as lines:
            for line in lines:
                message = json.loads(line)
                if "progress" in message:
                    self.progress = message["progress"]
                elif "problem" in message:
                    self.problem = message["problem"]
                else:
                    self.result = msgspec.convert(message["result"], BounceResult)
                    self.progress = 1.0
        self._child.wait(launcher.DEATH_S)


def start(request: BounceRequest) -> BounceJob:
    """Begin a bounce in a process of its own.

    Raises:
        BounceProblem: A file exists already, or there is nothing to bounce.
        OSError: The process could not be started.
    """
    if not request.overwrite:
        for file in request.files:
            if Path(file.path).exists():
                raise BounceProblem(f"{file.path} exists already; choose another name or allow overwriting.")
    if request.end_frame <= request.start_frame:
        raise BounceProblem("There is nothing to bounce: the song has no audio in that range.")
    return BounceJob(request)
