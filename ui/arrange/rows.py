"""Where the rows of the timeline lie: a lane for each track, and a thin row for each folder above its tracks.

Headers and lanes are placed by the same numbers. Lives: window, main thread.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from app.model.ids import FolderId
from app.model.song import Song

FOLDER_PX = 26  # height of a folder's own row; the whole folder, if it is folded


@dataclass(frozen=True, slots=True)
class FolderRow:
    """The row of a folder. Its tracks are `first_lane` to `last_lane`."""

    folder: FolderId
    top_px: int
    first_lane: int
    last_lane: int
    folded: bool


@dataclass(frozen=True, slots=True)
class Rows:
    """Tops and heights in px from the top of the first row.

    Attributes:
        tops_px: Top of each lane; that of its folder if it is folded away.
        heights_px: Height of each lane without what is unfolded below it; 0 if it is folded away.
        folders: From top to bottom.
        end_px: Bottom of the last row.
    """

    tops_px: tuple[int, ...] = ()
    heights_px: tuple[int, ...] = ()
    folders: tuple[FolderRow, ...] = ()
    end_px: int = 0

    def top_px(self, lane: int) -> int:
        """Top of a lane; the end for one that does not exist."""
        return self.tops_px[lane] if 0 <= lane < len(self.tops_px) else self.end_px

    def height_px(self, lane: int) -> int:
        """Height of a lane; 0 if it is folded away or does not exist."""
        return self.heights_px[lane] if 0 <= lane < len(self.heights_px) else 0

    def lane_at(self, y_px: float) -> int:
        """The lane at a height, with what is unfolded below it and its folder's row; -1 above all, their number below."""
        if y_px < 0:
            return -1
        if y_px >= self.end_px:
            return len(self.tops_px)
        folder = self.folder_at(y_px)
        if folder is not None:
            return folder.first_lane
        lane = bisect_right(self.tops_px, y_px) - 1
        while lane > 0 and self.heights_px[lane] == 0:
            lane -= 1
        return lane

    def folder_at(self, y_px: float) -> FolderRow | None:
        """The folder whose own row is at a height."""
        return next((row for row in self.folders if row.top_px <= y_px < row.top_px + FOLDER_PX), None)


def rows_of(song: Song, lane_px: int, unfolded_px: Sequence[int] = ()) -> Rows:
    """Lay out the rows of a song.

    Args:
        song: Its tracks and folders.
        lane_px: Height of a track that has none of its own.
        unfolded_px: Height of what is unfolded below each track; missing ones are 0.
    """
    by_id = {folder.id: folder for folder in song.folders}
    tops, heights, folders, y = [], [], [], 0
    for lane, track in enumerate(song.tracks):
        folder = by_id.get(track.folder) if track.folder is not None else None
        if folder is not None and (lane == 0 or song.tracks[lane - 1].folder != folder.id):
            last = max(n for n, other in enumerate(song.tracks) if other.folder == folder.id)
            folders.append(FolderRow(folder.id, y, lane, last, folder.folded))
            y += FOLDER_PX
        if folder is not None and folder.folded:
            tops.append(folders[-1].top_px)
            heights.append(0)
            continue
        tops.append(y)
        heights.append(track.lane_height_px or lane_px)
        y += heights[-1] + (unfolded_px[lane] if lane < len(unfolded_px) else 0)
    return Rows(tuple(tops), tuple(heights), tuple(folders), y)
