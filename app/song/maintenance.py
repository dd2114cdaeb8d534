"""Looking after the files of the open song: is each take what was recorded, what is missing, what does nothing use?

Lives: window, main thread; what says so on a worker.
"""

from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import Literal, NamedTuple

from app.documents.notices import NoticeBoard, WindowCommand
from app.messages import files as messages
from app.song.document import Document
from app.song.open_song import OpenSong
from app.storage.clean_up import move_to_trash
from app.storage.health import Health
from app.storage.media_check import (
    RecordedFile,
    damaged_files,
    missing_files,
    take_files,
    unsound_media,
)
from app.tasks import Task


def report_at_opening(document: Document, board: NoticeBoard, offer_printing: Callable[[], None]) -> None:
    """Post what a song that was just opened needs: changes that a crash left, takes to print."""
    opened = document.opened
    for sentence in opened.put_aside:
        board.post("warn", sentence, of_song=True)
    if opened.autosaved is not None:
        text = messages.unsaved_changes(older=opened.unsaved is None)
        autosave = document.autosave
        board.post("recovery", text, "Restore them", autosave.accept, declined=autosave.decline, of_song=True)
    offer_printing()


class MediaAtOpening:
    """Looks on a worker for the files of a song that was just opened, and tells which are missing or damaged.

    Hundreds of files on a slow drive take seconds, in which the window would stand still. The session polls it.
    """

    def __init__(self, document: Document, board: NoticeBoard) -> None:
        self._document, self._board = document, board
        self._ends = SimpleQueue[Callable[[], object]]()

    def begin_song(self) -> None:
        """Begin to look at the song that is open now."""
        opened = self._document.opened
        folder, song = opened.folder, opened.song

        def look() -> tuple[list[str], list[str]]:
            missing = [f"{file} of {track}" for file, track in missing_files(folder, song).items()]
            return missing, [f"{file} {fault}" for file, fault in damaged_files(folder, song).items()]

        def tell(found: tuple[list[str], list[str]]) -> None:
            if not self._document.has_song or self._document.opened is not opened:
                return
            if opened.folder is not folder:  # renamed meanwhile
                self.begin_song()
                return
            missing, damaged = found
            if missing:
                sentence = messages.missing_files(missing)
                self._board.post("warn", sentence, "Look for them", WindowCommand.SONG_FILES, of_song=True)
            if damaged:
                self._board.post("warn", messages.damaged_files(damaged), of_song=True)

        Task(look).start(tell, lambda problem: self._board.post("warn", str(problem), of_song=True), self._ends.put)

    def poll(self) -> None:
        """Tell what was found."""
        while not self._ends.empty():
            self._ends.get()()


def describe_copy(opened: OpenSong, made: Path) -> tuple[Literal["info", "warn"], str]:
    """Kind and sentence of the notice about a copy of the open song."""
    unsound = unsound_media(opened.folder, opened.song)
    if unsound:
        return "warn", messages.copied_incomplete(made, unsound)
    return "info", messages.copied_whole(made, opened.song.name)


class Unused(NamedTuple):
    """A file that nothing uses."""

    path: Path
    size_bytes: int


class FilesCheck(Task[None]):
    """Reads every file of the song back; `doing` is the file that is read. Then it holds what it found."""

    def __init__(self, opened: OpenSong) -> None:
        """`opened` rests: reading whole files would be in the way of writing them."""
        self._opened = opened
        self.folder = self._opened.folder.path
        self._song, self._find_unused = self._opened.song, self._opened.unused_files()
        self.takes: list[tuple[RecordedFile, Health]] = []
        self.missing: dict[str, str] = {}  # file and track
        self.damaged: dict[str, str] = {}  # file, and what is wrong with it
        self.unused: list[Unused] = []

    def run(self) -> None:
        """On a worker. SongProblem where the folder cannot be read."""
        folder = self._opened.folder
        self.missing = missing_files(folder, self._song)
        self.damaged = damaged_files(folder, self._song)
        self.unused = [Unused(path, path.stat().st_size) for path in self._find_unused()]
        files = list(take_files(self._song))
        for number, found in enumerate(files):
            if self.cancelled:
                return
            self.doing, self.progress = found.file, number / len(files)
            self.takes.append((found, found.health(folder)))
        self.progress = 1.0


def trash_task(opened: OpenSong, shown: list[Unused]) -> Callable[[], int]:
    """What moves the files shown, if nothing uses them still, to the song's trash, on a worker; it returns how many.

    `opened` rests: nothing is being made in its folder.
    """
    find_unused, selected = opened.unused_files(), {found.path for found in shown}
    return lambda: len(move_to_trash(opened.folder, [path for path in find_unused() if path in selected]))
