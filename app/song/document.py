"""The document: the song that is open, its history, its saving, and the recordings on their way into it.

Lives: window, main thread: the only writer of the song.
"""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from app.documents.history import Gesture
from app.documents.notices import NoticeBoard
from app.edits.edit import Edit
from app.edits.follow_tempo import following
from app.edits.tracks import rename_track
from app.messages import steps
from app.messages.files import NOTHING_TO_REVERT
from app.messages.recording import NO_SONG
from app.model.ids import TrackId
from app.model.song import Song
from app.problems import NothingToDo, Refused
from app.song.autosave import Autosave
from app.song.autosave_timer import AFTER_EDIT_S
from app.song.changes import Changes, diff, whole_song
from app.song.finished_passes import PassInbox
from app.song.open_song import OpenSong
from app.song.waves import Waves


class Document:
    """One song at a time. Each verb does what it says, or raises one of `problems.REFUSALS` with a sentence."""

    def __init__(
        self,
        board: NoticeBoard,
        remember_song: Callable[[Path], None],
        now: Callable[[], float] = time.monotonic,
        autosave_after_s: Callable[[], float] = lambda: AFTER_EDIT_S,
    ) -> None:
        """Show no song yet.

        Args:
            board: Where it posts notices.
            remember_song: Gets the folder of every song that the user may want to open next time.
            now: The time, in seconds.
            autosave_after_s: How long edits have to pause before the song is autosaved, in seconds.
        """
        self._board = board
        self._remember_song = remember_song
        self._opened: OpenSong | None = None
        self._placeholder: OpenSong | None = None  # until something is done in it
        self.waves = Waves(lambda: self.opened.folder)
        self.autosave = Autosave(board, now, autosave_after_s)
        self._inbox: PassInbox | None = None
        self.guards: list[Callable[[Song, Song], None]] = []  # old and new song; raise EditRefused
        self.on_root: list[Callable[[Song, Song, Changes], None]] = []  # before the screen: what plays the song
        self.on_change: list[Callable[[Changes], None]] = []
        self.on_tempo: Callable[[Song, Song], object] = lambda before, after: None
        self.on_pass_taken: Callable[[str], None] = lambda pass_id: None

    @property
    def song(self) -> Song:
        """The song as it is now.

        Raises:
            Refused: If no song is open.
        """
        return self.opened.song

    @property
    def has_song(self) -> bool:
        """True if a song is open."""
        return self._opened is not None

    @property
    def opened(self) -> OpenSong:
        """The open song with its folder and lock.

        Raises:
            Refused: If no song is open.
        """
        if self._opened is None:
            raise Refused(NO_SONG)
        return self._opened

    @property
    def folder(self) -> Path | None:
        """Folder of the open song; None without one."""
        return None if self._opened is None else self._opened.folder.path

    @property
    def is_modified(self) -> bool:
        """True if there are unsaved changes."""
        return self._opened is not None and self._opened.history.is_modified

    @property
    def read_only(self) -> bool:
        """True if the open song cannot be saved."""
        return self._opened is not None and self._opened.read_only

    @property
    def inbox(self) -> PassInbox:
        """Recordings on their way into the open song.

        Raises:
            Refused: If no song is open.
        """
        if self._inbox is None:
            raise Refused(NO_SONG)
        return self._inbox

    # editing

    def perform(self, edit: Edit) -> None:
        """Apply an edit as one history step.

        Raises:
            EditRefused: If it cannot be applied, or a running pass forbids it.
        """
        self.opened.history.perform(edit)

    def name_track(self, track_id: TrackId, name: str) -> None:
        """Rename a track: one step with that which added it, if nothing was done since.

        Raises:
            EditRefused: There is no such track, or the name is empty or too long.
        """
        history, edit = self.opened.history, rename_track(track_id, name)
        before = history.song_at(history.position - 1)
        added = before is not None and all(track.id != track_id for track in before.tracks)
        if added and history.undo_label == steps.ADD_TRACK:
            history.perform_merged_since(history.position - 1, Edit(steps.ADD_TRACK, edit.apply))
        else:
            history.perform(edit)

    def amend(self, song: Song) -> None:
        """Put another state in the place of the present one, as `History.amend` does, and show it."""
        before = self.song
        if song is not before:
            self.opened.amend(song)
            self._tell(before, song, diff(before, song))

    def change_tempo(self, edit: Edit) -> None:
        """Apply an edit of tempo or meter as one step, in which the clips that follow the tempo move.

        `on_tempo` gets the song before and after it, to stretch them.

        Raises:
            EditRefused: If it cannot be applied, or a clip that follows is locked or cannot be stretched that far.
        """
        before = self.song
        self.opened.history.perform(following(edit))
        if self.song.tempo != before.tempo:
            self.on_tempo(before, self.song)

    def begin_gesture(self, label: str) -> Gesture:
        """Begin a drag: update() as often as the hand moves, then commit() or cancel(); it is one step."""
        return self.opened.history.begin_gesture(label)

    def undo(self) -> None:
        """Go back one step; nothing at the first one."""
        self.opened.history.undo()

    def redo(self) -> None:
        """Go forward one step; nothing at the last one."""
        self.opened.history.redo()

    @property
    def undo_label(self) -> str | None:
        """Label of the step that Undo takes back; None if there is none."""
        return None if self._opened is None else self._opened.history.undo_label

    @property
    def redo_label(self) -> str | None:
        """Label of the step that Redo brings back; None if there is none."""
        return None if self._opened is None else self._opened.history.redo_label

    # saving

    def save(self) -> None:
        """Write song.json.

        Raises:
            SongProblem: If it cannot be written; the file before is whole then.
        """
        self.opened.save()
        self._adopt_placeholder()

    def revert(self) -> None:
        """Go back to the song as it was saved, as one step that can be undone.

        Raises:
            NothingToDo: Nothing was changed since.
            EditRefused: A running pass forbids it.
        """
        saved = self.opened.history.saved_song
        if saved is None or not self.is_modified:
            raise NothingToDo(NOTHING_TO_REVERT)
        self.perform(Edit(steps.REVERT, lambda _: saved))

    def reread_media(self) -> None:
        """Play and show the song again: files that were missing are there."""
        self._tell(self.song, self.song, whole_song(self.song))

    # opening and closing

    def begin(self, opened: OpenSong, *, placeholder: bool = False) -> None:
        """Show another song in place of the one that is open.

        Args:
            opened: The song to show.
            placeholder: It stands in for one that could not be opened: it counts as one of the user's once something
                was done in it, and its folder goes if nothing was.
        """
        self._opened = opened
        opened.history.set_listeners(self._on_root, self._guard)
        self.waves = Waves(lambda: self.opened.folder)
        self._inbox = PassInbox(opened, self._board, lambda pass_id: self.on_pass_taken(pass_id))
        self.autosave.begin(opened, self._inbox)
        if placeholder:
            self._placeholder = opened
        elif not opened.read_only:
            self._remember_song(opened.folder.path)

    def let_go(self, *, keep_autosave: bool = False) -> None:
        """Close the song; what was not saved is dropped unless `keep_autosave`."""
        opened = self._opened
        if opened is not None:
            needless = self._placeholder is opened and opened.is_untouched
            opened.close(keep_autosave=keep_autosave)
            if needless:
                shutil.rmtree(opened.folder.path, ignore_errors=True)
            self._opened = self._placeholder = self._inbox = None
            self.autosave.end()

    def announce(self) -> None:
        """Tell the screen that another song is open."""
        for listener in list(self.on_change):
            listener(whole_song(self.song))

    def _adopt_placeholder(self) -> None:
        """At the first thing done in it, and before it is saved: after a crash it must be found."""
        if self._placeholder is not None:
            self._placeholder = None
            self._remember_song(self.opened.folder.path)

    def _on_root(self, old: Song, new: Song) -> None:
        self._adopt_placeholder()
        self._tell(old, new, diff(old, new))

    def _tell(self, old: Song, new: Song, changes: Changes) -> None:
        if self._opened is not None:
            for on_root in self.on_root:
                on_root(old, new, changes)
        for on_change in list(self.on_change):
            on_change(changes)

    def _guard(self, old: Song, new: Song) -> None:
        for guard in self.guards:
            guard(old, new)
