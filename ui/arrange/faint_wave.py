"""The waveform behind a curve, so faint that the curve stays the thing to look at.

Lives: window, main thread.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from app.model.clip import Clip
from app.units import db_to_gain
from ui import theme
from ui.arrange.lane_picture import LEAST_GRID_PX, level_for
from ui.arrange.waveform_raster import draw_wave, fill_box

if TYPE_CHECKING:
    from ui.arrange.lanes_view import LanesView


def _pixel(colour: QColor) -> int:
    return int(colour.rgb()) | 0xFF000000


class FaintWave:
    def __init__(self, lanes: "LanesView", strength: float = 0.18) -> None:
        self._lanes, self._strength = lanes, strength
        self._pixels: NDArray[np.uint32] | None = None
        self._image = QImage()

    def forget(self) -> None:
        self._pixels = None

    def image(self, clips: tuple[Clip, ...], tone: str, size: QSize) -> QImage:
        """Kept until something moves."""
        if self._pixels is None or self._pixels.shape != (size.height(), size.width()):
            width, height = max(1, size.width()), max(1, size.height())
            self._pixels = np.zeros((height, width), dtype=np.uint32)
            self._image = QImage(self._pixels.data, width, height, width * 4, QImage.Format.Format_RGB32)
            self._draw(clips, tone, self._pixels)
        return self._image

    def _draw(self, clips: tuple[Clip, ...], tone: str, pixels: NDArray[np.uint32]) -> None:
        view, (height, width) = self._lanes.viewport, pixels.shape
        fill_box(pixels, 0, 0, width, height, _pixel(theme.colour(theme.BG)))
        grid = self._lanes.grid
        step = grid.step_bars(view.frames_per_px, LEAST_GRID_PX)
        for line in grid.lines(view.frame_at(0), view.frame_at(width), step):
            x = round(view.x_of(line.frame))
            fill_box(pixels, x, 0, x + 1, height, _pixel(theme.colour("#191c22")))
        body = _pixel(theme.mix(tone, theme.BG, self._strength))
        for clip in clips:
            left, right = round(view.x_of(clip.timeline_start_frame)), round(view.x_of(clip.timeline_end_frame))
            peaks = self._lanes.bridge.studio.peaks_for(clip.file)
            if right < 0 or left > width or peaks is None or not peaks.levels:
                continue
            bins, bin_frames = level_for(peaks, view.frames_per_px)
            start = (view.left_px + left) * view.frames_per_px - clip.timeline_start_frame + clip.file_start_frame
            draw_wave(
                pixels, bins, left, right, 4, height - 4, start / bin_frames, view.frames_per_px / bin_frames,
                db_to_gain(clip.gain_db), body, body, False,
            )  # fmt: skip
