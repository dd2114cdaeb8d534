"""A picture of a song beside its song.json: title, length, and how loud it is where, so that lists of songs open none.

Lives: written on a worker after a save; read in the window.
"""

import contextlib
import os
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np

from app.model.invariants import escapes_folder
from app.model.song import Song
from app.storage.folder import SongFolder, name_from_folder
from app.storage.whole_file import write_whole
from app.units import frames_to_seconds
from audio_engine.disk.peaks import largest_between, peak_path

COLUMNS = 240
MOST_BYTES = 1 << 16
FILE = "overview.json"


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """What a list says about a song.

    Attributes:
        name: Title of the song.
        length_s: Length in seconds.
        tracks: Number of tracks.
        levels: Largest magnitude of each part of it, all parts of the same length; 255 is full scale. Empty without audio.
    """

    name: Annotated[str, msgspec.Meta(max_length=1000)]
    length_s: float = 0.0
    tracks: int = 0
    levels: Annotated[bytes, msgspec.Meta(max_length=4096)] = b""


class SavedSong(msgspec.Struct, frozen=True):
    """A song in a list.

    Attributes:
        folder: The song folder.
        overview: The name of the folder alone for songs that were saved before there were overviews.
        saved: When song.json was written, in local time; None if it cannot be read.
    """

    folder: Path
    overview: Overview
    saved: datetime | None


def overview_of(folder: SongFolder, song: Song) -> Overview:
    """Made from the peak files of the clips that play; a file without one is silent in it. Any thread; may take long."""
    length = song.length_frames
    edges = np.linspace(0, length, COLUMNS + 1).astype(np.int64)
    levels = np.zeros(COLUMNS, np.float32)
    for track in song.tracks:
        for clip in track.sounding_clips if length else ():
            if escapes_folder(clip.file):
                continue
            first, last = np.searchsorted(edges, (clip.timeline_start_frame, clip.timeline_end_frame))
            first, last = max(0, int(first) - 1), min(COLUMNS, int(last))
            inside = np.clip(edges[first : last + 1] - clip.timeline_start_frame, 0, clip.length_frames)
            with contextlib.suppress(OSError, ValueError):
                found = largest_between(peak_path(folder.path / clip.file), inside + clip.file_start_frame)
                levels[first:last] = np.maximum(levels[first:last], found[: last - first])
    loudest = max(1.0, float(levels.max(initial=0.0)))
    return Overview(
        name=song.name,
        length_s=frames_to_seconds(length, song.rate_hz),
        tracks=len(song.tracks),
        levels=np.round(levels / loudest * 255).astype(np.uint8).tobytes() if levels.any() else b"",
    )


def write_overview(folder: SongFolder, song: Song) -> None:
    """Write it into the song folder; where that fails lists show the song without."""
    with contextlib.suppress(OSError, ValueError):
        write_whole(folder.path / FILE, msgspec.json.encode(overview_of(folder, song)))


def saved_song(folder: Path) -> SavedSong:
    """What a list says about the song in a folder, without opening it. Never raises."""
    overview, saved = Overview(name=name_from_folder(folder)), None
    with contextlib.suppress(OSError, ValueError, OverflowError):
        saved = datetime.fromtimestamp(os.path.getmtime(folder / "song.json"))
    with contextlib.suppress(OSError, ValueError, RecursionError), (folder / FILE).open("rb") as file:
        overview = msgspec.json.decode(file.read(MOST_BYTES), type=Overview)
    return SavedSong(folder, overview, saved)
