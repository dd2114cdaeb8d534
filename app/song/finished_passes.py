"""Finished and lost passes on their way into the song.

Lives: window, main thread.
"""

from collections.abc import Callable

from app.documents.notices import NoticeBoard
from app.edits.takes import add_takes
from app.messages.recording import passes_of_another_song, recordings_found
from app.model.song import Song
from app.problems import Refused, as_shown
from app.song.open_song import OpenSong
from app.storage.recovery import find_unclaimed_passes, mark_claimed
from app.text.values import format_clock
from app.units import frames_to_seconds
from audio_engine.protocol import PassResult

MOST_LISTED = 4


def describe(result: PassResult) -> str:
    """`01:23.512 on Vox, Guitar, with dropouts`."""
    seconds = frames_to_seconds(max(file.length_frames for file in result.files), result.rate_hz)
    more = ", with dropouts" if result.gaps else ""
    if result.place_guessed:
        more += ", its journal damaged: it comes where recording was to begin"
    return as_shown(f"{format_clock(seconds)} on {', '.join(file.name for file in result.files)}{more}")


class PassInbox:
    """The passes of one open song. `recovered` holds those that wait until the user accepts them."""

    def __init__(self, opened: OpenSong, board: NoticeBoard, on_taken: Callable[[str], None]) -> None:
        """`on_taken` is called with the identity of every pass that came into the song."""
        self.recovered: list[PassResult] = []
        self._on_taken = on_taken
        self._opened = opened
        self._board = board
        self._taken: list[PassResult] = []
        self._of_autosave: list[PassResult] = []  # that restoring the autosave brings back, or were undone in it

    def take_in(self, result: PassResult) -> None:
        """Make a pass on disk one step for all its tracks, and autosave.

        Raises:
            EditRefused: If its takes cannot be added; the files stay.
        """
        opened = self._opened
        opened.history.apply_beneath_gesture(add_takes(result, opened.folder.path))
        if result.files:  # else it is looked for again: it may only be unreadable now
            opened.remember_passes({result.pass_id})
        self._taken.append(result)
        opened.autosave()
        self._on_taken(result.pass_id)

    def with_taken(self, song: Song) -> Song:
        """`song` with the takes of every pass that came in since the song was opened."""
        for result in self._taken:
            song = add_takes(result, self._opened.folder.path).apply(song)
        return song

    def look_for_lost(self, running: set[str]) -> None:
        """Fill `recovered` from the song's folder, except for passes in `running`, which are being recorded."""
        found, sentences = find_unclaimed_passes(self._opened.folder, self._opened.song, running)
        known = self._opened.passes_of_autosave
        self.recovered = [result for result in found if result.pass_id not in known]
        self._of_autosave = [result for result in found if result.pass_id in known]
        for sentence in sentences:
            self._board.post("warn", sentence)

    def autosave_declined(self) -> None:
        """Offer the recordings that only the autosave had."""
        self.recovered, self._of_autosave = self._of_autosave + self.recovered, []
        self.offer()

    def offer(self) -> None:
        """Post what was found, if anything."""
        if self.recovered:
            found = [describe(result) for result in self.recovered[-MOST_LISTED:]]
            text = recordings_found(found, len(self.recovered) - len(found))
            action = "Put it back" if len(self.recovered) == 1 else "Put them back"
            self._board.post("recovery", text, action, self.restore, of_song=True)

    def restore(self) -> None:
        """Put the takes found after a crash back in place, one step a pass; what is refused goes on waiting.

        Raises:
            Refused: If the song is no longer open.
            EditRefused: If the takes of a pass cannot be added.
        """
        if self._opened.read_only:
            raise Refused(passes_of_another_song(self._opened.folder.path.name))
        while self.recovered:
            self.take_in(self.recovered[0])
            del self.recovered[0]

    def settle(self) -> None:
        """Call before the song is let go with nothing unsaved: takes undone on purpose are not offered again.

        Not earlier: after a crash an undone take is offered, because nobody can tell whether it was meant to go.
        """
        opened = self._opened
        if not opened.read_only and not opened.history.is_modified:
            mark_claimed(opened.folder, [result.pass_id for result in self._taken])

    def fetch_lost(self, pass_id: str) -> list[PassResult]:
        """Remove one lost pass from `recovered`, and return what the folder holds of it."""
        self.look_for_lost(set())
        mine = [result for result in self.recovered if result.pass_id == pass_id]
        self.recovered = [result for result in self.recovered if result.pass_id != pass_id]
        return mine
