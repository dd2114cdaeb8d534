"""How long media files are, for clips that are slipped inside of them.

Lives: any thread.
"""

from collections.abc import Iterable

from app.storage.folder import SongFolder
from audio_engine.disk.open_files import UNREADABLE, media_facts


def media_lengths(folder: SongFolder, files: Iterable[str]) -> dict[str, int]:
    """Frames of each file that can be read, by its path in the song folder. Reads only their headers."""
    found = {}
    for file in set(files):
        try:
            found[file] = media_facts(folder.path / file).length_frames
        except (OSError, *UNREADABLE):
            continue
    return found
