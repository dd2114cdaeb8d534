"""Which part of the song the timeline shows: zoom, scroll, lane height, grid.

Pixels are counted from the song's start, so that pixel p always covers the same frames at one zoom: scrolling moves
the picture and never changes it.

Lives: window, main thread.
"""

import math

from PySide6.QtCore import QObject, Signal

from ui import theme

NEAREST_FRAMES_PER_PX = 16.0
FARTHEST_FRAMES_PER_PX = 65536.0
FIRST_SECONDS = 90.0  # shown of an empty song
LEAST_SECONDS = 8.0  # shown of a very short one


class Viewport(QObject):
    moved = Signal()  # scrolled or zoomed
    resized = Signal()  # lane heights
    zoomed = Signal()  # by hand, not by `fit`
    widened = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.frames_per_px = FIRST_SECONDS * 48000 / 1000
        self.left_px = 0
        self.top_px = 0
        self.width_px = 1000
        self.height_px = 500
        self.lane_height = theme.LANE_HEIGHT
        self.content_height_px = 0
        self.unfolded_px: tuple[int, ...] = ()  # below each lane
        self.below_px = 0  # of buses, below all lanes

    # --- conversions
    def x_of(self, frame: float) -> float:
        return frame / self.frames_per_px - self.left_px

    def frame_at(self, x: float) -> int:
        return round((x + self.left_px) * self.frames_per_px)

    def y_of(self, lane: int) -> int:
        return self.start_px(lane) - self.top_px

    def start_px(self, lane: int) -> int:
        """From the top of the first lane, with what is unfolded above."""
        return lane * self.lane_height + sum(self.unfolded_px[:lane])

    def lane_at(self, y: float) -> int:
        """Unfolded automation belongs to the lane above it."""
        wanted, lane = y + self.top_px, 0
        for unfolded in self.unfolded_px:
            if wanted < self.lane_height + unfolded:
                break
            wanted -= self.lane_height + unfolded
            lane += 1
        else:
            return lane + int(wanted // self.lane_height)
        return lane if wanted >= 0 else -1

    # --- moving
    def set_size(self, width_px: int, height_px: int) -> None:
        wider = width_px != self.width_px
        self.width_px, self.height_px = width_px, height_px
        if wider:
            self.widened.emit()
        self.scroll_to(self.left_px, self.top_px)

    def scroll_to(self, left_px: float, top_px: float) -> None:
        left = max(0, round(left_px))
        top = max(0, min(round(top_px), self.content_height_px - self.height_px))
        if (left, top) != (self.left_px, self.top_px):
            self.left_px, self.top_px = left, top
            self.moved.emit()

    def scroll_by(self, dx: float, dy: float) -> None:
        self.scroll_to(self.left_px + dx, self.top_px + dy)

    def zoom(self, factor: float, anchor_x: float) -> None:
        """`factor` above 1 shows more detail; the frame under `anchor_x` stays where it is."""
        wanted = min(FARTHEST_FRAMES_PER_PX, max(NEAREST_FRAMES_PER_PX, self.frames_per_px / factor))
        if wanted == self.frames_per_px:
            return
        frame = (anchor_x + self.left_px) * self.frames_per_px
        self.frames_per_px = wanted
        self.left_px = max(0, round(frame / wanted - anchor_x))
        self.zoomed.emit()
        self.moved.emit()

    def fit(self, length_frames: int, rate_hz: int) -> None:
        """The whole song with a little air behind it."""
        frames = max(length_frames, LEAST_SECONDS * rate_hz) * 1.03 if length_frames else FIRST_SECONDS * rate_hz
        self.frames_per_px = min(FARTHEST_FRAMES_PER_PX, max(NEAREST_FRAMES_PER_PX, frames / max(100, self.width_px)))
        self.left_px = 0
        self.moved.emit()

    def show_frame(self, frame: int) -> None:
        """Turn the page when the playhead walks out of it."""
        x = self.x_of(frame)
        if x < 0 or x > self.width_px - 1:
            self.scroll_to(frame / self.frames_per_px - self.width_px * 0.05, self.top_px)

    def set_lane_height(self, height: int) -> None:
        if height != self.lane_height:
            self.lane_height = height
            self.resized.emit()
            self.moved.emit()

    def set_unfolded(self, heights_px: tuple[int, ...], below_px: int = 0) -> None:
        if (heights_px, below_px) != (self.unfolded_px, self.below_px):
            self.unfolded_px, self.below_px = heights_px, below_px
            self.resized.emit()
            self.moved.emit()


class Grid:
    """Bar and beat lines at a tempo: which are far enough apart to be seen, and where a drag snaps."""

    def __init__(self, rate_hz: int, tempo_bpm: float, beats_per_bar: int) -> None:
        self.beat_frames = rate_hz * 60.0 / tempo_bpm
        self.beats_per_bar = beats_per_bar

    def step_beats(self, frames_per_px: float, least_px: float) -> int:
        """Beats between two lines: one, a bar, or a power of two of bars."""
        if self.beat_frames / frames_per_px >= least_px:
            return 1
        bar_px = self.beat_frames * self.beats_per_bar / frames_per_px
        doublings = max(0, math.ceil(math.log2(least_px / bar_px)))
        return int(self.beats_per_bar * 2**doublings)

    def snapped(self, frame: float, frames_per_px: float) -> int:
        step = self.step_beats(frames_per_px, 12.0) * self.beat_frames
        return round(round(frame / step) * step)

    def lines(self, first_frame: float, last_frame: float, step_beats: int) -> list[tuple[int, float]]:
        """(beat number from 0, frame) of every line in the stretch."""
        step = step_beats * self.beat_frames
        first = max(0, math.floor(first_frame / step))
        last = math.ceil(last_frame / step)
        return [(k * step_beats, k * step) for k in range(first, last + 1)]
