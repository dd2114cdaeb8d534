"""The tuner. Hazards: an octave too low or high, a note named in noise or silence."""

import numpy as np
import pytest

from app.analysis.tuner import pitch

RATE = 48000


def string(hz: float, seconds: float = 0.17, noise: float = 0.003) -> np.ndarray:
    """A plucked string: harmonics that fall off, the second louder than the first."""
    at = np.arange(round(RATE * seconds)) / RATE
    parts = [np.sin(2 * np.pi * hz * n * at + n) * level for n, level in enumerate((0.5, 1.0, 0.6, 0.4, 0.2), 1)]
    rng = np.random.default_rng(5)
    return (0.1 * sum(parts) + noise * rng.standard_normal(len(at))).astype(np.float32)


@pytest.mark.parametrize(
    ("hz", "note"),
    [(30.87, "B0"), (41.2, "E1"), (82.41, "E2"), (110.0, "A2"), (146.83, "D3"), (196.0, "G3"), (246.94, "B3"), (329.63, "E4"),
     (440.0, "A4"), (466.16, "B\u266d4"), (1046.5, "C6")],
)  # fmt: skip
def test_strings_of_guitar_and_bass_within_a_cent(hz: float, note: str) -> None:
    found = pitch(string(hz), RATE)
    assert found is not None and found.note == note
    assert abs(found.cents) < 1.5


@pytest.mark.parametrize("cents", [-40, -7, 3, 25])
def test_how_far_off(cents: float) -> None:
    found = pitch(string(110 * 2 ** (cents / 1200)), RATE)
    assert found is not None and found.note == "A2" and found.cents == pytest.approx(cents, abs=1.0)


def test_silence_and_noise_have_no_pitch() -> None:
    assert pitch(np.zeros(8192, np.float32), RATE) is None
    assert pitch(np.random.default_rng(1).standard_normal(8192).astype(np.float32), RATE) is None


def test_another_concert_pitch() -> None:
    found = pitch(string(442.0), RATE, 442.0)
    assert found is not None and found.note == "A4" and abs(found.cents) < 1
