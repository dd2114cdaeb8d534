"""What a keyed compressor hears. Hazards: ducking that depends on where the key's track lies in the bank, on what else the
key's strip does, or on its fader; a key that is late, or of which one side is deaf."""

import numpy as np
import numpy.typing as npt
import pytest

from audio_engine.capacity import group_number
from audio_engine.plan import BusPlan, ChannelPlan, MixPlan, SendValues
from audio_engine.rt import layout
from tests.helpers.engine import MASTER, RATE, EngineRig, values

Samples = npt.NDArray[np.float32]
BASS_SLOT = 20  # in the second block of 16 lanes
DUCKED = {
    "compressor_on": 1.0,
    "compressor_threshold_db": -30.0,
    "compressor_ratio": 8.0,
    "compressor_release_ms": 80.0,
}


def kick_and_bass(seconds: float = 1.0) -> Samples:
    """Input 1: four decaying thumps a second. Input 2: a steady tone. Input 3: silence."""
    n = np.arange(int(seconds * RATE) // 64 * 64)
    beat = n % (RATE // 4)
    kick = 0.9 * np.exp(-beat / 4000) * np.sin(2 * np.pi * 60 * beat / RATE)
    return np.stack([kick, 0.2 * np.sin(2 * np.pi * 440 * n / RATE), 0.0 * n], axis=1).astype(np.float32)


def ducked_bass(kick_slot: int, samples: Samples, key_inputs: tuple[int, ...] = (0,), **kick: float) -> Samples:
    """The bass alone, hard left, keyed by a kick that nobody hears."""
    channels = (
        ChannelPlan(kick_slot, len(key_inputs), key_inputs, True, "in", values=values(**{"on": 0.0, **kick})),
        ChannelPlan(BASS_SLOT, 1, (1,), True, "in",
                    values=values(pan=-1.0, compressor_key_lane=float(kick_slot), **DUCKED)),
    )  # fmt: skip
    rig = EngineRig(MixPlan(RATE, channels, (MASTER,)), inputs=3)
    return rig.run([64] * (len(samples) // 64), samples)[:, 0]


PLACES = {"the block before": 2, "the same block, before": 18, "the same block, after": 30, "a later block": 40}


@pytest.mark.parametrize("place", PLACES)
def test_ducking_is_the_same_wherever_the_key_lies_and_whatever_its_strip_does_behind_the_gate(place: str) -> None:
    samples = kick_and_bass()
    plain = ducked_bass(2, samples)
    assert np.abs(plain).max() < 0.21
    assert np.abs(plain[13000:13500]).max() < 0.05  # ducked at a beat
    busy = ducked_bass(
        PLACES[place], samples, compressor_on=1.0, compressor_threshold_db=-50.0, compressor_ratio=20.0, eq_on=1.0,
        eq_low_gain_db=-18.0, saturation_on=1.0, saturation_drive_db=0.0, fader_gain=0.1, pan=1.0,
    )  # fmt: skip
    late = layout.OVERSAMPLING_DELAY
    assert np.array_equal(busy[late:], plain[:-late])


@pytest.mark.parametrize("place", PLACES)
def test_trim_filters_and_gate_of_the_key_are_heard(place: str) -> None:
    samples = kick_and_bass()
    plain = ducked_bass(PLACES[place], samples)
    for strip in (
        {"trim_gain": 0.05},
        {"high_pass_on": 1.0, "high_pass_frequency_hz": 1000.0, "high_pass_slope": 1.0},
        {"gate_on": 1.0, "gate_threshold_db": 0.0, "gate_range_db": 80.0},
    ):
        quieter = ducked_bass(PLACES[place], samples, **strip)
        assert np.abs(quieter[13000:13500]).max() > 1.5 * np.abs(plain[13000:13500]).max(), strip


def test_a_stereo_key_is_heard_on_both_sides() -> None:
    samples = kick_and_bass()
    both = ducked_bass(2, samples, (0, 0))
    assert np.array_equal(both, ducked_bass(2, samples, (0,)))  # the mean of two equal sides
    left, right = ducked_bass(2, samples, (0, 2)), ducked_bass(2, samples, (2, 0))
    assert np.array_equal(left, right)
    assert np.abs(left[13000:13500]).max() < 0.1


@pytest.mark.parametrize("saturates", [0.0, 1.0])
def test_a_group_hears_its_key_in_step(saturates: float) -> None:
    """A group of one track, keyed by that track, compresses as if it heard itself, though saturation delays the track."""
    samples, group = kick_and_bass(), group_number(2, 0)

    def heard(key_lane: float) -> Samples:
        track = values(pan=-1.0, saturation_on=saturates, saturation_drive_db=0.0)
        channels = (ChannelPlan(3, 1, (0,), True, "in", output=group, values=track),)
        buses = (MASTER, BusPlan(group, "group", values=values(compressor_key_lane=key_lane, **DUCKED)))
        return EngineRig(MixPlan(RATE, channels, buses), inputs=3).run([64] * (len(samples) // 64), samples)[:, 0]

    assert np.array_equal(heard(3.0), heard(-1.0))


def test_a_key_that_is_not_in_the_plan_is_silence() -> None:
    samples = kick_and_bass(0.2)
    channel = ChannelPlan(0, 1, (1,), True, "in", values=values(pan=-1.0, compressor_key_lane=100.0, **DUCKED))
    out = EngineRig(MixPlan(RATE, (channel,), (MASTER,)), inputs=3).run([64] * (len(samples) // 64), samples)[:, 0]
    assert np.abs(out[4800:]).max() > 0.19


def test_sends_before_the_fader_still_hear_the_whole_strip() -> None:
    """The key's tap lies in the middle of the strip and changes nothing behind it."""
    samples = kick_and_bass(0.5)
    bass = ChannelPlan(BASS_SLOT, 1, (1,), True, "in", values=values(on=0.0, compressor_key_lane=0.0, **DUCKED))
    kick = values(on=0.0, compressor_on=1.0, compressor_threshold_db=-50.0, compressor_ratio=20.0)
    kick = type(kick)(kick.strip, (SendValues(1.0, pre=1.0),), ())
    outputs = []
    for channels in ((ChannelPlan(0, 1, (0,), True, "in", values=kick),),
                     (ChannelPlan(0, 1, (0,), True, "in", values=kick), bass)):  # fmt: skip
        rig = EngineRig(MixPlan(RATE, channels, (MASTER, BusPlan(1, "chorus"))), inputs=3)
        outputs.append(rig.run([64] * (len(samples) // 64), samples))
    assert np.abs(outputs[0]).max() > 0.01
    assert np.array_equal(outputs[0], outputs[1])
