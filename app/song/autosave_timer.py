"""When to autosave: soon after an edit, once the hand rests.

Lives: window, main thread.
"""

from app.model.song import Song

AFTER_EDIT_S = 1.0  # without another edit, unless the user asks for another time
WITHIN = 5  # times as long after the first edit that is not autosaved, while edits do not pause, as in a drag
AGAIN_S = 30.0  # for one that failed


class AutosaveTimer:
    """Sees every state of one song, and says when to write it.

    Args:
        song: As it is on disk.
        now_s: The time, in seconds.
    """

    def __init__(self, song: Song, now_s: float) -> None:
        self._seen = song
        self._latest_s: float | None = None  # for the edits that wait; None while none does
        self._due_s = now_s + AGAIN_S

    def is_due(self, song: Song, now_s: float, after_s: float = AFTER_EDIT_S) -> bool:
        """Whether to write the song now. Call 60 times a second, and write it if so.

        Args:
            song: As it is now.
            now_s: The time, in seconds.
            after_s: How long edits have to pause.
        """
        if song is not self._seen:
            self._seen = song
            if self._latest_s is None:
                self._latest_s = now_s + WITHIN * after_s
            self._due_s = min(now_s + after_s, self._latest_s)
        if now_s < self._due_s:
            return False
        self._latest_s, self._due_s = None, now_s + AGAIN_S
        return True
