"""The order of tracks, and the folders that they lie in: a folder's tracks always lie next to each other.

Lives: any thread (pure).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

from app.edits.edit import Edit, find_track
from app.messages import steps
from app.messages.song import gone
from app.model.ids import FolderId, TrackId
from app.model.song import Folder, Song
from app.model.track import Track
from app.problems import EditRefused

ByPlace = Literal["by place"]
"""Tracks that come between two tracks of a folder join it; those that leave their folder's tracks leave it."""


def move_tracks(track_ids: Iterable[TrackId], index: int, folder: FolderId | None | ByPlace = "by place") -> Edit:
    """Move tracks in their order to a place among the others.

    Args:
        track_ids: The tracks, which need not lie next to each other.
        index: Place of the first of them, counted from 0 among the tracks that stay; past either end means the end.
        folder: The folder that they are in afterwards, or None for none; the place is then the nearest one that is
            inside of it, or outside of all. A folder without tracks is gone.
    """
    chosen = frozenset(track_ids)

    def apply(song: Song) -> Song:
        for track_id in chosen:
            find_track(song, track_id)
        moved = [track for track in song.tracks if track.id in chosen]
        others = [track for track in song.tracks if track.id not in chosen]
        at = min(max(index, 0), len(others))
        if folder != "by place":
            moved, at = _into(song, moved, others, at, folder)
        else:
            moved, at = _by_place(moved, others, at)
        ordered = (*others[:at], *moved, *others[at:])
        return song if ordered == song.tracks else without_empty_folders(replace(song, tracks=ordered))

    return Edit(steps.of("Move", len(chosen), "track"), apply)


def move_folder(folder_id: FolderId, index: int) -> Edit:
    """Move a folder with its tracks to `index` (from 0) among the others, and not into another folder."""

    def apply(song: Song) -> Song:
        find_folder(song, folder_id)
        return move_tracks([track.id for track in song.tracks if track.folder == folder_id], index, folder_id).apply(
            song
        )

    return Edit(steps.MOVE_FOLDER, apply)


def find_folder(song: Song, folder_id: FolderId) -> Folder:
    """The folder with this id. Raises EditRefused."""
    for folder in song.folders:
        if folder.id == folder_id:
            return folder
    raise EditRefused(gone("folder"))


def without_empty_folders(song: Song) -> Song:
    """The song without folders that hold no track; the same object if there are none."""
    used = {track.folder for track in song.tracks}
    folders = tuple(folder for folder in song.folders if folder.id in used)
    return song if folders == song.folders else replace(song, folders=folders)


def _into(
    song: Song, moved: list[Track], others: list[Track], at: int, folder: FolderId | None
) -> tuple[list[Track], int]:
    if folder is not None:
        find_folder(song, folder)
    inside = [number for number, track in enumerate(others) if track.folder == folder]
    if folder is not None and inside:
        at = min(max(at, inside[0]), inside[-1] + 1)
    else:
        at = _outside(others, at)
    return [track if track.folder == folder else replace(track, folder=folder) for track in moved], at


def _outside(others: Sequence[Track], at: int) -> int:
    """The nearest place that lies between no two tracks of one folder."""
    places = [place for place in range(len(others) + 1) if _folder_around(others, place) is None]
    return min(places, key=lambda place: abs(place - at))


def _folder_around(others: Sequence[Track], at: int) -> FolderId | None:
    """The folder that both neighbours of a place are in."""
    if not 0 < at < len(others) or others[at - 1].folder != others[at].folder:
        return None
    return others[at].folder


def _by_place(moved: list[Track], others: list[Track], at: int) -> tuple[list[Track], int]:
    around = _folder_around(others, at)
    if around is not None:
        return [track if track.folder == around else replace(track, folder=around) for track in moved], at
    before = others[at - 1].folder if at > 0 else None
    after = others[at].folder if at < len(others) else None
    staying = {track.folder for track in others}
    first = next((n for n, track in enumerate(moved) if track.folder != before), len(moved))
    last = next((n for n, track in enumerate(reversed(moved)) if track.folder != after), len(moved))

    def keeps(number: int, track: Track) -> bool:
        next_to_its_own = number < first or number >= len(moved) - last
        return track.folder is None or track.folder not in staying or next_to_its_own

    return [track if keeps(n, track) else replace(track, folder=None) for n, track in enumerate(moved)], at
