"""The open song: its folder, lock, history, saving and autosaving.

Lives: window, main thread; autosaves are written by one worker at a time, from the frozen root.
"""

import contextlib
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from app.documents.history import History
from app.edits.edit import Edit
from app.edits.songs import fresh_song, rename_song
from app.messages.files import cannot_write, damaged_and_moved, song_read_only
from app.model.song import Song
from app.problems import SongProblem, SongUnwritable
from app.storage.clean_up import move_to_trash, remove_unfinished, unused_media
from app.storage.collect import SongCopy
from app.storage.folder import (
    SongFolder,
    create_song_folder,
    folder_name,
    refuse_taken,
    rename_song_folder,
    song_folder,
)
from app.storage.history_file import read_history, write_history
from app.storage.lock import SongLock
from app.storage.lyrics_file import LyricsFile
from app.storage.media_pool import MediaPool
from app.storage.overview import write_overview
from app.storage.recovery import claimed_passes, mark_autosaved, mark_claimed, passes_of_autosave
from app.storage.song_json import SongEncoder, decode_song
from app.storage.song_store import (
    autosave_is_older,
    discard_autosave,
    keep_autosave,
    kept_autosaves,
    read_autosave,
    read_bytes,
    read_song,
    write_autosave,
    write_song,
)
from app.tasks import Task

Found = TypeVar("Found")


class OpenSong:
    """A song with its folder, lock and history. Made by `new` or `existing`; `close` gives the lock back."""

    def __init__(self, folder: SongFolder, song: Song, lock: SongLock | None) -> None:
        self.folder = folder
        self.put_aside: list[str] = []  # sentences: what was found damaged, and where it lies
        self.history = History(song)
        self.history.remember(self._unless_damaged(folder.history_file, lambda: read_history(folder), lock) or [])
        self.autosaved = self._read_autosave(song, lock)
        self.passes_of_autosave = set() if self.autosaved is None else passes_of_autosave(folder, self.autosaved)
        self._marked_passes: set[str] = set()  # as autosaved
        self.lyrics_file = LyricsFile(folder, song)
        self.pool = MediaPool(folder, [song, *self._waiting()])
        self._autosave_is_older = autosave_is_older(folder)
        self._aside = ""  # the name under which it waits while another autosave has its place
        self._lock = lock
        self._encoder = SongEncoder()
        self._autosaved_root: Song | None = song
        self._autosave_worker: threading.Thread | None = None
        self._autosave_lock, self._autosaving = threading.Lock(), False
        self._to_autosave: Song | None = None
        self._history_writing: Task[None] | None = None
        self._known_passes: set[str] = claimed_passes(song)
        self.autosave_problem = self._reported_problem = ""

    @classmethod
    def new(cls, path: Path, name: str, rate_hz: int, program: str, layout: Edit | None = None) -> "OpenSong":
        """Make a song in a new folder, with what `layout` puts into it, and save it once.

        Raises:
            SongProblem: If it cannot be made there.
        """
        song = fresh_song(name, rate_hz)
        if layout is not None:
            song = layout.apply(song)
        folder = create_song_folder(path)
        lock = SongLock(folder.lock_file, program)
        try:
            write_song(folder, song)
        except SongProblem:
            lock.release()
            raise
        return cls(folder, song, lock)

    @classmethod
    def existing(cls, path: Path, program: str, read_only: bool = False) -> "OpenSong":
        """Open a song. It is read before it is locked, so that a foreign folder stays untouched, and again under the lock.

        Raises:
            SongUnwritable: If its folder takes no writes.
            SongLocked: If another program has it.
            SongProblem: If it cannot be read.
        """
        folder = song_folder(path)
        song = read_song(folder)
        if read_only:
            return cls(folder, song, None)
        lock = SongLock(folder.lock_file, program)
        try:
            song = read_song(folder)
            folder.make_subfolders()
            remove_unfinished(folder)
        except OSError as error:
            lock.release()
            raise SongUnwritable(cannot_write(folder.path, error)) from None
        except SongProblem:
            lock.release()
            raise
        return cls(folder, song, lock)

    def _read_autosave(self, song: Song, lock: SongLock | None) -> Song | None:
        """What a crash left: the autosave, or else the newest of those that were never answered, which takes its place."""
        folder = self.folder

        def read() -> Song | None:
            return self._unless_damaged(folder.autosave_file, lambda: read_autosave(folder, song), lock)

        found = read()
        for kept in kept_autosaves(folder) if found is None and lock is not None else ():
            with contextlib.suppress(OSError):
                os.replace(kept, folder.autosave_file)
                found = read()
            if found is not None:
                break
        return found

    def _waiting(self) -> list[Song]:
        """Songs that a crash left and nobody has taken back or declined: the files they name are in use."""
        waiting = [] if self.autosaved is None else [self.autosaved]
        for kept in kept_autosaves(self.folder):
            with contextlib.suppress(SongProblem):
                waiting.append(decode_song(read_bytes(kept), str(kept)))
        return waiting

    def _unless_damaged(self, file: Path, read: Callable[[], Found], lock: SongLock | None) -> Found | None:
        """What `file` holds; one that is damaged waits in the trash, so that nothing is written over it."""
        try:
            return read()
        except SongProblem as problem:
            aside = None
            if lock is not None:
                with contextlib.suppress(SongProblem):
                    (aside,) = move_to_trash(self.folder, [file])
            self.put_aside.append(damaged_and_moved(str(problem), aside))
            return None

    @property
    def song(self) -> Song:
        """The song as it is now."""
        return self.history.song

    @property
    def unsaved(self) -> Song | None:
        """Changes that a crash left, if they are newer than the saved song and not yet accepted or discarded."""
        return None if self._autosave_is_older else self.autosaved

    @property
    def read_only(self) -> bool:
        """True if the song cannot be saved."""
        return self._lock is None

    def amend(self, song: Song) -> None:
        """Put another state in the place of the present one, as `History.amend` does; it is autosaved with the next change."""
        if self._autosaved_root is self.song and not self.history.is_modified:
            self._autosaved_root = song
        self.history.amend(song)

    def remember_passes(self, pass_ids: set[str]) -> None:
        """Remember that these passes were offered; once the song is saved they are not offered again."""
        self._known_passes |= pass_ids

    def save(self) -> None:
        """Write song.json, and the history beside it.

        Raises:
            SongProblem: If it cannot be written; the old file is whole then.
        """
        if self.read_only:
            raise SongProblem(song_read_only(self.folder.path.name))
        self.finish_autosave()
        song = self.song
        self._put_earlier_aside()
        self.lyrics_file.write(song)  # first: after a crash between the two, the newer words come in
        write_song(self.folder, song, self._encoder)
        self.history.mark_saved(song)
        self._autosaved_root = song
        self._autosave_is_older = True  # what is still offered
        self._known_passes |= claimed_passes(song)
        mark_claimed(self.folder, self._known_passes)
        self._keep_history()

    def _keep_history(self) -> None:
        """The steps up to the saved song, and its picture for lists, on a worker; without them nothing else is missing."""
        self._finish_history()
        steps, folder, song = self.history.steps_to_saved(), self.folder, self.song

        def write() -> None:
            if steps:
                write_history(folder, steps)
            write_overview(folder, song)

        self._history_writing = Task(write)
        self._history_writing.start(lambda _: None, lambda _: None, lambda _: None)

    def _finish_history(self) -> None:
        if self._history_writing is not None:
            self._history_writing.wait()
            self._history_writing = None

    def copy_to(self, target: Path, name: str = "") -> SongCopy:
        """A copy of the song as it is now, with all its media; this one stays open.

        Args:
            target: Where it goes.
            name: Its title; empty for the same one.

        Raises:
            EditRefused: It cannot be called that.
            SongProblem: There can be no copy there.
        """
        self.finish_autosave()
        return SongCopy(self.folder, target, rename_song(name).apply(self.song) if name else self.song)

    def check_name(self, name: str) -> None:
        """Refuse a name that `rename` would refuse, as far as that is known before.

        Raises:
            EditRefused: It is no name.
            SongProblem: Another song's folder has it.
        """
        renamed = rename_song(name).apply(self.song)
        refuse_taken(self.folder, self.folder.path.with_name(folder_name(renamed.name)))

    def rename(self, name: str, perform: Callable[[Edit], object]) -> None:
        """Rename the song through `perform`, save it, and rename its folder; lock and history follow.

        No engine may have a file open there. If the folder cannot be renamed, the song keeps its name.

        Raises:
            SongProblem: The folder cannot be renamed.
        """
        before = self.song.name
        perform(rename_song(name))
        self.save()
        self._finish_history()
        try:
            self.folder = rename_song_folder(self.folder, self.folder.path.with_name(folder_name(self.song.name)))
        except SongProblem:
            perform(rename_song(before))
            self.save()
            raise
        self.pool.move_to(self.folder)
        self.lyrics_file.folder = self.folder

    @property
    def is_untouched(self) -> bool:
        """Nothing was ever done in it, and nothing recorded or brought into its folder."""
        done = self.history.undo_label or self.history.redo_label
        return not done and not any(any(part.iterdir()) for part in (self.folder.audio, self.folder.passes))

    def unused_files(self) -> Callable[[], list[Path]]:
        """What finds, on any thread, the files that neither the song nor an undo of it needs."""
        waiting, song, undone = self._waiting(), self.song, self.history.songs()
        return lambda: unused_media(song, self.folder, (*waiting, *undone))

    def autosave(self) -> None:
        """Writes autosave.json on a worker where the song changed since the last one; never song.json."""
        if self.read_only or self.song is self._autosaved_root:
            return
        try:
            self._put_earlier_aside()
        except SongProblem as problem:
            self.autosave_problem = str(problem)
            return
        self._autosaved_root = self.song
        with self._autosave_lock:
            running, self._to_autosave = self._autosaving, self.song
            self._autosaving = True
        if not running:
            self.finish_autosave()
            self._autosave_worker = threading.Thread(target=self._write_autosaves, name="autosave")
            self._autosave_worker.start()

    def _put_earlier_aside(self) -> None:
        """What a crash left and nobody has answered yet waits under another name: newer changes need its place."""
        if self.autosaved is not None and not self._aside:
            self._aside = keep_autosave(self.folder).name

    def _put_earlier_back(self) -> None:
        """It is offered again."""
        if self._aside:
            with contextlib.suppress(OSError):
                os.rename(self.folder.path / self._aside, self.folder.autosave_file)

    def new_autosave_problem(self) -> str:
        """Why the last autosave failed; empty if that was returned before, or it did not fail."""
        problem = self.autosave_problem
        reported, self._reported_problem = self._reported_problem, problem
        return problem if problem != reported else ""

    def finish_autosave(self) -> None:
        """Waits for the worker."""
        if self._autosave_worker is not None:
            self._autosave_worker.join()
            self._autosave_worker = None

    def accept_autosave(self, perform: Callable[[Song], None]) -> None:
        """Makes the autosaved song the present one, through `perform`, as a step that can be undone."""
        if self.autosaved is not None:
            perform(self.autosaved)  # refused: it goes on waiting
            self._answered()
            self.remember_passes(self.passes_of_autosave)

    def decline_autosave(self) -> Path | None:
        """Move what a crash left to the trash. Returns where it lies now; None if nothing waits.

        Raises:
            SongProblem: It cannot be moved; it goes on waiting.
        """
        if self.autosaved is None:
            return None
        moved = self._answered(declined=True)
        self.passes_of_autosave = set()
        return moved

    def _answered(self, *, declined: bool = False) -> Path | None:
        """Nothing waits any more. What was taken back stays where it is until the next autosave, and else goes to the trash."""
        moved = None
        if self._aside or declined:
            waits = self.folder.path / self._aside if self._aside else self.folder.autosave_file
            (moved,) = move_to_trash(self.folder, [waits])
        self.autosaved, self._aside = None, ""
        return moved

    def close(self, *, keep_autosave: bool = False) -> None:
        """Lets the song go. What was not saved is dropped unless `keep_autosave`."""
        self.finish_autosave()
        self._finish_history()
        if self._lock is None:
            return
        try:
            if not keep_autosave and (self.autosaved is None or self._aside):
                discard_autosave(self.folder)
                self._put_earlier_back()
        except SongProblem as problem:
            self.autosave_problem = str(problem)
        self._lock.release()
        self._lock = None

    def _write_autosaves(self) -> None:
        """On a standing worker, not a task: of the songs that come while it writes, only the newest is written."""
        while True:
            with self._autosave_lock:
                song, self._to_autosave = self._to_autosave, None
                self._autosaving = song is not None
            if song is None:
                return
            self._write_autosave(song)

    def _write_autosave(self, song: Song) -> None:
        try:
            write_autosave(self.folder, song, self._encoder)
            mark_autosaved(self.folder, held := claimed_passes(song) - self._marked_passes)
            self._marked_passes |= held
            self.autosave_problem = ""
        except Exception as problem:  # whatever it was: the next one is tried, and this one reported
            self.autosave_problem = str(problem)
            self._autosaved_root = None
