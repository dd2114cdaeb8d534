"""Curves in the engine: where a value moves, who wins over it, and what a take's alignment owes the limiter."""

import numpy as np
import pytest

from audio_engine.capacity import group_number
from audio_engine.mix_delays import mix_delays
from audio_engine.plan import BusPlan, ChannelPlan, CurvePlan, MixPlan
from audio_engine.rt.rows import BUS_ROW, STRIP_ROW
from tests.helpers.engine import MASTER, RATE, EngineRig, effect, values, write_wav


def gains(rig: EngineRig, seconds: float) -> np.ndarray:
    """The gain that the engine applies to a steady input of 0.5, hard left, while it rolls."""
    rig.roll()
    frames = int(seconds * RATE) // 64 * 64
    return rig.run([64] * (frames // 64), np.full((frames, 1), 0.5, np.float32))[:, 0] / 0.5


def plan(curve: CurvePlan) -> MixPlan:
    channel = ChannelPlan(0, 1, (0,), False, "in", values=values(pan=-1.0), curves=(curve,))
    return MixPlan(RATE, (channel,), (MASTER,))


def test_a_level_moves_linearly_in_decibels_and_on_time() -> None:
    curve = CurvePlan("fader_gain", 0, (0, RATE), (1.0, 0.01), geometric=True)
    heard_db = 20 * np.log10(gains(EngineRig(plan(curve), inputs=1), 1.0))
    wanted_db = -40.0 * np.arange(len(heard_db)) / RATE
    assert np.abs(heard_db - wanted_db)[4800:-4800].max() < 0.01  # a quarter of a millisecond


def test_a_bent_segment_passes_through_where_the_screen_draws_it() -> None:
    curve = CurvePlan("fader_gain", 0, (0, RATE), (0.0, 1.0), bends=(0.5, 0.0))
    heard = gains(EngineRig(plan(curve), inputs=1), 1.0)
    wanted = (np.arange(len(heard)) / RATE) ** (8**0.5)
    assert np.abs(heard - wanted)[4800:-4800].max() < 0.0005


@pytest.mark.parametrize(("row", "silent"), [("fader_gain", 0.1), ("on", 0.0)])
def test_a_step_lies_where_it_is_drawn_and_is_a_short_fade(row: str, silent: float) -> None:
    step = 10000
    curve = CurvePlan(row, 0, (0, step, step + 1), (1.0, 1.0, silent))
    heard = gains(EngineRig(plan(curve), inputs=1), 0.5)
    middle, begins, ends = (int(np.argmax(heard < silent + (1 - silent) * share)) for share in (0.5, 0.999, 0.001))
    assert abs(middle - step) < 64
    assert 0.002 < (ends - begins) / RATE < 0.012


@pytest.mark.parametrize(("field", "first", "last", "strip", "hz"), [
    ("eq_low_mid_gain_db", 0.0, 12.0, {"eq_on": 1.0, "eq_low_mid_frequency_hz": 1000.0}, 1000.0),
    ("compressor_makeup_db", 0.0, 12.0, {"compressor_on": 1.0, "compressor_threshold_db": 0.0}, 1000.0),
])  # fmt: skip
def test_sections_of_the_strip_follow_their_curves_on_time(
    field: str, first: float, last: float, strip: dict[str, float], hz: float
) -> None:
    curve = CurvePlan(field, 0, (0, RATE), (first, last))
    channel = ChannelPlan(0, 1, (0,), False, "in", values=values(pan=-1.0, **strip), curves=(curve,))
    rig = EngineRig(MixPlan(RATE, (channel,), (MASTER,)), inputs=1)
    rig.roll()
    n = np.arange(RATE // 64 * 64)
    tone = (0.01 * np.sin(2 * np.pi * hz * n / RATE)).astype(np.float32)
    heard = rig.run([64] * (len(n) // 64), tone[:, None])[:, 0]
    turned = np.convolve(heard * np.exp(-2j * np.pi * hz * n / RATE), np.ones(96) / 96, "same")  # two periods
    late = first + (last - first) * n / RATE - 20 * np.log10(np.abs(turned) * 2 / 0.01)
    assert np.abs(late[4800:-4800]).max() < 0.02  # 1.6 ms at 12 dB a second; half of it is the measurement's own


def test_mute_and_solo_make_no_splash_in_the_treble() -> None:
    """Energy of a muted tone of 1 kHz above 4 kHz, as a peak: the fade itself must not be heard."""
    channel = ChannelPlan(0, 1, (0,), False, "in", values=values(pan=-1.0))
    rig = EngineRig(MixPlan(RATE, (channel,), (MASTER,)), inputs=1)
    part = 249 * 64  # frames, and whole periods
    tone = np.sin(2 * np.pi * 1000 * np.arange(RATE) / RATE).astype(np.float32)[:, None]
    heard = [rig.run([64] * 249, tone[:part])]
    for on in (0.0, 1.0):
        rig.memory.control.targets[STRIP_ROW.on, 0] = on
        rig.memory.control.generation[0] += 1
        heard.append(rig.run([64] * 249, tone[:part]))
    line = np.concatenate(heard)[:, 0]
    assert not line[part + 2000 : 2 * part - 1000].any()
    assert np.array_equal(line[2 * part + 2000 :], tone[2000:part, 0])
    spectrum = np.fft.rfft(line * np.hanning(len(line)))
    spectrum *= 1 / (1 + np.exp(-(np.fft.rfftfreq(len(line), 1 / RATE) - 4000) / 40))
    assert 20 * np.log10(np.abs(np.fft.irfft(spectrum, len(line))).max()) < -95


def test_a_touched_value_wins_over_its_curve_until_it_is_let_go() -> None:
    curve = CurvePlan("fader_gain", 0, (0, RATE), (0.25, 0.25))
    rig = EngineRig(plan(curve), inputs=1)
    assert abs(gains(rig, 0.2)[-1] - 0.25) < 1e-4
    rig.memory.control.set_override(0, 1, STRIP_ROW.fader_gain, True)
    assert abs(rig.run([64] * 100, np.full((6400, 1), 0.5, np.float32))[-1, 0] / 0.5 - 1.0) < 1e-4
    rig.memory.control.set_override(0, 1, STRIP_ROW.fader_gain, False)
    assert abs(rig.run([64] * 100, np.full((6400, 1), 0.5, np.float32))[-1, 0] / 0.5 - 0.25) < 1e-4


def test_a_touched_effect_value_wins_over_its_curve() -> None:
    curve = CurvePlan("limiter_ceiling_db", 0, (0, RATE), (-12.0, -12.0))
    master = BusPlan(
        0, "master", outputs=(0, 1), effect=effect("master", limiter_on=1.0, limiter_ceiling_db=-3.0), curves=(curve,)
    )
    rig = EngineRig(
        MixPlan(RATE, (ChannelPlan(0, 1, (0,), False, "in", values=values(pan=-1.0)),), (master,)), inputs=1
    )
    rig.roll()
    loud = np.full((38400, 1), 1.0, np.float32)
    assert abs(20 * np.log10(rig.run([64] * 600, loud)[-1, 0]) + 12.0) < 0.1
    rig.memory.control.set_bus_override(0, BUS_ROW.limiter_ceiling_db, True)
    assert abs(20 * np.log10(rig.run([64] * 600, loud)[-1, 0]) + 3.0) < 0.1


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
            BusPlan(0, "master", outputs=(0, 1), effect=effect("master", limiter_on=float(limits))),
            BusPlan(group, "group", values=values(saturation_on=float(group_saturates), saturation_drive_db=0.0)),
        )
        mixed = MixPlan(RATE, (ChannelPlan(0, 1, output=group, values=values(pan=-1.0, **strip)),), buses)
        rig = EngineRig(mixed, [TrackTimeline(0, 1, (span(path, 4800),))])
        rig.roll()
        heard = rig.run([64] * 70)[:, 0]
        assert int(np.argmax(np.abs(heard))) == 960 + mix_delays(mixed).master
