"""A bounce as window or command line see it: a process of its own, its progress and its result.

Lives: window or command line; `wait` on a worker.
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
from audio_engine.bounce.request import CANCELLED, BounceProblem, BounceRequest, BounceResult

ENDED_EARLY = "The bounce ended early; nothing was written."
CANCEL_S = 3.0  # for the process to remove its unfinished files
_log = logging.getLogger(__name__)


class BounceJob:
    """A running bounce: `wait` returns its result.

    Raises:
        OSError: Its process could not be started.
    """

    def __init__(self, request: BounceRequest) -> None:
        self._request = request
        self._problem = ""
        self._result: BounceResult | None = None
        self._killing: threading.Timer | None = None
        self._child = launcher.start("bounce-job", output=subprocess.PIPE, feed=True)

    @property
    def process(self) -> int:
        """The number of its process, which is in the names of its unfinished files."""
        return self._child.pid

    def cancel(self) -> None:
        """Ask the process to end, and kill it if it has not after CANCEL_S. Any thread; returns at once."""
        self._problem = self._problem or CANCELLED
        self._child.terminate()
        if self._killing is None:
            self._killing = threading.Timer(CANCEL_S, self._kill)
            self._killing.daemon = True
            self._killing.start()

    def wait(self, on_progress: Callable[[float], object] = lambda share: None) -> BounceResult:
        """Hand the request over, and block until the process has ended. Once.

        Args:
            on_progress: Called about ten times a second with the share that is done, 0 to 1.

        Returns:
            What was written; so it does if `cancel` came too late.

        Raises:
            BounceProblem: Why nothing was written.
        """
        try:
            assert self._child.stdin is not None
            with contextlib.suppress(OSError), self._child.stdin as stream:  # it has ended: nothing comes back
                stream.write(msgspec.msgpack.encode(self._request))
            self._listen(on_progress)
        except Exception:
            _log.exception("A bounce said what cannot be read.")
        finally:
            launcher.end(self._child)
            if self._killing is not None:
                self._killing.cancel()
        if self._result is None:
            raise BounceProblem(self._problem or ENDED_EARLY)
        return self._result

    def _listen(self, on_progress: Callable[[float], object]) -> None:
        assert self._child.stdout is not None
        with self._child.stdout as lines:
            for line in lines:
                message = json.loads(line)
                if "progress" in message:
                    on_progress(message["progress"])
                elif "problem" in message:
                    self._problem = message["problem"]
                else:
                    self._result = msgspec.convert(message["result"], BounceResult)
                    on_progress(1.0)
        self._child.wait(launcher.DEATH_S)

    def _kill(self) -> None:
        _log.warning("A cancelled bounce does not end: it is killed.")
        self._child.kill()


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
