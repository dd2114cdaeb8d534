"""The transport on the real callback: positions to the frame, no click, no lost first sample."""

from pathlib import Path

import numpy as np
import pytest

from audio_engine.plan import ChannelPlan, ClickPlan, ClickSegment, MixPlan, TrackTimeline
from audio_engine.rt import layout as at
from tests.helpers.engine import (
    MASTER,
    RATE,
    EngineRig,
    blocks_of,
    one_track,
    phones,
    ramp,
    random_blocks,
    span,
    values,
    write_wav,
)

FRAMES = 2 * RATE


def ramp_rig(folder: Path) -> EngineRig:
    path = write_wav(folder / "ramp.wav", ramp(FRAMES))
    return EngineRig(one_track(), [TrackTimeline(0, 1, (span(path, FRAMES),))])


def position(sample: float) -> int:
    return round(float(sample) * 2**23)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_first_sample_after_play_is_whole_and_the_rest_in_order(tmp_path: Path, seed: int) -> None:
    rig = ramp_rig(tmp_path)
    rig.locate(1234)
    rig.roll()
    heard = rig.run(random_blocks(20000, seed))[:, 0]
    assert [position(s) for s in heard[[0, 1, 19999]]] == [1234, 1235, 1234 + 19999]
    assert np.array_equal(heard, ramp(FRAMES)[1234 : 1234 + 20000, 0])


def test_a_stop_fades_and_leaves_the_position_where_stop_was_pressed(tmp_path: Path) -> None:
    rig = ramp_rig(tmp_path)
    rig.locate(40000)
    rig.roll()
    rig.run([256] * 4)
    rig.command(at.COMMAND_STOP)
    tail = rig.run([256] * 8)[:, 0]
    assert np.abs(np.diff(tail)).max() < 1e-4
    assert tail[-1] == 0.0
    assert rig.word("state") == at.STOPPED
    assert rig.word("timeline") == 40000 + 1024


def test_a_locate_while_rolling_goes_on_at_the_new_place(tmp_path: Path) -> None:
    rig = ramp_rig(tmp_path)
    rig.roll()
    rig.run([256] * 4)
    rig.command(at.COMMAND_LOCATE, 60000)
    rig.run([256] * 4)
    rig.prime()
    heard = rig.run([256] * 8)[:, 0]
    assert position(heard[-1]) == rig.word("timeline") - 1
    assert rig.word("timeline") > 60000


def test_a_loop_repeats_to_the_sample_for_any_block_size(tmp_path: Path) -> None:
    for blocks in (blocks_of(30000, 64), blocks_of(30000, 4096), random_blocks(30000, 5)):
        rig = ramp_rig(tmp_path)
        rig.command(at.COMMAND_LOOP, 1, 1000, 6000)
        rig.pump.run(64)
        rig.locate(1000)
        rig.roll()
        heard = rig.run(blocks)[:, 0]
        expected = np.resize(ramp(FRAMES)[1000:6000, 0], 30000)
        assert np.array_equal(heard, expected)


def test_a_tape_that_is_to_end_where_its_loop_turns_ends_there(tmp_path: Path) -> None:
    rig = ramp_rig(tmp_path)
    rig.command(at.COMMAND_LOOP, 1, 1000, 6000)
    rig.pump.run(64)
    rig.locate(1000)
    rig.roll(stop_at=6000)
    rig.run(blocks_of(20000, 64))
    assert (rig.word("state"), rig.word("timeline")) == (at.STOPPED, 6000)


def test_a_loop_set_while_rolling_is_heard_at_its_end(tmp_path: Path) -> None:
    rig = ramp_rig(tmp_path)
    rig.roll()
    rig.run([512] * 4)
    rig.command(at.COMMAND_LOOP, 1, 10000, 30000)
    heard = rig.run([512] * 100)[:, 0]
    places = [position(s) for s in heard]
    assert 29999 in places
    assert places[places.index(29999) + 1] == 10000


def test_an_edit_while_playing_is_heard_and_other_tracks_never_notice(tmp_path: Path) -> None:
    ones = write_wav(tmp_path / "ones.wav", np.full((FRAMES, 1), 0.5, np.float32))
    path = write_wav(tmp_path / "ramp.wav", ramp(FRAMES))
    sides = [values(pan=-1.0), values(pan=1.0)]
    plan = MixPlan(RATE, tuple(ChannelPlan(s, 1, values=v) for s, v in enumerate(sides)), (MASTER,))
    rig = EngineRig(plan, [TrackTimeline(0, 1, (span(ones, FRAMES),)), TrackTimeline(1, 1, (span(path, FRAMES),))])
    rig.roll()
    rig.run([256] * 10)
    rig.reader.set_timelines([TrackTimeline(0, 1)])
    heard = rig.run([256] * 60)
    assert heard[0, 0] == pytest.approx(0.5)
    assert heard[-1, 0] == 0.0
    assert np.abs(np.diff(heard[:, 0])).max() < 0.01
    assert np.array_equal(heard[:, 1], ramp(FRAMES)[2560 : 2560 + 256 * 60, 0])


def test_the_click_and_count_in_are_in_the_headphones_and_nowhere_else(tmp_path: Path) -> None:
    buses = (MASTER, phones(click_gain=0.8))
    plan = MixPlan(RATE, (ChannelPlan(0, 1),), buses, ClickPlan(True, (ClickSegment(0.0, RATE / 2),)))
    rig = EngineRig(plan, [TrackTimeline(0, 1)])
    rig.roll(count_in=2 * RATE)
    heard = rig.run([256] * (4 * RATE // 256))
    assert np.all(heard[:, :2] == 0.0)
    starts = np.flatnonzero((np.abs(heard[:, 2]) > 0.01) & (np.abs(np.roll(heard[:, 2], 1000)) < 1e-6))
    beats = sorted({round(s / (RATE / 2)) for s in starts})
    assert beats == [0, 1, 2, 3, 4, 5, 6, 7]
    assert rig.word("timeline") == 256 * (4 * RATE // 256) - 2 * RATE


def test_main_fader_mute_and_solo_leave_the_headphones_bit_identical(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "ramp.wav", ramp(FRAMES))
    heard = []
    for fader, on in ((1.0, 1.0), (0.1, 0.0)):
        wanted = values(cues=(0.7,), fader_gain=fader, on=on)
        buses = (MASTER, phones())
        rig = EngineRig(
            MixPlan(RATE, (ChannelPlan(0, 1, values=wanted),), buses), [TrackTimeline(0, 1, (span(path, FRAMES),))]
        )
        rig.roll()
        heard.append(rig.run([128] * 100))
    assert not np.array_equal(heard[0][:, :2], heard[1][:, :2])
    assert np.array_equal(heard[0][:, 2:], heard[1][:, 2:])
    assert np.abs(heard[0][:, 2]).max() > 0


def test_a_monitored_input_reaches_the_headphones_in_its_own_block() -> None:
    channel = ChannelPlan(0, 1, (1,), True, "in", values=values(cues=(1.0,), on=0.0))
    rig = EngineRig(MixPlan(RATE, (channel,), (MASTER, phones())))
    rig.pump.run(4096)
    sung = np.zeros((64, 2), np.float32)
    sung[10, 1] = 1.0
    heard = rig.pump.run(64, sung)
    assert np.flatnonzero(heard[:, 2]).tolist() == [10]


@pytest.mark.parametrize(("monitoring", "hears"), [("off", [0, 0, 0]), ("in", [1, 1, 1]), ("auto", [1, 0, 1])])
def test_monitoring_hears_input_stopped_rolling_and_recording(monitoring: str, hears: list[int]) -> None:
    channel = ChannelPlan(0, 1, (0,), True, monitoring, values=values(pan=-1.0))  # type: ignore[arg-type]
    rig = EngineRig(MixPlan(RATE, (channel,), (MASTER,)), [TrackTimeline(0, 1)])
    sung = np.full((2048, 2), 0.5, np.float32)
    found = []
    for start in (None, 0, 1):
        if start is not None:
            rig.roll(recording=start)
        heard = rig.run([1024, 1024], sung)
        found.append(int(abs(heard[-1, 0]) > 0.4))
    assert found == hears


def test_nan_on_the_tape_is_silence_and_counted(tmp_path: Path) -> None:
    samples = np.full((RATE, 1), 0.25, np.float32)
    samples[5000] = np.nan
    path = write_wav(tmp_path / "nan.wav", samples)
    rig = EngineRig(one_track(), [TrackTimeline(0, 1, (span(path, RATE),))])
    rig.roll()
    heard = rig.run([512] * 20)[:, 0]
    assert heard[5000] == 0.0
    assert heard[5001] == pytest.approx(0.25)
    assert rig.memory.clock["faults"] == 1


def test_an_output_only_stream_has_no_inputs_and_plays(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "ramp.wav", ramp(FRAMES))
    rig = EngineRig(one_track(), [TrackTimeline(0, 1, (span(path, FRAMES),))], inputs=0)
    rig.roll()
    assert position(rig.run([64])[63, 0]) == 63


def test_a_loss_at_the_device_is_told_with_its_length_and_jitter_is_not(tmp_path: Path) -> None:
    rig = ramp_rig(tmp_path)
    random = np.random.default_rng(1)
    engine, lost = 0, 0
    for block in range(3000):
        if block in (1500, 2200):
            lost += 128 if block == 1500 else 64
        late = random.uniform(0, 0.4) * 64
        rig.pump.run(64, adc_s=100.0 + (engine + lost + late) / RATE)
        engine += 64
    assert rig.memory.clock["dropouts"] == 2
    assert rig.memory.clock["dropped_frames"] == 192
