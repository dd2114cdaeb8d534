"""Looking after the files of the open song: is each take what was recorded, what is missing, what does nothing use?

Lives: window, main thread; what says so on a worker.
"""

from collections.abc import Callable
from pathlib import Path
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
    """Post what a song that was just opened needs: changes that a crash left, takes to print, files that are missing."""
    opened = document.opened
    for sentence in opened.put_aside:
        board.post("warn", sentence, of_song=True)
    if opened.autosaved is not None:
        text = messages.unsaved_changes(older=opened.unsaved is None)
        board.post("warn", text, "Restore them", document.autosave.accept, of_song=True)
    offer_printing()
    missing = [f"{file} of {track}" for file, track in missing_files(opened.folder, opened.song).items()]
    if missing:
        board.post("warn", messages.missing_files(missing), "Look for them", WindowCommand.SONG_FILES, of_song=True)
    damaged = [f"{file} {fault}" for file, fault in damaged_files(opened.folder, opened.song).items()]
    if damaged:
        board.post("warn", messages.damaged_files(damaged), of_song=True)


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
