"""Compiled drawing of waveforms: from min/max bins straight into the pixels of an image.

Lives: window, main thread. Compiled once and cached by Numba; this file calls no kernel of another file.
"""

import numpy as np
from numba import boolean, float32, int64, njit, types, uint32, void
from numpy.typing import NDArray

Pixels = NDArray[np.uint32]

_FILL = void(uint32[:, ::1], int64, int64, int64, int64, uint32)
_BINS = types.Array(float32, 3, "C", readonly=True)  # bins come straight from a file
_WAVE = void(uint32[:, ::1], _BINS, int64, int64, int64, int64, float32, float32, float32, uint32, uint32, boolean)


@njit(_FILL, cache=True, nogil=True)
def fill_box(pixels: Pixels, left: int, top: int, right: int, bottom: int, colour: int) -> None:
    """Fill [left, right) x [top, bottom), cut off at the image's edges."""
    height, width = pixels.shape
    x0, x1 = max(0, left), min(width, right)
    y0, y1 = max(0, top), min(height, bottom)
    for y in range(y0, y1):
        for x in range(x0, x1):
            pixels[y, x] = colour


@njit(float32(float32), cache=True, nogil=True, inline="always")
def _shown(sample: float) -> float:
    """Quiet sounds are drawn a little larger than they are: 0.1 at 0.2 of the height; full scale stays full scale."""
    size = min(1.0, abs(sample)) ** 0.7
    return size if sample >= 0.0 else -size


@njit(_WAVE, cache=True, nogil=True)
def draw_wave(
    pixels: Pixels,
    bins: NDArray[np.float32],
    left: int,
    right: int,
    top: int,
    bottom: int,
    first_bin: float,
    bins_per_px: float,
    gain: float,
    body: int,
    core: int,
    with_core: bool,
) -> None:
    """Draw `bins` [bin, channel, (min, max)] into [left, right) x [top, bottom): channels one below the other.

    `first_bin` is where column `left` begins. The core, half as high, is drawn over the body.
    """
    height, width = pixels.shape
    count, channels = bins.shape[0], bins.shape[1]
    band = (bottom - top) / max(1, channels)
    for channel in range(channels):
        middle = top + band * (channel + 0.5)
        reach = band * 0.5 - 1.0
        for x in range(max(0, left), min(width, right)):
            begin = first_bin + (x - left) * bins_per_px
            b0 = int(begin)
            b1 = max(b0 + 1, int(begin + bins_per_px))
            if b0 < 0:
                b0 = 0
            if b1 > count:
                b1 = count
            if b0 >= b1:
                continue
            low, high = bins[b0, channel, 0], bins[b0, channel, 1]
            for b in range(b0 + 1, b1):
                low = min(low, bins[b, channel, 0])
                high = max(high, bins[b, channel, 1])
            low = _shown(low * gain)
            high = _shown(high * gain)
            y0 = int(middle - high * reach)
            y1 = int(middle - low * reach) + 1
            y0, y1 = max(y0, max(0, top)), min(y1, min(height, bottom))
            for y in range(y0, y1):
                pixels[y, x] = body
            if with_core:
                c0 = max(int(middle - high * reach * 0.45), max(0, top))
                c1 = min(int(middle - low * reach * 0.45), min(height, bottom))
                for y in range(c0, c1):
                    pixels[y, x] = core
