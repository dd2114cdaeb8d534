"""Notices: messages for the user, in whole sentences, newest last.

Lives: window, main thread.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from app.messages.recording import SONG_GONE
from app.problems import Refused, as_shown

NoticeKind = Literal["recovery", "error", "warn", "info"]  # what matters most first

_log = logging.getLogger(__name__)
_LEVELS = {"recovery": logging.WARNING, "info": logging.INFO, "warn": logging.WARNING, "error": logging.ERROR}


class WindowCommand(StrEnum):
    """A command of the window that the button of a notice may run: its id in the command table."""

    DEVICES = "program.device"
    SONG_FILES = "song.files"
    SAVE_COPY = "song.save-copy"


NoticeAction = Callable[[], object] | WindowCommand


@dataclass(frozen=True, slots=True)
class Notice:
    """One card: a sentence, and at most one thing to do about it. One of kind "recovery" offers to bring work back.

    `command`: the id of the window's command from which it comes; empty for what somebody does with the mouse or in a
    field; None for news of the session.
    """

    kind: NoticeKind
    sentence: str
    action_label: str | None = None
    action: NoticeAction | None = None
    command: str | None = None
    declined: Callable[[], object] | None = None  # called when its own Dismiss is pressed


class NoticeBoard:
    """Keeps the last notices and calls the listeners for each one."""

    KEPT = 50

    def __init__(self) -> None:
        self.notices: list[Notice] = []
        self.on_notice: list[Callable[[Notice], None]] = []
        self.on_settled: list[Callable[[str], None]] = []
        self._about_song: set[str] = set()  # sentences; another set for every song

    def post(
        self,
        kind: NoticeKind,
        sentence: str,
        action_label: str | None = None,
        action: NoticeAction | None = None,
        *,
        declined: Callable[[], object] | None = None,
        of_song: bool = False,
    ) -> None:
        """Show a notice.

        Args:
            kind: How serious it is.
            sentence: What happened and what to do, in whole sentences.
            action_label: The text of its button; None for no button.
            action: What the button does, a command of the window or a call; it may raise one of `problems.REFUSALS`.
            declined: Called when the user presses Dismiss on it, not where it is only put away.
            of_song: The notice goes when another song is opened, and its action is refused from then on.
        """
        sentence = as_shown(sentence)
        if of_song:
            self._about_song.add(sentence)
            action = self._while_open(action) if callable(action) else action
        _log.log(_LEVELS[kind], sentence)
        notice = Notice(kind, sentence, action_label, action, declined=declined)
        self.notices.append(notice)
        del self.notices[: -self.KEPT]
        for listener in list(self.on_notice):
            listener(notice)

    def settle(self, sentence: str) -> None:
        """Report that a sentence no longer applies, so that whoever shows it puts it away."""
        for listener in list(self.on_settled):
            listener(as_shown(sentence))

    def withdraw(self, sentence: str) -> None:
        """Put a notice away and forget it: another one says it better."""
        self.notices[:] = [notice for notice in self.notices if notice.sentence != as_shown(sentence)]
        self.settle(sentence)

    def let_song_go(self) -> None:
        """Put away what is about the open song: another one is opened."""
        gone, self._about_song = self._about_song, set()
        for sentence in gone:
            self.withdraw(sentence)

    def _while_open(self, action: Callable[[], object]) -> Callable[[], None]:
        song = self._about_song

        def act() -> None:
            if self._about_song is not song:
                raise Refused(SONG_GONE)
            action()

        return act
