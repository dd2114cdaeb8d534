"""Hazards: a punch that is late by a block, a click at its edges, a take that cannot be pulled open, a loop that drifts."""

from pathlib import Path

import numpy as np
import pytest

from app.recording.passes import NEVER
from audio_engine.plan import ChannelPlan, MixPlan, TrackTimeline
from audio_engine.rt import layout as at
from tests.helpers.engine import MASTER, RATE, blocks_of, ramp, random_blocks, span, values, write_wav
from tests.helpers.recorder import Recorder, frames_in, take_request

BLOCKS = (16, 64, 256, 1000)
LATENCY = 137
SWITCH = round(0.006 * RATE)  # fades of what is heard


def rig_with(tape: np.ndarray, folder: Path, monitoring: str = "off") -> Recorder:
    """An armed track with this tape on it, heard on output 1 as it is."""
    channel = ChannelPlan(0, 1, (0,), True, monitoring, values=values(pan=-1.0))  # type: ignore[arg-type]
    path = write_wav(folder / "tape.wav", tape.astype(np.float32)[:, None])
    return Recorder(MixPlan(RATE, (channel,), (MASTER,)), [TrackTimeline(0, 1, (span(path, len(tape)),))])


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize(("punch_in", "punch_out"), [(4801, 9999), (4864, 9984), (5003, 5004 + SWITCH)])
def test_a_punch_begins_and_ends_on_its_sample(tmp_path: Path, block: int, punch_in: int, punch_out: int) -> None:
    rig = rig_with(np.full(RATE, 0.5), tmp_path)
    start, end = 1001, punch_out + 3000
    rig.locate(start)
    rig.record(
        take_request(
            tmp_path, start_frame=start, end_frame=end, punch_in_frame=punch_in, punch_out_frame=punch_out,
            latency_frames=LATENCY,
        )
    )  # fmt: skip
    rolled_at = rig.engine_frame
    heard = rig.hear(blocks_of(end - start + 2000, block))[:, 0]
    timeline = np.arange(len(heard)) + start
    assert np.all(heard[timeline < punch_in] == 0.5), "the old take up to the punch"
    assert heard[punch_in - start] < 0.5, "its fade begins on the sample"
    assert np.all(heard[(timeline >= punch_in + SWITCH) & (timeline < punch_out)] == 0.0)
    assert heard[punch_out - start] > 0.0
    assert np.all(heard[(timeline >= punch_out + SWITCH) & (timeline < end)] == 0.5), "and after it"
    (round_,) = rig.result.rounds
    assert (round_.timeline_start_frame, round_.length_frames) == (punch_in, punch_out - punch_in)
    assert round_.file_start_frame == punch_in - start, "the pre-roll lies before the take, in the same file"
    held = frames_in(rig.result.files[0].path)
    assert np.array_equal(held, np.arange(rolled_at, rolled_at + end - start) + LATENCY)


@pytest.mark.parametrize("block", BLOCKS)
def test_the_edges_of_a_punch_do_not_click(tmp_path: Path, block: int) -> None:
    """A 440 Hz tape against a silent input: what lies above 5 kHz around an edge stays 60 dB under the tone."""
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(2 * RATE) / RATE)
    rig = rig_with(tone, tmp_path)
    edges = (20011, 50021)
    rig.record(take_request(tmp_path, end_frame=80000, punch_in_frame=edges[0], punch_out_frame=edges[1]))
    heard = rig.hear(blocks_of(81000, block))[:, 0].astype(np.float64)
    window = np.blackman(8192)
    above = np.fft.rfftfreq(8192, 1 / RATE) > 5000

    def energy(samples: np.ndarray) -> float:
        return float((np.abs(np.fft.rfft(samples * window))[above] ** 2).sum())

    whole = np.abs(np.fft.rfft(tone[8192:16384] * window)) ** 2
    for edge in edges:
        around = heard[edge - 4096 : edge + 4096]
        assert 10 * np.log10(energy(around) / whole.sum()) < -60
    cut = np.where(np.arange(8192) < 4096, heard[edges[0] - 4096 - 8192 : edges[0] - 4096], 0.0)
    assert 10 * np.log10(energy(cut) / whole.sum()) > -60, "a hard cut would be seen"


@pytest.mark.parametrize("monitoring", ["auto", "in", "off"])
def test_inside_a_punch_the_input_is_heard_as_monitoring_says(tmp_path: Path, monitoring: str) -> None:
    rig = rig_with(np.zeros(RATE), tmp_path, monitoring)
    rig.record(take_request(tmp_path, end_frame=30000, punch_in_frame=10000, punch_out_frame=20000))
    heard = rig.hear(blocks_of(31000, 256))[:, 0]
    outside, inside = heard[5000] != 0.0, heard[15000] != 0.0
    assert (outside, inside) == {"auto": (False, True), "in": (True, True), "off": (False, False)}[monitoring]


def test_a_count_in_is_kept_in_the_file_before_the_take(tmp_path: Path) -> None:
    rig = rig_with(np.zeros(RATE), tmp_path)
    rig.locate(7000)
    count_in = 2 * 24000 + 1
    rig.record(
        take_request(tmp_path, start_frame=7000, end_frame=12000, count_in_frames=count_in, latency_frames=LATENCY)
    )
    began_at = rig.engine_frame
    rig.hear(random_blocks(count_in + 8000, 3))
    (round_,) = rig.result.rounds
    assert (round_.timeline_start_frame, round_.file_start_frame, round_.length_frames) == (7000, count_in, 5000)
    held = frames_in(rig.result.files[0].path)
    assert held[0] == began_at + LATENCY
    assert held[count_in] == began_at + count_in + LATENCY


def test_a_punch_by_hand_keeps_the_note_before_the_key(tmp_path: Path) -> None:
    rig = rig_with(np.full(8 * RATE, 0.5), tmp_path)
    rig.roll()
    rig.hear(random_blocks(3 * RATE, 11))
    pressed = rig.word("timeline")
    rig.record(take_request(tmp_path, latency_frames=LATENCY))
    heard = rig.hear(blocks_of(RATE, 333))[:, 0]
    assert heard[0] < 0.5 and heard[SWITCH] == 0.0
    let_go = rig.word("timeline")
    rig.command(at.COMMAND_ROLL, 0, 0, -1, -1)  # play: out again, and the tape goes on
    heard = rig.hear(blocks_of(4800, 100))[:, 0]
    assert rig.word("state") == at.ROLLING and heard[-1] == 0.5
    (round_,) = rig.result.rounds
    assert (round_.timeline_start_frame, round_.length_frames) == (pressed, let_go - pressed)
    assert round_.file_start_frame == 2 * RATE
    assert frames_in(rig.result.files[0].path)[round_.file_start_frame] == pressed + LATENCY + offset(rig)


def offset(rig: Recorder) -> int:
    """Engine frames that went by before the tape rolled."""
    return rig.engine_frame - rig.word("timeline")


@pytest.mark.parametrize("block", [64, 1000])
def test_sixteen_rounds_of_a_loop_begin_at_no_sample_off(tmp_path: Path, block: int) -> None:
    """The player answers what is heard: input = engine frame, so round n begins n loop lengths after the first."""
    rig = rig_with(ramp(RATE)[:, 0], tmp_path)
    start, end = 1003, 7900
    rig.command(at.COMMAND_LOOP, 1, start, end)
    rig.locate(start)
    rig.record(take_request(tmp_path, start_frame=start, latency_frames=LATENCY))
    began_at, length = rig.engine_frame, end - start
    heard = rig.hear(blocks_of(15 * length + 2000, block))[:, 0]
    assert np.all(heard[SWITCH:] == 0.0), "an armed track is not heard in any round"
    rig.command(at.COMMAND_STOP)
    rig.hear([1000, 1000])
    rounds = rig.result.rounds
    assert len(rounds) == 16
    held = frames_in(rig.result.files[0].path)
    first = [int(held[r.file_start_frame]) for r in rounds]
    assert first == [began_at + LATENCY + n * length for n in range(16)]
    assert {r.timeline_start_frame for r in rounds} == {start}
    assert [r.length_frames for r in rounds] == [length] * 15 + [2000], "the round that Stop cut is kept"


def test_a_punch_inside_a_loop_gives_a_take_each_round(tmp_path: Path) -> None:
    rig = rig_with(np.full(RATE, 0.5), tmp_path)
    rig.command(at.COMMAND_LOOP, 1, 2000, 10000)
    rig.locate(2000)
    rig.record(take_request(tmp_path, start_frame=2000, punch_in_frame=4001, punch_out_frame=6007))
    rig.hear(blocks_of(20500, 256))
    rig.command(at.COMMAND_STOP)
    rig.hear([1000])
    found = [(r.timeline_start_frame, r.file_start_frame, r.length_frames) for r in rig.result.rounds]
    assert found == [(4001, 2001, 2006), (4001, 10001, 2006), (4001, 18001, 2006)]


def test_a_stop_before_the_punch_leaves_nothing_behind(tmp_path: Path) -> None:
    rig = rig_with(np.full(RATE, 0.5), tmp_path)
    rig.record(take_request(tmp_path, punch_in_frame=20000, punch_out_frame=30000))
    rig.hear([1000] * 5)
    rig.command(at.COMMAND_STOP)
    rig.hear([1000])
    assert rig.result.files == () and rig.result.rounds == ()
    assert list((tmp_path / "audio").iterdir()) == [] and list((tmp_path / "passes").iterdir()) == []


def test_a_stop_in_the_block_of_the_record_ends_the_pass(tmp_path: Path) -> None:
    """They come through two rings, and a stalled device reads both in one block: the Stop must not be lost."""
    for first in (0, 5000):
        rig = rig_with(np.full(RATE, 0.5), tmp_path / str(first))
        if first:
            rig.roll()
            rig.hear([1000] * 5)
        rig.record(take_request(tmp_path / str(first)))
        rig.command(at.COMMAND_STOP)
        rig.hear([1000] * 2)
        assert rig.results and rig.writer.running is None
        assert rig.word("state") == at.STOPPED


def test_play_while_a_pass_counts_in_does_not_lose_the_pass(tmp_path: Path) -> None:
    rig = rig_with(np.full(RATE, 0.5), tmp_path)
    rig.record(take_request(tmp_path, count_in_frames=5000, end_frame=4000))
    rig.hear([1000])
    rig.command(at.COMMAND_ROLL, 0, 0, -1, -1)
    rig.hear([1000] * 10)
    assert rig.result.rounds[0].length_frames == 4000


def test_a_locate_in_a_pass_makes_two_takes_where_they_were_played(tmp_path: Path) -> None:
    rig = rig_with(ramp(2 * RATE)[:, 0], tmp_path)
    rig.record(take_request(tmp_path))
    rig.hear([256] * 10)
    rig.command(at.COMMAND_LOCATE, 60000)
    rig.hear([256] * 4)
    rig.prime()
    rig.hear([256] * 10)
    rig.command(at.COMMAND_STOP)
    stopped = rig.word("timeline")
    rig.hear([256] * 4)
    first, second = rig.result.rounds
    assert (first.timeline_start_frame, first.length_frames) == (0, 2560)
    assert (second.timeline_start_frame, second.length_frames) == (60000, stopped - 60000)
    held = frames_in(rig.result.files[0].path)
    assert len(held) == held[-1] - held[0] + 1, "the file goes on meanwhile"


@pytest.mark.parametrize("early", [64, 256, 470])
def test_a_loop_that_ends_while_the_tape_fades_out_makes_no_round(tmp_path: Path, early: int) -> None:
    """A locate that comes less than the tape's fade before the loop's end."""
    rig = rig_with(ramp(2 * RATE)[:, 0], tmp_path)
    rig.command(at.COMMAND_LOOP, 1, 0, 9984)
    rig.hear([64])
    rig.record(take_request(tmp_path))
    rig.hear(blocks_of(9984 - early, 64))
    rig.command(at.COMMAND_LOCATE, 60000)
    rig.hear([64] * 12)
    rig.prime()
    rig.hear([64] * 20)
    rig.command(at.COMMAND_STOP)
    stopped = rig.word("timeline")
    rig.hear([256] * 4)
    found = [(r.timeline_start_frame, r.length_frames) for r in rig.result.rounds]
    assert found == [(0, 9984 - early), (60000, stopped - 60000)]


def test_a_tape_that_stopped_just_before_its_loop_ended_stands(tmp_path: Path) -> None:
    """What is kept later, without the song, lies at the playhead and not where the loop would have been."""
    rig = rig_with(ramp(RATE)[:, 0], tmp_path)
    rig.command(at.COMMAND_LOOP, 1, 0, 9984)
    rig.hear([64])
    rig.roll()
    rig.hear(blocks_of(9984 - 256, 64))
    rig.command(at.COMMAND_STOP)
    rig.hear(blocks_of(2 * RATE, 1000))
    rig.writer.begin_retrospective(take_request(tmp_path, start_frame=77777), 1.0)
    rig.write()
    assert [r.timeline_start_frame for r in rig.result.rounds] == [77777]


@pytest.mark.parametrize(("punch_in", "punch_out"), [(-1, 9001), (5003, NEVER)])
def test_one_edge_of_a_punch_stands_alone(tmp_path: Path, punch_in: int, punch_out: int) -> None:
    """Without the other one a take begins where the tape rolls, or ends with Stop."""
    rig = rig_with(np.full(RATE, 0.5), tmp_path)
    start, end = 1001, 12007
    rig.locate(start)
    rig.record(take_request(tmp_path, start_frame=start, punch_in_frame=punch_in, punch_out_frame=punch_out))
    heard = rig.hear(random_blocks(end - start, 5))[:, 0]
    rig.command(at.COMMAND_STOP)
    rig.hear([1000, 1000])
    (round_,) = rig.result.rounds
    first, last = max(start, punch_in), min(end, punch_out)
    assert (round_.timeline_start_frame, round_.length_frames) == (first, last - first)
    assert round_.file_start_frame == first - start
    timeline = np.arange(len(heard)) + start
    inside = (timeline >= first) & (timeline < last)
    assert np.all(heard[inside & (timeline >= first + SWITCH)] == 0.0)
    assert np.all(heard[~inside & (timeline >= last + SWITCH)] == 0.5)
