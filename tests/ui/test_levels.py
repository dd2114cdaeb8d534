"""Meter ballistics and scale."""

import numpy as np
import pytest

from app.text import values
from ui.widgets.ballistics import FLOOR_DB, LevelBank, meter_fraction


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


def test_a_single_sample_at_full_scale_lights_an_output_and_no_other_meter() -> None:
    """The latch waited for three equal samples, and noise has none."""
    bank = LevelBank(2)
    level, clips = np.array([1.0, 1.3], np.float32), np.zeros(2, np.int64)
    bank.advance(level * 0.999 / 1.3, 0.01, clips, outputs=slice(0, 1))
    assert not bank.clipped.any()
    bank.advance(level, 0.01, clips, outputs=slice(0, 1))
    bank.advance(level * 0, 0.01, clips, outputs=slice(0, 1))
    assert bank.clipped.tolist() == [True, False], "what is louder than full scale inside the mix may come down again"


@pytest.mark.parametrize(
    ("level_db", "text", "shown"),
    [(2.1, "+2.1 dB", "2.1 dB"), (0.04, "0.0 dB", "0.0 dB"), (-4.2, "−4.2 dB", "−4.2 dB")],
)
def test_a_level_over_full_scale_has_its_sign(level_db: float, text: str, shown: str) -> None:
    assert values.format_decibels(level_db, signed=True) == text and values.format_decibels(level_db) == shown
