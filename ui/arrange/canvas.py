"""Pixels for compiled kernels, at the resolution of the screen.

Everything is placed in whole device pixels, so that an edge is sharp at every scale: at 125 % a line that is placed in the
widget's pixels lies between two of the screen's.

Lives: window, main thread.
"""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from app.model.tempo_map import nearest
from ui.arrange.viewport import Viewport
from ui.arrange.waveform_raster import fill_box, fill_clip, fill_columns, tint_box
from ui.widgets.sharp import device_size


def opaque(colour: QColor) -> int:
    """The colour as a pixel of a canvas."""
    return int(colour.rgb()) | 0xFF000000


class Canvas:
    """An image with its pixels as an array.

    Attributes:
        image: The picture, whose `devicePixelRatio` is `ratio`.
        pixels: uint32 [row, column], the same memory.
        ratio: Device pixels to one of the widget's.
        hair: Width of a hairline in device pixels; all are equally wide.
    """

    def __init__(self) -> None:
        self.pixels: NDArray[np.uint32] = np.zeros((1, 1), dtype=np.uint32)
        self.ratio, self.hair = 1.0, 1
        self.image = QImage()

    @property
    def width(self) -> int:
        """In device pixels."""
        return int(self.pixels.shape[1])

    def fit(self, size: QSize, ratio: float) -> bool:
        """Make room for a widget of that size; True if the pixels are new.

        Args:
            size: In the widget's coordinates.
            ratio: Device pixels to one of the widget's, from `devicePixelRatioF`.
        """
        requested = device_size(size, ratio)
        shape = (max(1, requested.height()), max(1, requested.width()))
        if self.pixels.shape == shape and self.ratio == ratio:
            return False
        self.ratio, self.hair, self.pixels = ratio, max(1, int(ratio)), np.zeros(shape, dtype=np.uint32)
        self.image = QImage(self.pixels.data, shape[1], shape[0], shape[1] * 4, QImage.Format.Format_RGB32)
        self.image.setDevicePixelRatio(ratio)
        return True

    def px(self, length: float) -> int:
        """A length or place of the widget in device pixels."""
        return nearest(length * self.ratio)

    def column_of(self, view: Viewport, frame: float) -> int:
        """Column of a frame of the timeline."""
        return view.device_x(frame, self.ratio)

    def frames_per_column(self, view: Viewport) -> float:
        """Frames of the timeline that a column covers."""
        return view.frames_per_px / self.ratio

    # --- in device pixels
    def box(self, left: int, top: int, right: int, bottom: int, pixel: int) -> None:
        """Fill [left, right) x [top, bottom)."""
        fill_box(self.pixels, left, top, right, bottom, pixel)

    def clip(self, place: tuple[int, int, int, int], title_end: int, thick: int, pixels: tuple[int, int, int]) -> None:
        """Draw the box of a clip.

        Args:
            place: left, top, right, bottom.
            title_end: Row at which its title bar ends.
            thick: Width of its outline.
            pixels: Title bar, ground, outline.
        """
        fill_clip(self.pixels, *place, title_end, thick, *pixels)

    def lines(self, columns: NDArray[np.int64], colours: NDArray[np.uint32], top: int, bottom: int) -> None:
        """Draw vertical hairlines."""
        fill_columns(self.pixels, columns, colours, top, bottom, self.hair)

    def line(self, column: int, top: int, bottom: int, pixel: int) -> None:
        """Draw a vertical hairline."""
        fill_box(self.pixels, column, top, column + self.hair, bottom, pixel)

    def tint(self, left: int, top: int, right: int, bottom: int, colour: QColor, share: float) -> None:
        """Mix [left, right) x [top, bottom) with a share, 0 to 1, of a colour."""
        tint_box(self.pixels, left, top, right, bottom, opaque(colour), round(share * 256))
