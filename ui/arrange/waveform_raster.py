"""Compiled drawing of waveforms straight into the pixels of an image.

Heights come from a curve: a table from magnitude to height (`height_curve`), so that no power is computed per pixel.

These kernels call nothing outside of this file, so Numba itself notices when their cached code is out of date.

Lives: window, main thread.
"""

import numpy as np
from numba import float32, float64, int32, int64, njit, types, uint32, void
from numpy.typing import NDArray

Pixels = NDArray[np.uint32]

CURVE_STEPS = 4096
CLIPPED = 0.99996  # full scale of 16 bits: what a converter delivers when it clips
QUIET_POWER = 0.7  # quiet sounds are enlarged: 0.1 is drawn at 0.2; full scale stays full scale

_FILL = void(uint32[:, ::1], int64, int64, int64, int64, uint32)
_CLIP = void(uint32[:, ::1], int64, int64, int64, int64, int64, int64, uint32, uint32, uint32)
_COLUMNS = void(uint32[:, ::1], int64[::1], uint32[::1], int64, int64, int64)
_TINT = void(uint32[:, ::1], int64, int64, int64, int64, uint32, uint32)
_BINS = types.Array(float32, 3, "C", readonly=True)  # bins come straight from a file
_SAMPLES = types.Array(float32, 2, "C", readonly=True)
_TILE = 64  # columns painted together
_PAINT = void(uint32[:, ::1], int32[:, ::1], int64, int64, int32, int32, uint32, uint32)
_SHOWN = float32(float32, float32[::1])
_PLACE = (int64, int64, int64, int64)
_WAVE = void(
    uint32[:, ::1], _BINS, *_PLACE, float64, float64, float32[::1], float32[::1], uint32, uint32, uint32, int64
)  # fmt: skip
_LINE = void(
    uint32[:, ::1], _SAMPLES, *_PLACE, float64, float64, float32[::1], float32[::1], uint32, uint32, int64, int64
)  # fmt: skip
_LEVELS = void(_BINS, int64, int64, float64, float64, float32, float32[::1])
_STACK = void(uint32[:, ::1], float32[:, ::1], uint32[::1], *_PLACE, float32)


def height_curve(zoom: float, power: float = QUIET_POWER) -> NDArray[np.float32]:
    """Heights, 0 to 1, of the magnitudes 0 to 1.

    Args:
        zoom: Factor of the height, before it ends at 1.
        power: Of the magnitude.
    """
    return np.minimum(1.0, zoom * np.linspace(0.0, 1.0, CURVE_STEPS + 1) ** power).astype(np.float32)


@njit(_FILL, cache=True, nogil=True)
def fill_box(pixels: Pixels, left: int, top: int, right: int, bottom: int, colour: int) -> None:
    """Fill [left, right) x [top, bottom), clipped to the image."""
    height, width = pixels.shape
    x0, x1 = max(0, left), min(width, right)
    y0, y1 = max(0, top), min(height, bottom)
    for y in range(y0, y1):
        for x in range(x0, x1):
            pixels[y, x] = colour


@njit(_CLIP, cache=True, nogil=True)
def fill_clip(
    pixels: Pixels,
    left: int,
    top: int,
    right: int,
    bottom: int,
    title_end: int,
    thick: int,
    title: int,
    ground: int,
    edge: int,
) -> None:
    """Fill [left, right) x [top, bottom): `title` above `title_end`, `ground` below, `thick` pixels of `edge` around."""
    height, width = pixels.shape
    x0, x1 = max(0, left), min(width, right)
    inner0, inner1 = min(max(0, left + thick), x1), max(min(width, right - thick), x0)
    for y in range(max(0, top), min(height, bottom)):
        level = y < top + thick or y >= bottom - thick
        colour = edge if level else (title if y < title_end else ground)
        for x in range(x0, inner0):
            pixels[y, x] = edge
        for x in range(inner0, inner1):
            pixels[y, x] = colour
        for x in range(max(inner0, inner1), x1):
            pixels[y, x] = edge


@njit(_COLUMNS, cache=True, nogil=True)
def fill_columns(
    pixels: Pixels, columns: NDArray[np.int64], colours: NDArray[np.uint32], top: int, bottom: int, thick: int
) -> None:
    """Draw vertical lines, `thick` pixels wide, in rows [top, bottom)."""
    height, width = pixels.shape
    for y in range(max(0, top), min(height, bottom)):
        for n in range(columns.shape[0]):
            for x in range(max(0, columns[n]), min(width, columns[n] + thick)):
                pixels[y, x] = colours[n]


@njit(_TINT, cache=True, nogil=True)
def tint_box(pixels: Pixels, left: int, top: int, right: int, bottom: int, colour: int, share: int) -> None:
    """Mix [left, right) x [top, bottom) with a colour; `share` of 256 is the colour's part."""
    height, width = pixels.shape
    x0, x1 = max(0, left), min(width, right)
    y0, y1 = max(0, top), min(height, bottom)
    if x1 <= x0:
        return
    odd, rest = uint32(0x00FF00FF), uint32(256 - share)
    add_odd = uint32((colour & odd) * share)
    add_even = uint32(((colour >> uint32(8)) & odd) * share)
    for y in range(y0, y1):
        row = pixels[y, x0:x1]
        for k in range(types.uint64(x1 - x0)):
            pixel = row[k]
            low = uint32(uint32(pixel & odd) * rest + add_odd) >> uint32(8)
            high = uint32(uint32((pixel >> uint32(8)) & odd) * rest + add_even)
            row[k] = (low & odd) | (high & uint32(0x00FF00FF << 8))


@njit(_SHOWN, cache=True, nogil=True, inline="always")
def _shown(sample: float, curve: NDArray[np.float32]) -> float:
    """Height of a sample."""
    size: float = curve[int(min(1.0, abs(sample)) * CURVE_STEPS + 0.5)]
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
    gains: NDArray[np.float32],
    curve: NDArray[np.float32],
    body: int,
    core: int,
    clipped: int,
    mark_px: int,
) -> None:
    """Draw `bins` [bin, channel, (min, max, rms)] into [left, right) x [top, bottom): channels one below the other.

    `first_bin` is where column `left` begins. `gains` has one for each column of the image from max(0, left) on, or one
    for all. The core, as high as the RMS, is drawn over the body. Where the file reaches full scale, the outer `mark_px`
    of the column get the colour `clipped`.
    """
    height, width = pixels.shape
    count, channels = bins.shape[0], bins.shape[1]
    band = (bottom - top) / max(1, channels)
    first_y, last_y = max(0, top), min(height, bottom)
    first_x, last_x = max(0, left), min(width, right)
    if first_y >= last_y:  # above or below the picture: rows there are not ours to write
        return
    nearer = 0.5 if bins_per_px >= 1.0 else 0.0  # a bin across the edge of a column is of the one with more of it
    edges = np.empty((4, _TILE), np.int32)  # of each column: top and bottom of body and core
    marks = np.empty(_TILE, np.int32)
    for channel in range(channels):
        middle = top + band * (channel + 0.5)
        reach = band * 0.5 - 1.0
        for tile in range(first_x, last_x, _TILE):
            columns = min(_TILE, last_x - tile)
            upper, lower, any_mark = last_y, first_y, False
            for k in range(columns):
                edges[:, k] = first_y
                marks[k] = 0
                begin = first_bin + (tile + k - left) * bins_per_px + nearer
                b0 = int(np.floor(begin))
                b1 = min(max(b0 + 1, int(np.floor(begin + bins_per_px))), count)
                b0 = max(b0, 0)
                if b0 >= b1:
                    continue
                low, high, rms = bins[b0, channel, 0], bins[b0, channel, 1], bins[b0, channel, 2]
                for b in range(b0 + 1, b1):
                    low = min(low, bins[b, channel, 0])
                    high = max(high, bins[b, channel, 1])
                    rms = max(rms, bins[b, channel, 2])
                if max(high, -low) >= float32(CLIPPED):
                    marks[k] = (1 if high >= float32(CLIPPED) else 0) + (2 if -low >= float32(CLIPPED) else 0)
                    any_mark = True
                gain = gains[min(tile + k - first_x, gains.shape[0] - 1)]
                inner = _shown(rms * gain, curve) * reach
                low = _shown(low * gain, curve) * reach
                high = _shown(high * gain, curve) * reach
                edges[0, k] = max(int(middle - high), first_y)
                edges[1, k] = min(int(middle - low) + 1, last_y)
                edges[2, k] = max(int(middle - min(inner, high)), first_y)
                edges[3, k] = min(int(middle - max(-inner, low)), last_y)
                upper, lower = min(upper, edges[0, k]), max(lower, edges[1, k])
            _paint_tile(pixels, edges, tile, columns, upper, lower, body, core)
            if any_mark:
                for k in range(columns):
                    if marks[k] & 1:
                        for y in range(edges[0, k], min(edges[0, k] + mark_px, last_y)):
                            pixels[y, tile + k] = clipped
                    if marks[k] & 2:
                        for y in range(max(edges[1, k] - mark_px, first_y), edges[1, k]):
                            pixels[y, tile + k] = clipped


@njit(_LINE, cache=True, nogil=True)
def draw_line(
    pixels: Pixels,
    samples: NDArray[np.float32],
    left: int,
    right: int,
    top: int,
    bottom: int,
    first_sample: float,
    samples_per_px: float,
    gains: NDArray[np.float32],
    curve: NDArray[np.float32],
    colour: int,
    clipped: int,
    thick: int,
    dot_px: int,
) -> None:
    """Draw `samples` [frame, channel] as a line through them, with a square of `dot_px` at each unless that is 0.

    `first_sample` is where column `left` begins; the other arguments are those of `draw_wave`. The line is `thick`
    pixels high where it is level. A sample at full scale gets the colour `clipped`.
    """
    height, width = pixels.shape
    count, channels = samples.shape
    band = (bottom - top) / max(1, channels)
    first_x, last_x = max(0, left), min(width, right)
    for channel in range(channels):
        middle = top + band * (channel + 0.5)
        reach = band * 0.5 - 1.0
        first_y, last_y = max(0, int(top + band * channel)), min(height, int(top + band * (channel + 1)))
        for x in range(first_x, last_x):
            begin = first_sample + (x - left) * samples_per_px
            end = begin + samples_per_px
            if begin < 0.0 or begin > count - 1:
                continue
            before = int(begin)
            rest = float32(begin - before)
            value = samples[before, channel] * (float32(1.0) - rest)
            value += samples[min(before + 1, count - 1), channel] * rest
            low = high = value
            last = int(min(end, float(count - 1)))
            for n in range(before + 1, last + 1):
                low = min(low, samples[n, channel])
                high = max(high, samples[n, channel])
            rest = float32(min(end, float(count - 1)) - last)
            value = samples[last, channel] * (float32(1.0) - rest)
            value += samples[min(last + 1, count - 1), channel] * rest
            low, high = min(low, value), max(high, value)
            over = max(high, -low) >= float32(CLIPPED)
            gain = gains[min(x - first_x, gains.shape[0] - 1)]
            y0 = int(np.floor(middle - _shown(high * gain, curve) * reach - 0.5 * (thick - 1)))
            y1 = int(np.floor(middle - _shown(low * gain, curve) * reach - 0.5 * (thick - 1))) + thick
            for y in range(max(y0, first_y), min(y1, last_y)):
                pixels[y, x] = clipped if over else colour
        if dot_px == 0:
            continue
        half = dot_px // 2
        for n in range(
            max(0, int(np.floor(first_sample))),
            min(count, int(first_sample + (right - left) * samples_per_px) + 2),
        ):
            x = int(np.floor(left + (n - first_sample) / samples_per_px))
            if x < first_x or x >= last_x:
                continue
            gain = gains[min(x - first_x, gains.shape[0] - 1)]
            y = int(np.floor(middle - _shown(samples[n, channel] * gain, curve) * reach))
            tone = clipped if abs(samples[n, channel]) >= float32(CLIPPED) else colour
            for row in range(max(y - half, first_y), min(y - half + dot_px, last_y)):
                for column in range(max(x - half, first_x), min(x - half + dot_px, last_x)):
                    pixels[row, column] = tone


@njit(_LEVELS, cache=True, nogil=True)
def raise_levels(
    bins: NDArray[np.float32],
    left: int,
    right: int,
    first_bin: float,
    bins_per_px: float,
    gain: float,
    levels: NDArray[np.float32],
) -> None:
    """Raise `levels`, one a column, to the largest magnitude of `bins` in the columns [left, right).

    `first_bin` is where column `left` begins.
    """
    count, channels = bins.shape[0], bins.shape[1]
    for x in range(max(0, left), min(levels.shape[0], right)):
        begin = first_bin + (x - left) * bins_per_px
        b0 = int(np.floor(begin))
        b1 = min(max(b0 + 1, int(np.floor(begin + bins_per_px))), count)
        for b in range(max(b0, 0), b1):
            for channel in range(channels):
                largest = max(bins[b, channel, 1], -bins[b, channel, 0]) * gain
                levels[x] = max(levels[x], largest)


@njit(_STACK, cache=True, nogil=True)
def draw_stack(
    pixels: Pixels,
    levels: NDArray[np.float32],
    colours: NDArray[np.uint32],
    left: int,
    right: int,
    top: int,
    bottom: int,
    scale: float,
) -> None:
    """Draw `levels` [row, column] in their colours on top of each other, from `bottom` upwards.

    Column 0 is drawn at `left`; a level of 1 is `scale` pixels high.
    """
    height, width = pixels.shape
    rows, columns = levels.shape
    first_y, last_y = max(0, top), min(height, bottom)
    for x in range(max(0, left), min(min(width, right), left + columns)):
        sum_px = float32(0.0)
        y = bottom
        for row in range(rows):
            sum_px += levels[row, x - left] * scale
            upper = bottom - int(sum_px + float32(0.5))
            for at in range(max(upper, first_y), min(y, last_y)):
                pixels[at, x] = colours[row]
            y = min(y, upper)
