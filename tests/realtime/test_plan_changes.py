"""A plan that changes while the tape runs. Hazards: a bus that goes on sounding after it was removed; a click where a
channel is removed or rerouted.
"""

from pathlib import Path

import numpy as np
import pytest

from audio_engine.capacity import FIRST_CUE, group_number
from audio_engine.plan import BusPlan, ChannelPlan, MixPlan, TrackTimeline
from tests.helpers.engine import MASTER, RATE, EngineRig, effect, span, values, write_wav

GROUP, OTHER_GROUP, LATER_GROUP = group_number(1, 0), group_number(1, 1), group_number(2, 0)


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


def through_headphones(there: bool) -> MixPlan:
    """A track in a headphone mix on outputs 3 and 4, and not in the master."""
    track = ChannelPlan(0, 1, values=values(cues=(1.0,), pan=-1.0, fader_gain=0.0))
    mix = BusPlan(FIRST_CUE, "headphones", outputs=(2, 3), effect=effect("headphones"))
    return MixPlan(RATE, (track,), (MASTER, mix) if there else (MASTER,))


def through_group(output: int) -> MixPlan:
    """A track through a group, which goes to the master or through another group that is much softer."""
    track = ChannelPlan(0, 1, output=GROUP, values=values(pan=-1.0))
    softer = BusPlan(LATER_GROUP, "group", values=values(trim_gain=0.2))
    return MixPlan(RATE, (track,), (MASTER, BusPlan(GROUP, "group", values=values(), output=output), softer))


ALONE = ChannelPlan(0, 1, values=values(pan=-1.0))
INTO_GROUP = MixPlan(
    RATE,
    (ChannelPlan(0, 1, output=GROUP, values=values(pan=-1.0)),),
    (MASTER, BusPlan(GROUP, "group", values=values(trim_gain=0.2))),
)


@pytest.mark.parametrize(
    ("before", "after", "silent"),
    [
        pytest.param(plan_with("group", True), plan_with("group", False), False, id="group"),
        pytest.param(plan_with("effect", True), plan_with("effect", False), False, id="effect"),
        pytest.param(through_headphones(True), through_headphones(False), True, id="headphones"),
        pytest.param(through_group(0), through_group(LATER_GROUP), False, id="rerouted group"),
        pytest.param(through_group(LATER_GROUP), through_group(0), False, id="rerouted group, back"),
        pytest.param(MixPlan(RATE, (ALONE,), (MASTER,)), INTO_GROUP, False, id="into a new group"),
        pytest.param(MixPlan(RATE, (ALONE,), (MASTER,)), MixPlan(RATE, (), (MASTER,)), True, id="the only track"),
    ],
)
@pytest.mark.parametrize("at_block", [100, 101, 102])
def test_nothing_clicks_where_a_channel_is_removed_or_rerouted(
    tmp_path: Path, before: MixPlan, after: MixPlan, silent: bool, at_block: int
) -> None:
    frames = 64 * 200
    tone = (0.5 * np.sin(2 * np.pi * 200 / RATE * np.arange(frames)))[:, np.newaxis].astype(np.float32)
    rig = EngineRig(before, (TrackTimeline(0, 1, (span(write_wav(tmp_path / "t.wav", tone), frames),)),))
    rig.roll()
    rig.run([64] * 80)
    heard = [rig.run([64] * (at_block - 80))]
    rig.memory.control.set_plan(after)
    rig.memory.post(after)
    heard.append(rig.run([64] * 60))
    largest_step = [np.abs(np.diff(part, axis=0)).max() for part in (heard[0], np.concatenate(heard))]
    own_slew = max(largest_step[0], np.abs(np.diff(tone, axis=0)).max())
    assert largest_step[0] > 0.1 * own_slew  # there was something to hear
    of_a_fade = 0.5 / (0.006 * RATE)  # the tone's peak, in the shortest of the fades
    assert largest_step[1] <= own_slew + of_a_fade
    assert (np.abs(heard[1][-64:]).max() < 1e-4) == silent


def test_a_bus_that_is_removed_goes_from_the_engine_with_the_next_plan(tmp_path: Path) -> None:
    rig = EngineRig(plan_with("group", True))
    rig.roll()
    rig.run([64] * 4)
    rig.memory.post(plan_with("group", False))
    rig.run([64])
    rig.memory.post(plan_with("group", False))  # while it fades
    assert [bus.number for bus in rig.memory._plans[-1].leaving] == [GROUP]
    rig.run([64] * 10)
    rig.memory.post(plan_with("group", False))
    assert rig.memory._plans[-1].leaving == ()
