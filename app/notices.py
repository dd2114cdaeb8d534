"""Notices: what the user is told, in whole sentences, newest last.

Lives: window, main thread.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

NoticeKind = Literal["info", "warn", "error"]


@dataclass(frozen=True, slots=True)
class Notice:
    """One card: a sentence, and at most one thing to do about it."""

    kind: NoticeKind
    sentence: str
    action_label: str | None = None
    action: Callable[[], None] | None = None


class NoticeBoard:
    """Keeps the last notices and tells whoever listens."""

    KEPT = 50

    def __init__(self) -> None:
        self.notices: list[Notice] = []
        self.on_notice: list[Callable[[Notice], None]] = []
        self.on_settled: list[Callable[[str], None]] = []
        self._of_song: list[str] = []  # sentences

    def post(
        self,
        kind: NoticeKind,
        sentence: str,
        action_label: str | None = None,
        action: Callable[[], None] | None = None,
        *,
        of_song: bool = False,
    ) -> None:
        """`of_song`: it means nothing any more when another song is open, and acts on no other."""
        if of_song:
            self._of_song.append(sentence)
        notice = Notice(kind, sentence, action_label, action)
        self.notices.append(notice)
        del self.notices[: -self.KEPT]
        for listener in list(self.on_notice):
            listener(notice)

    def settle(self, sentence: str) -> None:
        """What that notice said is not so any more: whoever shows it may put it away."""
        for listener in list(self.on_settled):
            listener(sentence)

    def leave_song(self) -> None:
        """What concerned the open song is settled: it is open no longer."""
        sentences, self._of_song = self._of_song, []
        for sentence in sentences:
            self.settle(sentence)
