"""Compiled drawing of waveforms, from min/max bins straight into the pixels of an image.

Lives: window, main thread.
"""

import numpy as np
from numba import boolean, float32, int32, int64, njit, types, uint32, void
from numpy.typing import NDArray

Pixels = NDArray[np.uint32]

_FILL = void(uint32[:, ::1], int64, int64, int64, int64, uint32)
_BINS = types.Array(float32, 3, "C", readonly=True)  # bins come straight from a file
_TILE = 64  # columns painted together
_PAINT = void(uint32[:, ::1], int32[:, ::1], int64, int64, int32, int32, uint32, uint32)
_WAVE = void(uint32[:, ::1], _BINS, int64, int64, int64, int64, float32, float32, float32, uint32, uint32, boolean)


@njit(_FILL, cache=True, nogil=True)
def fill_box(pixels: Pixels, left: int, top: int, right: int, bottom: int, colour: int) -> None:
    """Fill [left, right) x [top, bottom), clipped to the image."""
    height, width = pixels.shape
    x0, x1 = max(0, left), min(width, right)
    y0, y1 = max(0, top), min(height, bottom)
    for y in range(y0, y1):
        for x in range(x0, x1):
            pixels[y, x] = colour


@njit(float32(float32), cache=True, nogil=True, inline="always")
def _shown(sample: float) -> float:
    """Height of a sample: quiet ones are enlarged (0.1 is drawn at 0.2), full scale stays full scale."""
    size: float = min(1.0, abs(sample)) ** 0.7
    return size if sample >= 0.0 else -size


@njit(_PAINT, cache=True, nogil=True)
def _paint_tile(
    pixels: Pixels, edges: NDArray[np.int32], left: int, columns: int, top: int, bottom: int, body: int, core: int
) -> None:
    """Paint row by row without branches, so that the compiler paints eight pixels at once."""
    body_top, body_end, core_top, core_end = edges[0], edges[1], edges[2], edges[3]
    for y in range(top, bottom):
        row = pixels[y, left : left + columns]
        for k in range(types.uint64(columns)):  # unsigned: a negative index would be checked for at every pixel
            colour = row[k]
            colour = body if (body_top[k] <= y) & (y < body_end[k]) else colour
            row[k] = core if (core_top[k] <= y) & (y < core_end[k]) else colour


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
    first_y, last_y = max(0, top), min(height, bottom)
    first_x, last_x = max(0, left), min(width, right)
    if first_y >= last_y:  # above or below the picture: rows there are not ours to write
        return
    edges = np.empty((4, _TILE), np.int32)  # of each column: top and bottom of body and core
    for channel in range(channels):
        middle = top + band * (channel + 0.5)
        reach = band * 0.5 - 1.0
        for tile in range(first_x, last_x, _TILE):
            columns = min(_TILE, last_x - tile)
            upper, lower = last_y, first_y
            for k in range(columns):
                edges[:, k] = first_y
                begin = first_bin + (tile + k - left) * bins_per_px
                b0 = int(begin)
                b1 = min(max(b0 + 1, int(begin + bins_per_px)), count)
                b0 = max(b0, 0)
                if b0 >= b1:
                    continue
                low, high = bins[b0, channel, 0], bins[b0, channel, 1]
                for b in range(b0 + 1, b1):
                    low = min(low, bins[b, channel, 0])
                    high = max(high, bins[b, channel, 1])
                low = _shown(low * gain) * reach
                high = _shown(high * gain) * reach
                edges[0, k] = max(int(middle - high), first_y)
                edges[1, k] = min(int(middle - low) + 1, last_y)
                if with_core:
                    edges[2, k] = max(int(middle - high * 0.45), first_y)
                    edges[3, k] = min(int(middle - low * 0.45), last_y)
                upper, lower = min(upper, edges[0, k]), max(lower, edges[1, k])
            _paint_tile(pixels, edges, tile, columns, upper, lower, body, core)
