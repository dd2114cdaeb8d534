"""Where the lanes of tracks, their folders, and what is unfolded below them lie, wherever the timeline is scrolled to.

Lives: window, main thread.
"""

from PySide6.QtCore import QObject, Signal

from app.model.song import Song
from ui import theme
from ui.arrange.rows import Rows, rows_of


class LaneRows(QObject):
    """Places headers and lanes alike, in px from the top of the first row.

    Attributes:
        rows: Where everything lies now.
        lane_height: Of tracks that have none of their own.
        unfolded_px: Height of what is unfolded below each lane; empty if nothing is.
        below_px: Height of the curves of buses, below all lanes.
        content_height_px: Of all that scrolls.
    """

    resized = Signal()  # lanes have other heights or places
    settled = Signal()  # after everybody has taken them

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows = Rows()
        self.lane_height = theme.LANE_HEIGHT
        self.unfolded_px: tuple[int, ...] = ()
        self.below_px = 0
        self.content_height_px = 0
        self._song: Song | None = None

    def top_px(self, lane: int) -> int:
        """Top of a lane, with everything unfolded above; the end for one that does not exist."""
        return self.rows.top_px(lane)

    def height_px(self, lane: int) -> int:
        """Height of a lane; 0 if it is folded away."""
        return self.rows.height_px(lane)

    def set_lane_height(self, height: int) -> None:
        """Set the height of tracks that have none of their own."""
        if height != self.lane_height:
            self.lane_height = height
            self._lay_out()

    def set_unfolded(self, heights_px: tuple[int, ...], below_px: int = 0) -> None:
        """Make room for what is unfolded."""
        below_changed = below_px != self.below_px
        self.unfolded_px, self.below_px = heights_px, below_px
        if not self._lay_out() and below_changed:
            self._tell()

    def show_song(self, song: Song) -> None:
        """Lay out the rows of its tracks and folders."""
        self._song = song
        self._lay_out()

    def _lay_out(self) -> bool:
        rows = Rows() if self._song is None else rows_of(self._song, self.lane_height, self.unfolded_px)
        if rows == self.rows:
            return False
        self.rows = rows
        self._tell()
        return True

    def _tell(self) -> None:
        self.resized.emit()
        self.settled.emit()
