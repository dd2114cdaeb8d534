"""Hazards: an attack that is cut off, a pause of a word taken for silence, a gain beyond what a clip can have."""

import math

import numpy as np
import pytest

from app.analysis.normalising import normal_gain
from app.analysis.silence import SilenceSettings, sounding_ranges

RATE = 48000


def sound_at(*spans_s: tuple[float, float], seconds: float = 10.0, floor_db: float = -70.0) -> np.ndarray:
    """50 Hz, which crosses zero all the time, over a floor of noise; two channels, the first one silent."""
    t = np.arange(round(seconds * RATE)) / RATE
    one = np.random.default_rng(1).uniform(-1, 1, len(t)) * 10 ** (floor_db / 20)
    for start, end in spans_s:
        part = slice(round(start * RATE), round(end * RATE))
        one[part] = 0.3 * np.cos(2 * np.pi * 50 * (t[part] - start))
    return np.stack([np.zeros(len(t)), one], axis=1).astype(np.float32)


def blocks(samples: np.ndarray, size: int) -> list[np.ndarray]:
    return [samples[n : n + size] for n in range(0, len(samples), size)]


@pytest.mark.parametrize("size", [65536, 1000, 17])
def test_sounds_keep_their_attack_and_their_end(size: int) -> None:
    samples = sound_at((1, 2), (4, 5.5), seconds=7)
    found = sounding_ranges(blocks(samples, size), RATE)
    hop, settings = RATE // 1000, SilenceSettings()
    due = [(1, 2), (4, 5.5)]
    assert len(found) == 2
    for (first, last), (start, end) in zip(found, due, strict=True):
        assert 0 <= start * RATE - settings.before_ms * 48 - first <= hop
        assert abs(last - (end * RATE + settings.after_ms * 48)) <= hop + RATE // 100, "the last half of a period"


def test_a_short_pause_stays_and_what_would_touch_is_one() -> None:
    assert len(sounding_ranges([sound_at((1, 2), (2.25, 3))], RATE)) == 1, "shorter than the least silence"
    near = SilenceSettings(silence_ms=200, before_ms=150, after_ms=150)
    assert len(sounding_ranges([sound_at((1, 2), (2.25, 3))], RATE, near)) == 1, "what stays around them touches"
    assert len(sounding_ranges([sound_at((1, 2), (2.25, 3))], RATE, SilenceSettings(silence_ms=200, after_ms=50))) == 2


def test_edges_of_the_clip_are_edges_of_the_parts() -> None:
    samples = sound_at((0, 1), (9, 10))
    (first, _), (_, last) = sounding_ranges([samples], RATE)
    assert first == 0 and last == len(samples)
    assert sounding_ranges([samples[:100]], RATE) == [(0, 100)]


def test_all_silence_is_no_part_and_no_silence_is_one() -> None:
    assert sounding_ranges([sound_at()], RATE) == [] and sounding_ranges([], RATE) == []
    assert sounding_ranges([sound_at(floor_db=-40)], RATE) == [(0, 10 * RATE)]


@pytest.mark.parametrize(
    ("level", "target", "gain", "short"),
    [(-12.0, -1.0, 11.0, 0.0), (3.0, -1.0, -4.0, 0.0), (-60.0, -1.0, 48.0, 11.0), (20.0, -40.0, -48.0, -12.0)],
)
def test_a_gain_stays_within_its_limits_and_says_what_is_missing(
    level: float, target: float, gain: float, short: float
) -> None:
    assert normal_gain(level, target) == pytest.approx((gain, short))


def test_no_gain_makes_silence_louder() -> None:
    assert normal_gain(-math.inf, -1.0) is None
