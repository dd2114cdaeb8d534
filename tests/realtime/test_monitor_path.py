"""What the engineer, or a performer without a headphone mix, hears at the master's outputs. Hazards: a click and a count-in
that nobody hears, or that get into a file; a mix that comes twice; a click that is earlier than the music beside it."""

import msgspec
import numpy as np
import pytest

from audio_engine.bounce.renderer import offline_plan
from audio_engine.capacity import FIRST_CUE
from audio_engine.click_sounds import CLICK_S, click_sounds
from audio_engine.plan import (
    BusPlan,
    ChannelPlan,
    ClickPlan,
    ClickSegment,
    MixPlan,
    MonitorPlan,
    TrackTimeline,
)
from tests.helpers.engine import RATE, EngineRig, effect, values

CLICK = click_sounds(RATE, int(CLICK_S * RATE))[0, 0] * np.float32(0.5)
LENGTH = len(CLICK)
STRIP = values(pan=-1.0, cues=[0.25])
NOWHERE, MAIN, OWN = (), (0, 1), (2, 3)


def phones(outputs: tuple[int, ...], click: float = 0.125, **strip: float) -> BusPlan:
    return BusPlan(
        FIRST_CUE, "headphones", outputs, values=values(**strip), effect=effect("headphones", click_gain=click)
    )


def plan(headphones: BusPlan, *, on: bool = True, limiter: float = 0.0, listen_in: int = -1, **strip: float) -> MixPlan:
    """Input 1 hard left in the master and at a quarter in the headphones; the monitor's click is at a half."""
    channel = ChannelPlan(0, 1, (0,), True, "in", values=values(pan=-1.0, cues=[0.25], **strip))
    master = BusPlan(0, "master", (0, 1), effect=effect("master", click_gain=0.5, limiter_on=limiter))
    click = ClickPlan(on, (ClickSegment(0.0, 8000.0),))
    return MixPlan(RATE, (channel,), (master, headphones), click, MonitorPlan(control_room_source=listen_in))


def heard(of: MixPlan, level: float = 0.0, outputs: int = 4, count_in: int = 0, frames: int = 4096) -> np.ndarray:
    """From the roll on; switches have come to rest by then."""
    rig = EngineRig(of, [TrackTimeline(0, 1)], inputs=1, outputs=outputs)
    rig.run([64] * 16, np.full((1024, 1), level, np.float32))
    rig.roll(count_in=count_in)
    return rig.run([64] * (frames // 64), np.full((frames, 1), level, np.float32))


@pytest.mark.parametrize(
    ("headphones", "outputs"),
    [
        (phones(NOWHERE), 2),
        (phones(OWN), 2),  # of another interface
        (phones(OWN, click=0.0), 4),
        (phones(OWN, on=0.0), 4),
        (phones(OWN, fader_gain=0.0), 4),
    ],
)
def test_without_headphones_that_have_it_the_click_is_in_the_room(headphones: BusPlan, outputs: int) -> None:
    room = heard(plan(headphones), outputs=outputs)
    for side in (0, 1):
        np.testing.assert_array_equal(room[:LENGTH, side], CLICK)
    assert not room[LENGTH:, :2].any()


def test_a_count_in_is_heard_though_the_click_is_off() -> None:
    room = heard(plan(phones(NOWHERE), on=False), outputs=2, count_in=32000, frames=34048)
    np.testing.assert_array_equal(room[:LENGTH, 0], CLICK)
    assert not room[32000 - 8000 + LENGTH :].any(), "and none after it"


@pytest.mark.parametrize(("headphones", "side"), [(phones(OWN), 2), (phones(MAIN), 0)])
def test_headphones_that_have_the_click_take_it_from_the_room(headphones: BusPlan, side: int) -> None:
    room = heard(plan(headphones))
    np.testing.assert_allclose(room[:LENGTH, side], CLICK / 4, atol=1e-7)
    assert not room[:, 0 if side else 2].any()


def test_listening_in_to_a_mix_with_the_click_does_not_double_it() -> None:
    room = heard(plan(phones(NOWHERE), listen_in=0))
    np.testing.assert_allclose(room[:LENGTH, 0], CLICK / 4, atol=1e-7)


@pytest.mark.parametrize("outputs", [MAIN, (1, 0), (0,), (1, 2)])
def test_headphones_on_the_main_outputs_replace_the_main_mix_there(outputs: tuple[int, ...]) -> None:
    """They were added to it: a monitored track came twice."""
    room = heard(plan(phones(outputs), on=False), level=1.0)
    assert room[-1, 0] == pytest.approx(0.25) and not room[-1, 3]


def test_headphones_that_are_muted_give_the_main_mix_back() -> None:
    assert heard(plan(phones(MAIN, on=0.0), on=False), level=1.0)[-1, 0] == 1.0


def test_an_output_carries_one_headphone_mix() -> None:
    second = BusPlan(FIRST_CUE + 1, "headphones", OWN)
    both = plan(phones(OWN), on=False)
    channel = msgspec.structs.replace(both.channels[0], values=values(pan=-1.0, cues=[0.25, 0.25]))
    room = heard(msgspec.structs.replace(both, channels=(channel,), buses=(*both.buses, second)), level=1.0)
    assert room[-1, 2] == pytest.approx(0.25)


@pytest.mark.parametrize("outputs", [NOWHERE, MAIN])
def test_pfl_replaces_what_the_room_hears_and_leaves_the_click(outputs: tuple[int, ...]) -> None:
    room = heard(plan(phones(outputs, click=0.0), fader_gain=0.5, pfl=1.0), level=0.5)
    np.testing.assert_allclose(room[LENGTH:, 0], 0.5, atol=1e-6)
    np.testing.assert_allclose(room[:LENGTH, 1], CLICK, atol=1e-6)


def test_the_click_is_as_late_as_the_main_mix() -> None:
    """A limiter looks ahead, and takes are aligned with what the performer hears."""
    late = 119
    room = heard(plan(phones(NOWHERE), limiter=1.0), outputs=2)
    assert not room[:late].any()
    np.testing.assert_array_equal(room[late : late + LENGTH, 0], CLICK)


def test_neither_master_meter_nor_file_holds_the_click() -> None:
    rig = EngineRig(plan(phones(NOWHERE)), [TrackTimeline(0, 1)], inputs=1, outputs=2)
    rig.roll()
    assert rig.run([64] * 32).any()
    assert not rig.memory.bus_peak[:2].any() and not rig.memory.scope[:2].any()
    offline = offline_plan(plan(phones(NOWHERE)))
    assert not offline.click.on and all(bus.effect["click_gain"] == 0.0 for bus in offline.buses)
    assert not heard(offline, outputs=2, count_in=8000, frames=8000).any()
