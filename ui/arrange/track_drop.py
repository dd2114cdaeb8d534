"""Where tracks come to lie that are dragged over the headers.

Lives: any thread (pure).
"""

from dataclasses import dataclass

from app.edits.edit import Edit
from app.edits.track_order import move_folder, move_tracks
from app.model.ids import FolderId, TrackId
from app.model.song import Song
from ui.arrange.rows import FOLDER_PX, Rows


@dataclass(frozen=True, slots=True)
class Dragged:
    """What is dragged: tracks, or a whole folder."""

    tracks: frozenset[TrackId]
    folder: FolderId | None = None


@dataclass(frozen=True, slots=True)
class DropPlace:
    """A place between two rows.

    Attributes:
        lane: The tracks come before this one, counted with those that are dragged.
        folder: The folder that they are in then; None outside of all.
        line_px: Where the line is drawn that shows it, from the top of the first row.
    """

    lane: int
    folder: FolderId | None
    line_px: int


def drop_place(song: Song, rows: Rows, dragged: Dragged, y_px: float) -> DropPlace:
    """The place for a height.

    The upper half of a row means before it and the lower half behind it. The lower half of an open folder's own row means
    inside before its first track, of a folded one inside behind its last. A folder never goes into another one.

    Args:
        song: Whose tracks the rows are.
        rows: Where they lie.
        dragged: What is dragged.
        y_px: From the top of the first row.
    """
    if y_px < 0 or not song.tracks:
        return DropPlace(0, None, 0)
    if y_px >= rows.end_px:
        return DropPlace(len(song.tracks), None, rows.end_px)
    row = rows.folder_at(y_px)
    if dragged.folder is not None:
        return _beside_folders(song, rows, rows.lane_at(y_px) if row is None else row.first_lane, y_px)
    if row is None:
        return _beside_track(song, rows, rows.lane_at(y_px), y_px)
    if y_px < row.top_px + FOLDER_PX / 2:
        return DropPlace(row.first_lane, None, row.top_px)
    return DropPlace(row.last_lane + 1 if row.folded else row.first_lane, row.folder, row.top_px + FOLDER_PX)


def drop_edit(song: Song, dragged: Dragged, place: DropPlace) -> Edit:
    """The edit that drops what is dragged."""
    index = sum(track.id not in dragged.tracks for track in song.tracks[: place.lane])
    if dragged.folder is not None:
        return move_folder(dragged.folder, index)
    return move_tracks(dragged.tracks, index, place.folder)


def _beside_track(song: Song, rows: Rows, lane: int, y_px: float) -> DropPlace:
    top, bottom, folder = rows.top_px(lane), _below(rows, lane), song.tracks[lane].folder
    return DropPlace(lane, folder, top) if y_px < (top + bottom) / 2 else DropPlace(lane + 1, folder, bottom)


def _beside_folders(song: Song, rows: Rows, lane: int, y_px: float) -> DropPlace:
    """Before or behind the folder of a track, or the track if it is in none."""
    row = next((row for row in rows.folders if row.first_lane <= lane <= row.last_lane), None)
    if row is None:
        return _beside_track(song, rows, lane, y_px)
    bottom = row.top_px + FOLDER_PX if row.folded else _below(rows, row.last_lane)
    if y_px < (row.top_px + bottom) / 2:
        return DropPlace(row.first_lane, None, row.top_px)
    return DropPlace(row.last_lane + 1, None, bottom)


def _below(rows: Rows, lane: int) -> int:
    """Where the row of a lane ends with what is unfolded below it."""
    later = [folder.top_px for folder in rows.folders if folder.first_lane == lane + 1]
    return later[0] if later else rows.top_px(lane + 1)
