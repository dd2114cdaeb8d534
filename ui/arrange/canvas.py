"""Pixels for compiled kernels, at the resolution of the screen, addressed in the widget's coordinates.

Lives: window, main thread.
"""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from app.units import db_to_gain
from ui.arrange.viewport import Viewport
from ui.arrange.waveform_raster import draw_wave, fill_box
from ui.widgets.sharp import device_size


def opaque(colour: QColor) -> int:
    """The colour as a pixel of a canvas."""
    return int(colour.rgb()) | 0xFF000000


class Canvas:
    """An image with its pixels as an array."""

    def __init__(self) -> None:
        self._pixels: NDArray[np.uint32] = np.zeros((1, 1), dtype=np.uint32)
        self._ratio = 1.0
        self.image = QImage()

    def fit(self, size: QSize, ratio: float) -> bool:
        """Make room for a widget of that size; True if the pixels are new.

        Args:
            size: In the widget's coordinates.
            ratio: Device pixels to one of the widget's, from `devicePixelRatioF`.
        """
        requested = device_size(size, ratio)
        shape = (max(1, requested.height()), max(1, requested.width()))
        if self._pixels.shape == shape and self._ratio == ratio:
            return False
        self._ratio, self._pixels = ratio, np.zeros(shape, dtype=np.uint32)
        self.image = QImage(self._pixels.data, shape[1], shape[0], shape[1] * 4, QImage.Format.Format_RGB32)
        self.image.setDevicePixelRatio(ratio)
        return True

    def box(self, left: float, top: float, right: float, bottom: float, pixel: int) -> None:
        """Fill [left, right) x [top, bottom)."""
        ratio = self._ratio
        fill_box(
            self._pixels, round(left * ratio), round(top * ratio), round(right * ratio), round(bottom * ratio), pixel
        )

    def line(self, x: float, top: float, bottom: float, pixel: int) -> None:
        """Draw a vertical hairline of whole device pixels, so that all lines are equally wide."""
        left = round(x * self._ratio)
        fill_box(
            self._pixels,
            left, round(top * self._ratio), left + max(1, int(self._ratio)), round(bottom * self._ratio), pixel,
        )  # fmt: skip

    def wave(
        self,
        bins: NDArray[np.float32],
        bin_frames: int,
        view: Viewport,
        place: tuple[int, int, int, int],
        start_frame: int,
        gain_db: float,
        pixels: tuple[int, int],
        with_core: bool,
    ) -> None:
        """Draw a waveform, one column for each device pixel.

        Args:
            bins: float32 [bin, channel, (min, max)] from `level_for`.
            bin_frames: Frames of one bin.
            view: Zoom and scroll position.
            place: left, top, right, bottom.
            start_frame: Timeline frame of the file's first bin.
            gain_db: Gain of the clip.
            pixels: Colours of body and core.
            with_core: True draws the core too.
        """
        left, top, right, bottom = (round(edge * self._ratio) for edge in place)
        first_frame = (view.left_px + left / self._ratio) * view.frames_per_px - start_frame
        draw_wave(
            self._pixels, bins, left, right, top, bottom,
            first_frame / bin_frames, self.frames_per_column(view) / bin_frames, db_to_gain(gain_db), *pixels, with_core,
        )  # fmt: skip

    def frames_per_column(self, view: Viewport) -> float:
        return view.frames_per_px / self._ratio
