"""Paths within a song folder, and names of song folders.

Lives: any thread.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from app.messages.files import (
    SONG_NEEDS_NAME,
    already_exists,
    cannot_create,
    cannot_rename,
    holds_recordings,
    link_without_target,
    unreadable_name,
)
from app.problems import SongProblem, encodable
from app.storage.whole_file import sync_folder

SUFFIX = ".worktape"
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\ud800-\udfff]+')
_RESERVED = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))}
_MAX_STEM_BYTES = 120


def safe_stem(name: str) -> str:
    """A name as part of a file name on any system: `A/B: "Solo"` becomes `A_B_ _Solo_`."""
    stem = _UNSAFE.sub("_", name).strip(" .") or "Untitled"
    while len(stem.encode()) > _MAX_STEM_BYTES:
        stem = stem[:-1]
    stem = stem.rstrip(" .")
    return f"{stem}_" if stem.casefold() in _RESERVED else stem


@dataclass(frozen=True, slots=True)
class SongFolder:
    """`My Song.worktape/`. All paths are derived from the folder's own, so moving it breaks nothing."""

    path: Path

    @property
    def song_file(self) -> Path:
        """The song as last saved."""
        return self.path / "song.json"

    @property
    def autosave_file(self) -> Path:
        """The song as last saved automatically."""
        return self.path / "autosave.json"

    @property
    def backup_file(self) -> Path:
        """The song before the last save."""
        return self.path / "song.backup.json"

    @property
    def history_file(self) -> Path:
        """Undo steps of the saved song."""
        return self.path / "history.zlib"

    def lyrics_file(self, name: str) -> Path:
        """The words of the song called `name`, for other programs too."""
        return self.path / f"{safe_stem(name)}.cho"

    @property
    def audio(self) -> Path:
        """Recordings and imported files."""
        return self.path / "audio"

    @property
    def peaks(self) -> Path:
        """Peak files."""
        return self.path / "peaks"

    @property
    def passes(self) -> Path:
        """Journals of passes."""
        return self.path / "passes"

    @property
    def recordings(self) -> tuple[Path, ...]:
        """The subfolders that nobody but the program writes into."""
        return self.audio, self.peaks, self.passes

    @property
    def lock_file(self) -> Path:
        """The file that is locked while the song is open."""
        return self.path / "lock"

    def make_subfolders(self) -> None:
        """Create the subfolders that are missing.

        Raises:
            SongProblem: One is a link to a folder that is missing.
            OSError: One cannot be created.
        """
        for folder in self.recordings:
            if folder.is_symlink() and not folder.exists():
                raise SongProblem(link_without_target(folder, os.readlink(folder)))
            folder.mkdir(exist_ok=True)


def song_folder(path: Path) -> SongFolder:
    """The song folder that `path` means: itself, the folder of a song.json, or `NAME.worktape` beside it.

    Raises:
        SongProblem: The path contains bytes that are not characters.
    """
    given = _nameable(path.expanduser().absolute())
    if given.name == "song.json" and given.is_file():
        return SongFolder(given.parent)
    if not given.exists() and given.suffix != SUFFIX:
        with_suffix = given.with_name(given.name + SUFFIX)
        if with_suffix.exists():
            return SongFolder(with_suffix)
    return SongFolder(given)


def refuse_recordings(target: Path) -> None:
    """Refuse a file or folder that is to be written among the recordings of any song.

    Raises:
        SongProblem: `target` lies there.
    """
    place = Path(os.path.abspath(target.expanduser())).resolve()
    for folder in (place, *place.parents):
        song = SongFolder(folder.parent)
        if folder in song.recordings and (song.path.suffix == SUFFIX or song.song_file.is_file()):
            raise SongProblem(holds_recordings(folder))


def create_song_folder(path: Path) -> SongFolder:
    """Create a new song folder; the suffix is added if it is missing.

    Raises:
        SongProblem: It exists and is not an empty folder, or cannot be created.
    """
    if not path.name.removesuffix(SUFFIX).strip():
        raise SongProblem(SONG_NEEDS_NAME)
    given = _nameable(path.expanduser().absolute())
    if given.suffix != SUFFIX:
        given = given.with_name(given.name + SUFFIX)
    if given.exists() and (not given.is_dir() or any(given.iterdir())):
        raise SongProblem(already_exists(given))
    refuse_recordings(given)
    folder = SongFolder(given)
    try:
        given.mkdir(parents=True, exist_ok=True)
        folder.make_subfolders()
    except OSError as error:
        raise SongProblem(cannot_create(given, error)) from None
    return folder


def folder_name(name: str) -> str:
    """Name of the folder for a song: `My Song.worktape`, without characters that file systems refuse."""
    return f"{safe_stem(name)}{SUFFIX}"


def free_song_folder(parent: Path, name: str) -> Path:
    """Where a new song of this name can go: `My Song.worktape`, or `My Song 2.worktape` if that is there."""
    number, path = 1, parent / folder_name(name)
    while os.path.lexists(path):
        number += 1
        path = parent / folder_name(f"{name} {number}")
    return path


def rename_song_folder(folder: SongFolder, path: Path) -> SongFolder:
    """Rename a song folder to `path`, in the same place.

    Raises:
        SongProblem: Something is there already, or the system refuses.
    """
    if path == folder.path:
        return folder
    refuse_taken(folder, path)
    try:
        folder.path.rename(path)
        sync_folder(path.parent)
    except OSError as error:
        raise SongProblem(cannot_rename(folder.path, error)) from None
    return SongFolder(path)


def refuse_taken(folder: SongFolder, path: Path) -> None:
    """Raise SongProblem if something else is where a song folder is to be."""
    if path.exists() and not path.samefile(folder.path):  # the same one in other letter case is no other song
        raise SongProblem(already_exists(path))


def _nameable(path: Path) -> Path:
    """Refuse a path that cannot be encoded as UTF-8: song, journals and settings could not name it."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        raise SongProblem(unreadable_name(encodable(str(path)))) from None
    return path


def name_from_folder(path: Path) -> str:
    """Name of the song in a folder: `My Song` for `My Song.worktape`."""
    return path.name.removesuffix(SUFFIX) or "Song"
