"""Alignment of microphones. Hazards: a frame off, the wrong polarity, an answer where nothing matches."""

import numpy as np
import pytest

from app.analysis.alignment import align

RATE = 48000


def music(seed: int, seconds: int = 8) -> np.ndarray:
    """Plucked notes with an attack of noise, at chance places."""
    rng = np.random.default_rng(seed)
    sound, t = np.zeros(seconds * RATE), np.arange(RATE // 2) / RATE
    for _ in range(seconds * 6):
        hz, start = (
            rng.choice([110, 165, 220, 330, 440, 550]) * rng.uniform(0.98, 1.02),
            rng.integers(0, len(sound) - len(t)),
        )
        note = np.sum([np.sin(2 * np.pi * hz * n * t) / n for n in range(1, 9)], axis=0) * np.exp(
            -t * rng.uniform(5, 30)
        )
        sound[start : start + len(t)] += rng.uniform(0.02, 0.1) * (note + rng.standard_normal(len(t)) * np.exp(-t * 60))
    return sound


def later(sound: np.ndarray, frames: float) -> np.ndarray:
    """Delayed, by fractions of a frame too; what leaves at one end comes in at the other."""
    turn = np.exp(-2j * np.pi * np.fft.rfftfreq(len(sound)) * frames)
    return np.fft.irfft(np.fft.rfft(sound) * turn, len(sound))


def coloured(sound: np.ndarray, seed: int) -> np.ndarray:
    """Another microphone: up to 15 dB less and 6 dB more, differing by frequency."""
    hz, rng = np.fft.rfftfreq(len(sound), 1 / RATE), np.random.default_rng(seed)
    gain_db = np.interp(np.log(hz + 1), np.linspace(0, 11, 8), rng.uniform(-15, 6, 8))
    return np.fft.irfft(np.fft.rfft(sound) * 10 ** (gain_db / 20), len(sound))


def noisy(sound: np.ndarray, down_db: float, rng: np.random.Generator) -> np.ndarray:
    return sound + rng.standard_normal(len(sound)) * sound.std() * 10 ** (-down_db / 20)


def pair(*sounds: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    one, other = (sound.astype(np.float32) for sound in sounds)
    return [(one, other)]


@pytest.mark.parametrize("seed", range(12))
def test_delay_and_polarity_are_found_through_noise_and_another_sound(seed: int) -> None:
    rng = np.random.default_rng(seed)
    delay, sign = rng.uniform(-480, 480), rng.choice([-1, 1])
    sound = music(seed)
    other = noisy(sign * later(coloured(sound, seed), delay), rng.choice([40, 20, 10, 3]), rng)
    found = align(pair(noisy(sound, 26, rng), other), RATE)
    assert found is not None
    assert abs(found.late_frames - delay) <= 1 and found.inverted == (sign < 0) and found.confidence > 0.5


@pytest.mark.parametrize("seed", range(8))
def test_aligned_recordings_null_20_db_better_than_before(seed: int) -> None:
    rng = np.random.default_rng(100 + seed)
    delay = int(rng.integers(24, 480)) * rng.choice([-1, 1])
    sound = music(seed)
    other = noisy(-later(sound, delay), 40, rng)
    found = align(pair(sound, other), RATE)
    assert found is not None and found.late_frames == delay and found.inverted
    aligned = -later(other, -found.late_frames)
    null_db = [20 * np.log10(np.std(sound - one)) for one in (other, aligned)]
    assert null_db[1] < null_db[0] - 20


@pytest.mark.parametrize("rate_hz", [44100, 96000])
def test_other_rates(rate_hz: int) -> None:
    found = align(pair(music(1), later(music(1), 333)), rate_hz)
    assert found is not None and found.late_frames == 333


def test_a_live_room_does_not_hide_the_direct_sound() -> None:
    rng = np.random.default_rng(5)
    room = np.concatenate([[1.0], 0.08 * rng.standard_normal(11700) * np.exp(-np.arange(11700) / 2500)])
    sound = music(3)
    found = align(pair(sound, later(np.convolve(sound, room)[: len(sound)], 300)), RATE)
    assert found is not None and found.late_frames == 300 and not found.inverted


@pytest.mark.parametrize("seed", range(8))
def test_recordings_of_different_things_match_nowhere(seed: int) -> None:
    assert align(pair(music(seed), coloured(music(seed + 1000), seed)), RATE) is None
    noise = np.random.default_rng(seed).standard_normal((2, 2 * RATE))
    assert align(pair(*noise), RATE) is None


def test_silence_and_scraps_match_nowhere() -> None:
    silence = np.zeros(4 * RATE)
    assert align(pair(silence, silence), RATE) is None
    assert align(pair(music(1), silence[: 8 * RATE].repeat(2)), RATE) is None
    assert align(pair(music(1)[:1000], music(1)[:1000]), RATE) is None
    assert align([], RATE) is None
