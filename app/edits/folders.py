"""Folders of tracks: they fold together in the window, and have no sound of their own.

Lives: any thread (pure).
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from app.edits.edit import Edit, clean_name, find_track, one_of_names
from app.edits.track_order import find_folder, without_empty_folders
from app.messages import steps
from app.messages.song import CHOOSE_TRACK
from app.model.ids import FolderId, TrackId, new_id
from app.model.ranges import TRACK_COLOURS
from app.model.song import Folder, Song
from app.problems import EditRefused


def next_folder_name(song: Song) -> str:
    """What the next folder is called unless somebody names it."""
    return f"Folder {len(song.folders) + 1}"


def make_folder(track_ids: Iterable[TrackId], name: str | None = None, folder_id: FolderId | None = None) -> Edit:
    """Put tracks into a new folder, at the place of the first of them; they leave the folders that they are in."""
    chosen, fixed_id = frozenset(track_ids), folder_id or FolderId(new_id())

    def apply(song: Song) -> Song:
        if not chosen:
            raise EditRefused(CHOOSE_TRACK)
        for track_id in chosen:
            find_track(song, track_id)
        taken = {folder.name for folder in song.folders}
        called = next_folder_name(song) if name is None else clean_name(name, "folder")
        inside = [replace(track, folder=fixed_id) for track in song.tracks if track.id in chosen]
        others = [track for track in song.tracks if track.id not in chosen]
        at = next(n for n, track in enumerate(song.tracks) if track.id in chosen)
        while 0 < at < len(others) and others[at - 1].folder == others[at].folder is not None:
            at += 1  # below a folder that some of the tracks are taken from
        folder = Folder(fixed_id, one_of_names(called, taken), inside[0].colour)
        tracks = (*others[:at], *inside, *others[at:])
        return without_empty_folders(replace(song, tracks=tracks, folders=(*song.folders, folder)))

    return Edit(steps.MAKE_FOLDER, apply)


def rename_folder(folder_id: FolderId, name: str) -> Edit:
    """Rename a folder."""

    def apply(song: Song) -> Song:
        taken = {folder.name for folder in song.folders if folder.id != folder_id}
        called = one_of_names(clean_name(name, "folder"), taken)
        return _change(song, folder_id, lambda folder: replace(folder, name=called))

    return Edit(steps.RENAME_FOLDER, apply)


def colour_folder(folder_id: FolderId, colour: int) -> Edit:
    """Set the colour of a folder: an index of the track colours."""
    wanted = colour % TRACK_COLOURS
    return Edit(
        steps.COLOUR_FOLDER, lambda song: _change(song, folder_id, lambda folder: replace(folder, colour=wanted))
    )


def fold(folder_id: FolderId, folded: bool) -> Edit:
    """Fold a folder together, or unfold it."""
    return Edit(
        steps.FOLD if folded else steps.UNFOLD,
        lambda song: _change(song, folder_id, lambda folder: replace(folder, folded=bool(folded))),
    )


def dissolve_folder(folder_id: FolderId) -> Edit:
    """Remove a folder; its tracks stay where they are."""

    def apply(song: Song) -> Song:
        find_folder(song, folder_id)
        tracks = (replace(track, folder=None) if track.folder == folder_id else track for track in song.tracks)
        return without_empty_folders(replace(song, tracks=tuple(tracks)))

    return Edit(steps.DISSOLVE_FOLDER, apply)


def _change(song: Song, folder_id: FolderId, change: Callable[[Folder], Folder]) -> Song:
    old = find_folder(song, folder_id)
    new = change(old)
    if new == old:
        return song
    return replace(song, folders=tuple(new if folder is old else folder for folder in song.folders))
