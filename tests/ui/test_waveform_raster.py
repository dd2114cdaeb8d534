"""Hazards: a waveform drawn beyond the picture, which is memory of somebody else; a height that is not that of the sound."""

import numpy as np
import pytest
from numpy.typing import NDArray

from ui.arrange import waveform_raster

HEIGHT, WIDTH = 40, 60
BODY, CORE, CLIPPED = 1, 2, 3
ONE = np.ones(1, np.float32)
STRAIGHT = waveform_raster.height_curve(1.0, 1.0)
TOPS = [-200, -30, -10, 0, 20, HEIGHT - 1, HEIGHT, HEIGHT + 1, HEIGHT + 16, HEIGHT + 500]
LEFTS = [-200, -10, 0, WIDTH - 1, WIDTH, WIDTH + 100]


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernels as plain Python: an index past the end raises there."""
    for kernel in ("_paint_tile", "_shown"):
        monkeypatch.setattr(waveform_raster, kernel, getattr(waveform_raster, kernel).py_func)
    monkeypatch.setattr(waveform_raster.types, "uint64", int)


def picture() -> NDArray[np.uint32]:
    return np.zeros((HEIGHT, WIDTH), np.uint32)


def full_scale(count: int = 100) -> NDArray[np.float32]:
    return np.tile(np.array([-1.0, 1.0, 0.7], np.float32), (count, 1, 1))


def is_inside(pixels: NDArray[np.uint32], left: int, top: int) -> None:
    """What was drawn into 50 x 30 pixels lies there, and is there if they lie in the picture."""
    rows, columns = np.nonzero(pixels)
    if rows.size:
        assert rows.min() >= top and rows.max() < top + 30
        assert columns.min() >= left and columns.max() < left + 50
    inside = top < HEIGHT - 5 and top + 30 > 5 and left < WIDTH - 5 and left + 50 > 5
    assert bool(rows.size) or not inside


@pytest.mark.parametrize("top", TOPS)
@pytest.mark.parametrize("left", LEFTS)
@pytest.mark.usefixtures("checked")
def test_a_wave_stays_inside_the_picture(top: int, left: int) -> None:
    pixels = picture()
    waveform_raster.draw_wave.py_func(
        pixels, full_scale(), left, left + 50, top, top + 30, 0.0, 1.0, ONE, STRAIGHT, BODY, CORE, CLIPPED, 3
    )
    is_inside(pixels, left, top)


@pytest.mark.parametrize("top", TOPS)
@pytest.mark.parametrize("left", LEFTS)
@pytest.mark.parametrize("zoom", [0.1, 3.0])
@pytest.mark.usefixtures("checked")
def test_a_line_with_dots_stays_inside_the_picture(top: int, left: int, zoom: float) -> None:
    pixels = picture()
    samples = np.sin(np.arange(160, dtype=np.float32)[:, None] * np.array([1.0, 0.5], np.float32)).astype(np.float32)
    waveform_raster.draw_line.py_func(
        pixels, samples, left, left + 50, top, top + 30, 0.5, zoom, ONE, STRAIGHT, BODY, CLIPPED, 2, 5
    )
    is_inside(pixels, left, top)


@pytest.mark.parametrize("place", [(-5, -5, 5, 5), (WIDTH, HEIGHT, WIDTH + 9, HEIGHT + 9), (5, 5, -5, -5)])
@pytest.mark.usefixtures("checked")
def test_a_box_stays_inside_the_picture(place: tuple[int, int, int, int]) -> None:
    waveform_raster.fill_box.py_func(picture(), *place, 7)
    left, top, right, bottom = place
    waveform_raster.fill_clip.py_func(picture(), *place, 12, 2, 1, 2, 3)
    waveform_raster.tint_box.py_func(picture(), *place, 7, 0)
    waveform_raster.fill_columns.py_func(
        picture(), np.array([left, right]), np.array([1, 2], np.uint32), top, bottom, 3
    )
    levels = np.full((2, 80), 0.5, np.float32)
    colours = np.array([1, 2], np.uint32)
    waveform_raster.draw_stack.py_func(picture(), levels, colours, left, right, top, bottom, 30.0)


@pytest.mark.parametrize("place", [(5, 4, 40, 30), (-9, -7, 90, 60), (10, 10, 11, 30), (10, 10, 12, 11)])
@pytest.mark.parametrize("thick", [1, 2, 3])
def test_a_clip_has_one_colour_at_every_place(place: tuple[int, int, int, int], thick: int) -> None:
    pixels = picture()
    left, top, right, bottom = place
    waveform_raster.fill_clip(pixels, left, top, right, bottom, 12, thick, 1, 2, 3)
    for y in range(HEIGHT):
        for x in range(WIDTH):
            inside = left <= x < right and top <= y < bottom
            outline = min(x - left, right - 1 - x, y - top, bottom - 1 - y) < thick
            assert pixels[y, x] == (0 if not inside else 3 if outline else 1 if y < 12 else 2)


def drawn(bins: NDArray[np.float32], **changed: float) -> NDArray[np.uint32]:
    """Ten columns, 201 rows: a magnitude of 1 reaches 99.5 pixels from the middle."""
    pixels = np.zeros((201, 10), np.uint32)
    gains = np.full(10, changed.get("gain", 1.0), np.float32)
    curve = waveform_raster.height_curve(changed.get("zoom", 1.0), 1.0)
    waveform_raster.draw_wave(
        pixels, bins, 0, 10, 0, 201, 0.0, changed.get("bins_a_column", 1.0), gains, curve, BODY, CORE, CLIPPED, 4
    )
    return pixels


def heights(pixels: NDArray[np.uint32]) -> tuple[list[int], list[int]]:
    """Rows of each column that show peaks, and those that show RMS."""
    return [int(n) for n in (pixels > 0).sum(axis=0)], [int(n) for n in (pixels == CORE).sum(axis=0)]


def made(low: float, high: float, rms: float) -> NDArray[np.float32]:
    return np.tile(np.array([low, high, rms], np.float32), (10, 1, 1))


@pytest.mark.parametrize(("gain", "zoom"), [(1.0, 1.0), (0.5, 1.0), (1.0, 2.0), (0.5, 2.0)])
def test_peaks_and_rms_are_as_high_as_the_sound(gain: float, zoom: float) -> None:
    peaks, rms = heights(drawn(made(-0.4, 0.3, 0.2), gain=gain, zoom=zoom))
    assert max(peaks) == min(peaks) and abs(peaks[0] - 0.7 * gain * zoom * 99.5) <= 2
    assert max(rms) == min(rms) and abs(rms[0] - 0.4 * gain * zoom * 99.5) <= 2


def test_a_column_shows_the_loudest_of_its_bins() -> None:
    bins = made(0.0, 0.0, 0.0)
    bins[7] = (-0.9, 0.9, 0.5)
    peaks, _ = heights(drawn(np.concatenate([bins, made(0.0, 0.0, 0.0)]), bins_a_column=2.0))
    assert peaks[3] > 170 and max(peaks[:3] + peaks[4:]) <= 1


@pytest.mark.parametrize("gain", [1.0, 0.25])
def test_a_clipped_column_is_marked_whatever_its_gain(gain: float) -> None:
    bins = made(-0.5, 0.5, 0.2)
    bins[4] = (-0.5, 1.0, 0.2)
    pixels = drawn(bins, gain=gain)
    assert (pixels == CLIPPED).sum(axis=0).tolist() == [0, 0, 0, 0, 4, 0, 0, 0, 0, 0]
    assert pixels[np.nonzero(pixels[:, 4])[0][0], 4] == CLIPPED, "at the side where it is clipped"


def test_a_stack_shows_each_part_once() -> None:
    pixels = np.zeros((100, 4), np.uint32)
    levels = np.array([[0.2, 0.5, 0.0, 0.0], [0.3, 0.0, 0.4, 0.0]], np.float32)
    waveform_raster.draw_stack(pixels, levels, np.array([1, 2], np.uint32), 0, 4, 0, 100, 100.0)
    assert [int((pixels[:, x] == 1).sum()) for x in range(4)] == [20, 50, 0, 0]
    assert [int((pixels[:, x] == 2).sum()) for x in range(4)] == [30, 0, 40, 0]
    assert pixels[99, 0] == 1 and pixels[60, 0] == 2


@pytest.mark.parametrize("share", [0, 64, 128, 256])
def test_a_tint_mixes_every_part_of_a_colour(share: int) -> None:
    pixels = np.full((3, 3), 0xFF204080, np.uint32)
    waveform_raster.tint_box(pixels, 1, 1, 9, 9, 0xFFF08040, share)
    assert (pixels[0] == 0xFF204080).all() and (pixels[:, 0] == 0xFF204080).all()
    for shift, old, new in ((16, 0x20, 0xF0), (8, 0x40, 0x80), (0, 0x80, 0x40)):
        got = int(pixels[2, 2] >> shift) & 0xFF
        assert abs(got - (old + (new - old) * share / 256)) <= 1
    assert int(pixels[2, 2]) >> 24 == 0xFF
