"""Hazard: a cut beside the crossing, or far from where it was asked for."""

import numpy as np

from app.analysis.zero_crossing import nearest_zero_crossing

SINE = np.sin(2 * np.pi * np.arange(4800) / 100 + 0.01).astype(np.float32)  # crosses every 50 frames


def test_the_nearest_change_of_sign_is_found_on_both_sides() -> None:
    assert [nearest_zero_crossing(SINE, frame, 240) for frame in (1010, 1030, 1049)] == [1000, 1050, 1050]
    assert np.signbit(SINE[1049]) != np.signbit(SINE[1050])


def test_channels_count_together() -> None:
    stereo = np.stack([SINE, np.zeros_like(SINE)], axis=1)
    assert nearest_zero_crossing(stereo, 1030, 240) == 1050


def test_without_one_in_reach_nothing_moves() -> None:
    assert nearest_zero_crossing(np.full(1000, 0.5, np.float32), 300, 100) == 300
    assert nearest_zero_crossing(SINE, 1025, 10) == 1025
    assert nearest_zero_crossing(SINE[:1], 0, 10) == 0
