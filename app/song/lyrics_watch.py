"""Looks whether another program has changed the words of the open song, and brings them in.

Lives: window, main thread.
"""

import time
from collections.abc import Callable

from app.documents.notices import NoticeBoard
from app.messages import steps
from app.messages.lyrics import both_changed, cannot_read_words, words_read
from app.problems import REFUSALS
from app.song.document import Document
from app.song.open_song import OpenSong
from app.text.encodings import decode_words
from app.text.transposing import read_lyrics

EVERY_S = 1.0


class LyricsWatch:
    """Of whatever song is open. Words that came in are one step that Undo takes back."""

    def __init__(self, document: Document, board: NoticeBoard, now: Callable[[], float] = time.monotonic) -> None:
        self._document, self._board, self._now = document, board, now
        self._next_s = 0.0

    def poll(self) -> None:
        """Look once a second. Call at 60 Hz."""
        if self._now() < self._next_s:
            return
        self._next_s = self._now() + EVERY_S
        if self._document.has_song and not self._document.read_only:
            self.look()

    def look(self) -> None:
        """Look now, and bring in what another program wrote; if the words were changed here too, keep both."""
        opened = self._document.opened
        file = opened.lyrics_file
        while file.problems:
            self._board.post("warn", file.problems.pop(0), of_song=True)
        data = file.changed_outside()
        if data is None:
            return
        changed_here = not file.is_known(opened.song.lyrics)
        file.agree_on(data)
        if changed_here:
            self._keep_both(opened, data)
        else:
            self._read(opened, data)

    def _read(self, opened: OpenSong, data: bytes) -> None:
        text, encoding = decode_words(data)
        try:
            opened.history.apply_beneath_gesture(read_lyrics(text, encoding, steps.READ_LYRICS))
        except REFUSALS as refusal:
            self._board.post("warn", cannot_read_words(opened.lyrics_file.path.name, str(refusal)), of_song=True)
        else:
            self._board.post("info", words_read(opened.lyrics_file.path.name), of_song=True)

    def _keep_both(self, opened: OpenSong, data: bytes) -> None:
        name = opened.lyrics_file.path.name
        try:
            aside = opened.lyrics_file.keep_aside(data)
        except OSError as error:
            self._board.post("warn", cannot_read_words(name, str(error)), of_song=True)
            return
        text, encoding = decode_words(data)
        self._board.post(
            "warn",
            both_changed(name, aside.name),
            "Use the other words",
            lambda: self._document.perform(read_lyrics(text, encoding, steps.READ_LYRICS)),
            of_song=True,
        )
