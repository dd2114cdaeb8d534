"""Hazards: a part that is silent, clipped or out of tune; a mix far from its loudness."""

import numpy as np
import numpy.typing as npt
import pytest

from app.edits.values import within_range
from app.model.parameters import ChannelKind, parameter
from app.units import db_to_gain
from resources.demo import mix, score, synth
from tests.app.loudness import integrated_lufs

RATE_HZ = 48000
pytestmark = pytest.mark.xdist_group("demo")  # one process plays the parts, not each


@pytest.fixture(scope="module")
def parts() -> dict[str, npt.NDArray[np.float32]]:
    return synth.parts(RATE_HZ)


def test_the_song_has_its_parts_sections_and_length(parts: dict[str, npt.NDArray[np.float32]]) -> None:
    assert len(parts) >= 8 and len(score.SECTIONS) == 5 and len(score.PROGRESSION) == score.BARS
    lengths = {len(part) for part in parts.values()}
    assert len(lengths) == 1 and 60 <= lengths.pop() / RATE_HZ <= 90
    assert [part.name for part in mix.PARTS] == list(parts)
    assert len({part.recording for part in mix.PARTS}) >= 2


def test_every_part_is_heard_and_none_clips(parts: dict[str, npt.NDArray[np.float32]]) -> None:
    for name, part in parts.items():
        assert np.isfinite(part).all(), name
        assert np.abs(part).max() == pytest.approx(synth.PEAK, abs=1e-3), name
        assert abs(float(part.mean())) < 1e-3, f"{name} has an offset"
        assert np.abs(part[-RATE_HZ // 100 :]).max() < 1e-3, f"{name} is cut off at the end"


def test_the_low_parts_lie_low_and_the_high_ones_high(parts: dict[str, npt.NDArray[np.float32]]) -> None:
    def centre_hz(name: str) -> float:
        power = np.abs(np.fft.rfft(parts[name].mean(axis=1))) ** 2
        return float((power * np.fft.rfftfreq(len(parts[name]), 1 / RATE_HZ)).sum() / power.sum())

    assert centre_hz("Kick") < 150 and centre_hz("Bass") < 200
    assert 200 < centre_hz("Pad") < centre_hz("Lead") < 1500
    assert centre_hz("Hats") > 6000


@pytest.mark.parametrize("pitch", [40, 57, 69, 81])
def test_a_plucked_string_is_in_tune_to_three_cents(pitch: int) -> None:
    sound = synth.pluck(RATE_HZ, pitch, RATE_HZ, 0.4, np.random.default_rng(1))
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 1 << 20))
    hertz = np.fft.rfftfreq(1 << 20, 1 / RATE_HZ)
    wanted = 440.0 * 2 ** ((pitch - 69) / 12)
    near = (hertz > wanted * 0.94) & (hertz < wanted * 1.06)
    found = hertz[near][int(spectrum[near].argmax())]
    assert abs(1200 * np.log2(found / wanted)) < 3


def test_the_mix_lies_near_minus_16_lufs_under_full_scale(parts: dict[str, npt.NDArray[np.float32]]) -> None:
    total = np.zeros((len(parts["Kick"]), 2))
    for part in mix.PARTS:
        angle = (part.pan + 1) * np.pi / 4
        sides = np.array([np.cos(angle), np.sin(angle)]) if parts[part.name].shape[1] == 1 else np.ones(2)
        total += parts[part.name] * sides * db_to_gain(part.fader_db)
    total *= db_to_gain(mix.MASTER_FADER_DB)
    assert integrated_lufs(total, RATE_HZ) == pytest.approx(-16.8, abs=1.0), "reverb and delay add about half a dB"
    assert np.abs(total).max() < 0.9


def test_the_same_seed_plays_the_same_notes() -> None:
    first, second = (synth.kick_sounds(RATE_HZ, np.random.default_rng(3))[0] for _ in range(2))
    assert np.array_equal(first, second)


def test_every_group_strip_and_ride_of_the_mix_is_for_something_in_the_song() -> None:
    names = {part.name for part in mix.PARTS}
    members = [member for group in mix.GROUPS.values() for member in group]
    assert set(members) <= names and len(set(members)) == len(members)
    assert set(mix.STRIPS) <= names | set(mix.GROUPS) | {"Master"} and mix.RIDE_GROUP in mix.GROUPS
    assert mix.RIDE_SECTION in {section.name for section in score.SECTIONS}
    for name, values in mix.STRIPS.items():
        kind: ChannelKind = "master" if name == "Master" else "group" if name in mix.GROUPS else "track"
        for path, value in values.items():
            entry = parameter(kind, path)
            assert value != entry.default and within_range(entry, value) == value, path
