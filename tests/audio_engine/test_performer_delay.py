"""How late a performer hears the tape, which is taken off what they play. Hazard: takes that are early or late by the
limiter's look-ahead because the performer hears another path than the one that was counted."""

import pytest

from audio_engine.capacity import FIRST_CUE
from audio_engine.mix_delays import performer_delay
from audio_engine.plan import BusPlan, ChannelPlan, MixPlan, MonitorPlan
from tests.helpers.engine import RATE, effect, values

LIMITER, SATURATION = 119, 24


def plan(phones: BusPlan, listen_in: int = -1, *, late: bool = False, **strip: float) -> MixPlan:
    master = BusPlan(0, "master", (0, 1), effect=effect("master", limiter_on=1.0))
    channel = ChannelPlan(0, 1, values=values(saturation_on=float(late), **strip))
    return MixPlan(RATE, (channel,), (master, phones), monitor=MonitorPlan(control_room_source=listen_in))


def phones(*outputs: int, **strip: float) -> BusPlan:
    return BusPlan(FIRST_CUE, "headphones", outputs, values=values(**strip))


@pytest.mark.parametrize(
    ("song", "frames"),
    [
        (plan(phones()), LIMITER),
        (plan(phones(), listen_in=0), 0),
        (plan(phones(), listen_in=0, late=True), SATURATION),
        (plan(phones(2, 3)), 0),
        (plan(phones(2, 3), late=True), SATURATION),
        (plan(phones(4, 5)), LIMITER),  # the device has no such outputs
        (plan(phones(2, 3, on=0.0)), LIMITER),
        (plan(phones(0, 1)), 0),
        (plan(phones(0, 1, on=0.0)), LIMITER),
        (plan(phones(), pfl=1.0), 0),
        (plan(phones(), afl=1.0, late=True), SATURATION),
    ],
)
def test_it_is_that_of_the_path_that_is_heard(song: MixPlan, frames: int) -> None:
    assert performer_delay(song, output_channels=4) == frames
