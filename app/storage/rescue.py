"""What can be opened if song.json is damaged: the version before the last save, and the autosave.

Lives: any thread that may wait. `restore_version` needs no lock: a song that cannot be read cannot be open.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.messages.files import cannot_write
from app.problems import SongProblem
from app.storage.clean_up import move_to_trash
from app.storage.folder import SongFolder
from app.storage.recovery import offer_again
from app.storage.song_json import decode_song
from app.storage.song_store import read_bytes
from app.storage.whole_file import write_whole


@dataclass(frozen=True, slots=True)
class EarlierVersion:
    """An earlier version of a song that can be read.

    Attributes:
        path: Its file.
        name: What it is and when it was written, for people.
        written_s: When it was written, in seconds since the epoch.
    """

    path: Path
    name: str
    written_s: float


def earlier_versions(folder: SongFolder) -> list[EarlierVersion]:
    """Earlier versions that can be read, the newest first."""
    found = []
    for path, what in ((folder.autosave_file, "autosave"), (folder.backup_file, "version before the last save")):
        try:
            decode_song(read_bytes(path), path.name)
            written_s = path.stat().st_mtime
        except (OSError, SongProblem):
            continue
        when = datetime.fromtimestamp(written_s).strftime("%d %b, %H:%M")
        found.append(EarlierVersion(path, f"{what} ({when})", written_s))
    return sorted(found, key=lambda version: -version.written_s)


def restore_version(folder: SongFolder, version: EarlierVersion) -> Path:
    """Make an earlier version the song, move the damaged one to the trash, and offer passes recorded since.

    Returns:
        Where the damaged song.json is now.

    Raises:
        SongProblem: The folder is not writable.
    """
    data = read_bytes(version.path)
    (aside,) = move_to_trash(folder, [folder.song_file])
    try:
        write_whole(folder.song_file, data)
    except OSError as error:
        raise SongProblem(cannot_write(folder.song_file, error)) from None
    offer_again(folder, version.written_s)
    return aside
