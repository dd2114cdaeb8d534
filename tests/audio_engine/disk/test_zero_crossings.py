"""Hazards: a join a sample beside the crossing, one found outside what was asked for, a file that is gone."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from audio_engine.disk.zero_crossings import nearest_zero_crossing

RATE_HZ = 48000


@pytest.fixture
def square(tmp_path: Path) -> Path:
    """Changes its sign at the frames 100, 200, 300 and so on; the second channel never does."""
    path = tmp_path / "square.wav"
    signs = np.where(np.arange(1000) // 100 % 2 == 0, 0.5, -0.5)
    soundfile.write(path, np.stack([signs, np.full(1000, 0.5)], axis=1), RATE_HZ, subtype="FLOAT")
    return path


@pytest.mark.parametrize(("frame", "nearest"), [(100, 100), (120, 100), (160, 200), (299, 300), (501, 500)])
def test_the_nearest_change_of_sign(square: Path, frame: int, nearest: int) -> None:
    assert nearest_zero_crossing(square, frame, frame - 90, 90) == nearest


def test_nothing_outside_the_reach(square: Path) -> None:
    assert nearest_zero_crossing(square, 150, 110, 40) is None
    assert nearest_zero_crossing(square, 160, 150, 41) == 200, "only what comes after the first frame"


def test_a_file_that_is_gone_has_none(tmp_path: Path) -> None:
    assert nearest_zero_crossing(tmp_path / "gone.wav", 100, 50, 50) is None
