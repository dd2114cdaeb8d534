"""Makes steps of the history of what is typed into the words: one for each burst of typing.

Lives: window, main thread.
"""

from app.edits.lyrics import set_lyrics
from app.model.lyrics import Lyrics
from app.text.exact_text import Change
from ui.bridge import Bridge


class TypingSteps:
    """A burst goes on while each key continues where the one before ended, in one line, and nothing else is done."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge
        self._lyrics: Lyrics | None = None  # as the burst left them; None when none goes on
        self._mark = 0  # the step before it
        self._change = Change(0, 0, "")

    def end(self) -> None:
        """What is typed next is another step."""
        self._lyrics = None

    def take(self, text: str, change: Change) -> bool:
        """Put what was typed into the song. Returns False if it was refused, which was told."""
        history = self._bridge.session.document.opened.history
        edit = set_lyrics(text)
        goes_on = (
            self._lyrics is not None
            and history.song.lyrics is self._lyrics
            and history.position == self._mark + 1
            and history.is_modified
            and _continues(self._change, change)
        )
        if goes_on:
            done = self._bridge.attempt(lambda: history.perform_merged_since(self._mark, edit))
        else:
            done = self._bridge.perform(edit)
            self._mark = history.position - 1
        self._change = change
        self._lyrics = history.song.lyrics if done and "\n" not in change.inserted else None
        return done


def _continues(before: Change, now: Change) -> bool:
    if len(now.inserted) > 1 or (now.inserted and now.removed):
        return False  # pasted, or typed over a selection
    if now.inserted:
        return bool(before.inserted) and now.start == before.start + len(before.inserted)
    if before.inserted:
        return False
    return now.start + now.removed == before.start or now.start == before.start  # Backspace, Delete
