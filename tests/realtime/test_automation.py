"""Curves in the engine: where a value moves, who wins over it, and what a take's alignment owes the limiter."""

import numpy as np

from audio_engine.capacity import group_number
from audio_engine.memory import mix_delays
from audio_engine.plan import BusPlan, ChannelPlan, CurvePlan, EffectValues, MixPlan
from audio_engine.rt import layout as at
from tests.helpers.engine import MASTER, RATE, Desk, values, write_wav


def gains(desk: Desk, seconds: float) -> np.ndarray:
    """The gain that the desk applies to a steady input of 0.5, hard left, while it rolls."""
    desk.roll()
    frames = int(seconds * RATE) // 64 * 64
    return desk.run([64] * (frames // 64), np.full((frames, 1), 0.5, np.float32))[:, 0] / 0.5


def plan(curve: CurvePlan) -> MixPlan:
    channel = ChannelPlan(0, 1, (0,), False, "in", values=values(pan=-1.0), curves=(curve,))
    return MixPlan(RATE, (channel,), (MASTER,))


def test_a_level_moves_linearly_in_decibels_to_within_a_slice() -> None:
    curve = CurvePlan("fader_gain", 0, (0, RATE), (1.0, 0.01), geometric=True)
    heard_db = 20 * np.log10(gains(Desk(plan(curve), inputs=1), 1.0))
    frames = np.arange(len(heard_db))
    # 64 frames of control plus the 6.4 ms of smoothing late, 40 dB a second
    assert np.abs(heard_db - (-40.0 * (frames - 340) / RATE))[4800:-4800].max() < 0.1


def test_a_bent_segment_passes_through_where_the_screen_draws_it() -> None:
    curve = CurvePlan("fader_gain", 0, (0, RATE), (0.0, 1.0), bends=(0.5, 0.0))
    heard = gains(Desk(plan(curve), inputs=1), 1.0)
    middle = RATE // 2
    assert abs(heard[middle + 340] - 0.5 ** (8**0.5)) < 0.01


def test_a_touched_value_wins_over_its_curve_until_it_is_let_go() -> None:
    curve = CurvePlan("fader_gain", 0, (0, RATE), (0.25, 0.25))
    desk = Desk(plan(curve), inputs=1)
    assert abs(gains(desk, 0.2)[-1] - 0.25) < 1e-4
    desk.memory.control.set_override(0, 1, at.FADER, True)
    assert abs(desk.run([64] * 100, np.full((6400, 1), 0.5, np.float32))[-1, 0] / 0.5 - 1.0) < 1e-4
    desk.memory.control.set_override(0, 1, at.FADER, False)
    assert abs(desk.run([64] * 100, np.full((6400, 1), 0.5, np.float32))[-1, 0] / 0.5 - 0.25) < 1e-4


def test_a_touched_effect_value_wins_over_its_curve() -> None:
    curve = CurvePlan("ceiling_db", 0, (0, RATE), (-12.0, -12.0))
    master = BusPlan(0, "master", outputs=(0, 1), effect=EffectValues(limiter_on=1.0, ceiling_db=-3.0), curves=(curve,))
    desk = Desk(MixPlan(RATE, (ChannelPlan(0, 1, (0,), False, "in", values=values(pan=-1.0)),), (master,)), inputs=1)
    desk.roll()
    loud = np.full((38400, 1), 1.0, np.float32)
    assert abs(20 * np.log10(desk.run([64] * 600, loud)[-1, 0]) + 12.0) < 0.1
    desk.memory.control.set_bus_override(0, at.CEILING_DB, True)
    assert abs(20 * np.log10(desk.run([64] * 600, loud)[-1, 0]) + 3.0) < 0.1


def test_the_mix_is_as_late_as_it_says(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """An impulse on the tape leaves the master so many frames later: what a take recorded to it is shifted by."""
    from audio_engine.plan import TrackTimeline
    from tests.helpers.engine import span

    impulse = np.zeros((4800, 1), np.float32)
    impulse[960] = 0.1
    path = write_wav(tmp_path / "impulse.wav", impulse)
    group = group_number(1, 0)
    for track_saturates, group_saturates, limits in ((0, 0, 0), (1, 0, 0), (1, 1, 1), (0, 0, 1)):
        strip = {"saturation_on": float(track_saturates), "saturation_drive_db": 0.0}
        buses = (
            BusPlan(0, "master", outputs=(0, 1), effect=EffectValues(limiter_on=float(limits))),
            BusPlan(group, "group", values=values(saturation_on=float(group_saturates), saturation_drive_db=0.0)),
        )
        mixed = MixPlan(RATE, (ChannelPlan(0, 1, output=group, values=values(pan=-1.0, **strip)),), buses)
        desk = Desk(mixed, [TrackTimeline(0, 1, (span(path, 4800),))])
        desk.roll()
        heard = desk.run([64] * 70)[:, 0]
        assert int(np.argmax(np.abs(heard))) == 960 + mix_delays(mixed).master
