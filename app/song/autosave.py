"""The autosave of the open song: writing it soon after an edit, and what a crash left in it.

Lives: window, main thread.
"""

from collections.abc import Callable

from app.documents.notices import NoticeBoard
from app.edits.edit import Edit
from app.messages import steps
from app.messages.files import earlier_changes_kept
from app.model.song import Song
from app.song.autosave_timer import AutosaveTimer
from app.song.finished_passes import PassInbox
from app.song.open_song import OpenSong


class Autosave:
    """Of one song at a time, or of none.

    Attributes:
        on_accepted: Called when what a crash left has become the present song.
    """

    def __init__(self, board: NoticeBoard, now: Callable[[], float], after_s: Callable[[], float]) -> None:
        """Begin without a song.

        Args:
            board: Where it posts notices.
            now: The time, in seconds.
            after_s: How long edits have to pause before the song is autosaved, in seconds.
        """
        self._board, self._now, self._after_s = board, now, after_s
        self._song: tuple[OpenSong, AutosaveTimer, PassInbox] | None = None
        self.on_accepted: Callable[[], None] = lambda: None

    def begin(self, opened: OpenSong, inbox: PassInbox) -> None:
        """Look after another song; `inbox` has its recordings that are on their way."""
        self._song = opened, AutosaveTimer(opened.song, self._now()), inbox

    def end(self) -> None:
        """Look after no song."""
        self._song = None

    @property
    def unsaved(self) -> Song | None:
        """What a crash left in the autosave and nobody has accepted or discarded yet."""
        return None if self._song is None else self._song[0].unsaved

    def accept(self) -> None:
        """Make the autosaved song the present one, as a step that can be undone; refused, it stays offered."""
        if self._song is None:
            return
        opened, _, inbox = self._song

        def restore(song: Song) -> None:
            opened.history.perform(Edit(steps.RESTORE_UNSAVED, lambda _: inbox.with_taken(song)))

        opened.accept_autosave(restore)
        self.on_accepted()

    def decline(self) -> None:
        """Move what a crash left to the trash, and offer the recordings that only it had. Raises SongProblem if it stays."""
        if self._song is not None and (place := self._song[0].decline_autosave()) is not None:
            self._board.post("info", earlier_changes_kept(place))
            self._song[2].autosave_declined()

    def poll(self) -> None:
        """Autosave soon after an edit, and report why the last autosave failed. Call at 60 Hz."""
        if self._song is not None:
            opened, timer, _ = self._song
            if timer.is_due(opened.song, self._now(), self._after_s()):
                opened.autosave()
        self.report_problem()

    def report_problem(self) -> None:
        """Post why the last autosave failed, once."""
        if self._song is not None and (problem := self._song[0].new_autosave_problem()):
            self._board.post("warn", problem)
