"""Hazards: a fader law that does not invert, a clock that rounds to another second, silence that is not silent."""

import math

import pytest

from app import units


@pytest.mark.parametrize(
    ("db", "position"), [(6.0, 1.0), (0.0, 0.782), (-3.0, 0.690), (-10.0, 0.510), (-20.0, 0.325), (-60.0, 0.040)]
)
def test_the_fader_law_has_the_positions_of_its_table(db: float, position: float) -> None:
    assert units.fader_db_to_position(db) == pytest.approx(position, abs=0.001)


def test_the_fader_law_inverts_over_its_whole_travel() -> None:
    for step in range(1, 1000):
        db = units.fader_position_to_db(step / 1000)
        assert units.fader_db_to_position(db) == pytest.approx(step / 1000, abs=1e-3 if db >= 6.0 else 1e-9)


def test_the_bottom_of_the_fader_is_silence_and_not_a_small_gain() -> None:
    assert units.fader_position_to_db(0.0) == -math.inf
    assert units.db_to_gain(-math.inf) == 0.0
    assert units.gain_to_db(0.0) == -math.inf
    assert units.fader_db_to_position(-math.inf) == 0.0
