"""Hazards: a waveform drawn beyond the picture, which is memory of somebody else."""

import numpy as np
import pytest
from numpy.typing import NDArray

from ui.arrange import waveform_raster

HEIGHT, WIDTH = 40, 60


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernels as plain Python: an index past the end raises there."""
    for kernel in ("_paint_tile", "_shown"):
        monkeypatch.setattr(waveform_raster, kernel, getattr(waveform_raster, kernel).py_func)
    monkeypatch.setattr(waveform_raster.types, "uint64", int)


def picture() -> NDArray[np.uint32]:
    return np.zeros((HEIGHT, WIDTH), np.uint32)


def full_scale(count: int = 100) -> NDArray[np.float32]:
    return np.tile(np.array([-1.0, 1.0], np.float32), (count, 1, 1))


@pytest.mark.parametrize("top", [-200, -30, -10, 0, 20, HEIGHT - 1, HEIGHT, HEIGHT + 1, HEIGHT + 16, HEIGHT + 500])
@pytest.mark.parametrize("left", [-200, -10, 0, WIDTH - 1, WIDTH, WIDTH + 100])
@pytest.mark.usefixtures("checked")
def test_a_wave_stays_inside_the_picture(top: int, left: int) -> None:
    pixels = picture()
    waveform_raster.draw_wave.py_func(
        pixels, full_scale(), left, left + 50, top, top + 30, 0.0, 1.0, 1.0, 1, 2, True
    )  # fmt: skip
    rows, columns = np.nonzero(pixels)
    if rows.size:
        assert rows.min() >= top and rows.max() < top + 30
        assert columns.min() >= left and columns.max() < left + 50
    inside = top < HEIGHT - 5 and top + 30 > 5 and left < WIDTH - 5 and left + 50 > 5
    assert bool(rows.size) or not inside


@pytest.mark.parametrize("place", [(-5, -5, 5, 5), (WIDTH, HEIGHT, WIDTH + 9, HEIGHT + 9), (5, 5, -5, -5)])
@pytest.mark.usefixtures("checked")
def test_a_box_stays_inside_the_picture(place: tuple[int, int, int, int]) -> None:
    waveform_raster.fill_box.py_func(picture(), *place, 7)
