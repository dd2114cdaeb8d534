"""Names for new media files: valid on every system, and not in use.

Lives: window, main thread and import worker.
"""

import re
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.model.arranging import every_form
from app.model.song import Song
from app.storage.folder import SongFolder, safe_stem


class MediaPool:
    """Assigns names in a song's `audio/`.

    A name is in use if a file has it, if it was assigned before, or if `songs` or `peaks/` mention it: a missing file
    may come back, and must not be confused with another.
    """

    def __init__(self, folder: SongFolder, songs: Iterable[Song] = ()) -> None:
        """Begin with the names that `songs` mention."""
        self._folder, self._lock = folder, threading.Lock()
        self._given = {Path(file).name.casefold() for song in songs for file in files_of(song)}

    def move_to(self, folder: SongFolder) -> None:
        """Follow the song folder to its new name."""
        self._folder = folder

    def new_take_path(self, track_name: str) -> Path:
        """`audio/Vox-1.wav`, `audio/Vox-2.wav` ...: one more than the highest number in use for this track."""
        stem = safe_stem(track_name)
        pattern = re.compile(re.escape(stem.casefold()) + r"-(\d+)\.")
        with self._lock:
            numbers = [int(found[1]) for name in self._taken() if (found := pattern.match(name))]
            return self._give(f"{stem}-{max(numbers, default=0) + 1}.wav")

    def new_path(self, name: str, suffix: str = ".wav") -> Path:
        """`audio/Loop.wav`, or `audio/Loop-2.wav` if that is in use."""
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


def files_of(song: Song) -> Iterator[str]:
    """Every file that takes, clips, comps, frozen tracks and references use in any form, with those they were made from."""
    yield from (reference.file for reference in song.brief.references)
    for track in (track for form in every_form(song) for track in form.tracks):
        yield from (take.file for take in (*track.takes, *track.discarded))
        for clips in (track.clips, *(comp.clips for comp in track.comps)):
            yield from (clip.file for clip in clips)
            yield from (clip.processing.file for clip in clips if clip.processing is not None)
        if track.frozen is not None:
            yield track.frozen.file
