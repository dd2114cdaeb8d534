"""Which part of the song the timeline shows: zoom, scroll, where the lanes lie, grid.

Pixels are counted from the song's start, so that pixel p always covers the same frames at one zoom: scrolling moves
the picture and never changes it.

Lives: window, main thread.
"""

import math

from PySide6.QtCore import QObject, Signal

from app.model.ranges import FRAMES
from app.model.song import Song
from app.model.tempo_map import Line, TempoMap, nearest, tempo_map
from ui.arrange.lane_rows import LaneRows
from ui.arrange.rows import FolderRow

NEAREST_FRAMES_PER_PX = 0.125  # a sample is 8 px wide
FARTHEST_FRAMES_PER_PX = 65536.0  # of a song that is whole in the window long before that
AIR = 1.03  # behind the end of a whole song
FIRST_SECONDS = 90.0  # shown of an empty song
LEAST_SECONDS = 8.0  # shown of a very short one
ZOOM_MARGIN = 0.02  # of what `zoom_to` shows, on both sides
WAVE_ZOOM = (0.25, 32.0)
FAR_PX = 1 << 20  # what lies further outside is drawn no further away


class Viewport(QObject):
    """Zoom and scroll position, shared by ruler, headers and lanes; `lanes` says where they lie."""

    moved = Signal()  # scrolled or zoomed
    zoomed = Signal()  # by hand, not by `fit`
    widened = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.frames_per_px = FIRST_SECONDS * 48000 / 1000
        self.left_px = 0
        self.top_px = 0
        self.width_px = 1000
        self.height_px = 500
        self.wave_zoom = 1.0  # waveforms are drawn so many times as high
        self.song_frames = 0  # how long the song is, for the farthest zoom
        self.lanes = LaneRows(self)
        self.lanes.settled.connect(self.moved)

    # --- conversions
    def x_of(self, frame: float) -> float:
        return frame / self.frames_per_px - self.left_px

    def pixel_of(self, frame: float) -> int:
        """`x_of` rounded, and not so far outside that a painter cannot count it."""
        return round(min(max(self.x_of(frame), -FAR_PX), FAR_PX))

    def device_x(self, frame: float, ratio: float) -> int:
        """Column of a frame on a screen with `ratio` device pixels to one of the widget's.

        Counted from the song's start, so that columns cover the same frames wherever the picture is scrolled to.
        """
        column = nearest(frame / self.frames_per_px * ratio) - self.device_left(ratio)
        return min(max(column, -FAR_PX), FAR_PX)

    def device_left(self, ratio: float) -> int:
        """The device pixel, counted from the song's start, that is the first of the widget."""
        return nearest(self.left_px * ratio)  # halves up: else the columns would not move together

    def frame_at(self, x: float) -> int:
        return round((x + self.left_px) * self.frames_per_px)

    def y_of(self, lane: int) -> int:
        return self.lanes.top_px(lane) - self.top_px

    def lane_at(self, y: float) -> int:
        """The lane at a height; unfolded automation belongs to the lane above it, a folder's row to its first track."""
        return self.lanes.rows.lane_at(y + self.top_px)

    def folder_at(self, y: float) -> FolderRow | None:
        """The folder whose own row is at a height."""
        return self.lanes.rows.folder_at(y + self.top_px)

    # --- moving
    def set_size(self, width_px: int, height_px: int) -> None:
        wider = width_px != self.width_px
        self.width_px, self.height_px = width_px, height_px
        if wider:
            self.widened.emit()
        self.scroll_to(self.left_px, self.top_px)

    def scroll_to(self, left_px: float, top_px: float) -> None:
        left = round(min(max(0.0, left_px), self._last_px()))
        top = max(0, min(round(top_px), self.lanes.content_height_px - self.height_px))
        if (left, top) != (self.left_px, self.top_px):
            self.left_px, self.top_px = left, top
            self.moved.emit()

    def scroll_by(self, dx: float, dy: float) -> None:
        self.scroll_to(self.left_px + dx, self.top_px + dy)

    def zoom(self, factor: float, anchor_x: float) -> None:
        """Zoom in by `factor` (above 1); the frame at `anchor_x` stays where it is."""
        target = min(self._farthest(), max(NEAREST_FRAMES_PER_PX, self.frames_per_px / factor))
        if target == self.frames_per_px:
            return
        frame = (anchor_x + self.left_px) * self.frames_per_px
        self.frames_per_px = target
        self.left_px = min(max(0, round(frame / target - anchor_x)), self._last_px())
        self.zoomed.emit()
        self.moved.emit()

    def _last_px(self) -> int:
        """Where the longest song ends."""
        return int(FRAMES[1] / self.frames_per_px)

    def _farthest(self) -> float:
        """Least zoom: the whole song, however long."""
        return max(FARTHEST_FRAMES_PER_PX, self.song_frames * AIR / max(100, self.width_px))

    def zoom_to(self, start_frame: float, end_frame: float, margin: float = ZOOM_MARGIN) -> None:
        """Show a range, with a share of it as space on both sides."""
        frames = max(1.0, end_frame - start_frame) * (1 + 2 * margin)
        wanted = frames / max(100, self.width_px)
        self.frames_per_px = min(self._farthest(), max(NEAREST_FRAMES_PER_PX, wanted))
        middle = (start_frame + end_frame) / 2 / self.frames_per_px
        self.left_px = min(max(0, round(middle - self.width_px / 2)), self._last_px())
        self.zoomed.emit()
        self.moved.emit()

    def zoom_waves(self, factor: float) -> None:
        """Draw waveforms `factor` times as high."""
        wanted = min(max(self.wave_zoom * factor, WAVE_ZOOM[0]), WAVE_ZOOM[1])
        if wanted != self.wave_zoom:
            self.wave_zoom = wanted
            self.moved.emit()

    def place(self, frames_per_px: float, left_px: int, top_px: int) -> None:
        """Show the song with this zoom and scroll, as far as it has them."""
        self.frames_per_px = min(max(frames_per_px, NEAREST_FRAMES_PER_PX), self._farthest())
        self.left_px = min(max(0, left_px), self._last_px())
        self.moved.emit()
        self.scroll_to(self.left_px, top_px)

    def fit(self, length_frames: int, rate_hz: int) -> None:
        """Show the whole song with some space behind it."""
        self.song_frames = length_frames
        frames = max(length_frames, LEAST_SECONDS * rate_hz) * AIR if length_frames else FIRST_SECONDS * rate_hz
        self.frames_per_px = max(NEAREST_FRAMES_PER_PX, frames / max(100, self.width_px))
        self.left_px = 0
        self.moved.emit()

    def show_frame(self, frame: int) -> None:
        """Scroll on by a page when the playhead leaves the view."""
        x = self.x_of(frame)
        if x < 0 or x > self.width_px - 1:
            self.scroll_to(frame / self.frames_per_px - self.width_px * 0.05, self.top_px)

    def centre_on(self, frame: int) -> None:
        """Scroll until a frame is in the middle."""
        self.scroll_to(frame / self.frames_per_px - self.width_px / 2, self.top_px)


def grid_of(song: Song) -> "Grid":
    """The grid of the song as it is now."""
    return Grid(tempo_map(song))


class Grid:
    """The grid lines of the tempo map, and which are far enough apart to be seen. Drags snap by `ui.arrange.snapper`."""

    def __init__(self, tempo: TempoMap) -> None:
        self.tempo = tempo

    def step_bars(self, frames_per_px: float, least_px: float) -> int:
        """Bars between two lines, a power of two; 0 for beats."""
        if min(segment.beat_frames for segment in self.tempo.segments) / frames_per_px >= least_px:
            return 0
        bar_px = (
            min(segment.beat_frames * segment.meter.beats_per_bar for segment in self.tempo.segments) / frames_per_px
        )
        doublings = max(0, math.ceil(math.log2(least_px / bar_px)))
        return int(2**doublings)

    def lines(self, first_frame: float, last_frame: float, step_bars: int) -> list[Line]:
        return self.tempo.lines(first_frame, last_frame, step_bars)
