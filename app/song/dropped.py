"""What was dropped on the window: a song to open, or audio to import.

Lives: window, main thread.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.storage.folder import SUFFIX


@dataclass(frozen=True, slots=True)
class Dropped:
    """Sorted by what happens to it.

    Attributes:
        song: The song to open, if nothing else was dropped.
        files: What to import.
        songs: Songs that lie between those files.
    """

    song: Path | None
    files: tuple[Path, ...] = ()
    songs: tuple[Path, ...] = ()


def sort_dropped(paths: Sequence[Path]) -> Dropped:
    """A song is opened only where it is alone: whoever drops more wants audio."""
    songs = tuple(path for path in paths if is_song(path))
    if len(songs) == len(paths) == 1:
        return Dropped(songs[0])
    return Dropped(None, tuple(path for path in paths if path not in songs), songs)


def is_song(path: Path) -> bool:
    """Whether a path is that of a song's folder or of its song.json. Never raises, whatever the disk says."""
    if os.path.isdir(path):
        return path.suffix == SUFFIX or os.path.isfile(path / "song.json")
    return path.name == "song.json" and os.path.isfile(path)
