"""Where things lie in a song folder.

Lives: any thread.
"""

from dataclasses import dataclass
from pathlib import Path

from app.storage.problems import SongProblem

SUFFIX = ".worktape"


@dataclass(frozen=True, slots=True)
class SongFolder:
    """`My Song.worktape/`: every path below is derived from the folder's own, so moving it breaks nothing."""

    path: Path

    @property
    def song_file(self) -> Path:
        return self.path / "song.json"

    @property
    def autosave_file(self) -> Path:
        return self.path / "autosave.json"

    @property
    def history_file(self) -> Path:
        return self.path / "history.zlib"

    @property
    def audio(self) -> Path:
        return self.path / "audio"

    @property
    def peaks(self) -> Path:
        return self.path / "peaks"

    @property
    def passes(self) -> Path:
        return self.path / "passes"

    @property
    def lock_file(self) -> Path:
        return self.path / "lock"

    def make_subfolders(self) -> None:
        for folder in (self.audio, self.peaks, self.passes):
            folder.mkdir(exist_ok=True)

    def linked_away(self) -> str:
        """One sentence where a subfolder is a link: what lies behind it is not in the song, nor in a copy of it. Else empty."""
        for folder in (self.audio, self.passes, self.peaks):
            if folder.resolve() != self.path.resolve() / folder.name:
                return (
                    f"The folder {folder.name} of this song is a link to another place: remove the link and move what it "
                    "leads to into the song's folder, to record here and to copy the song."
                )
        return ""


def song_folder(path: Path) -> SongFolder:
    """The folder that `path` means: itself, the folder of a song.json, or `NAME.worktape` beside it."""
    given = path.expanduser().absolute()
    if given.name == "song.json" and given.is_file():
        return SongFolder(given.parent)
    if not given.exists() and given.suffix != SUFFIX:
        with_suffix = given.with_name(given.name + SUFFIX)
        if with_suffix.exists():
            return SongFolder(with_suffix)
    return SongFolder(given)


def create_song_folder(path: Path) -> SongFolder:
    """A new folder, with the suffix added where it lacks one; anything already there is left alone and refused."""
    given = path.expanduser().absolute()
    if given.suffix != SUFFIX:
        given = given.with_name(given.name + SUFFIX)
    if given.exists() and (not given.is_dir() or any(given.iterdir())):
        raise SongProblem(f"{given} is there already; choose another name.")
    folder = SongFolder(given)
    try:
        given.mkdir(parents=True, exist_ok=True)
        folder.make_subfolders()
    except OSError as error:
        raise SongProblem(f"{given} cannot be made: {error.strerror or error}.") from None
    return folder


def name_from_folder(path: Path) -> str:
    """`My Song` of `My Song.worktape`."""
    return path.name.removesuffix(SUFFIX) or "Song"
