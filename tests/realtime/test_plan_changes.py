"""A plan that changes while the tape runs. Hazards: a bus that goes on sounding after it was removed."""

from pathlib import Path

import numpy as np
import pytest

from audio_engine.capacity import group_number
from audio_engine.plan import BusPlan, ChannelPlan, MixPlan, TrackTimeline
from tests.helpers.engine import MASTER, RATE, EngineRig, effect, span, values, write_wav

GROUP, OTHER_GROUP = group_number(1, 0), group_number(1, 1)


def plan_with(kind: str, there: bool) -> MixPlan:
    """A track, at unity gain and hard left, through a bus that raises it by 1 dB a pass; a second bus of that kind stays."""
    loud = values(trim_gain=1.12)
    if kind == "group":
        track = ChannelPlan(0, 1, output=GROUP if there else 0, values=values(pan=-1.0))
        bus, stays = BusPlan(GROUP, "group", values=loud), BusPlan(OTHER_GROUP, "group")
    else:
        track = ChannelPlan(0, 1, values=values((1.0,), pan=-1.0))
        bus = BusPlan(1, "delay", values=loud, effect=effect("delay", time_frames=100))
        stays = BusPlan(2, "delay", effect=effect("delay"))
    return MixPlan(RATE, (track,), (MASTER, stays, bus) if there else (MASTER, stays))


@pytest.mark.parametrize("kind", ["group", "effect"])
def test_a_bus_that_is_removed_while_others_play_falls_silent(tmp_path: Path, kind: str) -> None:
    frames = 64 * 200
    noise = (np.random.default_rng(1).standard_normal((frames, 1)) * 0.1).astype(np.float32)
    rig = EngineRig(
        plan_with(kind, True), (TrackTimeline(0, 1, (span(write_wav(tmp_path / "n.wav", noise), frames),)),)
    )
    rig.roll()
    rig.run([64] * 100)
    removed = plan_with(kind, False)
    rig.memory.control.set_plan(removed)
    rig.memory.post(removed)
    heard = rig.run([64] * 100)
    settled = slice(64 * 50, None)  # gains and routes have arrived
    assert np.array_equal(heard[settled, 0], noise[64 * 100 :][settled, 0])


@pytest.mark.parametrize("new", ["track", "group"])
def test_a_channel_that_is_added_while_others_play_changes_nothing_for_them(tmp_path: Path, new: str) -> None:
    frames = 64 * 20
    noise = (np.random.default_rng(1).standard_normal((frames, 1)) * 0.1).astype(np.float32)
    track = ChannelPlan(0, 1, values=values(pan=-1.0))
    rig = EngineRig(MixPlan(RATE, (track,), (MASTER,)),
                (TrackTimeline(0, 1, (span(write_wav(tmp_path / "n.wav", noise), frames),)),))  # fmt: skip
    rig.roll()
    before = rig.run([64] * 5 + [20])  # between two control points
    added = (
        MixPlan(RATE, (track, ChannelPlan(200, 1, values=values())), (MASTER,))
        if new == "track"
        else MixPlan(RATE, (track,), (MASTER, BusPlan(GROUP, "group")))
    )
    rig.memory.control.set_plan(added)
    rig.memory.post(added)
    after = rig.run([64] * 10)
    heard = np.concatenate([before, after])[:, 0]
    assert np.array_equal(heard, noise[: len(heard), 0])
