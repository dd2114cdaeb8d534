"""Looking after the files of the open song: is each take what was recorded, what is missing, what does nothing use?

Lives: window, main thread; what says so on a worker.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from app.problems import Refused
from app.song.finished_passes import MOST_LISTED
from app.song.open_song import OpenSong
from app.storage.clean_up import move_to_trash
from app.storage.health import Health
from app.storage.media_check import (
    RecordedFile,
    damaged_files,
    missing_files,
    relink_missing,
    take_files,
    unsound_media,
)
from app.tasks import Task

if TYPE_CHECKING:
    from app.session.session import Session


LACKS = "The song lacks"


def tell_at_opening(session: "Session") -> None:
    """What a song that was just opened needs: changes that a crash left, takes to print, files that are not there."""
    opened = session.opened
    for sentence in opened.put_aside:
        session.board.post("warn", sentence, of_song=True)
    if opened.autosaved is not None:
        older = "" if opened.unsaved is not None else " They are older than the song as it was saved."
        text = f"There are changes that were never saved.{older}"
        session.board.post("warn", text, "Restore them", session.accept_autosave, of_song=True)
    session.printer.offer()
    missing = [f"{file} of {track}" for file, track in missing_files(opened.folder, opened.song).items()]
    if missing:
        more = f" and {len(missing) - MOST_LISTED} more" if len(missing) > MOST_LISTED else ""
        text = f"{LACKS} {', '.join(missing[:MOST_LISTED])}{more}: it plays silence there."
        session.board.post("warn", text, of_song=True)
    damaged = [f"{file} {fault}" for file, fault in damaged_files(opened.folder, opened.song).items()]
    if damaged:
        more = f"; so are {len(damaged) - MOST_LISTED} more" if len(damaged) > MOST_LISTED else ""
        text = f"{'; '.join(damaged[:MOST_LISTED])}{more}. Put the right file in its place, or import it again."
        session.board.post("warn", text, of_song=True)


def copy_told(session: "Session", made: Path) -> tuple[Literal["info", "warn"], str]:
    """What to say of a copy of the open song."""
    unsound = unsound_media(session.opened.folder, session.song)
    if unsound:
        return "warn", f"{made} is a copy of a song that is not whole: {'; '.join(unsound[:MOST_LISTED])}."
    return "info", f"{made} holds a copy of the song, read back and found the same."


def tell_autosave_problem(session: "Session") -> None:
    """Why the last autosave failed, or where the one of an earlier sitting lies, once."""
    if session.has_song and (problem := session.opened.new_autosave_problem()):
        session.board.post("warn", problem)


class Unused(NamedTuple):
    path: Path
    size_bytes: int


class FilesCheck(Task[None]):
    """Reads every file of the song back; `doing` is the file that is read. Then it holds what it found."""

    def __init__(self, session: "Session") -> None:
        """Refused while the song records: reading whole files would be in the way of writing them."""
        self._opened = resting_song(session)
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


def trash_task(session: "Session", shown: list[Unused]) -> Callable[[], int]:
    """What moves the files shown, as far as nothing uses them still, to the song's trash, on a worker; it tells how many.

    Refused while something is being made in the folder."""
    opened = resting_song(session)
    find_unused, wanted = opened.unused_files(), {found.path for found in shown}
    return lambda: len(move_to_trash(opened.folder, [path for path in find_unused() if path in wanted]))


def relink_task(session: "Session", place: Path) -> Callable[[], list[str]]:
    """What looks for the song's missing files below `place` and copies them in, on a worker; it names what it found."""
    opened = resting_song(session)
    song = opened.song
    return lambda: relink_missing(opened.folder, song, place)


def resting_song(session: "Session") -> OpenSong:
    """The open song; Refused while something is being made in its folder."""
    if session.recording_pass is not None or session.keeping_pass is not None:
        raise Refused("Stop the recording first.")
    if session.is_rendering:
        raise Refused("Wait until what is being rendered is finished.")
    if session.read_only:
        raise Refused("The song is open for reading only.")
    return session.opened
