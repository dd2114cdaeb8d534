"""Meter ballistics and scale."""

import numpy as np
import pytest

from ui.widgets.levels import FLOOR_DB, LevelBank, meter_fraction


def peaks(level_db: float) -> np.ndarray:
    return np.array([10 ** (level_db / 20)], dtype=np.float32)


@pytest.mark.parametrize(("level_db", "percent"), [(0, 100), (-18, 55), (-30, 30), (-60, 2.5), (-70, 0)])
def test_scale(level_db: float, percent: float) -> None:
    assert meter_fraction(level_db, 0.0) == pytest.approx(percent / 100)


def test_falls_by_13_db_a_second_and_holds_two() -> None:
    bank = LevelBank(1)
    bank.advance(peaks(-6), 0.0)
    for _ in range(60):
        bank.advance(peaks(-200), 1 / 60)
    assert bank.shown_db[0] == pytest.approx(-6 - 13.3, abs=0.01)
    assert bank.hold_db[0] == pytest.approx(-6, abs=0.01)
    for _ in range(90):
        bank.advance(peaks(-200), 1 / 60)
    assert bank.hold_db[0] < -10


def test_clip_counters_of_a_fresh_engine_light_nothing() -> None:
    bank = LevelBank(1)
    bank.advance(peaks(-6), 0.01, np.array([7], dtype=np.int32))
    assert not bank.clipped[0]
    bank.advance(peaks(-6), 0.01, np.array([8], dtype=np.int32))
    assert bank.clipped[0]
    bank.clear((0,))
    bank.advance(peaks(-6), 0.01, np.array([0], dtype=np.int32))
    assert not bank.clipped[0] and bank.highest_db[0] > FLOOR_DB
