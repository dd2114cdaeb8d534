"""Headphone mixes belong to the performer. Hazards: a main fader that moves them; what is heard only there and gets into a
file or into the room."""

import numpy as np
import pytest

from audio_engine.plan import (
    BusPlan,
    ChannelPlan,
    ChannelValues,
    ClickPlan,
    ClickSegment,
    CueValues,
    MixPlan,
    SendValues,
    StripValues,
)
from tests.helpers.engine import RATE, EngineRig, effect

BLOCKS = [64] * 120
FADERS = {"fader_gain": 0.1, "pan": -1.0, "on": 0.0}
COMFORT = 8  # number of the effect bus


def song(*, moved: bool = False, comfort: bool = False, click: bool = False, own: float = 1.0) -> MixPlan:
    """Two live inputs in one headphone mix on outputs 3 and 4; the main mix on 1 and 2."""
    strip = StripValues(**FADERS) if moved else StripValues()
    channels = tuple(
        ChannelPlan(
            n, 1, (n,), True, "in",
            values=ChannelValues(
                strip,
                (SendValues(),) * (COMFORT - 1) + (SendValues(float(comfort), pre=1.0, own_pan=1.0),),
                (CueValues(0.5, -0.3 + 0.6 * n, own),),
            ),
        )
        for n in range(2)
    )  # fmt: skip
    buses = [
        BusPlan(0, "master", outputs=(0, 1)),
        BusPlan(9, "headphones", outputs=(2, 3), effect=effect("headphones", click_gain=0.5)),
    ]
    if comfort:
        values = ChannelValues(StripValues(fader_gain=1.0))
        buses.append(BusPlan(COMFORT, "reverb", output=9, values=values, effect=effect("reverb", decay_s=1.0)))
    return MixPlan(RATE, channels, tuple(buses), click=ClickPlan(on=click, segments=(ClickSegment(0.0, 2000.0),)))


def heard(plan: MixPlan, *, burst: int = 0) -> np.ndarray:
    rng = np.random.default_rng(7)
    frames = sum(BLOCKS)
    sound = (rng.standard_normal((frames, 2)) * 0.1).astype(np.float32)
    if burst:
        sound[burst:] = 0
    rig = EngineRig(plan, inputs=2, outputs=4)
    rig.roll()
    return rig.run(BLOCKS, sound)


def test_main_faders_pans_mutes_leave_a_headphone_mix_bit_identical() -> None:
    still, moved = heard(song()), heard(song(moved=True))
    assert np.any(still[:, 2:]) and np.array_equal(still[:, 2:], moved[:, 2:])
    assert not np.allclose(still[:, :2], moved[:, :2])


@pytest.mark.parametrize("strip", [{"pfl": 1.0}, {"afl": 1.0}, {"on": 0.0}])
def test_solo_pfl_and_afl_leave_it_bit_identical_and_change_the_room(strip: dict[str, float]) -> None:
    """A solo reaches the engine as `on` 0 of all others."""
    plan = song()
    still = heard(plan)
    first, second = plan.channels
    values = ChannelValues(StripValues(**strip), second.values.sends, second.values.cues)
    other = ChannelPlan(1, 1, (1,), True, "in", values=values)
    soloed = heard(MixPlan(RATE, (first, other), plan.buses))
    assert np.array_equal(still[:, 2:], soloed[:, 2:])
    assert not np.allclose(still[:, :2], soloed[:, :2])


def test_without_a_pan_of_its_own_it_follows_the_track() -> None:
    assert not np.array_equal(heard(song(own=0.0))[:, 2:], heard(song(own=0.0, moved=True))[:, 2:])


def test_comfort_reverb_is_heard_in_the_headphones_only() -> None:
    dry, wet = heard(song(), burst=1000), heard(song(comfort=True), burst=1000)
    assert np.array_equal(dry[:, :2], wet[:, :2]), "nothing of it is in the room"
    tail = slice(4000, None)
    assert not np.any(dry[tail, 2:]) and np.abs(wet[tail, 2:]).max() > 1e-4


def test_click_is_heard_in_the_headphones_only() -> None:
    with_click = heard(song(click=True), burst=1)
    assert np.abs(with_click[:, 2:]).max() > 0.01
    assert np.array_equal(with_click[:, :2], heard(song(), burst=1)[:, :2])


def test_a_bounce_holds_neither(tmp_path: object) -> None:
    from audio_engine.bounce.renderer import offline_plan

    offline = offline_plan(song(comfort=True, click=True))
    assert [bus.kind for bus in offline.buses] == ["master"] and not offline.click.on
    assert all(not channel.values.cues for channel in offline.channels)
