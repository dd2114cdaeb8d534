"""Names for media files: safe on every system, and never one that is there already.

Lives: window, main thread and import worker.
"""

import re
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.model.song import Song
from app.storage.folder import SongFolder, safe_stem


class MediaPool:
    """Hands out names in a song's `audio/`. Taken is what lies there, what was handed out, and what `songs` name or `peaks/`
    tells of: a file that is missing may come back, and what plays it must not play another one meanwhile."""

    def __init__(self, folder: SongFolder, songs: Iterable[Song] = ()) -> None:
        self._folder, self._lock = folder, threading.Lock()
        self._given = {Path(file).name.casefold() for song in songs for file in _files_of(song)}

    def move_to(self, folder: SongFolder) -> None:
        """The same files under the folder's new name."""
        self._folder = folder

    def new_take_path(self, track_name: str) -> Path:
        """`audio/Vox-1.wav`, `audio/Vox-2.wav` ...: one more than any number seen for this name."""
        stem = safe_stem(track_name)
        pattern = re.compile(re.escape(stem.casefold()) + r"-(\d+)\.")
        with self._lock:
            numbers = [int(found[1]) for name in self._taken() if (found := pattern.match(name))]
            return self._give(f"{stem}-{max(numbers, default=0) + 1}.wav")

    def new_path(self, name: str, suffix: str = ".wav") -> Path:
        """`audio/Loop.wav`, or `audio/Loop-2.wav` where that is taken."""
        stem = safe_stem(name)
        with self._lock:
            taken = self._taken()
            candidate, number = f"{stem}{suffix}", 1
            while candidate.casefold() in taken:
                number += 1
                candidate = f"{stem}-{number}{suffix}"
            return self._give(candidate)

    def _give(self, name: str) -> Path:
        self._given.add(name.casefold())
        return self._folder.audio / name

    def _taken(self) -> set[str]:
        peaks = {name.removesuffix(".peaks") for name in _names_in(self._folder.peaks)}
        return _names_in(self._folder.audio) | peaks | self._given


def _names_in(folder: Path) -> set[str]:
    return {entry.name.casefold() for entry in folder.iterdir()} if folder.is_dir() else set()


def _files_of(song: Song) -> Iterator[str]:
    for track in song.tracks:
        yield from (take.file for take in (*track.takes, *track.discarded))
        for clips in (track.clips, *(comp.clips for comp in track.comps)):
            yield from (clip.file for clip in clips)
        if track.frozen is not None:
            yield track.frozen.file
