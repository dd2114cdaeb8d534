"""Every seat that a song may take, played alone. Hazards: a lane, bus, mix or output that is silent, late, or heard
somewhere else.

Each seat gets one impulse at a frame of its own, so one run of the callback shows which seat arrived where and when.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from app.edits.buses import add_bus, remove_bus, set_outputs
from app.edits.channels import set_parameter
from app.edits.routing import set_output
from app.edits.strips import set_fader_db
from app.edits.tracks import add_track
from app.engine.plan_builder import build_plan
from app.engine.slots import SlotAllocator
from app.model.ids import BusId, TrackId
from app.model.song import Song
from audio_engine.capacity import CUES, DEVICE_CHANNELS, GROUP_LEVELS, GROUPS_A_LEVEL, LANES, SENDS, group_number
from audio_engine.plan import BusPlan, ChannelPlan, MixPlan, TrackTimeline
from tests.helpers.engine import MASTER, RATE, EngineRig, effect, span, values, write_wav
from tests.helpers.songs import song_with

Samples = npt.NDArray[np.float32]
APART = 40  # frames between the impulses of two seats
SIZE = 0.25


def played(folder: Path, plan: MixPlan, slots: list[int], outputs: int, tail: int = 0) -> Samples:
    """What the device plays when the n-th slot's tape holds an impulse at frame APART * (n + 1)."""
    frames = APART * (len(slots) + 2)
    timelines = []
    for n, slot in enumerate(slots):
        tape = np.zeros((frames, 1), np.float32)
        tape[APART * (n + 1)] = SIZE
        timelines.append(TrackTimeline(slot, 1, (span(write_wav(folder / f"{n}.wav", tape), frames),)))
    rig = EngineRig(plan, timelines, outputs=outputs)
    rig.roll()
    total = -(-(frames + tail) // 64) * 64
    return rig.run([64] * (total // 64))


def impulses(count: int, frames: int, late: int = 0, size: float = SIZE) -> Samples:
    expected = np.zeros(frames, np.float32)
    expected[late + APART * np.arange(1, count + 1)] = size
    return expected


def test_every_lane_is_heard_on_time(tmp_path: Path) -> None:
    channels = tuple(ChannelPlan(slot, 1, values=values(pan=-1.0)) for slot in range(LANES))
    heard = played(tmp_path, MixPlan(RATE, channels, (MASTER,)), list(range(LANES)), 2)
    assert np.array_equal(heard[:, 0], impulses(LANES, len(heard))) and not heard[:, 1].any()


def test_every_headphone_mix_is_heard_on_its_own_outputs_only(tmp_path: Path) -> None:
    channels = tuple(
        ChannelPlan(slot, 1, values=values(cues=[float(k == slot) for k in range(CUES)], on=0.0))
        for slot in range(CUES)
    )
    mixes = tuple(BusPlan(1 + SENDS + k, "headphones", outputs=(2 + 2 * k, 3 + 2 * k)) for k in range(CUES))
    heard = played(tmp_path, MixPlan(RATE, channels, (MASTER, *mixes)), list(range(CUES)), 2 + 2 * CUES)
    expected = np.zeros_like(heard)
    for k in range(CUES):
        expected[APART * (k + 1), 2 + 2 * k : 4 + 2 * k] = SIZE * np.sqrt(0.5)  # centre, equal power
    np.testing.assert_allclose(heard, expected, atol=1e-6)


@pytest.mark.parametrize("level", range(1, GROUP_LEVELS + 1))
def test_every_group_is_heard_on_time(tmp_path: Path, level: int) -> None:
    """On time: at the frame where a track that goes straight to the master arrives."""
    numbers = [group_number(level, seat) for seat in range(GROUPS_A_LEVEL)]
    channels = tuple(
        ChannelPlan(slot, 1, output=number, values=values(pan=-1.0)) for slot, number in enumerate(numbers)
    )
    direct = ChannelPlan(len(numbers), 1, values=values(pan=-1.0))
    buses = (MASTER, *(BusPlan(number, "group") for number in numbers))
    heard = played(tmp_path, MixPlan(RATE, (*channels, direct), buses), list(range(len(numbers) + 1)), 2)
    np.testing.assert_allclose(heard[:, 0], impulses(len(numbers) + 1, len(heard)), atol=1e-6)
    assert not heard[:, 1].any()


def test_every_effect_bus_is_fed_by_its_own_send_only(tmp_path: Path) -> None:
    late = [1000 + 100 * k for k in range(SENDS)]
    buses = tuple(
        BusPlan(1 + k, "delay", effect=effect("delay", time_frames=late[k], feedback=0.0, low_cut_hz=20.0))
        for k in range(SENDS)
    )
    channels = tuple(
        ChannelPlan(slot, 1, values=values(sends=[float(k == slot) for k in range(SENDS)], pan=-1.0))
        for slot in range(SENDS)
    )
    heard = played(tmp_path, MixPlan(RATE, channels, (MASTER, *buses)), list(range(SENDS)), 2, tail=2048)
    wet = heard[:, 0] - impulses(SENDS, len(heard))
    loudest = np.sort(np.argsort(np.abs(wet))[-SENDS:])
    assert loudest.tolist() == sorted(APART * (k + 1) + late[k] for k in range(SENDS))


def test_every_input_is_heard_on_time_and_the_last_output_plays() -> None:
    channels = tuple(ChannelPlan(n, 1, (n,), True, "in", values=values(pan=-1.0)) for n in range(DEVICE_CHANNELS))
    rig = EngineRig(MixPlan(RATE, channels, (BusPlan(0, "master", outputs=(DEVICE_CHANNELS - 1,)),)),
                inputs=DEVICE_CHANNELS, outputs=DEVICE_CHANNELS)  # fmt: skip
    frames = 64 * 60
    sound = np.zeros((frames, DEVICE_CHANNELS), np.float32)
    for n in range(DEVICE_CHANNELS):
        sound[1000 + APART * n, n] = SIZE
    heard = rig.run([64] * 60, sound)
    assert np.flatnonzero(heard[:, -1]).tolist() == [1000 + APART * n for n in range(DEVICE_CHANNELS)]
    assert not heard[:, :-1].any()


def sitting(kind: str, before: int, then: int) -> tuple[Song, SlotAllocator, list[BusId]]:
    """A song in which buses were added and removed again while numbers were given out, and then `then` new ones."""
    song, slots = song_with(), SlotAllocator()
    for n in range(before):
        song = add_bus(kind, bus_id=BusId(f"gone{n}")).apply(song)
        slots.allocate_for(song)
    for n in range(before):
        song = remove_bus(BusId(f"gone{n}")).apply(song)
        slots.allocate_for(song)
    new = [BusId(f"new{n}") for n in range(then)]
    for bus_id in new:
        song = add_bus(kind, bus_id=bus_id).apply(song)
    return song, slots, new


@pytest.mark.parametrize(("before", "then"), [(0, 1), (4, 1), (15, 16)])
def test_groups_that_follow_removed_ones_are_heard(tmp_path: Path, before: int, then: int) -> None:
    song, slots, groups = sitting("group", before, then)
    for n, group in enumerate(groups):
        track = TrackId(f"t{n}")
        song = add_track(f"T{n}", track_id=track).apply(song)
        song = set_output(track, group).apply(song)
    plan = build_plan(song, slots)
    heard = played(tmp_path, plan, [channel.slot for channel in plan.channels], 2)
    np.testing.assert_allclose(heard[:, 0], impulses(then, len(heard), size=SIZE * np.sqrt(0.5)), atol=1e-6)


@pytest.mark.parametrize(("before", "then"), [(0, 1), (3, 2), (15, 15)])
def test_headphone_mixes_that_follow_removed_ones_are_heard(tmp_path: Path, before: int, then: int) -> None:
    song, slots, mixes = sitting("headphones", before, then)
    for n, mix in enumerate(mixes):
        track = TrackId(f"t{n}")
        song = set_outputs(mix, (3 + 2 * n, 4 + 2 * n)).apply(song)
        song = add_track(f"T{n}", track_id=track).apply(song)
        song = set_fader_db(track, float("-inf")).apply(song)
        for other in mixes:
            song = set_parameter(track, f"cue/{other}/level_db", 0.0 if other == mix else float("-inf")).apply(song)
    plan = build_plan(song, slots)
    heard = played(tmp_path, plan, [channel.slot for channel in plan.channels], 2 + 2 * then)
    for n in range(then):
        assert np.flatnonzero(heard[:, 2 + 2 * n]).tolist() == [APART * (n + 1)]
