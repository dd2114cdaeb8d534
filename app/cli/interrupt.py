"""Ctrl+C on the command line, and every other request to end: noted at the signal, acted on where the work can stop.

An exception at the signal itself could come anywhere: inside a library's callback it is lost, and between the last byte
of a file and the sentence about it, that sentence is wrong.

Lives: command line, main thread.
"""

import signal
import time
from collections.abc import Callable
from typing import TypeVar

from app.messages.command_line import CANCELLED
from app.tasks import Task

EXIT_CODE = 130  # what a shell says of a program that ended at SIGINT
FORCE_AFTER_S = (
    2.0  # a later Ctrl+C ends at once what does not look at the flag; until then a key that repeats does nothing
)
POLL_S = 0.02
SIGNALS = [  # Ctrl+C; `kill` and the end of a login; a terminal that was closed
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]

Result = TypeVar("Result")
_pressed_s: list[float] = []  # when each Ctrl+C came that nobody has answered


class Interrupted(Exception):
    """The command was stopped by Ctrl+C; the text says what was written."""

    def __init__(self, sentence: str = CANCELLED) -> None:
        super().__init__(sentence)


def listen() -> None:
    """Take the requests to end over, except those that this process was started to ignore, as `nohup` does."""
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _note)


def release() -> None:
    """Give them back: the window has a handler of its own. Raises Interrupted if one came before."""
    check()
    for number in SIGNALS:
        if signal.getsignal(number) is _note:
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)


def _note(_number: int, _frame: object) -> None:
    _pressed_s.append(time.monotonic())
    if _pressed_s[-1] - _pressed_s[0] > FORCE_AFTER_S:
        raise KeyboardInterrupt


def requested() -> bool:
    """Whether Ctrl+C was pressed and not forgotten."""
    return bool(_pressed_s)


def forget() -> None:
    """Take Ctrl+C as answered: it was how to end this, such as a recording."""
    _pressed_s.clear()


def check() -> None:
    """Raise Interrupted if Ctrl+C was pressed. Call where nothing is half written."""
    if requested():
        raise Interrupted


def run(task: Task[Result]) -> Result:
    """Run a task on a worker, and cancel it at Ctrl+C.

    Returns:
        Its result, also if Ctrl+C came too late to stop it.

    Raises:
        Interrupted: It was stopped.
        Exception: What it raised.
    """
    results: list[Result] = []
    problems: list[Exception] = []
    task.start(results.append, problems.append, lambda call: call())
    follow(task, lambda: None)
    if problems and task.cancelled:
        raise Interrupted
    if problems:
        raise problems[0]
    return results[0]


def follow(task: Task[Result], meanwhile: Callable[[], object]) -> None:
    """Wait for a task that was started, and cancel it at Ctrl+C.

    Args:
        task: It may have ended already.
        meanwhile: Called about 50 times a second, and once more when the task has ended.
    """
    while task.running:
        meanwhile()
        if requested() and not task.cancelled:
            task.cancel()
        time.sleep(POLL_S)
    meanwhile()
