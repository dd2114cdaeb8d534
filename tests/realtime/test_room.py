"""Talkback and listening in. Hazards: a voice over a performance, a switch that clicks, a performer who hears a change, a
microphone that hears itself, either of them in a file."""

from pathlib import Path

import numpy as np
import pytest

from audio_engine.capacity import FIRST_CUE
from audio_engine.plan import (
    BusPlan,
    ChannelPlan,
    ChannelValues,
    CueValues,
    MixPlan,
    MonitorPlan,
    StripValues,
    TrackTimeline,
)
from audio_engine.rt import layout as at
from tests.helpers.engine import RATE, EngineRig, one_track, span, write_wav

SLICE = 64
FADE = round(0.005 * RATE) + SLICE  # a control point later, then 5 ms
MASTER = BusPlan(0, "master", outputs=(0, 1))


MASTER_HEARD = MonitorPlan()


def plan(monitor: MonitorPlan = MASTER_HEARD, gains: tuple[float, float] = (0.5, 0.25)) -> MixPlan:
    """Input 1 in the master and in two headphone mixes, on outputs 1+2, 3+4 and 5+6; the talkback microphone is input 2."""
    cues = tuple(CueValues(gain, -1.0, 1.0) for gain in gains)
    channel = ChannelPlan(0, 1, (0,), True, "in", values=ChannelValues(StripValues(pan=-1.0), (), cues))
    phones = [BusPlan(FIRST_CUE + n, "headphones", outputs=(2 + 2 * n, 3 + 2 * n)) for n in range(2)]
    return MixPlan(RATE, (channel,), (MASTER, *phones), monitor=monitor)


def talking(gain: float = 1.0, channel: int = 1) -> MonitorPlan:
    return MonitorPlan(talkback_input=channel, talkback_gain=gain)


def constant(first: float, second: float, frames: int) -> np.ndarray:
    return np.tile(np.array([first, second], np.float32), (frames, 1))


def run(rig: EngineRig, frames: int, first: float = 0.0, second: float = 1.0, block: int = SLICE) -> np.ndarray:
    return rig.run([block] * (frames // block), constant(first, second, frames))


@pytest.mark.parametrize("block", [64, 256])
def test_talkback_is_heard_in_every_headphone_mix_and_nowhere_else(block: int) -> None:
    rig = EngineRig(plan(), inputs=2, outputs=6)
    assert not run(rig, 512, block=block)[:, 2:].any()
    rig.memory.control.set_monitor(talking(0.5))
    heard = run(rig, 1024, block=block)
    np.testing.assert_array_equal(heard[-1], [0, 0, 0.5, 0.5, 0.5, 0.5])
    steps = np.abs(np.diff(heard[:, 2]))
    assert steps.max() <= 1.01 / (0.005 * RATE), "it fades in"


def test_it_closes_as_soon_as_the_tape_leaves_its_place_and_comes_back_after_stop() -> None:
    rig = EngineRig(plan(talking()), [TrackTimeline(0, 1)], inputs=2, outputs=6)
    assert run(rig, 1024)[-1, 2] == 1.0
    for count_in in (0, 4800):
        rig.roll(recording=1, count_in=count_in)
        rolling = run(rig, 1024)[:, 2]
        assert not rolling[FADE:].any() and np.abs(np.diff(rolling)).max() < 0.01
        rig.command(at.COMMAND_STOP)
        assert run(rig, 2048)[-1, 2] == 1.0


def test_another_microphone_takes_over_by_a_fade() -> None:
    rig = EngineRig(plan(talking()), inputs=2, outputs=6)
    run(rig, 1024)
    rig.memory.control.set_monitor(talking(channel=0))
    heard = run(rig, 2048, first=-1.0)[:, 2] + 0.5  # without what the mix has of input 1
    assert heard[-1] == -1.0 and np.abs(np.diff(heard)).max() < 0.01


@pytest.mark.parametrize("channel", [-1, 7])
def test_a_microphone_that_is_not_there_says_nothing(channel: int) -> None:
    rig = EngineRig(plan(talking(channel=channel)), inputs=2, outputs=6)
    assert not run(rig, 1024).any()


def test_the_room_hears_a_headphone_mix_as_its_performer_does() -> None:
    rig = EngineRig(plan(MonitorPlan(control_room_source=1)), inputs=2, outputs=6)
    heard = run(rig, 1024, first=1.0)
    np.testing.assert_array_equal(heard[-1], [0.25, 0, 0.5, 0, 0.25, 0])
    for wanted, room in ((0, 0.5), (-1, 1.0), (1, 0.25)):
        rig.memory.control.set_monitor(MonitorPlan(control_room_source=wanted))
        heard = run(rig, 1024, first=1.0)
        assert heard[-1, 0] == room and np.abs(np.diff(heard[:, 0])).max() < 0.01


def test_listening_in_changes_no_performers_mix_by_a_bit() -> None:
    rng = np.random.default_rng(3)
    sound = rng.standard_normal((6400, 2)).astype(np.float32)
    plain = EngineRig(plan(), inputs=2, outputs=6).run([64] * 100, sound)
    listening = EngineRig(plan(MonitorPlan(control_room_source=0, gain=0.3)), inputs=2, outputs=6).run(
        [64] * 100, sound
    )
    assert np.array_equal(plain[:, 2:], listening[:, 2:]) and not np.array_equal(plain[:, :2], listening[:, :2])


def test_the_room_never_hears_its_own_talkback() -> None:
    rig = EngineRig(plan(MonitorPlan(control_room_source=0, talkback_input=1)), inputs=2, outputs=6)
    heard = run(rig, 1024)
    assert heard[-1, 2] == 1.0 and not heard[:, :2].any()


def test_a_mix_that_is_gone_is_silence_in_the_room_no_longer() -> None:
    rig = EngineRig(plan(MonitorPlan(control_room_source=1)), inputs=2, outputs=6)
    run(rig, 1024, first=1.0)
    whole = plan(MonitorPlan(control_room_source=1))
    rig.memory.post(MixPlan(RATE, whole.channels, whole.buses[:2], monitor=whole.monitor))
    assert run(rig, 1024, first=1.0)[-1, 0] == 1.0


def test_neither_is_in_a_bounce() -> None:
    from audio_engine.bounce.renderer import offline_plan

    assert offline_plan(plan(MonitorPlan(control_room_source=1, talkback_input=1))).monitor == MonitorPlan()


def test_an_input_that_was_heard_fades_out_when_the_tape_starts(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "tape.wav", np.zeros((9600, 1), np.float32))
    tape = [TrackTimeline(0, 1, (span(path, 9600),))]
    rig = EngineRig(one_track(inputs=(0,), armed=True, monitoring="auto"), tape)
    assert run(rig, 1024, first=1.0)[-1, 0] == 1.0
    rig.roll()
    heard = run(rig, 1024, first=1.0)[:, 0]
    assert np.abs(np.diff(np.concatenate(([1.0], heard)))).max() < 0.01 and not heard[FADE + SLICE :].any()
